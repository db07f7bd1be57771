"""One module per output format: a pure function from an audit, a comparison or a trend to text.

A format may also make the pages of a folder.
"""

from collections.abc import Iterator
from typing import Protocol, TypeVar

from msgspec import Struct

from checker.model.audit import Audit
from checker.model.report_input import Audience, ReportInput

_Told_contra = TypeVar("_Told_contra", contravariant=True)


class Style(Struct, frozen=True):
    """How a format for people may look; the formats for machines do not ask.

    *ascii*: the reader's encoding has nothing more. *links*: the terminal shows hyperlinks.
    *verbose*: leave nothing out, not even what passed.
    """

    width: int = 80
    color: bool = False
    ascii: bool = False
    links: bool = False
    verbose: bool = False


class Format(Protocol[_Told_contra]):
    """Turns an audit (or a comparison, or a trend) into text.

    Our formats are modules; an object does as well. What is told decides the entry-point group.
    """

    def render(self, told: _Told_contra, style: Style, /) -> str:
        """Return the whole report; the same input and style always give the same text."""


class StoryFormat(Format[Audit], Protocol):
    """A format of one text that tells audiences apart, and what led to an audit."""

    def tell(self, story: ReportInput, audience: Audience, style: Style, /) -> str:
        """Return the report for an audience; the same input and style always give the same text."""


class Page(Struct, frozen=True):
    """One file of a folder; *path* is relative to it, with slashes."""

    path: str
    content: bytes


class FolderFormat(Protocol):
    """Turns a story into the files of a folder, which it marks as its own by the page MANIFEST.

    SCHEMA stands there: a kind and, after a dash, its version. Only a folder of this kind is written over.
    """

    SCHEMA: str

    def pages(self, story: ReportInput, audience: Audience) -> Iterator[Page]:
        """Yield every file; the same story and audience always give the same bytes."""


MANIFEST = "site.json"
"""The page by which a folder is known again as one that a format made; it lists the others."""
