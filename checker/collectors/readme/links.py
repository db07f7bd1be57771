"""Relative links that lead nowhere."""

import re
from collections.abc import Iterator
from posixpath import normpath
from urllib.parse import unquote

from checker.collectors import measured
from checker.collectors.readme.anchors import anchors, has_anchor
from checker.collectors.readme.generated import GeneratedPages
from checker.collectors.readme.places import DocumentationFiles
from checker.errors import Unobserved
from checker.files import Files
from checker.model.facts import Facts
from checker.model.json_value import Json
from checker.patterns import lazy
from checker.prose.page import DocumentLink, DocumentPage, format_of
from checker.prose.parse import opened

PAGES_LIMIT = 300
"""Pages whose links are followed."""
_ELSEWHERE = lazy(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_NO_TARGET = lazy(
    r"[{}<>$*|`\\\"^\0\1]|\.\.\.|^(?:url|link|path|#?todo|href|src|image|target)$|@", re.IGNORECASE
)
# https://allcontributors.org/docs/en/emoji-key
_CREDIT = lazy(
    r"(?:a11y|audio|blog|bug|business|code|content|data|design|doc|eventOrganizing|example|financial"
    r"|fundingFinding|ideas|infra|maintenance|mentoring|platform|plugin|projectManagement|promotion|question"
    r"|research|review|security|talk|test|tool|translation|tutorial|userTesting|video)-"
)
_ENDING = lazy(r"\.[A-Za-z0-9]{1,8}$")


def facts(files: Files, found: DocumentationFiles) -> Facts:
    """Follow the links of the pages that GitHub shows as they stand."""
    return measured(files, "readme.broken_links", lambda: _broken(files, found))


def _broken(files: Files, found: DocumentationFiles) -> list[Json]:
    pages = found.checked()
    follower = _Follower(files, GeneratedPages(files, found))
    # A page behind a link is written for the folder where it stands.
    # A page behind a link is read where it stands; what leads nowhere is missed by whoever asks for its text.
    paths = [page.path for page in pages if page.is_file or files.follow(page) is None]
    read = files.texts(files.within(paths, PAGES_LIMIT))
    return [record for path in read for record in follower.broken(path)]


class _Follower:
    """Follows links within one tree; every page is read once."""

    def __init__(self, files: Files, generated: GeneratedPages) -> None:
        self._files = files
        self._generated = generated
        self._pages: dict[str, DocumentPage] = {}
        self._anchors: dict[str, frozenset[str]] = {}
        self._folders = files.index.folders
        self._opaque = tuple(f"{entry.path}/" for entry in files.index.others)

    def broken(self, path: str) -> Iterator[Json]:
        """Return the links of one page that lead nowhere, each once a line."""
        seen = set()
        for link in self._page(path).links:
            kind = self._flaw(path, link)
            if kind and (link.line, link.target) not in seen:
                seen.add((link.line, link.target))
                yield {"path": path, "line": link.line, "target": link.target, "kind": kind}

    def _page(self, path: str) -> DocumentPage:
        if path not in self._pages:
            self._pages[path] = opened(self._files, path)
        return self._pages[path]

    def _flaw(self, path: str, link: DocumentLink) -> str:
        target = link.target.strip()
        if _ELSEWHERE.match(target) or _NO_TARGET.search(target):
            return ""
        rest, _, fragment = target.partition("#")
        rest = rest.partition("?")[0]
        if not rest:
            shown = self._page(path).credits and _CREDIT.match(fragment)
            return "" if shown or self._leads(path, fragment) else "anchor"
        found = self._resolve(path, unquote(rest))
        if found is None:
            return ""
        if not self._exists(found):
            if self._generated.makes(path, found):
                return ""
            # Documentation that some other repository publishes links to routes, which end in a slash.
            route = rest.endswith("/") and path.startswith(("docs/", "doc/"))
            return "" if route else "image" if link.image else "file"
        return "" if self._leads(found, fragment) else "anchor"

    def _resolve(self, path: str, target: str) -> str | None:
        """Return the path that a link means, None where it leaves the repository or names a route."""
        if target.startswith("/"):
            # Of a path from the root, only a file is surely none of the site's or the forge's routes.
            return normpath(target.lstrip("/")) if _ENDING.search(target) and target.count("/") < 3 else None
        found = normpath(f"{path.rpartition('/')[0]}/{target}".lstrip("/") or ".")
        return None if found.startswith("..") else found.removeprefix("./")

    def _exists(self, path: str) -> bool:
        """Tell whether something is there, or would be once a site turns pages into routes."""
        if path == "." or path in self._folders or self._files.entry(path):
            return True
        if self._opaque and path.startswith(self._opaque):
            return True
        stem = path.removesuffix(".html")
        return any(self._files.entry(f"{stem}{ending}") for ending in (".md", ".mdx", ".rst", ".markdown"))

    def _leads(self, path: str, fragment: str) -> bool:
        """Tell whether an anchor exists, as far as that can be known."""
        entry = self._files.entry(path)
        if not fragment or entry is None or not entry.is_file or format_of(path) != "markdown":
            return True
        if path not in self._anchors:
            try:
                self._anchors[path] = anchors(self._page(path))
            except Unobserved:
                return True
        return has_anchor(self._anchors[path], unquote(fragment))
