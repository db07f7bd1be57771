"""What groups and subjects came to, audit after audit."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, Table, select

from checker.errors import UsageError
from checker.model.audit import Score
from checker.model.recorded import AuditState
from checker.model.trend import TrendPoint
from checker.store.groups import group_kind, group_of
from checker.store.interning import known_as
from checker.store.row_ranges import holds
from checker.store.schema import audits, group_versions, groups, subject_versions, subjects
from checker.store.text_encoding import restored


def of_group(connection: Connection, series: int, kind: str, name: str) -> tuple[TrendPoint, ...]:
    """Return a point for each audit of a series that has this group.

    Raises UsageError when none ever had.
    """
    key, _ = known_as(series, group_kind(kind), name)
    number = _number(connection, groups, key, kind, name)
    ours = group_versions.c.group_id == number
    return tuple(_of_group(row, name) for row in _points(connection, series, group_versions, ours))


def _of_group(row: Row[Any], name: str) -> TrendPoint:
    group = group_of(row, name)
    return TrendPoint(
        audit=row.audit,
        started_at=restored(row.started_at),
        score=row.score,
        coverage=row.coverage,
        level=group.level,
        objectives=group.objectives,
        repositories=row.repositories,
        kind=group.kind,
        part_of=group.part_of,
        owed=group.owed,
        score_at_least=group.score_at_least,
    )


def of_subject(connection: Connection, series: int, kind: str, name: str) -> tuple[TrendPoint, ...]:
    """Return a point for each audit of a series that has this subject.

    Raises UsageError when none ever had.
    """
    key, _ = known_as(series, kind, name)
    number = _number(connection, subjects, key, kind, name)
    ours = subject_versions.c.subject_id == number
    return tuple(_of_subject(row, kind) for row in _points(connection, series, subject_versions, ours))


def _of_subject(row: Row[Any], kind: str) -> TrendPoint:
    return TrendPoint(
        row.audit,
        restored(row.started_at),
        row.score,
        row.coverage,
        restored(row.level),
        kind=kind,
        score_without_waivers=row.score_without_waivers,
        commit=restored(row.commit_id),
        team=restored(row.team),
        score_at_least=Score.of_one(row.score, row.coverage).score_at_least,
    )


def _points(connection: Connection, series: int, table: Table, ours: Any) -> Sequence[Row[Any]]:
    """Return each finished audit of a series with the row of a table that holds for it, oldest first."""
    wanted = (
        select(audits.c.id.label("audit"), audits.c.started_at, table)
        .join(table, holds(table, audits.c.id))
        .where(audits.c.series_id == series, audits.c.state == AuditState.FINISHED, ours)
    )
    return connection.execute(wanted.order_by(audits.c.id)).all()


def _number(connection: Connection, table: Any, key: dict[str, Any], kind: str, name: str) -> int:
    sought = select(table.c.id).where(*(table.c[column] == value for column, value in key.items()))
    found = connection.execute(sought).scalar()
    if found is None:
        raise UsageError(f"this series has no {kind} that is called {name!r}", "see `checker history show`")
    return int(found)
