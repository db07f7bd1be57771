"""What the engine decides about one rule and one subject."""

from enum import StrEnum

from msgspec import Struct

from checker.errors import Cause
from checker.model.json_value import Json
from checker.model.policy import Fix, Severity


class Outcome(StrEnum):
    """The six outcomes; only PASS and FAIL are in a score."""

    PASS = "pass"
    FAIL = "fail"
    NOT_APPLICABLE = "not-applicable"
    WAIVED = "waived"
    UNKNOWN = "unknown"
    ERROR = "error"


UNDECIDED = (Outcome.UNKNOWN, Outcome.ERROR)
"""The outcomes of what could not be judged, and may yet turn out to be a pass."""


class Enforcement(StrEnum):
    """Whether a failure decides the exit code."""

    BLOCK = "block"
    WARN = "warn"


class Finding(Struct, frozen=True):
    """One piece of evidence; *path* "" and *line* 0 where there is no place."""

    message: str
    path: str = ""
    line: int = 0


class Unseen(Struct, frozen=True):
    """One value that would have decided, why it was not seen, and what would let us see it.

    *files* are the paths of the repository that were not seen, as far as they are known.
    """

    path: str
    reason: str
    permission: str = ""
    cause: Cause = Cause.UNREADABLE
    files: tuple[str, ...] = ()


class OwnOutcome(Struct, frozen=True):
    """What a rule comes to by itself, where what it requires settles another outcome."""

    outcome: Outcome
    findings: tuple[Finding, ...] = ()
    unknown: tuple[Unseen, ...] = ()


class Result(Struct, frozen=True):
    """The outcome of one rule for one subject.

    *score* is the share passed in [0, 1], None unless the outcome is pass or fail.
    *reason* says why, for anything but a pass. *needs* is the failed required rule under which
    this failure is folded. *unwaived_outcome* and *unwaived_score* are what outcome and score
    would be without waivers, None where no waiver made a difference. *waiver* says who accepted
    the risk and until when, *waiver_source* where that was said: file:line:column of a policy, or of
    the repository itself. *unneeded_waiver*: a waiver matches although there is nothing to waive.
    *expired_waiver* is the waiver that would hold here, had it not ended. *unknown* may stand beside
    a failure: there may be more findings, or it will be asked once what it *needs* is mended. *own* is
    None where the rule comes to *outcome* by itself.
    """

    rule: str
    title: str
    pack: str
    outcome: Outcome
    severity: Severity
    fix: Fix
    level: str = ""
    objective: str = ""
    score: float | None = None
    unwaived_outcome: Outcome | None = None
    unwaived_score: float | None = None
    enforcement: Enforcement = Enforcement.BLOCK
    enforcement_reason: str = ""
    reason: str = ""
    needs: str = ""
    value: Json = None
    expected: str = ""
    unknown: tuple[Unseen, ...] = ()
    findings: tuple[Finding, ...] = ()
    looked_at: tuple[str, ...] = ()
    waiver: str = ""
    waiver_source: str = ""
    unneeded_waiver: bool = False
    expired_waiver: str = ""
    own: OwnOutcome | None = None
