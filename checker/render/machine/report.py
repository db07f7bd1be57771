"""The shape of the JSON report: a contract with programs, apart from the model behind it."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from checker.engine.guidance import Guide
from checker.engine.initiatives import progress
from checker.engine.levels import LevelRange, within_reach
from checker.model.audit import (
    Audit,
    Blocker,
    Group,
    NotAssessed,
    PolicyStamp,
    Repository,
    Score,
    Subject,
    Uncollected,
)
from checker.model.gate import Gate
from checker.model.guidance import NextLevel
from checker.model.initiative import Progress
from checker.model.json_value import Json
from checker.model.result import Result
from checker.model.team import Claim, HiddenStatement
from checker.render.shared.text import rounded

SCHEMA = "urn:standards-checker:audit-1"
"""Names the shape; it changes when a program that reads the report would have to.

What is added to a shape needs a default: reports without it are read as well.
"""
T = TypeVar("T")


class OrganizationEntry(Struct, frozen=True):
    """All repositories together; *next_level* is None where no fix leads to one.

    *owed* counts failures that only warn because they are recorded as debt. *unread* are ids of repositories,
    or targets, that could not be read.
    """

    name: str
    score: float | None
    coverage: float | None
    level: str
    objectives: Mapping[str, Score]
    repositories: tuple[str, ...]
    next_level: NextLevel | None = None
    owed: int = 0
    unread: tuple[str, ...] = ()
    score_at_least: float | None = None


class TeamEntry(Struct, frozen=True):
    """A team or a department; *repositories* are ids, *unread* those of what could not be read."""

    team: str
    kind: str
    part_of: str
    score: float | None
    coverage: float | None
    level: str
    objectives: Mapping[str, Score]
    repositories: tuple[str, ...]
    next_level: NextLevel | None = None
    owed: int = 0
    unread: tuple[str, ...] = ()
    score_at_least: float | None = None


class OwnershipEntry(Struct, frozen=True):
    """Which team answers for a repository, and who says so.

    *team* and *source* are empty where nobody does. *unknown* tells why it may yet be owned, or
    have other attributes. *vouched* is false where only files of the repository itself say so, which
    is not enough for waivers of the team.
    """

    team: str = ""
    source: str = ""
    part_of: tuple[str, ...] = ()
    claims: tuple[Claim, ...] = ()
    vouched: bool = True
    unknown: tuple[HiddenStatement, ...] = ()


class SubjectEntry(Struct, frozen=True):
    """One judged subject; what describes a repository is empty for the other kinds.

    *origins* is who stated each of the attributes. *level_at_most* is the level that it holds if
    *level_unknowns* results that are not decided pass; its *level* where none matters. *not_assessed* is
    what no rule looked at, *rules_applied* how many of its *results* are more than not applicable.
    """

    subject: str
    kind: str
    repository: str
    name: str
    path: str
    web: str
    team: str
    commit: str
    attributes: Mapping[str, str | bool]
    assumptions: tuple[str, ...]
    score: float | None
    score_without_waivers: float | None
    coverage: float | None
    level: str
    level_without_waivers: str
    level_blockers: tuple[Blocker, ...]
    objectives: Mapping[str, Score]
    packs: Mapping[str, Score]
    notes: tuple[str, ...]
    results: tuple[Result, ...]
    next_level: NextLevel | None = None
    origins: Mapping[str, str] = field(default_factory=dict)
    ownership: OwnershipEntry = field(default_factory=OwnershipEntry)
    score_at_least: float | None = None
    level_at_most: str = ""
    level_unknowns: int = 0
    not_assessed: tuple[NotAssessed, ...] = ()
    rules_applied: int = 0


class Report(Struct, frozen=True):
    """One audit; *started_at* is the time that was judged against (RFC 3339, UTC).

    *tool_digest* identifies the program as far as outcomes depend on it.
    """

    schema: str
    tool: str
    policy: PolicyStamp
    started_at: str
    organization: OrganizationEntry
    teams: tuple[TeamEntry, ...]
    subjects: tuple[SubjectEntry, ...]
    uncollected: tuple[Uncollected, ...]
    warnings: tuple[str, ...]
    initiatives: tuple[Progress, ...] = ()
    gate: Gate | None = None
    tool_digest: str = ""


def report(audit: Audit) -> Report:
    """Return the report of an audit: rounded, and ordered where order says nothing."""
    guide = Guide(audit)
    return Report(
        schema=SCHEMA,
        tool=audit.tool,
        tool_digest=audit.tool_digest,
        policy=replace(audit.policy, origins=_sorted(audit.policy.origins)),
        started_at=audit.started_at,
        organization=_organization(audit.organization, guide),
        teams=tuple(_team(team, guide) for team in audit.teams),
        initiatives=tuple(map(_initiative, progress(audit))),
        subjects=tuple(_subject(subject, guide, audit.policy.levels) for subject in audit.subjects),
        uncollected=audit.uncollected,
        warnings=audit.warnings,
        gate=audit.gate,
    )


def _initiative(found: Progress) -> Progress:
    speed = None if found.rate is None else round(found.rate, 4)
    return replace(found, share=rounded(found.share), possible=rounded(found.possible), rate=speed)


def _organization(group: Group, guide: Guide) -> OrganizationEntry:
    return OrganizationEntry(
        name=group.name,
        score=rounded(group.score),
        coverage=rounded(group.coverage),
        level=group.level,
        objectives=_scores(group.objectives),
        repositories=group.repositories,
        next_level=guide.of_group(group),
        owed=group.owed,
        unread=group.unread,
        score_at_least=rounded(group.score_at_least),
    )


def _team(group: Group, guide: Guide) -> TeamEntry:
    return TeamEntry(
        team=group.name,
        kind=group.kind,
        part_of=group.part_of,
        score=rounded(group.score),
        coverage=rounded(group.coverage),
        level=group.level,
        objectives=_scores(group.objectives),
        repositories=group.repositories,
        next_level=guide.of_group(group),
        owed=group.owed,
        unread=group.unread,
        score_at_least=rounded(group.score_at_least),
    )


def _subject(subject: Subject, guide: Guide, levels: Sequence[str]) -> SubjectEntry:
    known = subject.repository or Repository("", "")
    reach = within_reach(subject.results, levels, subject.level) or LevelRange(subject.level, 0)
    return SubjectEntry(
        subject=subject.subject,
        kind=subject.kind,
        repository=known.id,
        name=known.name,
        path=known.path,
        web=known.web,
        team=known.team,
        commit=subject.commit,
        attributes=_sorted(known.attributes),
        assumptions=known.assumptions,
        score=rounded(subject.score),
        score_without_waivers=rounded(subject.score_without_waivers),
        coverage=rounded(subject.coverage),
        level=subject.level,
        level_without_waivers=subject.level_without_waivers,
        level_blockers=subject.level_blockers,
        next_level=guide.of_subject(subject),
        objectives=_scores(subject.objectives),
        packs=_scores(subject.packs),
        notes=subject.notes,
        results=tuple(replace(result, value=_settled(result.value)) for result in subject.results),
        origins=_sorted(known.origins),
        ownership=_owned(known),
        score_at_least=rounded(subject.score_at_least),
        level_at_most=reach.at_most,
        level_unknowns=reach.unknown,
        not_assessed=subject.not_assessed,
        rules_applied=subject.rules_applied,
    )


def _owned(repository: Repository) -> OwnershipEntry:
    said = repository.ownership
    return OwnershipEntry(
        team=repository.team,
        source=said.source,
        part_of=said.part_of,
        claims=said.claims,
        vouched=said.vouched,
        unknown=said.hidden,
    )


def _scores(scores: Mapping[str, Score]) -> dict[str, Score]:
    return {
        name: Score(rounded(each.score), rounded(each.coverage), rounded(each.score_at_least))
        for name, each in _sorted(scores).items()
    }


def _sorted(mapping: Mapping[str, T]) -> dict[str, T]:
    return dict(sorted(mapping.items()))


def _settled(value: Json) -> Json:
    """Order the maps inside a value that an expression gave: their order is chance."""
    if isinstance(value, Mapping):
        return {key: _settled(item) for key, item in sorted(value.items())}
    if isinstance(value, (list, tuple)):
        return [_settled(item) for item in value]
    return value
