"""Frameworks that others wrote, and how far their controls are met."""

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct, field


class Framework(Struct, frozen=True):
    """A catalogue of controls. *controls* leads from their ids to titles, in the framework's own order.

    It is empty where the catalogue may not be reproduced: then only controls that rules speak for are
    known. *note* says what a reader has to keep in mind.
    """

    id: str
    title: str
    version: str = ""
    url: str = ""
    note: str = ""
    controls: Mapping[str, str] = field(default_factory=dict)


class ControlState(StrEnum):
    """How far a control is met; declared from what weighs most where several subjects are summed up."""

    NOT_MET = "not-met"
    RISK_ACCEPTED = "risk-accepted"
    """A failure that counts but for a waiver: not met, and somebody accepted the risk."""
    UNKNOWN = "unknown"
    PARTLY = "partly"
    """Only rules that cover a part of the control speak for it, and they pass."""
    MET = "met"
    NOT_APPLICABLE = "not-applicable"
    NOT_ASSESSED = "not-assessed"


class Assessment(Struct, frozen=True):
    """One control and the rules that speak for it: *full* ones decide it, *partial* ones are signals.

    *subjects* counts by state those that any of the rules judged.
    """

    control: str
    title: str
    state: ControlState
    subjects: Mapping[ControlState, int] = field(default_factory=dict)
    full: tuple[str, ...] = ()
    partial: tuple[str, ...] = ()


class Conformance(Struct, frozen=True):
    """A framework, and every control of it that is known."""

    framework: Framework
    assessments: tuple[Assessment, ...]

    def count(self, state: ControlState) -> int:
        """Return how many controls are in a state."""
        return sum(each.state is state for each in self.assessments)
