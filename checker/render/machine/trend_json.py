"""JSON for programs: every point of the trend, in the shape of reports/schema/trend-1.json."""

from msgspec import to_builtins

from checker.model.trend import Trend
from checker.render import Style
from checker.render.machine.json import write

SCHEMA = "urn:standards-checker:trend-1"
"""Names the shape; it changes when a program that reads the trend would have to."""


def render(trend: Trend, style: Style) -> str:  # noqa: ARG001  # programs see no style
    """Return the trend as JSON; nothing is rounded."""
    return write({"schema": SCHEMA, **to_builtins(trend)})
