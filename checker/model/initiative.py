"""How far a campaign has come."""

from datetime import date
from enum import StrEnum

from msgspec import Struct


class Status(StrEnum):
    """Where an initiative stands; `checker.engine.initiatives.status` defines each."""

    DONE = "done"
    ON_TRACK = "on track"
    AT_RISK = "at risk"
    LATE = "late"
    UNKNOWN = "unknown"


class ProgressPoint(Struct, frozen=True):
    """The share of repositories that met an initiative on a day, in percent, to four decimals."""

    day: date
    share: float


class Progress(Struct, frozen=True):
    """How far an initiative has come on the day of an audit.

    *met* counts the repositories that meet it; *unmet* and *unknown* are the ids of the others in its
    scope. *share* is the percentage that meets it for certain, *possible* what it would be if all that
    is unknown were met; both are None where the scope is empty. *points* are the shares since the
    start, *rate* what the recent ones say in percent points a day, *projected* the day on which the target
    would be reached at this rate; None where they say nothing. *stalled* are the whole weeks since the share
    rose last, None where it rises or the target is reached.
    """

    id: str
    title: str
    owner: str
    start: date
    due: date
    target: float
    status: Status
    met: int
    unmet: tuple[str, ...]
    unknown: tuple[str, ...]
    share: float | None = None
    possible: float | None = None
    points: tuple[ProgressPoint, ...] = ()
    rate: float | None = None
    projected: date | None = None
    stalled: int | None = None

    @property
    def outlook(self) -> str:
        """What the recent weeks say of the end, in a few words; "" where they say nothing or it is done."""
        if self.status is Status.DONE or self.rate is None:
            return ""
        if self.projected:
            return f"done on {self.projected} at the rate of the last 8 weeks"
        weeks = f"{self.stalled} week{'s' * (self.stalled != 1)}" if self.stalled else ""
        return f"stalled for {weeks}" if weeks else "no date in sight"
