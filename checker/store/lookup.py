"""Which series, audits and groups a history has, and what people mean when they name one."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from checker.errors import UsageError
from checker.model.recorded import AuditInfo, AuditState, SeriesInfo
from checker.store.schema import audits, policies, series
from checker.store.text_encoding import restored

_NOTHING = ("no finished audit is in this history yet", "audit with this history first")
_WAYS = "name an id, a date, `latest`, `previous` or -N; `checker history list` shows what there is"


def all_series(connection: Connection) -> tuple[SeriesInfo, ...]:
    """Return every series, that of the newest audit first."""
    rows = connection.execute(select(series)).all()
    found = [_series(row, audits_of(connection, row.id)) for row in rows]
    return tuple(
        sorted(found, key=lambda each: (-(each.newest.id if each.newest else 0), each.name, each.key))
    )


def _series(row: Row[Any], listed: Sequence[AuditInfo]) -> SeriesInfo:
    finished = [each for each in listed if each.state is AuditState.FINISHED]
    return SeriesInfo(row.key, restored(row.name), len(finished), finished[-1] if finished else None)


def chosen(connection: Connection, wanted: str) -> Row[Any]:
    """Return the row of the series with this key or name; "" means that of the newest audit, finished if any.

    Raises UsageError when there is none, or more than one.
    """
    if wanted:
        return _named(connection, wanted)
    newest = select(series).join(audits).order_by(audits.c.state != AuditState.FINISHED, audits.c.id.desc())
    row = connection.execute(newest.limit(1)).first()
    if row is None:
        raise UsageError(*_NOTHING)
    return row


def _named(connection: Connection, wanted: str) -> Row[Any]:
    rows = connection.execute(select(series)).all()
    found = [row for row in rows if row.key == wanted]
    found = found or [row for row in rows if restored(row.name) == wanted]
    found = found or [row for row in rows if len(wanted) >= 6 and row.key.startswith(wanted)]
    if len(found) == 1:
        return found[0]
    if found:
        keys = ", ".join(row.key[:12] for row in found)
        raise UsageError(f"several series are called {wanted!r}", f"name one by its key: {keys}")
    known = ", ".join(sorted({restored(row.name) for row in rows})) or "none yet"
    raise UsageError(f"no series is called {wanted!r}", f"there are: {known}")


def audits_of(connection: Connection, series_id: int) -> tuple[AuditInfo, ...]:
    """Return the audits of a series, oldest first."""
    listed = _infos().where(audits.c.series_id == series_id)
    return tuple(map(info, connection.execute(listed.order_by(audits.c.id))))


def audit_row(connection: Connection, audit: int, failed: bool = False) -> Row[Any]:
    """Return the row of a finished audit, with what names its series and policy; also of a *failed* one.

    Raises UsageError when there is no such audit.
    """
    row = connection.execute(_infos().where(audits.c.id == audit)).first()
    if row is None:
        raise UsageError(f"there is no audit {audit} in this history", _WAYS)
    if row.state == AuditState.UNFINISHED:
        raise UsageError(f"audit {audit} was never finished", "go on with it by `checker audit --resume`")
    if row.state == AuditState.FAILED and not failed:
        raise UsageError(
            f"audit {audit} failed: it could not read any repository", "name another one: " + _WAYS
        )
    return row


def _infos() -> Select[Any]:
    return (
        select(
            audits,
            series.c.key,
            policies.c.name.label("policy"),
            policies.c.version,
            policies.c.digest,
        )
        .join(series)
        .join(policies)
    )


def info(row: Row[Any]) -> AuditInfo:
    """Return what a row tells of an audit."""
    moment_of(restored(row.started_at))  # everybody who reads it takes it for a time
    return AuditInfo(
        id=row.id,
        series=row.key,
        started_at=restored(row.started_at),
        state=AuditState(row.state),
        tool=restored(row.tool),
        policy=restored(row.policy),
        policy_version=restored(row.version),
        policy_digest=restored(row.digest),
        organization=restored(row.organization),
        score=row.score,
        coverage=row.coverage,
        level=restored(row.level),
        repositories=row.repositories,
    )


def meant(finished: Sequence[AuditInfo], reference: str) -> AuditInfo:
    """Return the audit of a series that a reference other than an id means; *finished* is oldest first.

    Raises UsageError when there is none.
    """
    if not finished:
        raise UsageError(*_NOTHING)
    back = _steps_back(reference)
    if back is not None:
        if back < len(finished):
            return finished[-1 - back]
        raise UsageError(f"there is no audit {reference!r}: the series has {len(finished)}", _WAYS)
    moment = _moment(reference)
    before = [each for each in finished if moment_of(each.started_at) <= moment]
    if before:
        return before[-1]
    raise UsageError(f"no audit is as old as {reference}", f"the first one is of {finished[0].started_at}")


def _steps_back(reference: str) -> int | None:
    names = {"latest": 0, "previous": 1}
    if reference in names:
        return names[reference]
    found = re.fullmatch(r"-(\d{1,6})", reference, re.ASCII)
    return int(found[1]) if found else None


def _moment(reference: str) -> datetime:
    """Return the last moment that a date or a time stands for."""
    try:
        value = datetime.fromisoformat(reference)
        if re.fullmatch(r"[\d-]+|\d{4}-W[\d-]+", reference, re.ASCII):
            value = datetime.combine(value.date(), time.max)
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise UsageError(f"{reference!r} names no audit", _WAYS) from error


def moment_of(started_at: str) -> datetime:
    """Return when an audit was, in UTC."""
    value = datetime.fromisoformat(started_at)
    return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def is_id(reference: str) -> bool:
    """Tell whether a reference is the id of an audit."""
    return bool(re.fullmatch(r"\d{1,9}", reference, re.ASCII))
