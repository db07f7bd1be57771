"""The scenario's repositories as Git has them, served by Git itself."""

import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.forge.store import Repository

_QUIET = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


class Disk:
    """Bare repositories in a folder of their own, made when they are needed."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="forge-"))
        self._lock = threading.Lock()
        self._heads: dict[str, str] = {}

    def head(self, repository: "Repository") -> str:
        """Return the head of a repository that has files, and make it if it is not there."""
        with self._lock:
            if repository.full_name not in self._heads:
                self._heads[repository.full_name] = self._make(repository)
            return self._heads[repository.full_name]

    def _make(self, repository: "Repository") -> str:
        place = self.folder / f"{repository.full_name.lower()}.git"
        self._git("init", "--quiet", "--bare", f"--initial-branch={repository['branch']}", str(place))
        for name in ("uploadpack.allowFilter", "uploadpack.allowAnySHA1InWant"):
            self._git("-C", str(place), "config", name, "true")
        self._git("-C", str(place), "fast-import", "--quiet", text="".join(_commands(repository)).encode())
        return self._git("-C", str(place), "rev-parse", "HEAD").strip()

    def _git(self, *arguments: str, text: bytes = b"") -> str:
        environment = {**os.environ, **_QUIET}
        done = subprocess.run(
            ["git", *arguments], input=text, capture_output=True, check=True, env=environment
        )
        return done.stdout.decode()

    def serve(
        self, path: str, method: str, query: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[int, dict[str, str], bytes]:
        """Answer one request of Git's smart protocol; return status, headers and body."""
        environment = {
            **os.environ,
            **_QUIET,
            "GIT_PROJECT_ROOT": str(self.folder),
            "GIT_HTTP_EXPORT_ALL": "1",
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "CONTENT_TYPE": headers.get("content-type", ""),
            "HTTP_CONTENT_ENCODING": headers.get("content-encoding", ""),
            "GIT_PROTOCOL": headers.get("git-protocol", ""),
            "REMOTE_ADDR": "127.0.0.1",
        }
        done = subprocess.run(
            ["git", "http-backend"], input=body, capture_output=True, check=True, env=environment
        )
        head, _, content = done.stdout.partition(b"\r\n\r\n")
        pairs = (line.partition(": ") for line in head.decode().split("\r\n"))
        found = {name.lower(): value for name, _, value in pairs}
        return int(found.pop("status", "200").split()[0]), found, content

    def close(self) -> None:
        with suppress(OSError):
            shutil.rmtree(self.folder)


def _commands(repository: "Repository") -> Iterator[str]:
    """Yield what `git fast-import` reads: the older commits change a file, the newest has them all."""
    commits = repository["commits"] or [{"days": repository["pushed"], "author": "ada"}]
    for number, commit in enumerate(reversed(commits), 1):
        moment = repository.world.now - timedelta(days=commit["days"])
        author = str(commit["author"])
        message = str(commit.get("message", f"Change {number}"))
        yield f"commit refs/heads/{repository['branch']}\n"
        yield f"committer {author} <{author}@acme.example> {int(moment.timestamp())} +0000\n"
        yield f"data {len(message.encode())}\n{message}\n"
        if number == len(commits):
            yield "deleteall\n"
            for path, content in repository["files"].items():
                yield f"M 100644 inline {path}\ndata {len(content.encode())}\n{content}\n"
        else:
            yield f"M 100644 inline HISTORY\ndata {len(str(number))}\n{number}\n"
    for release in repository["releases"]:
        if not release.get("draft"):
            yield f"reset refs/tags/{release['tag']}\nfrom refs/heads/{repository['branch']}\n\n"
    yield "done\n"
