"""One page for those who decide: where we stand, what is at risk, what has to be decided."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from msgspec import Struct
from msgspec.structs import replace

from checker.model.initiative import Progress, Status
from checker.model.policy import Severity
from checker.model.result import Outcome
from checker.render.html import components, overview, waivers
from checker.render.html.audit_index import AuditIndex, RuleStanding
from checker.render.html.chart import Chart
from checker.render.html.components import Measure, Share
from checker.render.html.times import day
from checker.render.shared.text import count, number

_RISKS = 5
_DECISIONS = 6
_TEAMS = 3
_SOON = timedelta(days=60)
_BEHIND = frozenset((Status.AT_RISK, Status.LATE))


class Risk(Struct, frozen=True):
    """A standard that matters and is not met: where, of how many, and why it matters."""

    title: str
    why: str
    failed: int
    judged: int
    critical: bool


class Decision(Struct, frozen=True):
    """Something that somebody has to decide, and what it is about."""

    what: str
    about: str


class OpenWork(Struct, frozen=True):
    """What is open, by how much work it is: places to mend, and the points that mending them brings."""

    name: str
    places: int
    gain: float


class Executive(Struct, frozen=True, kw_only=True):
    """Everything on the page; *gone* is how far the score is above the *first* audit that is known."""

    name: str
    policy: str
    standing: overview.GroupFigures
    first: str
    gone: float | None
    trend: Chart | None
    objectives: tuple[Measure, ...]
    levels: tuple[Share, ...]
    risks: tuple[Risk, ...]
    decisions: tuple[Decision, ...]
    costs: tuple[OpenWork, ...]
    teams: tuple[Measure, ...]


def view(survey: AuditIndex, limit: int) -> Executive:
    """Return the page."""
    del limit
    audit, group = survey.audit, survey.audit.organization
    points = survey.points(group)
    standing = overview.standing(survey, group)
    known = [point for point in points if point.score is not None]
    gone = group.score - known[0].score if len(known) > 1 and group.score is not None else None  # type: ignore[operator]  # those are known
    return Executive(
        name=group.name,
        policy=audit.policy.title or audit.policy.id,
        standing=standing,
        first=known[0].started_at if known else "",
        gone=gone,
        trend=overview.trend(points),
        objectives=components.measures(group.objectives, components.titles(audit.policy.objectives)),
        levels=standing.levels,
        risks=tuple(_risks(survey))[:_RISKS],
        decisions=tuple(_decisions(survey))[:_DECISIONS],
        costs=tuple(_costs(survey)),
        teams=tuple(replace(each, href="") for each in overview.worst(survey)[:_TEAMS]),
    )


def _risks(survey: AuditIndex) -> Iterator[Risk]:
    """Yield the worst standards that are not met, those that are missed most widely first."""
    failing = [each for each in survey.rules.values() if each.tally.get(Outcome.FAIL)]
    for standing in sorted(failing, key=_danger):
        if standing.rule.severity.at_least(Severity.HIGH):
            failed = standing.tally[Outcome.FAIL]
            critical = standing.rule.severity is Severity.CRITICAL
            yield Risk(standing.rule.title, standing.rule.why, failed, standing.decided, critical)


def _danger(standing: RuleStanding) -> tuple[bool, float, str]:
    failed = standing.tally[Outcome.FAIL] / max(standing.decided, 1)
    weight = standing.rule.severity.weight
    return standing.rule.severity is not Severity.CRITICAL, -weight * failed, standing.rule.id


def _costs(survey: AuditIndex) -> Iterator[OpenWork]:
    for each in components.efforts(survey.deeds(survey.repositories), 0):
        yield OpenWork(each.name, each.places, each.gain)


def _decisions(survey: AuditIndex) -> Iterator[Decision]:
    """Yield what only people can settle: campaigns behind, risks whose time ends, owners, sight."""
    yield from _campaigns(survey)
    yield from _endings(survey)
    yield from _orphans(survey)
    yield from _sight(survey)
    yield from _fallen(survey)


def _campaigns(survey: AuditIndex) -> Iterator[Decision]:
    for each in survey.initiatives:
        if each.status in _BEHIND:
            about = f"{number(each.share)} % of {each.target:g} % reached, due {day(each.due.isoformat())}"
            about += f", {each.outlook}" if each.outlook else ""
            about += ": " + " and ".join(_left(each)) + ", or move the date"
            yield Decision(f"“{each.title}” is {each.status.value}", about)


def _left(found: Progress) -> Iterator[str]:
    """Yield what is to be done: those that do not meet it apart from those of which that is not known."""
    if found.unmet or not found.unknown:
        yield f"help the {count(len(found.unmet), 'repository')} left"
    if found.unknown:
        yield f"find out about {len(found.unknown)} unknown"


def _endings(survey: AuditIndex) -> Iterator[Decision]:
    rows = [each for each in waivers.rows(survey) if each.left is not None and each.left <= _SOON.days]
    if rows:
        about = f"the first on {day(rows[0].until)}; mend what they cover, or accept the risk again"
        yield Decision(
            f"{count(len(rows), 'accepted risk')} will count again within {_SOON.days} days", about
        )


def _orphans(survey: AuditIndex) -> Iterator[Decision]:
    orphans = [each for each in survey.repositories if each.repository and not each.repository.team]
    if orphans and survey.audit.teams:
        yield Decision(
            f"{count(len(orphans), 'repository')} belong to no team",
            "name an owner for each, or archive it; nobody mends what nobody owns",
        )


def _sight(survey: AuditIndex) -> Iterator[Decision]:
    found = components.unseen(survey.repositories, 1)
    if found:
        first = found.items[0]
        about = f"mostly because: {first.reason}" if first.reason else ""
        about += f"; it would take {first.permission}" if first.permission else ""
        yield Decision(f"{count(sum(_unknown(survey)), 'result')} could not be decided", about)


def _unknown(survey: AuditIndex) -> Sequence[int]:
    return [each.tally.get(Outcome.UNKNOWN, 0) for each in survey.rules.values()]


def _fallen(survey: AuditIndex) -> Iterator[Decision]:
    for team in overview.worst(survey):
        if team.change is not None and team.change <= -0.05:
            yield Decision(f"{team.name} lost {abs(team.change):.1f} points", "find out what the team needs")
