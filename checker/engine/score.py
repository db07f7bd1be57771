"""Scores and coverage: what the outcomes of one subject add up to. Nothing is rounded here."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import fsum
from typing import Protocol, TypeVar

from msgspec.structs import replace

from checker.engine import levels
from checker.model.audit import Repository, Score, Subject
from checker.model.policy import Objective, Policy, Severity
from checker.model.result import Outcome, Result

_DECIDED = (Outcome.PASS, Outcome.FAIL)
_COUNTED = (*_DECIDED, Outcome.UNKNOWN, Outcome.ERROR)


class Counted(Protocol):
    """What a score is made of: a result, or what stands for one."""

    @property
    def outcome(self) -> Outcome:
        """The outcome of the result."""

    @property
    def score(self) -> float | None:
        """The share passed; None where the outcome says it all."""

    @property
    def severity(self) -> Severity:
        """How much a failure matters."""

    @property
    def objective(self) -> str:
        """The objective that is served, "" for none."""


_Counted = TypeVar("_Counted", bound=Counted)


_Weighed = tuple[float, float | None]
"""The weight of a result, 0 where it does not count, and the share passed, None where nothing was decided."""


def score(results: Iterable[Counted], objective_weights: Mapping[str, float]) -> Score:
    """Return 100 · Σ w·s / Σ w of what was decided, the share of the weight decided, and their product.

    *w* is the severity's weight times the objective's, which is 1 where none is given.
    """
    return _added([each for _, each in _weighed(results, objective_weights)])


def _weighed(
    results: Iterable[_Counted], objective_weights: Mapping[str, float]
) -> list[tuple[_Counted, _Weighed]]:
    return [
        (
            result,
            (weight(result, objective_weights), share(result)) if result.outcome in _COUNTED else (0.0, None),
        )
        for result in results
    ]


def _added(weighed: Sequence[_Weighed]) -> Score:
    decided = fsum(part for part, passed in weighed if passed is not None)
    passed = fsum(part * passed for part, passed in weighed if passed is not None)
    return Score.of_one(percent(passed, decided), percent(decided, fsum(part for part, _ in weighed)))


def weight(result: Counted, objective_weights: Mapping[str, float]) -> float:
    """Return how much a result counts: its severity's weight times its objective's."""
    return result.severity.weight * objective_weights.get(result.objective, 1.0)


def share(result: Counted) -> float | None:
    """Return the share passed in [0, 1], None where nothing was decided."""
    if result.outcome not in _DECIDED:
        return None
    return float(result.outcome is Outcome.PASS) if result.score is None else result.score


def mean(weighed: Iterable[tuple[float, float | None]]) -> float | None:
    """Return the weighed mean of percentages; those that are not there, and their weights, are left out."""
    known = [(weight, value) for weight, value in weighed if value is not None]
    return percent(fsum(weight * value for weight, value in known), fsum(weight * 100 for weight, _ in known))


def percent(part: float, whole: float) -> float | None:
    """Return *part* in percent of *whole*, None when there is no whole.

    A part that equals the whole is exactly 100, and rounding never leads beyond it.
    """
    if not whole:
        return None
    return min(100.0, 100 * part / whole) if part < whole else 100.0


def without_waivers(results: Iterable[Result]) -> tuple[Result, ...]:
    """Return the results as they would be if nobody had waived anything."""
    return tuple(map(unwaived, results))


def unwaived(result: Result) -> Result:
    """Return a result as it would be if nobody had waived anything."""
    if result.unwaived_outcome in (None, result.outcome) and result.unwaived_score is None:
        return result
    return replace(result, outcome=result.unwaived_outcome or result.outcome, score=result.unwaived_score)


def by_objective(results: Iterable[Counted], objective_weights: Mapping[str, float]) -> dict[str, Score]:
    """Return the score of each objective that a result serves."""
    return _views(_weighed(results, objective_weights), lambda result: result.objective)


def by_pack(results: Iterable[Result], objective_weights: Mapping[str, float]) -> dict[str, Score]:
    """Return the score of each pack that a result's rule comes from."""
    return _views(_weighed(results, objective_weights), lambda result: result.pack)


def objective_weights(objectives: Iterable[Objective]) -> dict[str, float]:
    """Return the weights that a policy gives its objectives."""
    return {objective.id: objective.weight for objective in objectives}


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
    weights = objective_weights(policy.objectives)
    weighed = _weighed(results, weights)
    total = _added([each for _, each in weighed])
    bare = without_waivers(results)
    waived = any(own is not result for own, result in zip(bare, results, strict=True))
    possible = levels.possible(policy, kind, results)
    level = levels.held(results, possible)
    return Subject(
        subject=subject_id,
        kind=kind,
        repository=repository,
        commit=commit,
        results=tuple(results),
        score=total.score,
        score_at_least=total.score_at_least,
        coverage=total.coverage,
        score_without_waivers=score(bare, weights).score if waived else total.score,
        level=level,
        level_without_waivers=levels.held(bare, possible) if waived else level,
        level_blockers=levels.blockers(results, possible),
        objectives=_views(weighed, lambda result: result.objective),
        packs=_views(weighed, lambda result: result.pack),
        notes=tuple(notes),
    )


def _views(weighed: Iterable[tuple[_Counted, _Weighed]], key: Callable[[_Counted], str]) -> dict[str, Score]:
    parts: defaultdict[str, list[_Weighed]] = defaultdict(list)
    for result, each in weighed:
        parts[key(result)].append(each)
    return {name: _added(part) for name, part in parts.items() if name}
