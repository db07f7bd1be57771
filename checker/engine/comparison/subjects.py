"""Single subjects: what became of each, and of its results."""

from checker.engine.comparison.audit_pair import Key, Pair
from checker.engine.comparison.decomposition import coverage_change, score_change
from checker.engine.comparison.outcomes import outcomes
from checker.engine.comparison.score_path import Track, by_program
from checker.model.audit import Subject
from checker.model.change import ChangeState, LevelChange, OutcomeChange, ScoreChange, SubjectChange

_NOISE = 1e-9
"""Points that rounding may take or give when everything weighs more alike."""


def subject(pair: Pair, key: Key) -> SubjectChange:
    """Return what became of a subject that is in one of the audits, or in both."""
    old, new = pair.old.get(key), pair.new.get(key)
    known = new or old
    assert known
    was, is_ = old is not None, new is not None
    track = pair.way(key, was, is_)
    score = score_change(track.scores, was, is_)
    return SubjectChange(
        subject=known.subject,
        kind=known.kind,
        name=pair.called(known),
        team_before=_team(old),
        team=_team(new),
        commit_before=old.commit if old else "",
        commit=new.commit if new else "",
        score=score,
        coverage=coverage_change(old, new),
        level=pair.level(old.level, new.level) if old and new else LevelChange(),
        objectives={name: score_change(each, was, is_) for name, each in track.objectives.items()},
        outcomes=_outcomes(pair, key, track, score.state is ChangeState.SCORED),
    )


def _outcomes(pair: Pair, key: Key, track: Track, scored: bool) -> tuple[OutcomeChange, ...]:
    old, new = pair.old.get(key), pair.new.get(key)
    if old is None or new is None:
        return ()
    return outcomes(old, new, track, scored=scored, upgraded=by_program(old, new, pair.terms))


def differs(change: SubjectChange) -> bool:
    """Tell whether anything but the commit is different."""
    return bool(
        change.outcomes
        or change.team_before != change.team
        or change.coverage.before != change.coverage.after
        or change.level.before != change.level.after
        or any(map(_moved, (change.score, *change.objectives.values())))
    )


def _moved(score: ScoreChange) -> bool:
    if score.difference is None:
        return score.state is not ChangeState.NOT_SCORED
    return abs(score.difference) > _NOISE


def _team(subject: Subject | None) -> str:
    return subject.repository.team if subject and subject.repository else ""
