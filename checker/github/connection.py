"""Where GitHub is, and who asks it."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from msgspec import Struct

from checker.errors import UsageError
from checker.github.credentials import Credentials, find

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Connection(Struct, frozen=True):
    """The addresses of one GitHub, without a slash at their end, and the credentials for it."""

    api: str
    graphql: str
    server: str
    credentials: Credentials


def connect(environment: Mapping[str, str]) -> Connection:
    """Read the variables that GitHub's own runner sets; github.com without them.

    Raises UsageError when an address is odd or would send the token in the clear.
    """
    api = _address(environment, "GITHUB_API_URL", "https://api.github.com")
    graphql = _address(environment, "GITHUB_GRAPHQL_URL", _graphql(api))
    server = _address(environment, "GITHUB_SERVER_URL", _server(api))
    return Connection(api, graphql, server, find(environment, urlsplit(server).hostname or ""))


def _graphql(api: str) -> str:
    return f"{api.removesuffix('/v3')}/graphql"


def _server(api: str) -> str:
    parts = urlsplit(api)
    if parts.path.endswith("/api/v3"):
        return f"{parts.scheme}://{parts.netloc}"
    return f"{parts.scheme}://{parts.netloc.removeprefix('api.')}"


def _address(environment: Mapping[str, str], name: str, default: str) -> str:
    text = (environment.get(name) or default).rstrip("/")
    try:
        parts = urlsplit(text)
        sound = parts.hostname and not parts.query and not parts.username and (parts.port or 1)
    except ValueError:
        sound = None
    if not sound:
        raise UsageError(f"{name} is no address", "write it as https://github.example.com/api/v3")
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        raise UsageError(f"{name} does not begin with https://", "a token must not travel in the clear")
    return text
