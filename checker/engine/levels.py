"""Maturity levels: which one a subject holds, and what keeps it from the others."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from checker.model.audit import Blocker, PolicyStamp
from checker.model.policy import Policy, Severity
from checker.model.result import UNDECIDED, Outcome, Result

BLOCKING = (Outcome.FAIL, Outcome.UNKNOWN, Outcome.ERROR)
"""The outcomes that keep a subject from a level."""


def possible(policy: Policy | PolicyStamp, kind: str, results: Iterable[Result]) -> tuple[str, ...]:
    """Return the levels that a subject of this kind can hold, lowest first.

    They are those for which there is a rule that counts: one that is more than information.
    """
    asked = {
        rule.level for rule in policy.rules if rule.subject == kind and rule.severity is not Severity.INFO
    }
    asked.update(result.level for result in results if counts(result))
    return tuple(level for level in policy.levels if level in asked)


def held(results: Iterable[Result], levels: Sequence[str]) -> str:
    """Return the highest of the possible *levels* that is held, "" for none.

    Nothing at or below it may fail, be unknown or have broken, and something must have passed.
    """
    ranks = by_rank(levels)
    counting = [result for result in results if counts(result) and result.level in ranks]
    blocked = min((ranks[r.level] for r in counting if r.outcome in BLOCKING), default=len(levels))
    passed = min((ranks[r.level] for r in counting if r.outcome is Outcome.PASS), default=len(levels))
    return levels[blocked - 1] if passed < blocked else ""


class LevelRange(Struct, frozen=True):
    """The highest level that is held if *unknown* results pass, which are not decided today."""

    at_most: str
    unknown: int


def within_reach(results: Iterable[Result], levels: Sequence[str], level: str) -> LevelRange | None:
    """Return the level above the *level* held that only what is not decided keeps away; None for none."""
    ranks = by_rank(levels)
    counting = [result for result in results if counts(result) and result.level in ranks]
    failed = min((ranks[r.level] for r in counting if r.outcome is Outcome.FAIL), default=len(levels))
    highest = max((ranks[r.level] for r in counting if ranks[r.level] < failed), default=-1)
    undecided = [r for r in counting if r.outcome in UNDECIDED and ranks[r.level] <= highest]
    if not undecided or highest <= ranks.get(level, -1):
        return None
    return LevelRange(levels[highest], len(undecided))


def blockers(results: Iterable[Result], levels: Sequence[str]) -> tuple[Blocker, ...]:
    """Return what keeps a subject from any of the possible *levels*, lowest level first."""
    ranks = by_rank(levels)
    found = [
        Blocker(result.level, result.rule, result.outcome)
        for result in results
        if counts(result) and result.level in ranks and result.outcome in BLOCKING
    ]
    return tuple(sorted(found, key=lambda blocker: ranks[blocker.level]))


def counts(result: Result) -> bool:
    """Tell whether a result matters for levels: its rule has one and is more than information."""
    return bool(result.level) and result.severity is not Severity.INFO


def by_rank(levels: Sequence[str]) -> Mapping[str, int]:
    """Return the place of each level, 0 for the lowest."""
    return {level: rank for rank, level in enumerate(levels)}
