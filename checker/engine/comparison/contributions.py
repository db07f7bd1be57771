"""What moved the score of a group: its rules and its members, one after the other."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from checker.engine.comparison.score_path import POLICY, SCOPE, STATES, Scores, Track
from checker.engine.comparison.weighted_mean import NOBODY, Mean, MeanMember, Walk
from checker.model.change import Contribution, Parts

_Key = tuple[str, str]
_Tally = defaultdict[_Key, list[float]]
"""Points by step, of each rule or member by its kind and id."""


class Traveller(Struct, frozen=True):
    """A member of a group: a repository, or the subject that stands for the group itself.

    It has a way, and a weight in each state.
    """

    kind: str
    id: str
    title: str
    weights: tuple[float, ...]
    track: Track

    @property
    def key(self) -> _Key:
        """What tells members apart: a team may be called what a repository is."""
        return self.kind, self.id

    def at(self, state: int) -> MeanMember:
        """Return what it is in a state."""
        return MeanMember(self.weights[state], self.track.scores[state])


class Reasons(Struct, frozen=True):
    """What moved a group's score: rules, members, and other weights of objectives and tiers."""

    rules: tuple[Contribution, ...] = ()
    members: tuple[Contribution, ...] = ()
    weights: float = 0.0


def reasons(travellers: Sequence[Traveller], scores: Scores, titles: Mapping[str, str]) -> Reasons:
    """Return what moved a group that is scored in both audits, what moved it most first.

    *scores* are the group's own, *titles* those of rules.
    Members are replaced one after the other, in their order, and within each the rules that moved it.
    """
    found = _Reckoning(travellers)
    for state in range(SCOPE, STATES):
        found.lead_to(state, scores[state] is not None)
    named = {each.key: each.title for each in travellers}
    rules = {("rule", name): title for name, title in titles.items()}
    return Reasons(_sorted(found.rules, rules), _sorted(found.members, named), found.weights)


class _Reckoning:
    """Leads a group from state to state, and notes what each move brings."""

    def __init__(self, travellers: Sequence[Traveller]) -> None:
        self.rules: _Tally = defaultdict(_nothing)
        self.members: _Tally = defaultdict(_nothing)
        self.weights = 0.0
        self._travellers = travellers
        self._now = {each.key: each.at(0) for each in travellers}
        running = Mean()
        for member in self._now.values():
            running.replace(NOBODY, member)
        self._walk = Walk(running)

    def lead_to(self, state: int, scored: bool) -> None:
        """Go through all moves that lead to a state, in which the group is scored or not."""
        self._walk.step(scored)
        if state == POLICY:
            for each in self._travellers:
                self.weights += self._move(each, state, self._reweighed(each))
        for each in self._travellers:
            for move in each.track.moves:
                if move.state == state and move.rule:
                    moved = self._move(each, state, MeanMember(each.weights[state], move.score))
                    self.rules["rule", move.rule][state - 1] += moved
            self._move(each, state, each.at(state))

    def _reweighed(self, each: Traveller) -> MeanMember:
        """Return a member as the newer policy weighs it and its objectives, before any rule is another."""
        move = next((m for m in each.track.moves if m.state == POLICY and not m.rule), None)
        return MeanMember(each.weights[POLICY], move.score if move else each.track.scores[POLICY - 1])

    def _move(self, each: Traveller, state: int, member: MeanMember) -> float:
        if member == self._now[each.key]:
            return 0.0
        brought = self._walk.move(self._now[each.key], member)
        self._now[each.key] = member
        self.members[each.key][state - 1] += brought
        return brought


def _nothing() -> list[float]:
    return [0.0] * (STATES - 1)


def _sorted(tally: _Tally, titles: Mapping[_Key, str]) -> tuple[Contribution, ...]:
    return tuple(sorted(_contributions(tally, titles), key=lambda each: (-abs(each.points), each.id)))


def _contributions(tally: _Tally, titles: Mapping[_Key, str]) -> Iterator[Contribution]:
    for (kind, name), points in tally.items():
        if any(points):
            yield Contribution(kind, name, titles.get((kind, name), ""), sum(points), Parts(*points))
