"""Recorded debt: failures that were there when a rule was adopted."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct, field

from checker.model.policy import Position


class Owed(Struct, frozen=True):
    """What one repository owes to one rule since a day.

    *findings*: path → evidence without line numbers → how often. A failure without findings at any
    path is owed as a whole.
    """

    repository: str
    rule: str
    recorded: date
    owner: str
    findings: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    position: Position | None = None


class DebtAccount(Struct, frozen=True, kw_only=True):
    """How much of one debt is left: *left* of *recorded* findings, after so many days.

    *grown*: there are more findings than were recorded, so that the rule fails again.
    """

    repository: str
    rule: str
    owner: str
    days: int
    recorded: int
    left: int
    grown: bool = False
