"""Pages that were begun and hold nothing: a heading, a note that somebody has to write them."""

from checker.files import Files
from checker.model.tree import TreeEntry
from checker.patterns import lazy
from checker.prose.parse import read

STUB_SIZE = 300
"""Bytes below which a page may be a stub."""
_WORDS_LIMIT = 12
"""Words from which on a page says something, whatever else is still to be done."""
_UNWRITTEN = lazy(
    r"(?i)\b(?:todo|tbd|tba|fixme|wip|coming soon|placeholder|lorem ipsum|work in progress"
    r"|(?:to be|not yet) (?:added|decided|determined|done|written|defined)|under construction)\b"
)


def is_stub(files: Files, entry: TreeEntry) -> bool:
    """Tell a file that says nothing; only small files are read. Raises Unobserved."""
    if not entry.is_file or (entry.size or STUB_SIZE) >= STUB_SIZE:
        return False
    return says_nothing(entry.path, files.text(entry.path))


def says_nothing(path: str, text: str) -> bool:
    """Tell a page without anything below its headings but a note that it has to be written."""
    if not any(map(str.isalnum, text)):
        return True
    page = read(path, text)
    headings = {line for _, line in page.headings}
    said = [line for line, number in page.prose if number not in headings]
    words = " ".join(said).split()
    unwritten = len(words) <= _WORDS_LIMIT and _UNWRITTEN.search(text) is not None
    empty = bool(headings) and not any(any(map(str.isalnum, word)) for word in words)
    return not (page.links or page.code) and (unwritten or empty)
