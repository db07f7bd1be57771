"""What of a comparison is told: some teams, some repositories, some rules."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from msgspec.structs import replace

from checker.engine.comparison.audit_pair import Key, Pair
from checker.engine.display_names import called
from checker.engine.ownership import line
from checker.files.globs import matches
from checker.model.audit import Subject
from checker.model.change import Focus, GroupChange, PolicyChange, SubjectChange


def keys(pair: Pair, focus: Focus) -> Iterator[Key]:
    """Yield the subjects to tell of, in order: those that were or are in focus."""
    parents = _parents(pair)
    for key in sorted(pair.old.keys() | pair.new.keys()):
        ends = [each for each in (pair.old.get(key), pair.new.get(key)) if each]
        if any(_in_teams(each, focus, parents) and _in_repositories(each, focus) for each in ends):
            yield key


def teams(pair: Pair, focus: Focus, found: Iterable[GroupChange]) -> Iterator[GroupChange]:
    """Yield the teams to tell of, each with the rules to tell of."""
    parents = _parents(pair)
    return (group(each, focus) for each in found if _below(each.name, focus, parents))


def group(given: GroupChange, focus: Focus) -> GroupChange:
    """Return a group with the rules to tell of."""
    rules = (each for each in given.rules if _has(each.id, focus.rules))
    return replace(given, rules=tuple(rules)) if focus.rules else given


def subject(given: SubjectChange, focus: Focus) -> SubjectChange:
    """Return a subject with the rules to tell of."""
    outcomes = (each for each in given.outcomes if _has(each.rule, focus.rules))
    return replace(given, outcomes=tuple(outcomes)) if focus.rules else given


def policy(given: PolicyChange, focus: Focus) -> PolicyChange:
    """Return what is different about the rules to tell of."""
    return replace(given, rules=tuple(each for each in given.rules if _has(each.rule, focus.rules)))


def _in_teams(subject: Subject, focus: Focus, parents: Mapping[str, str]) -> bool:
    team = subject.repository.team if subject.repository else subject.subject
    return subject.kind != "organization" and _below(team, focus, parents) if focus.teams else True


def _below(team: str, focus: Focus, parents: Mapping[str, str]) -> bool:
    return not focus.teams or any(name in focus.teams for name in line(team, parents))


def _in_repositories(subject: Subject, focus: Focus) -> bool:
    if not focus.repositories:
        return True
    return subject.kind == "repository" and any(
        _has(name, focus.repositories) for name in (subject.subject, called(subject))
    )


def _has(name: str, globs: Collection[str]) -> bool:
    return not globs or any(matches(name, glob) for glob in globs)


def _parents(pair: Pair) -> dict[str, str]:
    """Return what every team is or was part of."""
    return {each.name: each.part_of for each in (*pair.before.teams, *pair.after.teams)}
