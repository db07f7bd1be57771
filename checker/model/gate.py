"""What a change makes worse, better, or leaves open."""

from checker.model.policy import Fix, Severity
from checker.model.result import Enforcement, Finding, Outcome
from checker.model.value import dataclass


@dataclass(frozen=True, slots=True)
class Turned:
    """One rule that a change made worse or better, and the findings that came or went with it.

    *decides*: it counts for the exit code. It does not where it only warns, or reads facts that are
    not Git's, which the change cannot have moved.
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


@dataclass(frozen=True, slots=True)
class Remaining:
    """One rule that failed before and does still, in files that the change touches."""

    rule: str
    title: str
    severity: Severity
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Gate:
    """A change held against what it is based on: *base* and *head* are commits.

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
