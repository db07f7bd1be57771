"""JSON for programs: the whole comparison, in the shape of reports/schema/change-1.json."""

from msgspec import to_builtins

from checker.model.change import Change
from checker.render import Style
from checker.render.machine.json import write

SCHEMA = "urn:standards-checker:change-1"
"""Names the shape; it changes when a program that reads the comparison would have to."""


def render(change: Change, style: Style) -> str:  # noqa: ARG001  # programs see no style
    """Return the comparison as JSON; nothing is rounded, so that parts sum to their differences."""
    return write({"schema": SCHEMA, **to_builtins(change)})
