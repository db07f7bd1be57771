"""Reads a history; hands out what writes to it."""

from collections.abc import Iterator
from datetime import datetime
from types import TracebackType
from typing import Self

from checker.model.audit import Audit, Subject
from checker.store.recording import Recording
from checker.store.values import AuditInfo, Kept, Point, Pruned, SeriesInfo


class History:
    """An open history; close it, or use it in a `with` statement.

    Wherever a *series* is asked for, its key or its name does, and "" means the series of the newest
    finished audit. Every reading method sees finished audits only, but for `audits`.
    """

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        raise NotImplementedError

    def series(self) -> tuple[SeriesInfo, ...]:
        """Return every series, that of the newest audit first."""
        raise NotImplementedError

    def audits(self, series: str = "") -> tuple[AuditInfo, ...]:
        """Return the audits of a series, oldest first, the unfinished one too."""
        raise NotImplementedError

    def find(self, reference: str, series: str = "") -> AuditInfo:
        """Return the finished audit that a reference means.

        An id (of any series), `latest`, `previous`, `-N` (N before the latest), or a date or time: the
        newest audit on or before it. Raises UsageError when there is none.
        """
        raise NotImplementedError

    def load(self, audit: int) -> Audit:
        """Return a finished audit as it was recorded.

        Evidence (values, reasons, places looked at, notes) is as of when its result last changed by
        more than the numbers in it. Raises UsageError when there is no such audit.
        """
        raise NotImplementedError

    def subjects(self, audit: int) -> Iterator[Subject]:
        """Yield the subjects of a finished audit in their order, without holding them all."""
        raise NotImplementedError

    def changed(self, older: int, newer: int) -> frozenset[tuple[str, str]]:
        """Return kind and id of every subject that may differ between two audits of one series.

        What is not among them is equal in both but for its commit and the policy's own texts.
        """
        raise NotImplementedError

    def trend(self, kind: str, name: str, series: str = "") -> tuple[Point, ...]:
        """Return a point for each audit that has this group: an organization, department or team."""
        raise NotImplementedError

    def subject_trend(self, subject: str, kind: str = "repository", series: str = "") -> tuple[Point, ...]:
        """Return a point for each audit that has this subject."""
        raise NotImplementedError

    def groups(self, series: str = "") -> tuple[tuple[str, str], ...]:
        """Return kind and name of every group that a series ever had."""
        raise NotImplementedError

    def facts(self, audit: int, subject: str, kind: str = "repository") -> str:
        """Return the snapshot of facts that was kept of a subject, "" when none was."""
        raise NotImplementedError

    def record(self, key: str, name: str) -> Recording:
        """Return what records audits of a series, which is made when it is new.

        Raises UsageError when the history is not open for writing, or somebody else records this series.
        """
        raise NotImplementedError

    def prune(
        self,
        now: datetime,
        keep_days: int | None = None,
        keep: Kept | None = None,
        series: str = "",
        dry: bool = False,
    ) -> tuple[Pruned, ...]:
        """Remove old and unfinished audits; what stays reads as before.

        Audits of the last *keep_days* days stay, of older ones the last of each period *keep*, and of
        every series the newest. *series* "" means all of them here; *dry* only tells.
        """
        raise NotImplementedError
