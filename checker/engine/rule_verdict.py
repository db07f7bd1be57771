"""What one rule says by itself, what there is to judge it by, and how values read in texts."""

from collections.abc import Callable, Collection
from datetime import datetime
from itertools import islice

from msgspec import Struct
from msgspec.structs import replace

from checker.expressions.cel_expression import BrokenInput
from checker.expressions.functions import Answers
from checker.model.facts import Facts, Problem
from checker.model.json_value import Json
from checker.model.result import Finding, Outcome, Result, Unseen

FINDING_LIMIT = 200
"""Findings of one result that are shown; the rest is counted in one more."""
UNSEEN_LIMIT = 20
"""Values, and files of each, that a result lists as not seen."""
Waived = Callable[[str], bool]
"""Tells whether findings in a path are waived."""


class RuleVerdict(Struct, frozen=True):
    """What one rule says by itself; *open* tells that it may turn out not to apply at all.

    *findings* are all that there are. *unknown* stands beside a failure if there may be more of them.
    """

    outcome: Outcome
    score: float | None = None
    reason: str = ""
    value: Json = None
    expected: str = ""
    unknown: tuple[Unseen, ...] = ()
    findings: tuple[Finding, ...] = ()
    looked_at: tuple[str, ...] = ()
    open: bool = False


class Evidence(Struct, frozen=True):
    """What there is to judge: typed facts, answers to functions, attributes, the time.

    *rules* are those for which it was kept, None where it is there for all.
    """

    facts: Facts
    answers: Answers
    now: datetime
    rules: frozenset[str] | None = None


def brief(result: Result, first: Collection[Finding] = ()) -> Result:
    """Return a result with no more evidence than a report shows, of which *first* is not left out."""
    if own := result.own:
        own = replace(own, findings=_capped(own.findings, first), unknown=few(own.unknown))
        result = replace(result, own=own)
    if len(result.findings) <= FINDING_LIMIT and not result.unknown:
        return result
    return replace(result, findings=_capped(result.findings, first), unknown=few(result.unknown))


def _capped(findings: tuple[Finding, ...], first: Collection[Finding]) -> tuple[Finding, ...]:
    """Return at most FINDING_LIMIT findings in their order, but all of *first*, and a count of the rest."""
    if len(findings) <= FINDING_LIMIT:
        return findings
    wanted = frozenset(first)
    room = max(0, FINDING_LIMIT - sum(each in wanted for each in findings))
    others = frozenset(islice((each for each in findings if each not in wanted), room))
    kept = tuple(each for each in findings if each in wanted or each in others)
    left = len(findings) - len(kept)
    return (*kept, Finding(f"and {left} more")) if left else kept


def few(unknown: tuple[Unseen, ...]) -> tuple[Unseen, ...]:
    """Return the first of what is not seen, each with the first of its files."""
    return tuple(replace(each, files=each.files[:UNSEEN_LIMIT]) for each in unknown[:UNSEEN_LIMIT])


def unseen(path: str, problem: Problem) -> Unseen:
    """Return what a result says about a fact that a problem covers."""
    return Unseen(path, problem.reason, problem.permission, problem.cause, problem.files)


def broken(answer: BrokenInput) -> Finding:
    """Return the finding that a document does not parse, or has another shape."""
    return Finding(answer.reason, answer.path, answer.line)


def shown(value: Json) -> str:
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
