"""Lines over time, drawn by pygal and coloured by our own style sheet."""

import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib.machinery import PathFinder
from itertools import pairwise
from math import ceil, floor
from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    from markupsafe import Markup

Line = Sequence[tuple[datetime, float | None]]
_POINTS = 120
"""A line has no more points than its picture can show."""
_ROWS = 26
_SIZES = ((640, 240, 6), (340, 210, 3))
_DROPPED = ("defs", "title")
_LAYERS = frozenset(("plot overlay", "plot text-overlay", "plot tooltip-overlay", "titles"))


class Chart(Struct, frozen=True):
    """Pictures of the same lines, for wide and for narrow places, and the figures they show."""

    title: str
    names: tuple[str, ...]
    wide: "Markup"
    narrow: "Markup"
    rows: tuple[tuple[str, tuple[float | None, ...]], ...]


def chart(title: str, lines: Mapping[str, Line]) -> Chart | None:
    """Return a chart of lines over time, in percent; None where there are no two points to connect."""
    shown = {name: thinned(line, _POINTS) for name, line in lines.items()}
    moments = sorted({moment for line in shown.values() for moment, value in line if value is not None})
    if len(moments) < 2:
        return None
    wide, narrow = (_picture(title, shown, moments, size) for size in _SIZES)
    return Chart(title, tuple(shown), wide, narrow, _rows(lines))


def thinned(line: Line, limit: int) -> Line:
    """Return at most *limit* points of a line, spread evenly, its ends among them."""
    if len(line) <= limit:
        return line
    step = (len(line) - 1) / (limit - 1)
    return [line[round(index * step)] for index in range(limit)]


def _rows(lines: Mapping[str, Line]) -> tuple[tuple[str, tuple[float | None, ...]], ...]:
    """Return the figures by their times, the newest first."""
    by_time = {name: dict(line) for name, line in lines.items()}
    moments = sorted({moment for line in by_time.values() for moment in line})
    kept = [moment for moment, _ in thinned([(moment, None) for moment in moments], _ROWS)]
    return tuple(
        (moment.isoformat(), tuple(line.get(moment) for line in by_time.values()))
        for moment in reversed(kept)
    )


def _picture(
    title: str, lines: Mapping[str, Line], moments: Sequence[datetime], size: tuple[int, int, int]
) -> "Markup":
    from markupsafe import Markup

    pygal = _pygal()
    width, height, labels = size
    low, high, ticks = scale([value for line in lines.values() for _, value in line if value is not None])
    drawn = pygal.DateTimeLine(
        **_PLAIN,
        width=width,
        height=height,
        range=(low, high),
        y_labels=ticks,
        x_labels=marks(moments[0], moments[-1], labels),
        x_value_formatter=lambda moment: moment.strftime("%b %Y"),
        value_formatter="{:g}".format,
    )
    drawn.add_xml_filter(lambda root: _stripped(root, title))
    for name, line in lines.items():
        drawn.add(name, [*line])
    return Markup(drawn.render(is_unicode=True))  # noqa: S704  # numbers and months; what is named is escaped


def _pygal() -> Any:
    finders, find = sys.meta_path[:], PathFinder.__dict__.get("find_distributions")
    import pygal
    from pygal.etree import etree

    # What it imports puts a finder, which Python 3.11 warns of at each later import, in the place of its own.
    sys.meta_path[:] = finders
    if find is not None:
        PathFinder.find_distributions = find  # type: ignore[method-assign]  # it is its own
    etree.to_etree()  # whether lxml is installed must not change a byte
    return pygal


_PLAIN: Mapping[str, Any] = {
    "js": [],
    "css": [],
    "no_prefix": True,
    "disable_xml_declaration": True,
    "show_legend": False,
    "show_dots": False,
    "margin": 4,
    "truncate_label": -1,
    "allow_interruptions": True,
}


def _stripped(root: Any, title: str) -> Any:
    """Leave lines and labels: no script, no style, no date of making, and say what it is."""
    for child in list(root.iter()):
        for below in list(child):
            if not isinstance(below.tag, str) or below.tag in _DROPPED or below.get("class") in _LAYERS:
                child.remove(below)
        child.attrib.pop("style", None)
    del root.attrib["id"]
    root.set("class", "chart")
    root.set("role", "img")
    root.set("aria-label", title)
    return root


def scale(values: Sequence[float]) -> tuple[int, int, list[int]]:
    """Return the lowest and the highest percentage to show, and where to draw lines between them."""
    low = max(0, 10 * floor((min(values) - 3) / 10))
    high = min(100, 10 * ceil((max(values) + 3) / 10))
    step = 10 if high - low <= 50 else 20
    low -= (high - low) % step if low >= (high - low) % step else 0
    return low, high, list(range(low, high + 1, step))


def marks(first: datetime, last: datetime, limit: int) -> list[datetime]:
    """Return the first days of months between two times, at most *limit* of them."""
    months = [
        first.replace(year=year, month=month, day=1, hour=0, minute=0, second=0, microsecond=0)
        for year in range(first.year, last.year + 1)
        for month in range(1, 13)
    ]
    within = [month for month in months if first <= month <= last]
    if len(within) < 2:
        return [first, last] if first.month != last.month or first.year != last.year else [first]
    return within[:: ceil(len(within) / limit)]


def spark(values: Sequence[float | None]) -> str:
    """Return the points of a tiny line in a box of 100 by 24, "" where there is nothing to connect."""
    known = [value for value in values if value is not None][-60:]
    if len(known) < 2:
        return ""
    low, high = min(known), max(known)
    spread = max(high - low, 5.0)
    middle = (high + low) / 2
    step = 100 / (len(known) - 1)
    return " ".join(
        f"{index * step:.1f},{12 - 20 * (value - middle) / spread:.1f}" for index, value in enumerate(known)
    )


def change(values: Sequence[float | None]) -> float | None:
    """Return by how much the newest of the values is above the one before."""
    known = [value for value in values if value is not None]
    return next((after - before for before, after in list(pairwise(known))[-1:]), None)
