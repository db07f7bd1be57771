"""Reads a documentation page in whichever markup it is written."""

from collections.abc import Callable
from weakref import WeakKeyDictionary

from checker.files import Files
from checker.files.lru import LruCache
from checker.prose import markdown, plain, restructured
from checker.prose.page import LINE_LIMIT, LINKS_LIMIT, DocumentPage, format_of

PAGES_MEMORY = 2 * 1024 * 1024
"""Characters of text of which the pages are kept for each tree: they take many times as much."""
_OVERHEAD = 1000
_PAGES: WeakKeyDictionary[Files, LruCache[tuple[DocumentPage, bool]]] = WeakKeyDictionary()
"""Pages that several collectors ask for, and whether bounds left something out; they end with their tree."""


def opened(files: Files, path: str) -> DocumentPage:
    """Return a page of a repository, which is not to be changed; what its bounds leave out is missed.

    Raises Unobserved.
    """
    pages = _PAGES.setdefault(files, LruCache(PAGES_MEMORY))
    page, cut = pages.get(path) or _opened(files, path, pages)
    if cut:
        files.miss(path, f"its links after {LINKS_LIMIT}, or its lines after {LINE_LIMIT} characters")
    return page


def _opened(files: Files, path: str, pages: LruCache[tuple[DocumentPage, bool]]) -> tuple[DocumentPage, bool]:
    text = files.text(path)
    page = read(path, text)
    cut = len(page.links) > LINKS_LIMIT or any(len(line) > LINE_LIMIT for line in text.splitlines())
    return pages.put(path, (page, cut), len(text) + _OVERHEAD)


def read(path: str, text: str) -> DocumentPage:
    """Take a page apart."""
    readers: dict[str, Callable[[str], DocumentPage]] = {"markdown": markdown.read, "rst": restructured.read}
    kind = format_of(path)
    page = readers[kind](text) if kind in readers else plain.read(text, kind)
    page.format = kind
    page.lines = len(text.splitlines())
    page.credits = "ALL-CONTRIBUTORS-LIST" in text
    return page
