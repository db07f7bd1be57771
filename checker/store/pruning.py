"""Deletes old audits from a history, with all rows that no other audit needs."""

from collections.abc import Hashable, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, delete, exists, select, text

from checker.model.recorded import AuditInfo, AuditState, Pruned, RetentionPeriod
from checker.store.database import Database
from checker.store.lookup import all_series, audits_of, chosen, moment_of
from checker.store.recording import discard_unfinished
from checker.store.schema import (
    OF_SUBJECTS,
    audits,
    documents,
    group_versions,
    groups,
    policies,
    policy_rules,
    result_versions,
    series,
    subject_versions,
    subjects,
)
from checker.store.series_lock import take
from checker.store.text_encoding import restored


def prune(  # noqa: PLR0913, PLR0917  # one argument a question
    database: Database, now: datetime, days: int | None, keep: RetentionPeriod | None, wanted: str, dry: bool
) -> tuple[Pruned, ...]:
    """Prune one series or all, as `History.prune` says."""
    with database.reading() as connection:
        keys = [chosen(connection, wanted).key] if wanted else [each.key for each in all_series(connection)]
        rows = {row.key: row for row in connection.execute(select(series))}
        found = [_decided(connection, rows[key].id, key, (now, days, keep)) for key in keys]
    for each in () if dry else found:
        _apply(database, rows[each.series].id, restored(rows[each.series].name), each)
    if not dry:
        with database.writing() as connection:
            _drop_unused(connection)
        database.shrink()
    return tuple(found)


def _decided(
    connection: Connection, number: int, key: str, wish: tuple[datetime, int | None, RetentionPeriod | None]
) -> Pruned:
    listed = audits_of(connection, number)
    stay = kept([each for each in listed if each.state is not AuditState.UNFINISHED], *wish)
    gone = tuple(each for each in listed if each.id not in stay)
    return Pruned(key, gone, len(stay))


def kept(
    ended: Sequence[AuditInfo], now: datetime, days: int | None, keep: RetentionPeriod | None
) -> frozenset[int]:
    """Return the ids of the audits that stay; *ended* are finished and failed ones, oldest first."""
    if days is None and keep is None:
        return frozenset(each.id for each in ended)
    # The calendar ends in the year 1.
    far = min(days or 0, now.toordinal() - 2)
    recent = now - timedelta(days=far) if days is not None else datetime.max.replace(tzinfo=UTC)
    stay = {each.id for each in ended if moment_of(each.started_at) >= recent}
    finished = [each for each in ended if each.state is AuditState.FINISHED]
    stay.update(each.id for each in finished[-1:])
    if keep is not None:
        stay.update({_period(keep, each.started_at): each.id for each in finished}.values())
    return frozenset(stay)


def _period(keep: RetentionPeriod, started_at: str) -> Hashable:
    day = moment_of(started_at).date()
    return {
        RetentionPeriod.DAILY: day,
        RetentionPeriod.WEEKLY: tuple(day.isocalendar())[:2],
        RetentionPeriod.MONTHLY: (day.year, day.month),
        RetentionPeriod.YEARLY: day.year,
    }[keep]


def _apply(database: Database, number: int, name: str, decided: Pruned) -> None:
    """Remove audits, and every row that holds for none of those that stay, in one transaction."""
    turn = take(database, number, name)
    try:
        with database.writing() as connection:
            discard_unfinished(connection, number)
            gone = audits.c.id.in_([each.id for each in decided.removed])
            connection.execute(delete(audits).where(audits.c.series_id == number, gone))
            _drop_versions(connection, number)
    finally:
        turn.close()


def _drop_versions(connection: Connection, number: int) -> None:
    """Delete the rows of a series that no audit needs; those that hold to this day are needed."""
    for owner, key, tables in _OWNERS:
        of_series = select(owner.c.id).where(owner.c.series_id == number)
        for table in tables:
            needed = exists().where(
                audits.c.series_id == number,
                audits.c.state == AuditState.FINISHED,
                audits.c.id >= table.c.from_audit,
                audits.c.id < table.c.until_audit,
            )
            ours = table.c[key].in_(of_series), table.c.until_audit.is_not(None)
            connection.execute(delete(table).where(*ours, ~needed))
        gone = of_series.where(~exists().where(tables[0].c[key] == owner.c.id))
        for table in tables:
            connection.execute(delete(table).where(table.c[key].in_(gone)))
        connection.execute(delete(owner).where(owner.c.id.in_(gone)))


def _drop_unused(connection: Connection) -> None:
    """Delete policies and JSON that nothing refers to any more."""
    unused = select(policies.c.id).where(~exists().where(audits.c.policy_id == policies.c.id))
    connection.execute(delete(policy_rules).where(policy_rules.c.policy_id.in_(unused)))
    connection.execute(delete(policies).where(policies.c.id.in_(unused)))
    if connection.dialect.name == "postgresql":
        # Nobody may refer to JSON meanwhile that is deleted here. SQLite has one writer anyway.
        connection.execute(text(f"LOCK TABLE {documents.name} IN SHARE ROW EXCLUSIVE MODE"))
    used = [select(column).where(column.is_not(None)) for column in _REFERRING]
    unused_ones = select(documents.c.digest).except_(*used)
    connection.execute(delete(documents).where(documents.c.digest.in_(unused_ones)))


_OWNERS = ((subjects, "subject_id", OF_SUBJECTS), (groups, "group_id", (group_versions,)))
"""What has versions, and where; in the first table of each it is there for as long as it has rows."""
_REFERRING = (result_versions.c.evidence, subject_versions.c.repository, subject_versions.c.details)
