"""Teams, departments and the organization: who owns what, and what it adds up to."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import field, replace

from checker.engine.score import mean
from checker.files import globs
from checker.model.audit import Group, Repository, Score, Subject
from checker.model.policy import Policy
from checker.model.team import Team
from checker.model.value import dataclass


@dataclass(frozen=True, slots=True)
class Ownership:
    """The team of each owned repository by the repository's id; *warnings* are for people."""

    teams: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


def matches(repository: Repository, patterns: Iterable[str]) -> bool:
    """Tell whether a glob matches a repository's id, its short name or its path.

    Raises Unobserved when a pattern is no glob.
    """
    names = {repository.id, repository.name, repository.path} - {""}
    return any(globs.matches(name, pattern) for pattern in patterns for name in names)


def assign(repositories: Iterable[Repository], teams: Sequence[Team]) -> Ownership:
    """Find the team of each repository by the teams' globs.

    A team goes before the departments it is part of. Of two unrelated teams that claim the same
    repository the first declared gets it, and a warning says so. Unowned repositories are left out.
    """
    parents = {team.team: team.part_of for team in teams}
    owners: dict[str, str] = {}
    warnings: list[str] = []
    for repository in repositories:
        claims = _claims(repository, teams, parents)
        if claims:
            owners[repository.id] = claims[0]
        if len(claims) > 1:
            warnings.append(f"{repository.name} is claimed by {' and '.join(claims)}: {claims[0]} gets it")
    return Ownership(owners, tuple(warnings))


def roll_up(
    subjects: Iterable[Subject], teams: Sequence[Team], policy: Policy, organization: str
) -> tuple[Group, tuple[Group, ...]]:
    """Return the organization and its teams, as declared first, then those only mentioned, by name.

    The organization has every repository, a department those of all teams below it, each once.
    """
    judged = {(subject.kind, subject.subject): subject for subject in subjects}
    repositories = [subject for (kind, _), subject in sorted(judged.items()) if kind == "repository"]
    parents = parents_of(teams, repositories)
    departments = set(parents.values())
    groups = tuple(
        _group(
            Group(name, "department" if name in departments else "team", part_of=parent),
            [subject for subject in repositories if name in line(_team(subject), parents)],
            judged.get(("team", name)),
            policy,
        )
        for name, parent in parents.items()
    )
    whole = Group(organization, "organization")
    return _group(whole, repositories, judged.get(("organization", organization)), policy), groups


def _claims(repository: Repository, teams: Sequence[Team], parents: Mapping[str, str]) -> list[str]:
    found = list(dict.fromkeys(team.team for team in teams if matches(repository, team.repositories)))
    above = {name for claim in found for name in line(parents.get(claim, ""), parents)}
    return [claim for claim in found if claim not in above] or found


def parents_of(teams: Sequence[Team], repositories: Sequence[Subject]) -> dict[str, str]:
    """Return every group's parent, "" for none; those nobody declared come last, by name."""
    parents = {team.team: team.part_of for team in teams}
    mentioned = {team.part_of for team in teams} | {_team(subject) for subject in repositories}
    return parents | dict.fromkeys(sorted(mentioned - {"", *parents}), "")


def line(name: str, parents: Mapping[str, str]) -> list[str]:
    """Return a group and those it is part of, up to the top; a circle is walked once."""
    found: list[str] = []
    while name and name not in found:
        found.append(name)
        name = parents.get(name, "")
    return found


def _team(subject: Subject) -> str:
    return subject.repository.team if subject.repository else ""


def _group(group: Group, repositories: Sequence[Subject], own: Subject | None, policy: Policy) -> Group:
    """Fill in what a group's repositories and its own subject add up to."""
    weighed = [(tier_weight(subject, policy.tiers), subject) for subject in repositories]
    weighed += [(1.0, own)] if own else []
    names = sorted({name for _, subject in weighed for name in subject.objectives})
    return replace(
        group,
        score=mean((weight, subject.score) for weight, subject in weighed),
        coverage=mean((weight, subject.coverage) for weight, subject in weighed),
        level=_level(repositories, policy),
        objectives={name: _objective(name, weighed) for name in names},
        repositories=tuple(subject.subject for subject in repositories),
    )


def _objective(name: str, weighed: Collection[tuple[float, Subject]]) -> Score:
    parts = [(weight, subject.objectives.get(name, Score())) for weight, subject in weighed]
    return Score(
        mean((weight, part.score) for weight, part in parts),
        mean((weight, part.coverage) for weight, part in parts),
    )


def tier_weight(subject: Subject, tiers: Mapping[str, float]) -> float:
    """Return how much a subject counts in its groups; the groups' own subjects count once."""
    tier = subject.repository.attributes.get("tier", "") if subject.repository else ""
    return tiers.get(str(tier), 1.0) if subject.repository else 1.0


def _level(repositories: Collection[Subject], policy: Policy) -> str:
    """Return the highest level that a large enough share holds.

    A repository to which nothing applies neither holds a group back nor lifts it; one of which
    nothing could be seen holds it back.
    """
    asked = [subject for subject in repositories if subject.coverage is not None]
    for rank, level in reversed(list(enumerate(policy.levels))):
        holders = [subject for subject in asked if subject.level in policy.levels[rank:]]
        if holders and 100 * len(holders) >= policy.level_share * len(asked):
            return level
    return ""
