"""What changed since the audit before, and why scores moved."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from checker.model.change import (
    Change,
    ChangeState,
    Contribution,
    Direction,
    GroupChange,
    ScoreChange,
    ScoreStep,
    Turn,
)
from checker.render.html import address
from checker.render.html.audit_index import AuditIndex
from checker.render.html.components import PageLink
from checker.render.html.page import Cut, cut
from checker.render.shared import change_figures, change_remarks, change_sorting

_PLACES = 6
_TURNED = 20
_WHY = {
    ScoreStep.SCOPE: "Repositories that came or went",
    ScoreStep.UPGRADE: "What another version of Standards Checker judges otherwise",
    ScoreStep.POLICY: "Rules and weights that are others",
    ScoreStep.WAIVERS: "Waivers granted or ended",
    ScoreStep.COVERAGE: "What could be decided in one audit only",
    ScoreStep.REPOSITORIES: "What repositories did themselves, and time",
}
_GAINED = {Direction.GAINED: "gained", Direction.LOST: "lost", Direction.OTHER: "is another"}


class ScorePart(Struct, frozen=True):
    """A part of a score's difference; *before* and *width* place it in a bar from 0 to 100."""

    why: str
    points: float | None
    said: str
    start: float
    width: float


class MoverRow(Struct, frozen=True):
    """A rule or a repository, and the points that it moved a score by."""

    link: PageLink
    title: str
    points: float


class Moved(Struct, frozen=True, kw_only=True):
    """How a group's score went from one audit to the next."""

    since: str
    before: float | None
    after: float | None
    difference: float | None
    said: str
    parts: tuple[ScorePart, ...]
    rules: Cut[MoverRow]
    repositories: Cut[MoverRow]


class TeamChange(Struct, frozen=True):
    """One team in the table of what moved."""

    team: PageLink
    before: float | None
    after: float | None
    difference: float | None
    parts: tuple[float | None, ...]


class LevelMove(Struct, frozen=True):
    """Somebody whose level is another."""

    who: PageLink
    before: str
    after: str
    said: str


class TurnedRow(Struct, frozen=True):
    """One rule and where the same became of it."""

    rule: PageLink
    title: str
    severity: str
    places: Cut[PageLink]


class ChangesView(Struct, frozen=True, kw_only=True):
    """Everything on the page of what changed."""

    since: str
    until: str
    moved: Moved
    objectives: tuple[TeamChange, ...]
    teams: Cut[TeamChange]
    levels: Cut[LevelMove]
    worse: Cut[TurnedRow]
    better: Cut[TurnedRow]
    came: Cut[str]
    went: Cut[str]
    policy: Cut[tuple[str, str]]
    notes: tuple[str, ...]
    unchanged: int


def moved(change: Change | None, group: GroupChange | None, limit: int) -> Moved | None:
    """Return how a group's score went; None where no earlier audit is known."""
    if change is None or group is None:
        return None
    return Moved(
        since=change.before.started_at,
        before=group.score.before,
        after=group.score.after,
        difference=change_figures.between(group.score.before, group.score.after),
        said=change_figures.STATES[group.score.state],
        parts=_parts(group.score, change_remarks.remarks(change, group)),
        rules=cut([_rule(each) for each in _seen(group.rules)], limit),
        repositories=cut([_member(each) for each in _seen(group.movers) if each.kind == "repository"], limit),
    )


def _parts(score: ScoreChange, said: dict[ScoreStep, str]) -> tuple[ScorePart, ...]:
    """Return the parts, placed so that each begins where the one before ends."""
    if score.parts is None:
        return ()
    rounded = change_figures.parts(score)
    levels, at = [score.before or 0.0], score.before or 0.0
    for points in rounded.values():
        at += points or 0.0
        levels.append(at)
    low, high = min(levels), max(levels)
    spread = max(high - low, 1.0)
    return tuple(
        ScorePart(
            _WHY[step],
            points,
            said.get(step, ""),
            100 * (min(start, end) - low) / spread,
            100 * abs(end - start) / spread,
        )
        for (step, points), start, end in zip(rounded.items(), levels, levels[1:], strict=False)
    )


def _seen(contributions: Iterable[Contribution]) -> list[Contribution]:
    return [each for each in contributions if abs(each.points) >= 0.05]


def _rule(each: Contribution) -> MoverRow:
    return MoverRow(PageLink(each.id, address.rule(each.id)), each.title, each.points)


def _member(each: Contribution) -> MoverRow:
    return MoverRow(PageLink(each.title or each.id, address.repository(each.id)), "", each.points)


def view(survey: AuditIndex, change: Change, limit: int) -> ChangesView:
    """Return the page of what changed."""
    since, until = change_remarks.dates(change)
    known = {each.subject for each in survey.repositories}
    titles = {each.id: each.title for each in survey.audit.policy.objectives}
    own = moved(change, change.organization, min(limit, 8))
    assert own is not None
    return ChangesView(
        since=since,
        until=until,
        moved=own,
        objectives=tuple(
            _row(PageLink(titles.get(name, name)), each)
            for name, each in change.organization.objectives.items()
        ),
        teams=cut(_teams(survey, change), limit),
        levels=cut(_levels(survey, change), limit),
        worse=cut(_turned(change, Turn.WORSE, known), min(limit, _TURNED)),
        better=cut(_turned(change, Turn.BETTER, known), min(limit, _TURNED)),
        came=cut(change.organization.came, min(limit, 40)),
        went=cut(change.organization.went, min(limit, 40)),
        policy=cut([(each.rule, change_remarks.what(each)) for each in change.policy.rules], min(limit, 60)),
        notes=change.notes,
        unchanged=change.unchanged,
    )


def _row(link: PageLink, score: ScoreChange) -> TeamChange:
    parts = tuple(change_figures.parts(score).values()) if score.parts else (None,) * len(ScoreStep)
    return TeamChange(
        link, score.before, score.after, change_figures.between(score.before, score.after), parts
    )


def _teams(survey: AuditIndex, change: Change) -> list[TeamChange]:
    return [
        _row(PageLink(each.name, survey.page(each.name)), each.score)
        for each in change_sorting.improved(change.teams)
        if each.score.state is not ChangeState.NOT_SCORED
    ]


def _levels(survey: AuditIndex, change: Change) -> list[LevelMove]:
    pages = {each.name: address.repository(each.subject) for each in change.subjects}
    pages |= {name: address.team(name) for name in survey.groups}
    known = {address.repository(each.subject) for each in survey.repositories}
    known |= {address.team(name) for name in survey.groups}
    found = []
    for who, level in change_sorting.levels(change):
        page = pages.get(who, "")
        link = PageLink(who or "all repositories", page if page in known else "")
        found.append(LevelMove(link, level.before, level.after, _GAINED[level.direction]))
    return found


def _turned(change: Change, turn: Turn, known: set[str]) -> list[TurnedRow]:
    return [
        TurnedRow(
            PageLink(each.rule, address.rule(each.rule)),
            each.title,
            each.severity.value,
            cut(_places(each, known), _PLACES),
        )
        for each in change_sorting.by_rule(change.subjects, turn)
    ]


def _places(told: change_sorting.RuleGroup, known: set[str]) -> Sequence[PageLink]:
    return [
        PageLink(
            subject.name,
            f"{address.repository(subject.subject)}#{address.anchor(told.rule)}"
            if subject.subject in known
            else "",
        )
        for subject, _ in told.outcomes
    ]
