"""What a change makes worse, better, or leaves open."""

from enum import StrEnum

from msgspec import Struct

from checker.model.policy import Fix, Severity
from checker.model.result import Enforcement, Finding, Outcome, Unseen


class RegressionKind(StrEnum):
    """In what way a rule turned.

    FAILURE: it fails now, or has findings that it did not have. UNJUDGED: it, or a part of what it is about,
    can no longer be judged.
    """

    FAILURE = "failure"
    UNJUDGED = "unjudged"


class Turned(Struct, frozen=True):
    """One rule that a change made worse or better, or left open, and what came or went with it.

    *unseen* is what can no longer be judged, and *reason* says so in a sentence. *decides*: it counts for
    the exit code. It does not where it only warns, or where no change of files can have moved the rule.
    """

    rule: str
    title: str
    severity: Severity
    before: Outcome
    after: Outcome
    findings: tuple[Finding, ...]
    fix: Fix
    enforcement: Enforcement = Enforcement.BLOCK
    enforcement_reason: str = ""
    decides: bool = True
    kind: RegressionKind = RegressionKind.FAILURE
    unseen: tuple[Unseen, ...] = ()
    reason: str = ""


class Remaining(Struct, frozen=True):
    """One rule that failed before and does still, in files that the change touches."""

    rule: str
    title: str
    severity: Severity
    findings: tuple[Finding, ...]


class Gate(Struct, frozen=True):
    """A change held against what it is based on: *base* and *head* are commits.

    *worse* are rules that fail now or can no longer be judged, because of what cannot be read or was taken
    away; *not_understood* those that can no longer be judged because something is read and not understood.
    *neither* are rules that failed and are unknown or do not apply now: that is no improvement. *unjudged*
    are rules that could not be judged before and cannot now, where the change touches what is not read.
    *remaining* are old failures in touched files; *unclear* are rules that fail now and could not be
    judged at the base: nobody is blamed for them.
    """

    base: str
    head: str
    score_before: float | None
    score_after: float | None
    level_before: str
    level_after: str
    worse: tuple[Turned, ...] = ()
    better: tuple[Turned, ...] = ()
    remaining: tuple[Remaining, ...] = ()
    unclear: tuple[str, ...] = ()
    not_understood: tuple[Turned, ...] = ()
    neither: tuple[Turned, ...] = ()
    unjudged: tuple[Turned, ...] = ()
