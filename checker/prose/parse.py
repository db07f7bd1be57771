"""Reads a documentation page in whichever markup it is written."""

from collections.abc import Callable

from checker.files import Files
from checker.prose import markdown, plain, restructured
from checker.prose.page import LINE_LIMIT, LINKS_LIMIT, DocumentPage, format_of


def opened(files: Files, path: str) -> DocumentPage:
    """Read a page of a repository; what its bounds leave out is missed.

    Raises Unobserved.
    """
    text = files.text(path)
    page = read(path, text)
    if len(page.links) > LINKS_LIMIT or any(len(line) > LINE_LIMIT for line in text.splitlines()):
        files.miss(path, f"its links after {LINKS_LIMIT}, or its lines after {LINE_LIMIT} characters")
    return page


def read(path: str, text: str) -> DocumentPage:
    """Take a page apart."""
    readers: dict[str, Callable[[str], DocumentPage]] = {"markdown": markdown.read, "rst": restructured.read}
    kind = format_of(path)
    page = readers[kind](text) if kind in readers else plain.read(text, kind)
    page.format = kind
    page.lines = len(text.splitlines())
    page.credits = "ALL-CONTRIBUTORS-LIST" in text
    return page
