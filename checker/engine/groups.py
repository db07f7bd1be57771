"""Teams, departments and the organization: who owns what, and what it adds up to."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise

from msgspec.structs import replace

from checker.engine.debt import is_owed
from checker.engine.ownership import forest, line
from checker.engine.score import mean
from checker.files import globs
from checker.model.audit import Group, Repository, Score, Subject
from checker.model.policy import Policy
from checker.model.team import Team


def matches(repository: Repository, patterns: Iterable[str]) -> bool:
    """Tell whether a glob matches a repository's id, its short name or its path.

    Raises Unobserved when a pattern is no glob.
    """
    return any(globs.matches(name, pattern) for pattern in patterns for name in repository.names)


def roll_up(
    subjects: Iterable[Subject],
    teams: Sequence[Team],
    policy: Policy,
    organization: str,
    unread: Sequence[Repository] = (),
) -> tuple[Group, tuple[Group, ...]]:
    """Return the organization and its teams, as declared first, then those only mentioned, by name.

    The organization has every repository, a department those of all teams below it, each once. Repositories
    that are *unread* count as if all their rules were unknown.
    """
    judged = {(subject.kind, subject.subject): subject for subject in subjects}
    repositories = [subject for (kind, _), subject in sorted(judged.items()) if kind == "repository"]
    parents = parents_of(teams, repositories)
    departments, below = set(parents.values()), members(repositories, parents)
    hidden = unread_members(unread, parents)
    groups = tuple(
        _group(
            Group(name, "department" if name in departments else "team", part_of=parent),
            below.get(name, ()),
            judged.get(("team", name)),
            policy,
            hidden.get(name, ()),
        )
        for name, parent in parents.items()
    )
    whole = Group(organization, "organization")
    return _group(whole, repositories, judged.get(("organization", organization)), policy, unread), groups


def parents_of(teams: Sequence[Team], repositories: Iterable[Subject]) -> dict[str, str]:
    """Return every group's parent, "" for none; those nobody declared come last, by name."""
    declared = {team.team: team.part_of for team in teams}
    known = {each.subject: each.repository for each in repositories if each.repository}
    lines = dict.fromkeys((each.team, *each.ownership.part_of) for _, each in sorted(known.items()))
    parents = forest(declared, *(dict(pairwise(groups)) for groups in lines))
    mentioned = {*parents.values(), *(group for groups in lines for group in groups)}
    others = {name: parents.get(name, "") for name in sorted({*parents, *mentioned} - {"", *declared})}
    return {name: parents[name] for name in declared} | others


def members(repositories: Iterable[Subject], parents: Mapping[str, str]) -> Mapping[str, list[Subject]]:
    """Return the repositories of each group that has any: its own and those of all groups below it."""
    found: defaultdict[str, list[Subject]] = defaultdict(list)
    for subject in repositories:
        for name in line(_team(subject), parents):
            found[name].append(subject)
    return found


def unread_members(
    unread: Iterable[Repository], parents: Mapping[str, str]
) -> Mapping[str, list[Repository]]:
    """Return the unread repositories of each group that has any, by the teams that are known."""
    found: defaultdict[str, list[Repository]] = defaultdict(list)
    for repository in unread:
        for name in line(repository.team, parents):
            found[name].append(repository)
    return found


def _team(subject: Subject) -> str:
    return subject.repository.team if subject.repository else ""


def _group(
    group: Group,
    repositories: Sequence[Subject],
    own: Subject | None,
    policy: Policy,
    unread: Sequence[Repository],
) -> Group:
    """Fill in what a group's repositories and its own subject add up to."""
    weighed = [(tier_weight(subject, policy.tiers), subject) for subject in repositories]
    weighed += [(1.0, own)] if own else []
    names = sorted({name for _, subject in weighed for name in subject.objectives})
    lost = [(_weight(repository, policy.tiers), 0.0) for repository in unread]
    return replace(
        group,
        score=mean((weight, subject.score) for weight, subject in weighed),
        score_at_least=mean([*((weight, subject.score_at_least) for weight, subject in weighed), *lost]),
        coverage=mean([*((weight, subject.coverage) for weight, subject in weighed), *lost]),
        level=_level(repositories, policy, len(unread)),
        objectives={name: _objective(name, weighed, lost) for name in names},
        repositories=tuple(subject.subject for subject in repositories),
        unread=tuple(sorted(repository.id for repository in unread)),
        owed=sum(is_owed(result) for subject in repositories for result in subject.results),
    )


def _objective(
    name: str, weighed: Collection[tuple[float, Subject]], lost: Collection[tuple[float, float]]
) -> Score:
    parts = [(weight, subject.objectives.get(name, Score())) for weight, subject in weighed]
    return Score(
        mean((weight, part.score) for weight, part in parts),
        mean([*((weight, part.coverage) for weight, part in parts), *lost]),
        mean([*((weight, part.score_at_least) for weight, part in parts), *lost]),
    )


def tier_weight(subject: Subject, tiers: Mapping[str, float]) -> float:
    """Return how much a subject counts in its groups; the groups' own subjects count once."""
    return _weight(subject.repository, tiers) if subject.repository else 1.0


def _weight(repository: Repository, tiers: Mapping[str, float]) -> float:
    return tiers.get(str(repository.attributes.get("tier", "")), 1.0)


def _level(repositories: Collection[Subject], policy: Policy, unread: int) -> str:
    """Return the highest level that a large enough share holds.

    A repository to which nothing applies neither holds a group back nor lifts it; one of which
    nothing could be seen holds it back, as do those that are *unread*.
    """
    asked = [subject for subject in repositories if subject.coverage is not None]
    for rank, level in reversed(list(enumerate(policy.levels))):
        holders = [subject for subject in asked if subject.level in policy.levels[rank:]]
        if holders and 100 * len(holders) >= policy.level_share * (len(asked) + unread):
            return level
    return ""
