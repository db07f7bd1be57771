"""The first page: where the organization stands, where it goes, and what to do first."""

from collections.abc import Sequence

from msgspec import Struct

from checker.model.audit import Group, Subject, Uncollected
from checker.model.policy import Severity
from checker.model.result import Outcome, Result
from checker.model.trend import Point
from checker.render.site import address, pieces
from checker.render.site.changes import Moved, moved
from checker.render.site.chart import Chart, change, chart, spark
from checker.render.site.initiatives import InitiativeRow, rows
from checker.render.site.leaf import Cut, cut
from checker.render.site.pieces import Effort, Link, Measure, Share, Unseen
from checker.render.site.survey import Survey, levels
from checker.render.site.times import moment

_TEAMS = 8
_TASKS = 5
_MOVERS = 4


class Standing(Struct, frozen=True):
    """Where a group stands, in figures."""

    score: float | None
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


class Overview(Struct, frozen=True):
    """Everything on the first page."""

    name: str
    policy: str
    standing: Standing
    trend: Chart | None
    goals: tuple[Goal, ...]
    moved: Moved | None
    initiatives: tuple[InitiativeRow, ...]
    efforts: tuple[Effort, ...]
    teams: Cut[Measure]
    unseen: Cut[Unseen]
    uncollected: Cut[Uncollected]


def overview(survey: Survey, limit: int) -> Overview:
    """Return the first page."""
    audit = survey.audit
    group = audit.organization
    points = survey.points(group)
    return Overview(
        group.name,
        audit.policy.title or audit.policy.id,
        standing(survey, group),
        trend(points),
        goals(survey, group, points),
        moved(survey.story.change, survey.change(group), _MOVERS),
        rows(survey),
        pieces.efforts(survey.deeds(survey.repositories), min(limit, _TASKS)),
        cut(worst(survey), min(limit, _TEAMS)),
        pieces.unseen(survey.repositories, min(limit, _TASKS)),
        cut(audit.uncollected, limit),
    )


def standing(survey: Survey, group: Group) -> Standing:
    """Return where a group stands."""
    members = pieces.members(group, survey)
    own = survey.own(group)
    judged = (*members, *([own] if own else []))
    results = [result for subject in judged for result in subject.results]
    return Standing(
        group.score,
        group.coverage,
        group.level,
        gone(survey, group),
        len(members),
        _count(results, Outcome.FAIL),
        sum(map(_serious, results)),
        _count(results, Outcome.UNKNOWN, Outcome.ERROR),
        _count(results, Outcome.WAIVED),
        group.owed,
        _owed_before(survey.points(group)),
        _levels(members, survey),
        pieces.outcomes(judged),
    )


def _owed_before(points: Sequence[Point]) -> str:
    """Return how much debt was recorded in each audit as a tiny line, "" where there was none."""
    amounts = [point.owed for point in points]
    most = max(amounts, default=0)
    return spark([100 * each / most for each in amounts]) if most else ""


def _levels(members: Sequence[Subject], survey: Survey) -> tuple[Share, ...]:
    ranks = survey.audit.policy.levels
    return pieces.level_shares(levels(members, ranks), ranks)


def _count(results: Sequence[Result], *outcomes: Outcome) -> int:
    return sum(result.outcome in outcomes for result in results)


def _serious(result: Result) -> bool:
    return result.outcome is Outcome.FAIL and result.severity.at_least(Severity.HIGH)


def trend(points: Sequence[Point]) -> Chart | None:
    """Return score and coverage over time."""
    timed = [(moment(point.started_at), point) for point in points]
    return chart(
        "Score and coverage over time, in percent",
        {
            "score": [(at, point.score) for at, point in timed],
            "coverage": [(at, point.coverage) for at, point in timed],
        },
    )


def goals(survey: Survey, group: Group, points: Sequence[Point]) -> tuple[Goal, ...]:
    """Return how well the objectives are served."""
    titles = pieces.titles(survey.audit.policy.objectives)
    names = {titles.get(name, name): name for name in group.objectives}
    found = []
    for measure in pieces.measures(group.objectives, titles):
        past = [
            point.objectives[names[measure.name]].score if names[measure.name] in point.objectives else None
            for point in points
        ]
        found.append(Goal(measure, spark(past)))
    return tuple(found)


def worst(survey: Survey) -> list[Measure]:
    """Return the teams from the worst score to the best, those without one last."""
    teams = [
        Measure(
            team.name,
            team.score,
            team.coverage,
            address.team(team.name),
            gone(survey, team),
        )
        for team in survey.audit.teams
        if team.kind == "team"
    ]
    return sorted(teams, key=lambda each: (101.0 if each.score is None else each.score, each.name))


def gone(survey: Survey, group: Group) -> float | None:
    """Return how far a group's score is above that of the audit before, None where that is not known."""
    moved = survey.change(group)
    return moved.score.difference if moved else change([point.score for point in survey.points(group)])


def parent(survey: Survey, group: Group) -> Link | None:
    """Return the department that a team is part of."""
    page = survey.page(group.part_of)
    return Link(group.part_of, page) if page else None
