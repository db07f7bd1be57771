"""One subject on its way from one audit to another: its score after each step, and every move between."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from operator import attrgetter

from checker.engine.change import cells
from checker.engine.change.cells import Cell
from checker.engine.change.means import NOBODY, Mean, Member, Walk
from checker.engine.change.terms import Terms
from checker.engine.score import by_objective, score, share, weight
from checker.model.audit import Subject
from checker.model.result import Result
from checker.model.value import dataclass

STATES = 6
"""The older audit, and what it is after each of the five steps; the last is the newer audit."""
SCOPE, POLICY = 1, 2
"""From which state on the newer audit's subjects and the newer policy's weights hold."""
_Cells = dict[str, Cell]
_COUNTS = attrgetter(
    "outcome",
    "score",
    "severity",
    "objective",
    "unwaived_outcome",
    "unwaived_score",
    "unneeded_waiver",
)
Scores = tuple[float | None, ...]
"""One score for each state."""


@dataclass(frozen=True, slots=True)
class Move:
    """One rule that led to a state, and the subject's score after it; "" for other weights of objectives.

    *points* is what it brought to the subject itself.
    """

    state: int
    rule: str
    score: float | None
    points: float


@dataclass(frozen=True, slots=True)
class Track:
    """The scores of a subject in each state, by objective too, and the moves in their order."""

    scores: Scores
    objectives: Mapping[str, Scores]
    moves: tuple[Move, ...] = ()


def stayed(before: Subject | None, after: Subject | None, terms: Terms) -> Track:
    """Return the way of a subject that counts in both audits; None is one without any result."""
    old, new = _results(before), _results(after)
    ways = {name: _way(name, old.get(name), new.get(name), terms) for name in {**new, **old}}
    return _track([_state(ways, index) for index in range(STATES)], terms)


def came(after: Subject, terms: Terms) -> Track:
    """Return the way of a subject that enters with the scope, with all its results."""
    whole = {name: cells.of(result) for name, result in _results(after).items()}
    return _track([{}, *[whole] * (STATES - 1)], terms)


def went(before: Subject, terms: Terms) -> Track:
    """Return the way of a subject that leaves with the scope."""
    whole = {name: cells.of(result) for name, result in _results(before).items()}
    return _track([whole, *[{}] * (STATES - 1)], terms)


def _results(subject: Subject | None) -> dict[str, Result]:
    return {result.rule: result for result in subject.results} if subject else {}


def _way(name: str, old: Result | None, new: Result | None, terms: Terms) -> Sequence[Cell | None]:
    if old and new and _COUNTS(old) == _COUNTS(new):  # most of them, and much faster
        return (cells.of(new),) * STATES
    return cells.stages(name, cells.of(old) if old else None, cells.of(new) if new else None, terms)


def _state(ways: Mapping[str, Sequence[Cell | None]], index: int) -> _Cells:
    return {name: found for name, way in ways.items() if (found := way[index])}


def _track(states: Sequence[_Cells], terms: Terms) -> Track:
    scores: list[float | None] = []
    objectives: list[Mapping[str, float | None]] = []
    for index, state in enumerate(states):
        if index and state == states[index - 1] and _weights(terms, index) == _weights(terms, index - 1):
            scores.append(scores[-1])
            objectives.append(objectives[-1])
            continue
        scores.append(score(state.values(), _weights(terms, index)).score)
        views = by_objective(state.values(), _weights(terms, index))
        objectives.append({name: view.score for name, view in views.items()})
    names = sorted({name for each in objectives for name in each})
    by_name = {name: tuple(each.get(name) for each in objectives) for name in names}
    return Track(tuple(scores), by_name, tuple(_moves(states, scores, terms)))


def _moves(states: Sequence[_Cells], scores: Sequence[float | None], terms: Terms) -> Iterator[Move]:
    """Yield the moves in the order of states and rules; the last one to each state ends at its score.

    What enters or leaves with the scope does so as a whole.
    """
    mean = Mean()
    for each in states[0].values():
        mean.replace(NOBODY, _member(each, terms, 0))
    walk = Walk(mean)
    for index, (old, new) in enumerate(pairwise(states), 1):
        walk.step(scores[index] is not None)
        yield from _weighed(walk, mean, old, index, terms)
        moved = [name for name in {**new, **old} if old.get(name) != new.get(name)]
        for name in moved:
            brought = walk.move(_member(old.get(name), terms, index), _member(new.get(name), terms, index))
            if index > SCOPE:
                yield Move(index, name, scores[index] if name is moved[-1] else mean.value, brought)


def _weighed(walk: Walk, mean: Mean, state: _Cells, index: int, terms: Terms) -> Iterator[Move]:
    """Yield the move to other weights of objectives, where they are others."""
    if _weights(terms, index) == _weights(terms, index - 1):
        return
    brought = [
        walk.move(_member(each, terms, index - 1), _member(each, terms, index)) for each in state.values()
    ]
    yield Move(index, "", mean.value, sum(brought))


def _member(each: Cell | None, terms: Terms, index: int) -> Member:
    if each is None:
        return NOBODY
    passed = share(each)
    return Member(weight(each, _weights(terms, index)), None if passed is None else 100 * passed)


def _weights(terms: Terms, index: int) -> Mapping[str, float]:
    return (terms.after if index >= POLICY else terms.before).objectives
