"""How the figures of a comparison are shown: signs, and parts that add up on the page, too."""

from collections.abc import Iterable
from math import floor

from checker.model.change import ChangeState, ScoreChange, ScoreStep
from checker.render.shared.text import number

STATES = {
    ChangeState.SCORED: "",
    ChangeState.BECAME_SCORED: "now scored",
    ChangeState.NO_LONGER_SCORED: "no longer scored",
    ChangeState.NOT_SCORED: "not scored",
    ChangeState.CAME: "came",
    ChangeState.WENT: "went",
}
"""What is said in the place of a difference."""


def signed(points: float | None) -> str:
    """Return points with their sign and one decimal, a dash where there are none to tell."""
    if points is None:
        return number(None)
    tenths = round(points, 1)
    return f"{tenths:+.1f}" if tenths else "0.0"


def difference(score: ScoreChange) -> str:
    """Return the difference of a score as it is shown, or what is said in its place."""
    if score.difference is None:
        return STATES[score.state]
    return signed(_shown(score))


def parts(score: ScoreChange) -> dict[ScoreStep, float | None]:
    """Return the parts of a score that is split, rounded so that they add up to the difference shown.

    Each is less than a tenth from what it is; the JSON report has them exactly.
    """
    exact = {step: getattr(score.parts, step.value) for step in ScoreStep}
    moved = {step: 10 * points for step, points in exact.items() if points}
    lower = {step: floor(tenths) for step, tenths in moved.items()}
    missing = round(10 * _shown(score)) - sum(lower.values())
    most = sorted(moved, key=lambda step: lower[step] - moved[step])[: max(missing, 0)]
    return {
        step: points and (lower[step] + (step in most)) / 10 if step in moved else points
        for step, points in exact.items()
    }


def _shown(score: ScoreChange) -> float:
    return between(score.before, score.after) or 0.0


def between(before: float | None, after: float | None) -> float | None:
    """Return the difference of two scores as they are shown, None where one is not there."""
    if before is None or after is None:
        return None
    return round(round(after, 1) - round(before, 1), 1)


def incomplete(scores: Iterable[ScoreChange]) -> bool:
    """Tell whether a part is told together with a later one."""
    return any(
        getattr(score.parts, step.value) is None
        for score in scores
        if score.parts is not None
        for step in ScoreStep
    )


INCOMPLETE = "\N{EN DASH}: nothing was scored after this step; what it did is in the next one"
"""Explains a part that is not there."""
