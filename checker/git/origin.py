"""Where a repository comes from: one identity for all the ways to write its address."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from checker.patterns import lazy

_SCP = lazy(r"(?:[^@/:\s]+@)?(?P<host>[A-Za-z0-9_.-]{2,}):(?!//)(?P<path>[^:\s]+)")
_ADDRESS = lazy(r"(?:https?|ssh|git|git\+ssh|git\+https)://", re.IGNORECASE)
_SOUND = lazy(r"[\w.-]+(?:/[\w.~+%@ -]+)+")
_LENGTH_LIMIT = 300
_ALIASES = {
    "ssh.github.com": "github.com",
    "altssh.gitlab.com": "gitlab.com",
    "altssh.bitbucket.org": "bitbucket.org",
    "ssh.dev.azure.com": "dev.azure.com",
}
_FORGES = lazy(
    r"github\.com|gitlab\.com|bitbucket\.org|codeberg\.org|gitee\.com|(?:github|gitlab|gitea|forgejo)\..+"
)


def normalize(address: str) -> str:
    """Return `host/owner/name` for the address of a remote, "" for a path or anything odd.

    User, password, port and `.git` are left out: they are not part of who a repository is.
    """
    host, path = _split(address.strip())
    host = host.lower().removeprefix("www.")
    host = _ALIASES.get(host, host)
    parts = [part for part in path.removesuffix("/").removesuffix(".git").split("/") if part]
    if host == "dev.azure.com":
        parts = [part for part in parts if part not in ("v3", "_git")]
    identity = "/".join([host, *parts])
    sound = len(identity) <= _LENGTH_LIMIT and _SOUND.fullmatch(identity) and ".." not in parts
    return identity if sound else ""


def _split(address: str) -> tuple[str, str]:
    if _ADDRESS.match(address):
        try:
            parts = urlsplit(address)
        except ValueError:
            return "", ""
        return parts.hostname or "", parts.path
    match = _SCP.fullmatch(address)
    return (match["host"], match["path"]) if match else ("", "")


def whose(identity: str) -> tuple[str, str]:
    """Return host and owner of `host/owner/name`, "" for an identity that is a path."""
    host, *rest = identity.split("/")
    if "." not in host.strip(".") or len(rest) < 2:
        return "", ""
    return host, "/".join(rest[:-1])


def page(identity: str) -> str:
    """Return the address of the page that a known forge shows for `host/owner/name`, else ""."""
    host = identity.partition("/")[0]
    return f"https://{identity}" if _FORGES.fullmatch(host) and identity.count("/") > 1 else ""


def remote(settings: Mapping[str, tuple[str, ...]]) -> str:
    """Return the address of the remote `origin`, or of the only one, from a configuration."""
    addresses = {
        key.removeprefix("remote.").removesuffix(".url"): values[0]
        for key, values in settings.items()
        if key.startswith("remote.") and key.endswith(".url")
    }
    if "origin" in addresses:
        return addresses["origin"]
    return next(iter(addresses.values())) if len(addresses) == 1 else ""


def on_github(host: str) -> bool:
    """Tell whether a host is one of GitHub's, as far as its name says so."""
    name = host.lower()
    return name.startswith("github.") or name.endswith(".ghe.com")
