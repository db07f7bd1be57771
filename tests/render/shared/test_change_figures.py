"""Figures on a page add up as the exact ones do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import fields

from checker.model.change import ChangeState, Parts, ScoreChange, ScoreStep
from checker.render.shared.change_figures import difference, incomplete, parts, signed

scores = st.floats(0, 100)
NAMES = [each.name for each in fields(Parts)]


@st.composite
def splits(draw: st.DrawFn) -> ScoreChange:
    """Return a score that is split at random, some parts of which are not there."""
    states = [draw(scores), *draw(st.lists(st.none() | scores, min_size=4, max_size=4)), draw(scores)]
    kept = draw(st.lists(st.booleans(), min_size=5, max_size=5))
    found, last = [], states[0]
    for score, moves in zip(states[1:], kept, strict=True):
        now = score if moves or score is None else last
        found.append(None if now is None else now - (last or 0.0))
        last = last if now is None else now
    found[-1] = (states[-1] or 0.0) - (states[0] or 0.0) - sum(each or 0.0 for each in found[:-1])
    return ScoreChange(states[0], states[-1], ChangeState.SCORED, Parts(*found))


@given(splits())
def test_what_is_shown_adds_up(score: ScoreChange) -> None:
    """To the difference between the scores as they are shown, each part by less than a tenth."""
    shown = parts(score)
    total = round((round(score.after or 0, 1)) - round(score.before or 0, 1), 1)
    assert sum(each or 0.0 for each in shown.values()) == pytest.approx(total, abs=1e-6)
    for step, points in shown.items():
        exact = getattr(score.parts, step.value)
        assert (points is None) is (exact is None)
        assert exact != 0 or points == 0
        assert abs((points or 0.0) - (exact or 0.0)) < 0.1 + 1e-9
    assert list(shown) == list(ScoreStep)
    assert [step.value for step in ScoreStep] == NAMES


@pytest.mark.parametrize(
    ("points", "shown"),
    [(3.72, "+3.7"), (-0.44, "-0.4"), (0.0, "0.0"), (-0.04, "0.0"), (None, "\N{EN DASH}")],
)
def test_signs(points: float | None, shown: str) -> None:
    """Every difference has its sign, nothing has none, and there is no negative zero."""
    assert signed(points) == shown


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        (ScoreChange(71.24, 74.86, ChangeState.SCORED, Parts(repositories=3.62)), "+3.7"),
        (ScoreChange(None, 74.86, ChangeState.BECAME_SCORED), "now scored"),
        (ScoreChange(71.0, None, ChangeState.NO_LONGER_SCORED), "no longer scored"),
        (ScoreChange(None, None, ChangeState.NOT_SCORED), "not scored"),
        (ScoreChange(None, 1.0, ChangeState.CAME), "came"),
        (ScoreChange(1.0, None, ChangeState.WENT), "went"),
    ],
)
def test_differences(change: ScoreChange, shown: str) -> None:
    """What is shown is the difference between what is shown; where there is none, why."""
    assert difference(change) == shown


def test_parts_that_are_told_with_a_later_one() -> None:
    """They are noticed, so that a note can explain the dash."""
    whole = ScoreChange(1.0, 2.0, ChangeState.SCORED, Parts(repositories=1.0))
    assert not incomplete([whole, ScoreChange(None, 1.0, ChangeState.CAME)])
    assert incomplete([whole, ScoreChange(1.0, 2.0, ChangeState.SCORED, Parts(waivers=None, coverage=1.0))])
