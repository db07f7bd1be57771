"""One module per output format: a pure function from an audit to text, or to the pages of a folder."""

from collections.abc import Iterator
from typing import Protocol

from checker.model.audit import Audit
from checker.model.story import Audience, Story
from checker.model.value import dataclass


@dataclass(frozen=True, slots=True)
class Style:
    """How a format for people may look; the formats for machines do not ask.

    *ascii*: the reader's encoding has nothing more. *links*: the terminal shows hyperlinks.
    *verbose*: leave nothing out, not even what passed.
    """

    width: int = 80
    color: bool = False
    ascii: bool = False
    links: bool = False
    verbose: bool = False


class Format(Protocol):
    """Turns an audit into text. Our formats are modules; an object does as well."""

    def render(self, audit: Audit, style: Style) -> str:
        """Return the whole report; the same audit and style always give the same text."""


@dataclass(frozen=True, slots=True)
class Page:
    """One file of a folder; *path* is relative to it, with slashes."""

    path: str
    content: bytes


class FolderFormat(Protocol):
    """Turns a story into the files of a folder, which it marks as its own by the page MANIFEST."""

    def pages(self, story: Story, audience: Audience) -> Iterator[Page]:
        """Yield every file; the same story and audience always give the same bytes."""


MANIFEST = "site.json"
"""The page by which a folder is known again as one that a format made; it lists the others."""
