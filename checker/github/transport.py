"""One request on the wire, as PyGithub's requester wants it: bounded, and its own thread's alone.

PyGithub keeps one connection, which holds the address of the request under way: two threads would
get each other's answers. It also repeats for ever what GitHub has accepted but not done (202).
"""

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    from requests import Response, Session

TIMEOUT = 30
"""Seconds until a connection, and until each piece of an answer."""
DEADLINE = 180
"""Seconds until a whole answer."""
BODY_LIMIT = 64 * 1024 * 1024
_HOPS = 5
_CHUNK = 64 * 1024
_ACCEPTED = 202


class NoAnswer(Exception):
    """No whole answer came."""


def session(server: str, pool: int) -> "Session":
    """Return what connections of all threads to one server are kept in; nothing else is."""
    from http.cookiejar import DefaultCookiePolicy

    from requests import Session
    from requests.adapters import HTTPAdapter

    kept = Session()
    kept.auth = _unchanged  # else requests would take a password from ~/.netrc
    kept.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    # What the environment says of proxies and certificates; else it is read for each request.
    said = kept.merge_environment_settings(server, {}, None, None, None)
    kept.proxies, kept.verify, kept.trust_env = said["proxies"], said["verify"], False
    for scheme in ("https://", "http://"):
        kept.mount(scheme, HTTPAdapter(pool_connections=1, pool_maxsize=pool))
    return kept


def _unchanged(request: Any) -> Any:
    return request


class Answered(Struct, frozen=True):
    """What PyGithub's requester reads of an answer."""

    status: int
    headers: Mapping[str, str]
    text: str

    def getheaders(self) -> list[tuple[str, str]]:
        """Return the headers."""
        return list(self.headers.items())

    def read(self) -> str:
        """Return the body."""
        return self.text


class Exchange:
    """A connection for one request and where GitHub redirects it to."""

    def __init__(self, kept: "Session", server: str) -> None:
        self._session = kept
        self._server = server
        self._hops = 0
        self._asked: tuple[str, str, Any, Mapping[str, str]] = ("", "", None, {})

    def request(
        self, verb: str, url: str, body: Any, headers: Mapping[str, str], stream: bool = False
    ) -> None:
        """Take note of what is to be asked; *stream* is PyGithub's own affair."""
        del stream
        self._hops += 1
        if self._hops > _HOPS:
            raise NoAnswer("GitHub redirects without an end")
        self._asked = verb, url, body, headers

    def getresponse(self) -> Answered:
        """Ask, and return the whole answer; raises Broken when it is too large or takes too long."""
        verb, url, body, headers = self._asked
        with self._session.request(
            verb,
            f"{self._server}{url}",
            data=body,
            headers=dict(headers),
            timeout=TIMEOUT,
            allow_redirects=False,
            stream=True,
        ) as answer:
            if answer.status_code == _ACCEPTED:
                raise NoAnswer("GitHub is still preparing its answer")
            return Answered(answer.status_code, answer.headers, _text(answer))


def _text(answer: "Response") -> str:
    last = time.monotonic() + DEADLINE
    found = bytearray()
    for chunk in answer.iter_content(_CHUNK):
        found += chunk
        if len(found) > BODY_LIMIT:
            raise NoAnswer("GitHub's answer is too large")
        if time.monotonic() > last:
            raise NoAnswer("GitHub's answer takes too long")
    return found.decode("utf-8", "replace")
