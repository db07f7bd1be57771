"""The simulator on the wire: a loopback server that speaks HTTP as GitHub does."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Mapping
from contextlib import nullcontext, suppress
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from tests.contract import Spec
from tests.forge.access import Access
from tests.forge.faults import Fault
from tests.forge.graph import Graph
from tests.forge.rest import Rest
from tests.forge.shapes import Response, said
from tests.forge.store import Token, World

_LIMIT = 5000
_SPEC = Spec()


@dataclass(frozen=True)
class Logged:
    """One request that was answered; *resource* is git, core, graphql, or free for a 304."""

    method: str
    path: str
    status: int
    token: str
    resource: str


class Forge:
    """A simulated GitHub that is there as long as the `with` statement.

    *delay* is the seconds that every answer takes. It is also found at /api/v3 and /api/graphql, as
    an Enterprise Server is.
    """

    def __init__(self, world: World, delay: float = 0.0, port: int = 0) -> None:
        self.world = world
        self.delay = delay
        self.faults: list[Fault] = []
        self.log: list[Logged] = []
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._server.forge = self
        self.server = f"http://127.0.0.1:{self._server.server_port}"
        self.api, self.graphql = self.server, f"{self.server}/graphql"
        world.server = self.server
        self.rest, self.graph = Rest(world, _SPEC), Graph(world)
        self.rest.base = self.server
        self.limit = _LIMIT
        """Requests, and points, an hour: only what is said of them, nobody is refused."""
        self.tokens = {token.secret: token for token in world.tokens.values()}
        self.lock = threading.Lock()

    @property
    def violations(self) -> list[str]:
        """What was sent or asked against GitHub's published description."""
        return self.world.violations

    @property
    def owners(self) -> list[str]:
        """Whose repositories there are."""
        return sorted({repository.owner for repository in self.world.repositories.values()})

    def environment(self, token: str) -> dict[str, str]:
        """Return the variables that lead a program here as one of the scenario's tokens."""
        found = {
            "GITHUB_API_URL": self.api,
            "GITHUB_GRAPHQL_URL": self.graphql,
            "GITHUB_SERVER_URL": self.server,
        }
        if not token:
            return found
        asker = self.world.tokens[token]
        runner = {"GITHUB_ACTIONS": "true"} if asker.kind == "workflow" else {}
        return {**found, "GITHUB_TOKEN": asker.secret, **runner}

    def requests(self, *resources: str) -> int:
        """Count the requests so far, those to Git left out; of some resources, or of all."""
        wanted = resources or ("core", "graphql", "free")
        return sum(each.resource in wanted for each in self.log)

    def left(self, resource: str) -> int:
        """Return what is left of an hour's limit: of requests, or of points for queries."""
        used = self.graph.spent if resource == "graphql" else self.requests(resource)
        return max(0, self.limit - used)

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self.world.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    forge: Forge

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of connections that the other side gave up."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Keep quiet: `Forge.log` has it."""

    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        if "chunked" in self.headers.get("Transfer-Encoding", ""):
            return self._answer(b"".join(iter(self._chunk, b"")))
        return self._answer(self.rfile.read(int(self.headers.get("Content-Length", 0))))

    do_PATCH = do_POST

    def _chunk(self) -> bytes:
        found = self.rfile.read(int(self.rfile.readline(), 16))
        self.rfile.readline()
        return found

    def _answer(self, body: bytes) -> None:
        forge = self.server.forge
        parts = urlsplit(self.path)
        path = parts.path.removeprefix("/api/v3").replace("/api/graphql", "/graphql") or "/"
        token = self._token()
        if ".git/" in path:
            return self._git(path, parts.query, token, body)
        fault = next((each for each in forge.faults if each.takes(path)), None)
        time.sleep(forge.delay)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        try:
            response = self._response(path, query, token, body, fault)
        except Exception as error:  # noqa: BLE001  # a fault of the simulator must not look like one of GitHub
            forge.violations.append(f"{path}: {type(error).__name__}: {error}")
            response = None
        resource = "graphql" if path == "/graphql" else "core"
        if response is None:
            return self._cut()
        raw, response = self._sent(response, resource)
        token_name = token.name if isinstance(token, Token) else ""
        forge.log.append(
            Logged(
                self.command,
                self.path,
                response.status,
                token_name,
                "free" if response.status == 304 else resource,
            )
        )
        self._send(response.status, response.headers, raw, fault)
        return None

    def _token(self) -> Token | str | None:
        """Return who asks: a token, None for nobody, "" for a token that is not known."""
        given = self.headers.get("Authorization", "")
        kind, _, secret = given.partition(" ")
        if kind.lower() == "basic":
            with suppress(ValueError):
                secret = base64.b64decode(secret).decode().partition(":")[2]
        if not given:
            return None
        return self.server.forge.tokens.get(secret.strip(), "")

    def _response(
        self, path: str, query: Mapping[str, str], token: Token | str | None, body: bytes, fault: Fault | None
    ) -> Response | None:
        forge = self.server.forge
        if fault and (found := _faulty(fault, path, forge)):
            return found
        if fault and fault.kind == "reset":
            return None
        if token == "":
            return said(401, "Bad credentials")
        access = Access(forge.world, token if isinstance(token, Token) else None)
        if path == "/graphql":
            if access.token is None:
                return said(401, "This endpoint requires you to be authenticated.")
            asked = json.loads(body)
            with forge.lock:
                answer = forge.graph.respond(asked["query"], asked.get("variables") or {}, access)
            return Response(200, _spoilt(answer, fault) if fault else answer)
        with forge.lock if body else nullcontext():
            said_too = json.loads(body) if body else None
            return forge.rest.respond(path, query, access, self.command.lower(), said_too)

    def _sent(self, response: Response, resource: str) -> tuple[bytes, Response]:
        """Return the bytes and the headers; 304 where the asker has them already."""
        raw = b"" if response.body is None else json.dumps(response.body).encode()
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "X-RateLimit-Limit": str(self.server.forge.limit),
            "X-RateLimit-Remaining": str(self.server.forge.left(resource)),
            "X-RateLimit-Reset": str(int(time.time()) + 3600),
            "X-RateLimit-Resource": resource,
            **response.headers,
        }
        if self.command == "GET" and response.status == 200:
            etag = f'W/"{hashlib.sha256(raw).hexdigest()}"'
            headers["ETag"] = etag
            if self.headers.get("If-None-Match") == etag:
                return b"", replace(response, status=304, headers=headers)
        return raw, replace(response, headers=headers)

    def _send(self, status: int, headers: Mapping[str, str], raw: bytes, fault: Fault | None) -> None:
        kind = fault.kind if fault else ""
        if kind == "malformed":
            raw = b'{"data": {"nodes": [}'
        if kind == "html":
            raw = b"<!DOCTYPE html><title>Unicorn!</title>"
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        if kind == "truncated":
            self.wfile.write(raw[: len(raw) // 2])
            return self._cut()
        with suppress(OSError):
            self.wfile.write(raw)
        return None

    def _cut(self) -> None:
        self.close_connection = True
        with suppress(OSError):
            self.connection.shutdown(2)

    def _git(self, path: str, query: str, token: Token | str | None, body: bytes) -> None:
        forge = self.server.forge
        name = path.partition(".git/")[0].strip("/").lower()
        repository = forge.world.repositories.get(name)
        access = Access(forge.world, token if isinstance(token, Token) else None)
        allowed = repository is not None and access.sees(repository) and access.may(repository, "contents")
        forge.log.append(Logged(self.command, self.path, 200 if allowed else 401, "", "git"))
        if repository is None or not allowed or token == "":
            denied = {"WWW-Authenticate": 'Basic realm="GitHub"'}
            return self._send(401 if token is None else 404, denied, b"", None)
        if not repository.head:
            repository.world.repositories_on_disk.head(repository)
        headers = {key.lower(): value for key, value in self.headers.items()}
        if headers.get("content-encoding") == "gzip":
            import gzip

            body = gzip.decompress(body)
            del headers["content-encoding"]
        place = path.replace(path.partition(".git/")[0], f"/{name}", 1)
        status, found, content = forge.world.repositories_on_disk.serve(
            place, self.command, query, headers, body
        )
        return self._send(status, found, content, None)


def _faulty(fault: Fault, path: str, forge: Forge) -> Response | None:
    """Return the answer that stands in for the real one, None where that comes, changed or late."""
    soon = str(int(time.time()) + 1)
    limits = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": soon}
    abuse = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
    answers: dict[str, tuple[int, str, dict[str, str]]] = {
        "primary": (403, "API rate limit exceeded for user ID 1.", limits),
        "secondary": (403, abuse, {"Retry-After": "1"}),
        "secondary-silent": (403, abuse, {}),
        "too-many": (429, "Too many requests", {"Retry-After": "1"}),
        "forbidden": (
            403,
            "Resource not accessible by personal access token",
            {"X-Accepted-GitHub-Permissions": "administration=read"},
        ),
        "server-error": (500, "Server Error", {}),
        "bad-gateway": (502, "Server Error", {}),
        "unavailable": (503, "Service Unavailable", {}),
        "redirect": (301, "Moved Permanently", {"Location": f"http://127.0.0.1:1{path}"}),
        "accepted": (202, "", {}),
        "conflict": (409, "Conflict", {}),
        "legal": (451, "Repository access blocked", {}),
    }
    if fault.kind == "slow":
        time.sleep(0.05)
    if fault.kind not in answers:
        return None
    status, message, headers = answers[fault.kind]
    return Response(status, {"message": message} if message else {}, headers)


def _spoilt(found: dict[str, Any], fault: Fault) -> dict[str, Any]:
    """Return a GraphQL answer with what the fault makes of it."""
    if fault.kind == "query-limited":
        return {"errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded"}]}
    if fault.kind == "query-too-much":
        return {"errors": [{"type": "RESOURCE_LIMITS_EXCEEDED", "message": "Resource limits exceeded"}]}
    nodes = found.get("data", {}).get("nodes") if fault.kind == "query-partial" else None
    if nodes and isinstance(nodes[0], dict):
        names = sorted(set(nodes[0]) - {"id", "nameWithOwner", "viewerCanAdminister"})[:2]
        nodes[0].update(dict.fromkeys(names))
        wrong = [
            {"type": "FORBIDDEN", "message": "Something went wrong", "path": ["nodes", 0, n]} for n in names
        ]
        found["errors"] = [*found.get("errors", ()), *wrong]
    return found
