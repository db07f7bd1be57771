"""What one rule says by itself, what there is to judge it by, and how values read in texts."""

from collections.abc import Callable, Sequence
from datetime import datetime

from checker.engine.expression import Broken
from checker.engine.functions import Answers
from checker.model.facts import Facts, Problem
from checker.model.plain import Plain
from checker.model.result import Finding, Outcome, Unseen
from checker.model.value import dataclass

FINDING_LIMIT = 200
"""Findings of one result; the rest is counted in one more."""
Waived = Callable[[str], bool]
"""Tells whether findings in a path are waived."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one rule says by itself; *open* tells that it may turn out not to apply at all."""

    outcome: Outcome
    score: float | None = None
    reason: str = ""
    value: Plain = None
    expected: str = ""
    unknown: tuple[Unseen, ...] = ()
    findings: tuple[Finding, ...] = ()
    looked_at: tuple[str, ...] = ()
    open: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """What there is to judge: typed facts, answers to functions, attributes, the time.

    *rules* are those for which it was kept, None where it is there for all.
    """

    facts: Facts
    answers: Answers
    now: datetime
    rules: frozenset[str] | None = None


def capped(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return each finding once, at most FINDING_LIMIT of them and a count of the rest."""
    distinct = tuple(dict.fromkeys(findings))
    if len(distinct) <= FINDING_LIMIT:
        return distinct
    return (*distinct[:FINDING_LIMIT], Finding(f"and {len(distinct) - FINDING_LIMIT} more"))


def unseen(path: str, problem: Problem) -> Unseen:
    """Return what a result says about a fact that a problem covers."""
    return Unseen(path, problem.reason, problem.permission, problem.cause, problem.files)


def broken(answer: Broken) -> Finding:
    """Return the finding that a document does not parse, or has another shape."""
    return Finding(answer.reason, answer.path, answer.line)


def shown(value: Plain) -> str:
    """Return a value as it reads in a sentence."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, (list, tuple)):
        return ", ".join(shown(item) for item in value)
    return str(value)


def squeezed(source: str) -> str:
    """Return an expression on one line."""
    return " ".join(source.split())
