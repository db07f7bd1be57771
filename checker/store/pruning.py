"""Takes old audits out of a history, and keeps what the others need."""

from collections.abc import Hashable, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, delete, exists, select, update

from checker.store.catalog import all_series, audits_of, chosen, moment_of
from checker.store.database import Database
from checker.store.names import restored
from checker.store.recording import discard_unfinished
from checker.store.rewriting import Rewriting
from checker.store.schema import audits, policies, series, texts
from checker.store.turn import take
from checker.store.values import AuditInfo, Kept, Pruned, State

_AT_ONCE = 100  # subjects of one transaction


def prune(  # noqa: PLR0913, PLR0917  # one argument a question
    database: Database, now: datetime, days: int | None, keep: Kept | None, wanted: str, dry: bool
) -> tuple[Pruned, ...]:
    """Prune one series or all, as `History.prune` says."""
    with database.reading() as connection:
        keys = [chosen(connection, wanted).key] if wanted else [each.key for each in all_series(connection)]
        rows = {row.key: row for row in connection.execute(select(series))}
        found = [_decided(connection, rows[key].id, key, (now, days, keep)) for key in keys]
    for each in () if dry else found:
        _apply(database, rows[each.series].id, restored(rows[each.series].name), each)
    if not dry:
        _sweep(database)
    return tuple(found)


def _decided(
    connection: Connection, number: int, key: str, wish: tuple[datetime, int | None, Kept | None]
) -> Pruned:
    listed = audits_of(connection, number)
    finished = [each for each in listed if each.state is State.FINISHED]
    stay = kept(finished, *wish)
    gone = tuple(each for each in listed if each.id not in stay)
    return Pruned(key, gone, len(stay))


def kept(finished: Sequence[AuditInfo], now: datetime, days: int | None, keep: Kept | None) -> frozenset[int]:
    """Return the ids of the audits that stay; *finished* is oldest first."""
    if days is None and keep is None:
        return frozenset(each.id for each in finished)
    # The calendar ends in the year 1.
    far = min(days or 0, now.toordinal() - 2)
    recent = now - timedelta(days=far) if days is not None else datetime.max.replace(tzinfo=UTC)
    stay = {each.id for each in finished if moment_of(each.started_at) >= recent}
    stay.update(each.id for each in finished[-1:])
    if keep is not None:
        stay.update({_period(keep, each.started_at): each.id for each in finished}.values())
    return frozenset(stay)


def _period(keep: Kept, started_at: str) -> Hashable:
    day = moment_of(started_at).date()
    return {
        Kept.DAILY: day,
        Kept.WEEKLY: tuple(day.isocalendar())[:2],
        Kept.MONTHLY: (day.year, day.month),
        Kept.YEARLY: day.year,
    }[keep]


def _apply(database: Database, number: int, name: str, decided: Pruned) -> None:
    """Remove audits for good. A process that dies on the way leaves nothing wrong, only more than needed."""
    turn = take(database, number, name)
    try:
        with database.writing() as connection:
            discard_unfinished(connection, number)
            gone = [each.id for each in decided.removed]
            ours = (audits.c.series_id == number) & audits.c.id.in_(gone)
            connection.execute(update(audits).where(ours).values(state=State.REMOVED))
        _rewrite(database, number)
    finally:
        turn.close()


def _rewrite(database: Database, number: int) -> None:
    with database.reading() as connection:
        rewriting = Rewriting(connection, number)
    for start in range(0, len(rewriting.affected), _AT_ONCE):
        with database.writing() as connection:
            for subject in rewriting.affected[start : start + _AT_ONCE]:
                rewriting.subject(connection, subject)
    with database.writing() as connection:
        rewriting.groups(connection)
        removed = (audits.c.series_id == number) & (audits.c.state == State.REMOVED)
        connection.execute(delete(audits).where(removed))


def _sweep(database: Database) -> None:
    """Delete what nothing refers to any more."""
    used = {
        policies: exists().where(audits.c.policy_id == policies.c.id),
        texts: exists().where((audits.c.roster_id == texts.c.id) | (audits.c.frame_id == texts.c.id)),
    }
    with database.writing() as connection:
        for table, referred in used.items():
            connection.execute(delete(table).where(~referred))
    database.shrink()
