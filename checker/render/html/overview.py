"""The first page: where the organization stands, where it goes, and what to do first."""

from collections.abc import Sequence

from msgspec import Struct

from checker.model.audit import Group, Subject, Uncollected
from checker.model.policy import Severity
from checker.model.result import Outcome, Result
from checker.model.trend import TrendPoint
from checker.render.html import address, components
from checker.render.html.audit_index import AuditIndex, levels
from checker.render.html.changes import Moved, moved
from checker.render.html.chart import Chart, change, chart, spark
from checker.render.html.components import Effort, Measure, PageLink, Share, UnseenRow
from checker.render.html.initiatives import InitiativeRow, rows
from checker.render.html.page import Cut, cut
from checker.render.html.times import moment
from checker.render.shared import sorting

_TEAMS = 8
_TASKS = 5
_MOVERS = 4


class GroupFigures(Struct, frozen=True, kw_only=True):
    """Where a group stands, in figures."""

    score: float | None
    score_at_least: float | None
    coverage: float | None
    level: str
    change: float | None
    repositories: int
    failures: int
    serious: int
    unknown: int
    waived: int
    owed: int
    owed_spark: str
    levels: tuple[Share, ...]
    outcomes: tuple[Share, ...]


class Goal(Struct, frozen=True):
    """An objective of the business and how well it is served, with its past as a tiny line."""

    measure: Measure
    spark: str


class Overview(Struct, frozen=True, kw_only=True):
    """Everything on the first page."""

    name: str
    policy: str
    standing: GroupFigures
    trend: Chart | None
    goals: tuple[Goal, ...]
    moved: Moved | None
    initiatives: tuple[InitiativeRow, ...]
    efforts: tuple[Effort, ...]
    teams: Cut[Measure]
    unseen: Cut[UnseenRow]
    uncollected: Cut[Uncollected]


def overview(survey: AuditIndex, limit: int) -> Overview:
    """Return the first page."""
    audit = survey.audit
    group = audit.organization
    points = survey.points(group)
    return Overview(
        name=group.name,
        policy=audit.policy.title or audit.policy.id,
        standing=standing(survey, group),
        trend=trend(points),
        goals=goals(survey, group, points),
        moved=moved(survey.story.change, survey.change(group), _MOVERS),
        initiatives=rows(survey),
        efforts=components.efforts(survey.deeds(survey.repositories), min(limit, _TASKS)),
        teams=cut(worst(survey), min(limit, _TEAMS)),
        unseen=components.unseen(survey.repositories, min(limit, _TASKS)),
        uncollected=cut(audit.uncollected, limit),
    )


def standing(survey: AuditIndex, group: Group) -> GroupFigures:
    """Return where a group stands."""
    members = components.members(group, survey)
    own = survey.own(group)
    judged = (*members, *([own] if own else []))
    results = [result for subject in judged for result in subject.results]
    return GroupFigures(
        score=group.score,
        score_at_least=group.score_at_least,
        coverage=group.coverage,
        level=group.level,
        change=gone(survey, group),
        repositories=len(members),
        failures=_count(results, Outcome.FAIL),
        serious=sum(map(_serious, results)),
        unknown=_count(results, Outcome.UNKNOWN, Outcome.ERROR),
        waived=_count(results, Outcome.WAIVED),
        owed=group.owed,
        owed_spark=_owed_before(survey.points(group)),
        levels=_levels(members, survey),
        outcomes=components.outcomes(judged),
    )


def _owed_before(points: Sequence[TrendPoint]) -> str:
    """Return how much debt was recorded in each audit as a tiny line, "" where there was none."""
    amounts = [point.owed for point in points]
    most = max(amounts, default=0)
    return spark([100 * each / most for each in amounts]) if most else ""


def _levels(members: Sequence[Subject], survey: AuditIndex) -> tuple[Share, ...]:
    ranks = survey.audit.policy.levels
    return components.level_shares(levels(members, ranks), ranks)


def _count(results: Sequence[Result], *outcomes: Outcome) -> int:
    return sum(result.outcome in outcomes for result in results)


def _serious(result: Result) -> bool:
    return result.outcome is Outcome.FAIL and result.severity.at_least(Severity.HIGH)


def trend(points: Sequence[TrendPoint]) -> Chart | None:
    """Return score and coverage over time."""
    timed = [(moment(point.started_at), point) for point in points]
    return chart(
        "Score and coverage over time, in percent",
        {
            "score": [(at, point.score) for at, point in timed],
            "coverage": [(at, point.coverage) for at, point in timed],
        },
    )


def goals(survey: AuditIndex, group: Group, points: Sequence[TrendPoint]) -> tuple[Goal, ...]:
    """Return how well the objectives are served."""
    titles = components.titles(survey.audit.policy.objectives)
    names = {titles.get(name, name): name for name in group.objectives}
    found = []
    for measure in components.measures(group.objectives, titles):
        past = [
            point.objectives[names[measure.name]].score if names[measure.name] in point.objectives else None
            for point in points
        ]
        found.append(Goal(measure, spark(past)))
    return tuple(found)


def worst(survey: AuditIndex) -> list[Measure]:
    """Return the teams from the worst score to the best, those without one last."""
    teams = [team for team in survey.audit.teams if team.kind == "team"]
    return [
        Measure(team.name, team.score, team.coverage, address.team(team.name), gone(survey, team))
        for team in sorted(teams, key=lambda team: (sorting.rank(team), team.name))
    ]


def gone(survey: AuditIndex, group: Group) -> float | None:
    """Return how far a group's score is above that of the audit before, None where that is not known."""
    moved = survey.change(group)
    return moved.score.difference if moved else change([point.score for point in survey.points(group)])


def parent(survey: AuditIndex, group: Group) -> PageLink | None:
    """Return the department that a team is part of."""
    page = survey.page(group.part_of)
    return PageLink(group.part_of, page) if page else None
