"""Teams: the list, and a page for each with its standing, its next level and what to do."""

from collections import Counter
from collections.abc import Mapping, Sequence

from msgspec import Struct

from checker.model.audit import Group, Score, Subject
from checker.model.result import Outcome
from checker.render.html import address, components, overview, waivers
from checker.render.html.audit_index import AuditIndex, title
from checker.render.html.changes import Moved, moved
from checker.render.html.chart import Chart, spark
from checker.render.html.components import Effort, Measure, PageLink, RepositoryRow, UnseenRow
from checker.render.html.page import Cut, cut
from checker.render.html.repositories import RepositoryView
from checker.render.html.repositories import view as subject_view
from checker.render.html.waivers import WaiverRow
from checker.render.shared import sorting

_BLOCKERS = 8
_NEAREST = 5
_MOVERS = 5
_TASKS = 6


class TeamRow(Struct, frozen=True, kw_only=True):
    """One team in the table of all; *depth* is how deep it lies in departments."""

    name: str
    href: str
    kind: str
    depth: int
    score: float | None
    score_at_least: float | None
    coverage: float | None
    level: str
    change: float | None
    spark: str
    repositories: int
    failed: int


class Hurdle(Struct, frozen=True):
    """A rule to mend on the way to the next level, and in how many repositories."""

    rule: PageLink
    title: str
    effort: str
    repositories: int


class Near(Struct, frozen=True):
    """A repository to begin with, and how many rules it lacks."""

    repository: PageLink
    lacking: int


class NextLevelRow(Struct, frozen=True):
    """What leads a team to the level above with the least effort.

    *holders* of its *repositories* hold the level already. *effort* is in points, *doubts* counts the rules
    that have to be found out first.
    """

    level: str
    holders: int
    repositories: int
    effort: int
    fixes: int
    doubts: int
    hurdles: Cut[Hurdle]
    nearest: tuple[Near, ...]


class TeamView(Struct, frozen=True):
    """Everything on a team's page."""

    name: str
    kind: str
    parent: PageLink | None
    parts: tuple[Measure, ...]
    standing: overview.GroupFigures
    trend: Chart | None
    goals: tuple[overview.Goal, ...]
    packs: tuple[Measure, ...]
    moved: Moved | None
    next_level: NextLevelRow | None
    efforts: tuple[Effort, ...]
    repositories: Cut[RepositoryRow]
    waivers: Cut[WaiverRow]
    unseen: Cut[UnseenRow]
    own: RepositoryView | None


def rows(survey: AuditIndex) -> list[TeamRow]:
    """Return all teams below the departments that they are part of, the worst first."""
    groups = survey.groups
    children: dict[str | None, list[Group]] = {}
    for group in groups.values():
        above = group.part_of if group.part_of in groups and not _circular(group, groups) else None
        children.setdefault(above, []).append(group)
    found: list[TeamRow] = []
    waiting = [(group, 0) for group in _worst_last(children.get(None, ()))]
    while waiting:
        group, depth = waiting.pop()
        found.append(_row(group, depth, survey))
        waiting += [(below, depth + 1) for below in _worst_last(children.get(group.name, ()))]
    return found


def _worst_last(groups: Sequence[Group]) -> list[Group]:
    return sorted(groups, key=_rank, reverse=True)


def _circular(group: Group, groups: Mapping[str, Group]) -> bool:
    seen, above = {group.name}, group.part_of
    while above in groups:
        if above in seen:
            return True
        seen.add(above)
        above = groups[above].part_of
    return False


def _rank(group: Group) -> tuple[float, str]:
    return sorting.rank(group), group.name


def _row(group: Group, depth: int, survey: AuditIndex) -> TeamRow:
    scores = [point.score for point in survey.points(group)]
    failed = sum(sorting.tally(each.results)[Outcome.FAIL] for each in survey.members(group))
    return TeamRow(
        name=group.name,
        href=address.team(group.name),
        kind=group.kind,
        depth=min(depth, 4),
        score=group.score,
        score_at_least=group.score_at_least,
        coverage=group.coverage,
        level=group.level,
        change=overview.gone(survey, group),
        spark=spark(scores),
        repositories=len(group.repositories),
        failed=failed,
    )


def view(group: Group, survey: AuditIndex, limit: int) -> TeamView:
    """Return the page of a team or a department."""
    members = survey.members(group)
    points = survey.points(group)
    own = survey.own(group)
    return TeamView(
        name=group.name,
        kind=group.kind,
        parent=overview.parent(survey, group),
        parts=_parts(group, survey),
        standing=overview.standing(survey, group),
        trend=overview.trend(points),
        goals=overview.goals(survey, group, points),
        packs=_packs(survey.packs(members)),
        moved=moved(survey.story.change, survey.change(group), min(limit, _MOVERS)),
        next_level=next_level(group, members, survey),
        efforts=components.efforts(survey.deeds(members), min(limit, _TASKS)),
        repositories=cut([components.row(each, survey) for each in members], limit),
        waivers=cut(waivers.rows(survey, members), min(limit, 30)),
        unseen=components.unseen(members, min(limit, 5)),
        own=subject_view(own, survey, limit) if own else None,
    )


def _parts(group: Group, survey: AuditIndex) -> tuple[Measure, ...]:
    below = [each for each in survey.groups.values() if each.part_of == group.name and each is not group]
    return tuple(
        Measure(each.name, each.score, each.coverage, address.team(each.name))
        for each in sorted(below, key=_rank)
    )


def _packs(scores: Mapping[str, Score]) -> tuple[Measure, ...]:
    return tuple(
        Measure(name, each.score, each.coverage, f"rules.html#{address.anchor(name)}")
        for name, each in scores.items()
    )


def next_level(group: Group, members: Sequence[Subject], survey: AuditIndex) -> NextLevelRow | None:
    """Return what leads a group to its next level with the least effort; None where nothing does."""
    way = survey.guide.of_group(group)
    if way is None:
        return None
    ranks = survey.audit.policy.levels
    names = {each.subject: title(each) for each in members}
    counts = Counter(step.rule for step in way.fixes)
    steps = Counter([*(fix.repository for fix in way.fixes), *(doubt.repository for doubt in way.unknown)])
    asked = [each for each in members if each.coverage is not None]
    return NextLevelRow(
        level=way.level,
        holders=sum(each.level in ranks[ranks.index(way.level) :] for each in asked),
        repositories=len(asked),
        effort=way.effort,
        fixes=len(way.fixes),
        doubts=len(way.unknown),
        hurdles=cut([_hurdle(rule, count, survey) for rule, count in counts.most_common()], _BLOCKERS),
        nearest=tuple(
            Near(PageLink(names.get(each, each), address.repository(each)), steps[each])
            for each in way.repositories[:_NEAREST]
        ),
    )


def _hurdle(rule: str, count: int, survey: AuditIndex) -> Hurdle:
    known = survey.rules[rule].rule if rule in survey.rules else None
    return Hurdle(
        PageLink(rule, address.rule(rule)),
        known.title if known else rule,
        known.fix.effort if known else "",
        count,
    )
