"""Teams, departments and the organization: what became of each, and why."""

from collections.abc import Iterator, Sequence

from checker.engine.comparison.audit_pair import Key, Pair
from checker.engine.comparison.contributions import Reasons, Traveller, reasons
from checker.engine.comparison.decomposition import coverage_change, score_change
from checker.engine.comparison.score_path import POLICY, SCOPE, STATES, Scores, Track
from checker.engine.groups import tier_weight
from checker.engine.score import mean
from checker.model.audit import Group
from checker.model.change import ChangeState, GroupChange, LevelChange, ScoreChange

_NOTHING: Scores = (None,) * STATES


def organization(pair: Pair) -> GroupChange:
    """Return what became of all repositories together, whatever the organization is called."""
    return _change(pair, pair.before.organization, pair.after.organization)


def teams(pair: Pair) -> Iterator[GroupChange]:
    """Yield what became of each team, in the order of the newer audit, then of those that went."""
    old = {team.name: team for team in pair.before.teams}
    new = {team.name: team for team in pair.after.teams}
    for name in {**new, **old}:
        yield _change(pair, old.get(name), new.get(name))


def _change(pair: Pair, before: Group | None, after: Group | None) -> GroupChange:
    known = after or before
    assert known
    old, new = _members(before), _members(after)
    travellers = [*_repositories(pair, old, new), *_own(pair, before, after)]
    was, is_ = before is not None, after is not None
    scores = _means([(each.weights, each.track.scores) for each in travellers])
    score = score_change(scores, was, is_)
    moved = reasons(travellers, scores, pair.titles) if score.state is ChangeState.SCORED else Reasons()
    return GroupChange(
        name=known.name,
        kind=known.kind,
        part_of=known.part_of,
        score=score,
        coverage=coverage_change(before, after),
        level=pair.level(before.level, after.level) if before and after else LevelChange(),
        objectives=_objectives(travellers, was, is_),
        repositories_before=len(old),
        repositories=len(new),
        came=tuple(each for each in new if each not in old) if before else (),
        went=tuple(each for each in old if each not in new) if after else (),
        weights=moved.weights,
        rules=moved.rules,
        movers=moved.members,
    )


def _members(group: Group | None) -> dict[str, None]:
    """Return the ids of a group's repositories, in their order."""
    return dict.fromkeys(group.repositories) if group else {}


def _repositories(pair: Pair, old: dict[str, None], new: dict[str, None]) -> Iterator[Traveller]:
    """Yield the repositories of a group by their id."""
    for name in sorted({**old, **new}):
        key = "repository", name
        before, after = name in old and key in pair.old, name in new and key in pair.new
        if before or after:
            known = pair.new[key] if after else pair.old[key]
            weights = _weights(pair, key, before, after)
            yield Traveller(*key, pair.called(known), weights, pair.way(key, before, after))


def _weights(pair: Pair, key: Key, before: bool, after: bool) -> tuple[float, ...]:
    """Return what a repository counts in its group in each state: another tier, then another policy."""
    old, new = pair.terms.before.tiers, pair.terms.after.tiers
    start = tier_weight(pair.old[key], old) if before else 0.0
    scope, policy = (tier_weight(pair.new[key], tiers) if after else 0.0 for tiers in (old, new))
    return (start, *[scope] * (POLICY - SCOPE), *[policy] * (STATES - POLICY))


def _own(pair: Pair, before: Group | None, after: Group | None) -> Iterator[Traveller]:
    """Yield the subject that rules about the group itself judge.

    It belongs to the scope as long as its group does; an audit that does not judge it has no results.
    """
    old, new = _own_key(before), _own_key(after)
    if old and new and old == new:
        known = [old] if old in pair.old or old in pair.new else []
        yield from (_standing(key, pair.stays(key)) for key in known)
        return
    if old and old in pair.old:
        yield _standing(old, pair.way(old, True, False))
    if new and new in pair.new:
        yield _standing(new, pair.way(new, False, True))


def _own_key(group: Group | None) -> Key | None:
    if group is None:
        return None
    return "organization" if group.kind == "organization" else "team", group.name


def _standing(key: Key, track: Track) -> Traveller:
    return Traveller(*key, key[1], (1.0,) * STATES, track)


def _objectives(travellers: Sequence[Traveller], before: bool, after: bool) -> dict[str, ScoreChange]:
    """Return the change of a group's score in each objective that a member had or has."""
    names = sorted({name for each in travellers for name in each.track.objectives})
    return {
        name: score_change(
            _means([(each.weights, each.track.objectives.get(name, _NOTHING)) for each in travellers]),
            before,
            after,
        )
        for name in names
    }


def _means(members: Sequence[tuple[tuple[float, ...], Scores]]) -> Scores:
    return tuple(
        mean((weights[state], scores[state]) for weights, scores in members) for state in range(STATES)
    )
