"""One module per output format: a pure function from an audit, a comparison or a trend to text."""

from typing import Protocol, TypeVar

from checker.model.value import dataclass

_Told_contra = TypeVar("_Told_contra", contravariant=True)


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


class Format(Protocol[_Told_contra]):
    """Turns an audit (or a comparison, or a trend) into text.

    Our formats are modules; an object does as well. What is told decides the entry-point group.
    """

    def render(self, told: _Told_contra, style: Style, /) -> str:
        """Return the whole report; the same input and style always give the same text."""
