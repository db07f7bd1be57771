"""Reads a history; hands out what writes to it."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from types import TracebackType
from typing import Self

from sqlalchemy import select

from checker.errors import UsageError
from checker.model.audit import Audit, Subject
from checker.model.initiative import ProgressPoint as Share
from checker.model.recorded import AuditInfo, AuditState, Pruned, RetentionPeriod, SeriesInfo
from checker.model.trend import TrendPoint
from checker.store import lookup, reading, trends
from checker.store.database import Database
from checker.store.interning import numbered
from checker.store.pruning import prune
from checker.store.recording import Recording
from checker.store.schema import groups, series, subjects
from checker.store.series_lock import take
from checker.store.text_encoding import restored, stored


class AuditHistory:
    """An open history; close it, or use it in a `with` statement.

    Wherever a *series* is asked for, its key or its name does, and "" means the series of the newest
    finished audit. Every reading method sees finished audits only, but for `audits`. All raise
    UsageError when the database fails, or when what they are asked for is not there.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    @property
    def shown(self) -> str:
        """Where the history lies, without anything secret."""
        return self._database.address.shown

    def series(self) -> tuple[SeriesInfo, ...]:
        """Return every series, that of the newest audit first."""
        with self._database.reading() as connection:
            return lookup.all_series(connection)

    def audits(self, series: str = "") -> tuple[AuditInfo, ...]:
        """Return the audits of a series, oldest first: also failed ones and the unfinished one."""
        with self._database.reading() as connection:
            return lookup.audits_of(connection, lookup.chosen(connection, series).id)

    def find(self, reference: str, series: str = "") -> AuditInfo:
        """Return the finished audit that a reference means.

        An id (of any series, also of a failed audit), `latest`, `previous`, `-N` (N before the latest),
        or a date or time: the newest audit on or before it.
        """
        with self._database.reading() as connection:
            if lookup.is_id(reference):
                return lookup.info(lookup.audit_row(connection, int(reference), failed=True))
            listed = lookup.audits_of(connection, lookup.chosen(connection, series).id)
            return lookup.meant([each for each in listed if each.state is AuditState.FINISHED], reference)

    def load(self, audit: int) -> Audit:
        """Return an audit as it was recorded: a finished one, or one that failed.

        Evidence (values, reasons, places looked at, notes) is as of when its result last changed by
        more than the numbers in it.
        """
        with self._database.reading() as connection:
            return reading.audit_of(connection, audit)

    def pair(self, older: int, newer: int) -> tuple[Audit, Audit]:
        """Return two finished audits; of subjects that are the same in both the results are read once."""
        with self._database.reading() as connection:
            return reading.pair_of(connection, older, newer)

    def subjects(self, audit: int, only: Collection[tuple[str, str]] | None = None) -> Iterator[Subject]:
        """Yield the subjects of a finished audit in their order, without holding them all.

        *only* names some by kind and id, such as those that `changed` returns; others cost no time.
        """
        with self._database.reading() as connection:
            yield from reading.subjects_of(connection, audit, only)

    def past(self, series: str) -> Mapping[str, tuple[Share, ...]]:
        """Return by which shares initiatives were met up to the newest audit of a series; {} without one."""
        with self._database.reading() as connection:
            return reading.past_of(connection, series)

    def changed(self, older: int, newer: int) -> frozenset[tuple[str, str]]:
        """Return kind and id of every subject that may differ between two audits of one series.

        What is not among them is equal in both but for its commit and the policy's own texts.
        """
        with self._database.reading() as connection:
            return reading.changed(connection, older, newer)

    def trend(self, kind: str, name: str, series: str = "") -> tuple[TrendPoint, ...]:
        """Return a point for each audit that has this group: an organization, department or team."""
        with self._database.reading() as connection:
            return trends.of_group(connection, lookup.chosen(connection, series).id, kind, name)

    def subject_trend(
        self, subject: str, kind: str = "repository", series: str = ""
    ) -> tuple[TrendPoint, ...]:
        """Return a point for each audit that has this subject."""
        with self._database.reading() as connection:
            number = lookup.chosen(connection, series).id
            return trends.of_subject(connection, number, kind, subject)

    def groups(self, series: str = "") -> tuple[tuple[str, str], ...]:
        """Return kind (`organization` or `group`) and name of every group that a series ever had."""
        with self._database.reading() as connection:
            wanted = groups.c.series_id == lookup.chosen(connection, series).id
            rows = connection.execute(select(groups).where(wanted).order_by(groups.c.id))
            return tuple((restored(row.kind), restored(row.name)) for row in rows)

    def names(self, kind: str = "repository", series: str = "") -> tuple[str, ...]:
        """Return the id of every subject of a kind that a series ever had, sorted."""
        with self._database.reading() as connection:
            number = lookup.chosen(connection, series).id
            wanted = (subjects.c.series_id == number) & (subjects.c.kind == kind)
            found = connection.scalars(select(subjects.c.name).where(wanted))
            return tuple(sorted(map(restored, found)))

    def facts(self, audit: int, subject: str, kind: str = "repository") -> str:
        """Return the snapshot of facts that was kept of a subject, "" when none was."""
        with self._database.reading() as connection:
            return reading.facts_of(connection, audit, kind, subject)

    def record(self, key: str, name: str) -> Recording:
        """Return what records audits of a series, which is made when it is new.

        Raises UsageError when the history is not open for writing, or somebody else records this series.
        """
        self._writable()
        with self._database.writing() as connection:
            number = numbered(connection, series, {"key": key}, {"name": stored(name)})
        return Recording(self._database, number, take(self._database, number, name))

    def prune(
        self,
        now: datetime,
        keep_days: int | None = None,
        keep: RetentionPeriod | None = None,
        series: str = "",
        dry: bool = False,
    ) -> tuple[Pruned, ...]:
        """Remove old and unfinished audits; what stays reads as before.

        Audits of the last *keep_days* days stay, of older ones the last of each period *keep*, and of
        every series the newest. *series* "" means all of them here; *dry* only tells.
        """
        if not dry:
            self._writable()
        return prune(self._database, now, keep_days, keep, series, dry)

    def _writable(self) -> None:
        if not self._database.write:
            raise UsageError(f"{self.shown} was opened for reading only")
