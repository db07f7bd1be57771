"""What groups and subjects came to, audit after audit."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from checker.errors import UsageError
from checker.model.trend import Point
from checker.store.frames import frame_of, group_kind, group_of, roster_of
from checker.store.interning import known_as
from checker.store.names import commit_restored, restored
from checker.store.schema import audits, commits, figures, groups, subjects, versions
from checker.store.values import State


def of_group(connection: Connection, series: int, kind: str, name: str) -> tuple[Point, ...]:
    """Return a point for each audit of a series that has this group.

    Raises UsageError when none ever had.
    """
    key, _ = known_as(series, group_kind(kind), name)
    group = _number(connection, groups, key, kind, name)
    named = select(figures, groups.c.name).join(groups)
    ours = named.where(figures.c.group_id == group).order_by(figures.c.audit_id)
    rows = connection.execute(ours).all()
    there: dict[int, bool] = {}
    points = []
    for audit, row in _held(_finished(connection, series), rows):
        if audit.frame_id not in there:
            frame = frame_of(connection, audit.frame_id)
            there[audit.frame_id] = group in (frame.organization, *frame.teams)
        if there[audit.frame_id]:
            points.append(_of_figures(audit, row))
    return tuple(points)


def _of_figures(audit: Row[Any], row: Row[Any]) -> Point:
    group = group_of(row)
    return Point(
        audit.id,
        restored(audit.started_at),
        row.score,
        row.coverage,
        group.level,
        group.objectives,
        row.repositories,
        kind=group.kind,
        part_of=group.part_of,
        owed=group.owed,
    )


def of_subject(connection: Connection, series: int, kind: str, name: str) -> tuple[Point, ...]:
    """Return a point for each audit of a series that has this subject.

    Raises UsageError when none ever had.
    """
    key, _ = known_as(series, kind, name)
    subject = _number(connection, subjects, key, kind, name)
    ours = select(versions).where(versions.c.subject_id == subject).order_by(versions.c.audit_id)
    rows = connection.execute(ours).all()
    moved = connection.execute(select(commits).where(commits.c.subject_id == subject)).all()
    finished = _finished(connection, series)
    heads = sorted([*rows, *moved], key=lambda row: int(row.audit_id))
    commit = {audit.id: commit_restored(row.commit) for audit, row in _held(finished, heads)}
    rosters = {
        each: frozenset(roster_of(connection, each)) for each in {audit.roster_id for audit in finished}
    }
    return tuple(
        _of_version(audit, row, kind, commit[audit.id])
        for audit, row in _held(finished, rows)
        if subject in rosters[audit.roster_id]
    )


def _of_version(audit: Row[Any], row: Row[Any], kind: str, commit: str) -> Point:
    return Point(
        audit.id,
        restored(audit.started_at),
        row.score,
        row.coverage,
        restored(row.level),
        kind=kind,
        score_without_waivers=row.score_without_waivers,
        commit=commit,
        team=restored(row.team),
    )


def _number(connection: Connection, table: Any, key: dict[str, Any], kind: str, name: str) -> int:
    sought = select(table.c.id).where(*(table.c[column] == value for column, value in key.items()))
    found = connection.execute(sought).scalar()
    if found is None:
        raise UsageError(f"this series has no {kind} that is called {name!r}", "see `checker history show`")
    return int(found)


def _finished(connection: Connection, series: int) -> Sequence[Row[Any]]:
    wanted = (audits.c.series_id == series) & (audits.c.state == State.FINISHED)
    return connection.execute(select(audits).where(wanted).order_by(audits.c.id)).all()


def _held(finished: Sequence[Row[Any]], rows: Sequence[Row[Any]]) -> Iterator[tuple[Row[Any], Row[Any]]]:
    """Yield each audit with the last row that was written by then; *rows* are in order."""
    waiting = list(reversed(rows))
    held: Row[Any] | None = None
    for audit in finished:
        while waiting and waiting[-1].audit_id <= audit.id:
            held = waiting.pop()
        if held is not None:
            yield audit, held
