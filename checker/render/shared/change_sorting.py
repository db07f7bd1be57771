"""What comes first in a comparison, and what is told together."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from checker.engine.ownership import line
from checker.model.change import (
    Change,
    ChangeState,
    Direction,
    GroupChange,
    LevelChange,
    OutcomeChange,
    SubjectChange,
    Turn,
)
from checker.model.policy import Severity

_SEVERITIES = {severity: rank for rank, severity in enumerate(Severity)}


class RuleGroup(Struct, frozen=True):
    """One rule and the subjects for which the same became of it, those it cost or brought most first."""

    rule: str
    title: str
    severity: Severity
    outcomes: tuple[tuple[SubjectChange, OutcomeChange], ...]


def singles(change: Change) -> list[SubjectChange]:
    """Return the repositories that are explained one by one: those asked for, or the only one there is."""
    told = [each for each in change.subjects if each.kind == "repository"]
    if change.focus.repositories:
        return told
    only = change.before.repositories == change.after.repositories == len(told) == 1
    return told if only and told[0].score.state not in (ChangeState.CAME, ChangeState.WENT) else []


def heads(change: Change) -> list[GroupChange]:
    """Return the groups that are explained one by one: those that were asked for, else the organization.

    Where repositories were asked for, or there is only one, they are told instead.
    """
    if change.focus.repositories or singles(change):
        return []
    asked = [team for team in change.teams if team.name in change.focus.teams]
    return asked if change.focus.teams else [change.organization]


def improved(teams: Iterable[GroupChange]) -> list[GroupChange]:
    """Return the teams by what their repositories did themselves, the best first."""

    def own(team: GroupChange) -> tuple[bool, float, str]:
        parts = team.score.parts
        return parts is None, -((parts and parts.repositories) or 0.0), team.name

    return sorted(teams, key=own)


def members(change: Change, group: GroupChange) -> list[SubjectChange]:
    """Return the subjects of a group about which something is told."""
    if group.kind == "organization":
        return list(change.subjects)
    parents = {team.name: team.part_of for team in change.teams}
    return [
        each for each in change.subjects if group.name in line(each.team or each.team_before, parents)
    ] + [each for each in change.subjects if each.kind == "team" and each.subject == group.name]


def by_rule(subjects: Iterable[SubjectChange], turn: Turn) -> list[RuleGroup]:
    """Return the rules of which one thing became, the most severe and most frequent first."""
    found: defaultdict[str, list[tuple[SubjectChange, OutcomeChange]]] = defaultdict(list)
    for subject in subjects:
        for outcome in subject.outcomes:
            if outcome.turn is turn:
                found[outcome.rule].append((subject, outcome))
    told = [RuleGroup(rule, *_described(each), _ordered(each)) for rule, each in found.items()]
    return sorted(told, key=lambda each: (_SEVERITIES[each.severity], -len(each.outcomes), each.rule))


def _described(outcomes: Sequence[tuple[SubjectChange, OutcomeChange]]) -> tuple[str, Severity]:
    first = outcomes[0][1]
    return first.title, min((each.severity for _, each in outcomes), key=lambda each: _SEVERITIES[each])


def _ordered(
    outcomes: Iterable[tuple[SubjectChange, OutcomeChange]],
) -> tuple[tuple[SubjectChange, OutcomeChange], ...]:
    return tuple(sorted(outcomes, key=lambda each: (-abs(each[1].points or 0.0), each[0].subject)))


def levels(change: Change) -> list[tuple[str, LevelChange]]:
    """Return who gained or lost a level: groups first, lost before gained."""
    groups = () if change.focus.repositories else (change.organization, *change.teams)
    everybody = [
        *((group.name, group.level) for group in groups),
        *((each.name, each.level) for each in change.subjects if each.kind == "repository"),
    ]
    moved = [each for each in everybody if each[1].direction is not Direction.SAME]
    order = (Direction.LOST, Direction.GAINED, Direction.OTHER)
    return sorted(moved, key=lambda each: order.index(each[1].direction))


def places(outcomes: Iterable[OutcomeChange]) -> Iterator[tuple[bool, str, int, str]]:
    """Yield new and fixed findings that have a place: whether it is new, path, line, message."""
    for outcome in outcomes:
        for new, findings in ((True, outcome.new_findings), (False, outcome.fixed_findings)):
            for finding in findings:
                if finding.path:
                    yield new, finding.path, finding.line, finding.message
