"""Scores over time, from the history: where everybody stands, how far they went, and why."""

from collections.abc import Iterator, Sequence
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from checker.app.audit.history_recorder import HistoryLocation
from checker.app.audit.series import SeriesChoice
from checker.app.reports.history import open_place
from checker.engine.comparison import compare
from checker.errors import UsageError
from checker.model.change import Change, ChangeState, GroupChange, Parts, ScoreChange, SubjectChange
from checker.model.trend import Mover, Trend, TrendLine, TrendPoint

if TYPE_CHECKING:
    from checker.model.recorded import AuditInfo
    from checker.store.history import AuditHistory

_REPOSITORY = "repository"
_Who = tuple[str, str]
"""Kind (organization, group or repository) and name."""


class TrendRequest(Struct, frozen=True):
    """What to follow: by *names*, else the organization and all its teams.

    Of the audits of a series those *since* a day, or the *last* few. *explain* tells what moved each score
    from the first of them to the last.
    """

    names: tuple[str, ...] = ()
    series: SeriesChoice = SeriesChoice()
    since: date | None = None
    last: int | None = None
    explain: bool = True


def trend(place: HistoryLocation | None, request: TrendRequest) -> Trend:
    """Return what was asked for over time.

    Raises UsageError for names that the series does not have, or when there is no history or no audit.
    """
    with open_place(place) as history:
        audits = _audits(history, request)
        lines = list(_lines(history, request, audits))
        first, last = audits[0], audits[-1]
        found = Trend(history.shown, _series(history, last), first.started_at, last.started_at, len(audits))
        if not request.explain or len(audits) == 1:
            return replace(found, lines=tuple(lines))
        change = compare(*history.pair(first.id, last.id))
    return replace(found, lines=tuple(_explained(each, change) for each in lines), notes=change.notes)


def _audits(history: "AuditHistory", request: TrendRequest) -> "list[AuditInfo]":
    """Return the finished audits to follow, oldest first."""
    finished = [
        each for each in history.audits(request.series.key(history)) if each.state.value == "finished"
    ]
    recent = [each for each in finished if not request.since or each.started_at >= str(request.since)]
    if not recent:
        newest = f"the newest one is of {finished[-1].started_at}" if finished else "audit first"
        raise UsageError(f"no audit since {request.since}" if finished else "no finished audit yet", newest)
    return recent[-request.last :] if request.last else recent


def _series(history: "AuditHistory", audit: "AuditInfo") -> str:
    return next((each.name for each in history.series() if each.key == audit.series), audit.series)


def _lines(
    history: "AuditHistory", request: TrendRequest, audits: "Sequence[AuditInfo]"
) -> Iterator[TrendLine]:
    chosen = {each.id for each in audits}
    groups = history.groups(audits[0].series)
    asked = [_who(history, name, groups, audits[0].series) for name in request.names]
    for kind, name in dict.fromkeys(asked) or groups:
        points = [point for point in _points(history, kind, name, audits[0].series) if point.audit in chosen]
        if points:
            yield TrendLine(name, _kind(kind, points), tuple(points))
        elif asked:
            raise UsageError(
                f"{name} is in none of these audits", "follow more: leave out --since and --last"
            )


def _points(history: "AuditHistory", kind: str, name: str, series: str) -> Sequence[TrendPoint]:
    if kind == _REPOSITORY:
        return history.subject_trend(name, kind, series)
    return history.trend(kind, name, series)


def _kind(kind: str, points: Sequence[TrendPoint]) -> str:
    """Return what somebody is by now: a team becomes a department when others are part of it."""
    return points[-1].kind or kind


def _who(history: "AuditHistory", name: str, groups: Sequence[_Who], series: str) -> _Who:
    """Return who is meant by a name: a group, or a repository by its id or the end of it."""
    for kind, group in groups:
        if group == name:
            return kind, group
    repositories = history.names(_REPOSITORY, series)
    meant = [each for each in repositories if each == name]
    meant = meant or [each for each in repositories if each.endswith(f"/{name}")]
    if len(meant) == 1:
        return _REPOSITORY, meant[0]
    if meant:
        raise UsageError(
            f"several repositories are called {name!r}", f"name one by its id: {', '.join(meant)}"
        )
    raise UsageError(
        f"no team or repository of this series is called {name!r}", _advice(name, groups, repositories)
    )


def _advice(name: str, groups: Sequence[_Who], repositories: Sequence[str]) -> str:
    short = {each.split("/", 1)[-1]: each for each in repositories}
    known = {**short, **{each: each for each in repositories}, **{group: group for _, group in groups}}
    close = get_close_matches(name, known, 1)
    teams = ", ".join(group for _, group in groups if group)
    return f"did you mean {close[0]}?" if close else f"there are: {teams}"


def _explained(line: TrendLine, change: Change) -> TrendLine:
    """Return a line with what its score came to from the first audit to the last."""
    moved = _moved(line, change)
    if moved is None:
        return replace(line, score=_still(line))
    return replace(line, score=moved.score, objectives=moved.objectives, movers=tuple(_movers(moved)))


def _still(line: TrendLine) -> ScoreChange:
    """Return the change of a score about which nothing is different."""
    score = line.points[-1].score
    return ScoreChange(
        score, score, *((ChangeState.NOT_SCORED,) if score is None else (ChangeState.SCORED, Parts()))
    )


def _moved(line: TrendLine, change: Change) -> GroupChange | SubjectChange | None:
    """Return what is told of somebody in a comparison; None of a repository that is as it was."""
    if line.kind == "organization":
        return change.organization
    if line.kind == _REPOSITORY:
        told = (each for each in change.subjects if (each.kind, each.subject) == (_REPOSITORY, line.name))
        return next(told, None)
    return next((team for team in change.teams if team.name == line.name), None)


def _movers(moved: GroupChange | SubjectChange) -> Iterator[Mover]:
    """Yield the rules that moved a score, those that moved it most first."""
    if isinstance(moved, GroupChange):
        yield from (Mover(each.id, each.title, each.points) for each in moved.rules)
        return
    told = sorted(moved.outcomes, key=lambda each: (-abs(each.points or 0.0), each.rule))
    yield from (Mover(each.rule, each.title, each.points) for each in told if each.points)
