"""Links and commands of a README that bring something onto the reader's machine."""

import re
from collections.abc import Iterator

from checker.model.json_value import Json
from checker.patterns import lazy
from checker.prose.page import DocumentLink, DocumentPage

_ADDRESS = lazy(r"(?:https?|ftp|git)://[^\s\"'<>`|;,)\]}]{1,500}")
_FILE = (
    r"\.(?:zip|tar|t?gz|tgz|bz2|xz|zst|7z|rar|exe|msi|dmg|pkg|deb|rpm|apk|appimage|jar|war|whl|gem|iso|vsix"
    r"|crx|sh|ps1|bat|asc|gpg|key)(?:[?#].*)?$"
)
_FETCHES = lazy(r"\b(?:curl|wget|invoke-webrequest|iwr|irm|invoke-restmethod|aria2c)\b", re.IGNORECASE)
_KEPT = lazy(
    r"\|\s{0,4}(?:sudo\s{1,4})?\S{1,40}|\s-\w{0,4}[oO]\b|--output|--remote-name|>|-OutFile", re.IGNORECASE
)
_INSTALLS = lazy(
    r"\bgit\s{1,4}clone\b|\b(?:pip3?|pipx|npm|gem|cargo|go|apt-key|rpm|dnf|yum|apk|msiexec)\s{1,4}\S"
)
_LOCAL = lazy(
    r"\w{1,5}://(?:[^/@\s]{0,100}@)?"
    r"(?:localhost|127\.|0\.0\.0\.0|10\.|192\.168\.|\[|[^/]{0,200}(?:[${]|\.\.)|[^/:.]{1,60}(?:[/:]|$)"
    r"|(?:[^/:]{1,200}\.)?(?:example(?:\.\w{1,10})?|test|local|localhost|internal|invalid)(?:[/:]|$))"
)
"""Addresses of nobody, or of the reader's own machines."""


def downloads(path: str, text: str, page: DocumentPage) -> list[Json]:
    """Return each address with the line on which it first stands."""
    found = dict.fromkeys([*_linked(page), *_commanded(page)])
    return [
        {"path": path, "line": text[: max(text.find(address), 0)].count("\n") + 1, "address": address}
        for address in found
        if not _LOCAL.match(address)
    ]


def _linked(page: DocumentPage) -> Iterator[str]:
    for link in page.links:
        if _ADDRESS.fullmatch(link.target) and _is_download(link):
            yield link.target


def _is_download(link: DocumentLink) -> bool:
    target = link.target.lower()
    if link.image:
        return False
    said = re.search(r"\bdownload\b", link.text.lower())  # the badge "downloads" only counts them
    return bool(said or "/download/" in target or _names_file(target))


def _names_file(address: str) -> bool:
    """Tell an address of a file; a host may end like one, as scoop.sh does."""
    path = address.partition("://")[2].partition("/")[2]
    return re.search(_FILE, path) is not None


def _commanded(page: DocumentPage) -> Iterator[str]:
    for line, _ in page.code:
        fetches = _FETCHES.search(line)
        if not fetches and not _INSTALLS.search(line):
            continue
        for address in _ADDRESS.findall(line):
            if not fetches or _KEPT.search(line) or _names_file(address.lower()):
                yield address
