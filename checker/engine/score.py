"""Scores and coverage: what the outcomes of one subject add up to. Nothing is rounded here."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from math import fsum

from checker.engine import levels
from checker.model.audit import Repository, Score, Subject
from checker.model.policy import Policy
from checker.model.result import Outcome, Result

_DECIDED = (Outcome.PASS, Outcome.FAIL)
_COUNTED = (*_DECIDED, Outcome.UNKNOWN, Outcome.ERROR)


def score(results: Iterable[Result], objective_weights: Mapping[str, float]) -> Score:
    """Return 100 · Σ w·s / Σ w of what was decided, and the share of the weight that was decided.

    *w* is the severity's weight times the objective's, which is 1 where none is given.
    """
    weighed = [
        (result, result.severity.weight * objective_weights.get(result.objective, 1.0))
        for result in results
        if result.outcome in _COUNTED
    ]
    decided = fsum(weight for result, weight in weighed if result.outcome in _DECIDED)
    passed = fsum(weight * _share(result) for result, weight in weighed if result.outcome in _DECIDED)
    return Score(percent(passed, decided), percent(decided, fsum(weight for _, weight in weighed)))


def percent(part: float, whole: float) -> float | None:
    """Return *part* in percent of *whole*, None when there is no whole.

    A part that equals the whole is exactly 100, and rounding never leads beyond it.
    """
    if not whole:
        return None
    return min(100.0, 100 * part / whole) if part < whole else 100.0


def without_waivers(results: Iterable[Result]) -> tuple[Result, ...]:
    """Return the results as they would be if nobody had waived anything."""
    return tuple(_unwaived(result) for result in results)


def by_objective(results: Iterable[Result], objective_weights: Mapping[str, float]) -> dict[str, Score]:
    """Return the score of each objective that a result serves."""
    return _views(results, objective_weights, lambda result: result.objective)


def by_pack(results: Iterable[Result], objective_weights: Mapping[str, float]) -> dict[str, Score]:
    """Return the score of each pack that a result's rule comes from."""
    return _views(results, objective_weights, lambda result: result.pack)


def objective_weights(policy: Policy) -> dict[str, float]:
    """Return the weights that a policy gives its objectives."""
    return {objective.id: objective.weight for objective in policy.objectives}


def summarize(  # noqa: PLR0913, PLR0917  # one argument for each part of a subject
    subject_id: str,
    kind: str,
    repository: Repository | None,
    commit: str,
    results: Sequence[Result],
    policy: Policy,
    notes: Sequence[str] = (),
) -> Subject:
    """Return the judged subject with all that its results add up to."""
    weights = objective_weights(policy)
    total = score(results, weights)
    unwaived = without_waivers(results)
    possible = levels.possible(policy, kind, results)
    return Subject(
        subject=subject_id,
        kind=kind,
        repository=repository,
        commit=commit,
        results=tuple(results),
        score=total.score,
        coverage=total.coverage,
        score_without_waivers=score(unwaived, weights).score,
        level=levels.held(results, possible),
        level_without_waivers=levels.held(unwaived, possible),
        level_blockers=levels.blockers(results, possible),
        objectives=by_objective(results, weights),
        packs=by_pack(results, weights),
        notes=tuple(notes),
    )


def _share(result: Result) -> float:
    return float(result.outcome is Outcome.PASS) if result.score is None else result.score


def _unwaived(result: Result) -> Result:
    if result.unwaived_outcome in (None, result.outcome) and result.unwaived_score is None:
        return result
    return replace(result, outcome=result.unwaived_outcome or result.outcome, score=result.unwaived_score)


def _views(
    results: Iterable[Result], weights: Mapping[str, float], key: Callable[[Result], str]
) -> dict[str, Score]:
    parts: defaultdict[str, list[Result]] = defaultdict(list)
    for result in results:
        parts[key(result)].append(result)
    return {name: score(part, weights) for name, part in parts.items() if name}
