"""The difference of a score in parts, one for each step."""

from collections.abc import Sequence

from checker.engine.comparison.score_path import Scores
from checker.model.audit import Group, Subject
from checker.model.change import ChangeState, CoverageChange, Parts, ScoreChange


def score_change(scores: Scores, before: bool = True, after: bool = True) -> ScoreChange:
    """Return the change between the first and the last of the scores of seven states.

    *before* and *after* say whether what is scored was there at all.
    """
    first, last = scores[0], scores[-1]
    state = _state(first, last, before, after)
    return ScoreChange(first, last, state, _parts(scores) if state is ChangeState.SCORED else None)


def coverage_change(before: Group | Subject | None, after: Group | Subject | None) -> CoverageChange:
    """Return the change of a coverage; None is what was not there."""
    return CoverageChange(before.coverage if before else None, after.coverage if after else None)


def _state(first: float | None, last: float | None, before: bool, after: bool) -> ChangeState:
    if not before or not after:
        return ChangeState.WENT if before else ChangeState.CAME
    if first is None:
        return ChangeState.NOT_SCORED if last is None else ChangeState.BECAME_SCORED
    return ChangeState.NO_LONGER_SCORED if last is None else ChangeState.SCORED


def _parts(scores: Sequence[float | None]) -> Parts:
    last, parts = scores[0] or 0.0, []
    for score in scores[1:]:
        parts.append(None if score is None else score - last)
        last = last if score is None else score
    return Parts(*parts)
