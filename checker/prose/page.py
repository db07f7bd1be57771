"""A documentation page, whatever it is written in."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property
from operator import itemgetter

from msgspec import Struct, field

from checker.patterns import lazy

LINE_LIMIT = 50_000
"""Characters of a line that are looked at; terraform-docs writes types of 20,000 into one."""
LINKS_LIMIT = 5000
"""Links after which a page is not searched for more."""


class DocumentLink(Struct, frozen=True):
    """A link or an image; *text* is what a reader sees, as far as it is known."""

    target: str
    line: int
    text: str = ""
    image: bool = False


class PageSection(Struct, frozen=True):
    """A heading with its *level* (1 is the top) and all that stands below it, its subsections among it."""

    heading: str
    level: int
    prose: Sequence[str]
    code: Sequence[str]
    links: Sequence[DocumentLink]
    subheadings: Sequence[str] = ()

    @property
    def text(self) -> str:
        """The prose, its lines joined."""
        return "\n".join(self.prose)

    @property
    def is_empty(self) -> bool:
        """Tell a heading that nothing follows."""
        return not (self.code or self.links or any(map(_says_something, self.prose)))


class DocumentPage(Struct, dict=True):
    """What a page consists of. *anchors* are ids that its author set, *code* all commands in it.

    *headings*, *prose* and *code* carry their lines, *levels* belong to the headings.
    *credits*: it holds the table of all-contributors, whose links to anchors are for show. *foreign*: it is
    in another language than English, once somebody has asked.
    """

    format: str = "text"
    headings: list[tuple[str, int]] = field(default_factory=list)
    levels: list[int] = field(default_factory=list)
    links: list[DocumentLink] = field(default_factory=list)
    anchors: list[str] = field(default_factory=list)
    code: list[tuple[str, int]] = field(default_factory=list)
    prose: list[tuple[str, int]] = field(default_factory=list)
    lines: int = 0
    credits: bool = False
    foreign: bool | None = None

    @cached_property
    def words(self) -> int:
        """Count the words of the prose; in scripts without spaces two characters make one."""
        return sum(count_words(text) for text, _ in self.prose)

    @property
    def title(self) -> str:
        """The heading of the page as a whole, "" if it begins with a section."""
        return self.headings[0][0] if self.headings and self.levels[0] == 1 else ""

    @property
    def told(self) -> frozenset[int]:
        """The lines of which code is a part, in the middle of a sentence, and not a block."""
        spans = self.format in ("markdown", "rst")
        return frozenset(line for _, line in self.prose) if spans else frozenset()

    def add_heading(self, text: str, line: int, level: int) -> None:
        """Note a heading."""
        self.headings.append((text, line))
        self.levels.append(level)

    def sections(self) -> Sequence[PageSection]:
        """Return the sections in order, the title left out: it names the page and no part of it."""
        return self._sections

    @cached_property
    def _sections(self) -> Sequence[PageSection]:
        ordered = sorted(
            ((line, level, text) for (text, line), level in zip(self.headings, self.levels, strict=True)),
            key=itemgetter(0),
        )
        first = 1 if self.title else 0
        return [self._section(ordered, at) for at in range(first, min(len(ordered), SECTIONS_LIMIT))]

    def _section(self, ordered: Sequence[tuple[int, int, str]], at: int) -> PageSection:
        start, level, text = ordered[at]
        following = ordered[at + 1 : at + 1 + _SUBSECTIONS_LIMIT]
        end = next((line for line, other, _ in following if other <= level), 0)
        if not end:
            end = following[-1][0] if len(following) == _SUBSECTIONS_LIMIT else self.lines + 2
        headings = {line for line, *_ in following}
        prose = _between(self.prose, start, end)
        return PageSection(
            text,
            level,
            [content for content, line in prose if line not in headings],
            [content for content, _ in _between(self.code, start, end)],
            [link for link in self.links if start < link.line < end],
            [text for line, _, text in following if line < end],
        )


def _says_something(line: str) -> bool:
    return any(map(str.isalnum, line))


SECTIONS_LIMIT = 1000
"""Sections of a page that are looked at."""
_SUBSECTIONS_LIMIT = 50
"""Headings below one heading that are looked at."""


def _between(lines: Sequence[tuple[str, int]], start: int, end: int) -> Sequence[tuple[str, int]]:
    first = bisect_right(lines, start, key=itemgetter(1))
    return lines[first : bisect_left(lines, end, key=itemgetter(1))]


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
    "mkdn": "markdown",
    "rst": "rst",
    "rest": "rst",
    "adoc": "asciidoc",
    "asciidoc": "asciidoc",
    "asc": "asciidoc",
    "org": "org",
    "pod": "pod",
    "rdoc": "rdoc",
    "textile": "textile",
    "mediawiki": "mediawiki",
    "wiki": "mediawiki",
    "creole": "creole",
}
"""What GitHub shows as a page."""


def format_of(path: str) -> str:
    """Return the format of a page by its ending."""
    return FORMATS.get(path.rpartition("/")[2].rpartition(".")[2].lower(), "text")
