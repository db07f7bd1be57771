"""Entry points by group and name: collectors and output formats, ours and other people's."""

from typing import Any

from checker.errors import UsageError
from checker.installed import entry_points

COLLECTORS = "checker.collectors"
FORMATS = "checker.formats"
"""What turns an audit into text."""
CHANGES = "checker.changes"
"""What turns the comparison of two audits into text."""
TRENDS = "checker.trends"
"""What turns a trend into text."""
_CALLED = {
    COLLECTORS: "collector",
    FORMATS: "format",
    CHANGES: "format of comparisons",
    TRENDS: "format of trends",
}
_REPAIR = "upgrade or remove the distribution that brings it"


def names(group: str) -> tuple[str, ...]:
    """Return the names of the plug-ins in *group*, sorted."""
    return tuple(sorted(entry_points(group)))


def load(group: str, name: str) -> Any:
    """Return the object behind one plug-in.

    Raises UsageError when there is none of this name, or when it cannot be imported.
    """
    points = entry_points(group)
    if name not in points:
        from difflib import get_close_matches

        close = get_close_matches(name, points, 1)
        hint = f"did you mean {close[0]}?" if close else "there are: " + ", ".join(sorted(points))
        raise UsageError(f"no {_CALLED[group]} is called {name!r}", hint)
    from pkgutil import resolve_name

    try:
        return resolve_name(points[name])
    except (ImportError, AttributeError, ValueError) as error:
        raise UsageError(f"the plug-in {name} ({points[name]}) is broken: {error}", _REPAIR) from error
