"""Recorded debt: failures that were there when a rule was adopted."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date

from checker.model.policy import Position
from checker.model.value import dataclass


@dataclass(frozen=True, slots=True)
class Owed:
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
