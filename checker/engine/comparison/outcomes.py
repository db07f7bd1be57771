"""What became of each rule for one subject: better, worse, new, gone, and which findings."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from operator import attrgetter

from msgspec.structs import replace

from checker.engine.comparison.score_path import Track
from checker.engine.score import share, unwaived
from checker.model.audit import Subject
from checker.model.change import OutcomeChange, ScoreStep, Turn
from checker.model.finding_identity import identities
from checker.model.result import Finding, Outcome, Result
from checker.patterns import lazy

_STEPS = tuple(ScoreStep)
_TELLING = attrgetter("outcome", "score", "unwaived_outcome", "unwaived_score", "findings")
_FOUND = (Outcome.FAIL,)
_NOISE = 1e-9
"""Points that rounding may take or give."""
_LOOKED = (Outcome.PASS, Outcome.FAIL, Outcome.NOT_APPLICABLE)
# The engine keeps some hundred findings of a rule and ends them with this one.
_CUT = lazy(r"and \d{1,9} more", re.ASCII)


def outcomes(
    before: Subject, after: Subject, track: Track, *, scored: bool, upgraded: Collection[str]
) -> tuple[OutcomeChange, ...]:
    """Return the rules about whose results anything is different, in the order of the policy.

    *scored*: the subject is scored in both audits, so that each of them has its points. *upgraded* are the
    rules that only another program can have judged otherwise: that is neither better nor worse.
    """
    old = {result.rule: result for result in before.results}
    new = {result.rule: result for result in after.results}
    points = _points(track)
    found = (_change(old.get(name), new.get(name), points[name], scored) for name in {**new, **old})
    return tuple(_learned(each) if each.rule in upgraded else each for each in found if each)


def _learned(change: OutcomeChange) -> OutcomeChange:
    """Return a change that comes from another program, unless it is one of waivers."""
    if change.step is ScoreStep.WAIVERS or change.turn not in (Turn.BETTER, Turn.WORSE, Turn.OTHER):
        return change
    step = change.step if change.points else ScoreStep.UPGRADE
    return replace(change, turn=Turn.OTHER, step=step)


def _points(track: Track) -> defaultdict[str, dict[ScoreStep, float]]:
    found: defaultdict[str, dict[ScoreStep, float]] = defaultdict(dict)
    for move in track.moves:
        found[move.rule][_STEPS[move.state - 1]] = move.points
    return found


def _change(
    old: Result | None, new: Result | None, points: Mapping[ScoreStep, float], scored: bool
) -> OutcomeChange | None:
    known = new or old
    moved = sum(points.values())
    if known is None or (old and new and _TELLING(old) == _TELLING(new) and abs(moved) <= _NOISE):
        return None
    fixed, fresh = _findings(old, new)
    turn = _turn(old, new, fixed, fresh)
    if turn is None and (abs(moved) <= _NOISE or _weighs_otherwise(old, new)):
        return None
    return OutcomeChange(
        rule=known.rule,
        title=known.title,
        severity=known.severity,
        turn=turn or Turn.OTHER,  # such as a waiver of paths that covers more than it did
        step=_step(points),
        before=old.outcome if old else None,
        after=new.outcome if new else None,
        share_before=share(old) if old else None,
        share_after=share(new) if new else None,
        points=moved if scored else None,
        new_findings=fresh,
        fixed_findings=fixed,
    )


def _weighs_otherwise(old: Result | None, new: Result | None) -> bool:
    """Tell whether nothing but the weight of a result is another: that is told of the rule, once for all."""
    return bool(old and new and (old.severity, old.objective) != (new.severity, new.objective))


def _step(points: Mapping[ScoreStep, float]) -> ScoreStep:
    """Return the step that most points come from; findings alone are up to the repository."""
    return max(points, key=lambda step: abs(points[step]), default=ScoreStep.REPOSITORIES)


def _turn(
    old: Result | None, new: Result | None, fixed: Sequence[Finding], fresh: Sequence[Finding]
) -> Turn | None:
    """Return what became of a result, None where it is as it was; how many findings comes last."""
    if old is None or new is None:
        return Turn.NEW if old is None else Turn.GONE
    before, after = unwaived(old), unwaived(new)
    ranks = _rank(before), _rank(after)
    if ranks[0] and ranks[1] and ranks[0] != ranks[1]:
        return Turn.BETTER if ranks[0] < ranks[1] else Turn.WORSE
    if old.outcome is not new.outcome or before.outcome is not after.outcome:
        return Turn.OTHER
    if len(fresh) != len(fixed):
        return Turn.WORSE if len(fresh) > len(fixed) else Turn.BETTER
    return Turn.OTHER if fresh else None


def _rank(bare: Result) -> tuple[bool, float] | None:
    """Return how good a verdict is, None where nothing was decided."""
    passed = share(bare)
    return None if passed is None else (bare.outcome is Outcome.PASS, passed)


def _findings(old: Result | None, new: Result | None) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Return the findings that are not there any more, and those that were not there before.

    Only what the other audit would have found counts: it has looked, and its list was not cut.
    """
    if old is None or new is None:
        return (), ()
    before, after = dict(_identified(old)), dict(_identified(new))
    fixed = [each for key, each in before.items() if key not in after] if _complete(new) else []
    fresh = [each for key, each in after.items() if key not in before] if _complete(old) else []
    return tuple(fixed), tuple(fresh)


def _identified(result: Result) -> Iterator[tuple[str, Finding]]:
    if unwaived(result).outcome in _FOUND:
        for finding, identity in identities(result):
            if not _cut([finding]):
                yield identity, finding


def _complete(result: Result) -> bool:
    return unwaived(result).outcome in _LOOKED and not _cut(result.findings[-1:])


def _cut(findings: Sequence[Finding]) -> bool:
    return any(not each.path and _CUT.fullmatch(each.message) for each in findings)
