"""One subject on its way from one audit to another: its score after each step, and every move between."""

from collections.abc import Iterator, Mapping, Sequence
from operator import attrgetter

from msgspec import Struct

from checker.engine.comparison import weighted_result
from checker.engine.comparison.policy_diff import Terms
from checker.engine.comparison.weighted_mean import NOBODY, Mean, MeanMember, Walk
from checker.engine.comparison.weighted_result import WeightedResult
from checker.engine.score import Counted, by_objective, score, share, weight
from checker.model.audit import Subject
from checker.model.result import Result

STATES = 7
"""The older audit, and what it is after each of the six steps; the last is the newer audit."""
SCOPE, UPGRADE, POLICY = 1, 2, 3
"""From which state on the newer audit's subjects and the newer policy's weights hold."""
_State = Mapping[str, Counted]
_Ways = Mapping[str, Sequence[WeightedResult | None]]
"""What stands for each rule in every state, but for rules that count the same in all of them."""
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


class Move(Struct, frozen=True):
    """One rule that led to a state, and the subject's score after it; "" for other weights of objectives.

    *points* is what it brought to the subject itself.
    """

    state: int
    rule: str
    score: float | None
    points: float


class Track(Struct, frozen=True):
    """The scores of a subject in each state, by objective too, and the moves in their order."""

    scores: Scores
    objectives: Mapping[str, Scores]
    moves: tuple[Move, ...] = ()


def stayed(before: Subject | None, after: Subject | None, terms: Terms) -> Track:
    """Return the way of a subject that counts in both audits; None is one without any result."""
    old, new = _results(before), _results(after)
    still = {name: new[name] for name in new if name in old and _COUNTS(old[name]) == _COUNTS(new[name])}
    upgraded = by_program(before, after, terms)
    ways = {
        name: weighted_result.stages(
            name, _cell(old.get(name)), _cell(new.get(name)), terms, name in upgraded
        )
        for name in {**new, **old}
        if name not in still
    }
    if not ways:  # most subjects, and much faster
        return _track([still] * STATES, {}, terms)
    return _track([{**still, **_state(ways, index)} for index in range(STATES)], ways, terms)


def by_program(before: Subject | None, after: Subject | None, terms: Terms) -> frozenset[str]:
    """Return the rules that only another program can judge otherwise: the commit is the same."""
    same = before and after and before.commit and before.commit == after.commit
    return terms.upgraded if same else frozenset()


def came(after: Subject, terms: Terms) -> Track:
    """Return the way of a subject that enters with the scope, with all its results."""
    return _track([{}, *[_results(after)] * (STATES - 1)], {}, terms)


def went(before: Subject, terms: Terms) -> Track:
    """Return the way of a subject that leaves with the scope."""
    return _track([_results(before), *[{}] * (STATES - 1)], {}, terms)


def _results(subject: Subject | None) -> dict[str, Result]:
    return {result.rule: result for result in subject.results} if subject else {}


def _cell(result: Result | None) -> WeightedResult | None:
    return weighted_result.of(result) if result else None


def _state(ways: _Ways, index: int) -> dict[str, WeightedResult]:
    return {name: found for name, way in ways.items() if (found := way[index])}


def _track(states: Sequence[_State], ways: _Ways, terms: Terms) -> Track:
    scores: list[float | None] = []
    objectives: list[Mapping[str, float | None]] = []
    for index, state in enumerate(states):
        if index and state == states[index - 1] and not _reweighed(terms, index):
            scores.append(scores[-1])
            objectives.append(objectives[-1])
            continue
        scores.append(score(state.values(), _weights(terms, index)).score)
        views = by_objective(state.values(), _weights(terms, index))
        objectives.append({name: view.score for name, view in views.items()})
    names = sorted({name for each in objectives for name in each})
    by_name = {name: tuple(each.get(name) for each in objectives) for name in names}
    return Track(tuple(scores), by_name, tuple(_moves(states, ways, scores, terms)))


def _moves(
    states: Sequence[_State], ways: _Ways, scores: Sequence[float | None], terms: Terms
) -> Iterator[Move]:
    """Yield the moves in the order of states and rules; the last one to each state ends at its score.

    What enters or leaves with the scope does so as a whole, which is no move of a rule.
    """
    if not ways and not _reweighed(terms, POLICY):
        return
    mean = Mean()
    for each in states[0 if ways else SCOPE].values():
        mean.replace(NOBODY, _member(each, terms, 0))
    walk = Walk(mean)
    for index in range(UPGRADE, STATES):
        walk.step(scores[index] is not None)
        if _reweighed(terms, index):
            yield _reweigh(walk, mean, states[index - 1], terms)
        moved = [name for name, way in ways.items() if _moved(way, index)]
        for name in moved:
            old, new = (_member(cell, terms, index) for cell in ways[name][index - 1 : index + 1])
            brought = walk.move(old, new)
            yield Move(index, name, scores[index] if name is moved[-1] else mean.value, brought)


def _moved(way: Sequence[WeightedResult | None], index: int) -> bool:
    return way[index] is not way[index - 1] and way[index] != way[index - 1]


def _reweigh(walk: Walk, mean: Mean, state: _State, terms: Terms) -> Move:
    """Return the move to the newer policy's weights of objectives."""
    brought = [
        walk.move(_member(each, terms, SCOPE), _member(each, terms, POLICY)) for each in state.values()
    ]
    return Move(POLICY, "", mean.value, sum(brought))


def _reweighed(terms: Terms, index: int) -> bool:
    return index == POLICY and terms.before.objectives != terms.after.objectives


def _member(each: Counted | None, terms: Terms, index: int) -> MeanMember:
    if each is None:
        return NOBODY
    passed = share(each)
    return MeanMember(weight(each, _weights(terms, index)), None if passed is None else 100 * passed)


def _weights(terms: Terms, index: int) -> Mapping[str, float]:
    return (terms.after if index >= POLICY else terms.before).objectives
