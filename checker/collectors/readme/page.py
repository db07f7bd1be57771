"""A documentation page, whatever it is written in."""

from msgspec import Struct, field

from checker.patterns import lazy

LINE_LIMIT = 10_000
"""Characters of a line that are looked at."""
LINKS_LIMIT = 5000
"""Links after which a page is not searched for more."""


class DocumentLink(Struct, frozen=True):
    """A link or an image; *text* is what a reader sees, as far as it is known."""

    target: str
    line: int
    text: str = ""
    image: bool = False


class DocumentPage(Struct):
    """What a page consists of. *anchors* are ids that its author set, *code* all commands in it.

    *credits*: it holds the table of all-contributors, whose links to anchors are for show.
    """

    format: str = "text"
    headings: list[tuple[str, int]] = field(default_factory=list)
    links: list[DocumentLink] = field(default_factory=list)
    anchors: list[str] = field(default_factory=list)
    code: list[str] = field(default_factory=list)
    prose: list[tuple[str, int]] = field(default_factory=list)
    lines: int = 0
    credits: bool = False

    @property
    def words(self) -> int:
        """Count the words of the prose; in scripts without spaces two characters make one."""
        return sum(count_words(text) for text, _ in self.prose)


_WORD = lazy(r"[^\W_][\w'\u2019-]*")
_DENSE = (("\u3040", "\u30ff"), ("\u3400", "\u9fff"), ("\uac00", "\ud7af"))
"""The scripts that are written without spaces, or with few: Japanese, Chinese, Korean."""


def count_words(text: str) -> int:
    """Count the words of a line."""
    if text.isascii():
        return len(_WORD.findall(text))
    sparse = "".join(" " if _is_dense(character) else character for character in text)
    dense = sum(map(_is_dense, text))
    return len(_WORD.findall(sparse)) + (dense + 1) // 2


def _is_dense(character: str) -> bool:
    return any(first <= character <= last for first, last in _DENSE)


FORMATS = {
    "md": "markdown",
    "markdown": "markdown",
    "mdown": "markdown",
    "mkd": "markdown",
    "rst": "rst",
    "rest": "rst",
    "adoc": "asciidoc",
    "asciidoc": "asciidoc",
    "asc": "asciidoc",
    "org": "org",
}


def format_of(path: str) -> str:
    """Return the format of a page by its ending."""
    return FORMATS.get(path.rpartition("/")[2].rpartition(".")[2].lower(), "text")
