"""What people ask of a history: which audits there are, and fewer of them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from checker.app.audit.history_recorder import HistoryLocation
from checker.app.audit.series import SeriesChoice
from checker.errors import UsageError
from checker.model.recorded import AuditInfo, AuditState, Pruned, RetentionPeriod, SeriesInfo
from checker.store import open_history

if TYPE_CHECKING:
    from checker.store.history import AuditHistory


def open_place(place: HistoryLocation | None, write: bool = False) -> "AuditHistory":
    """Open the history that a user means.

    Raises UsageError when there is none.
    """
    if place is None:
        raise UsageError("no history is configured", "name it with --history, or as history: in checker.yml")
    return open_history(place.url, place.folder, write)


def find(history: "AuditHistory", reference: str, series: SeriesChoice) -> AuditInfo:
    """Return the finished audit that a reference means; an id is one of any series.

    Raises UsageError when there is none.
    """
    return history.find(reference, "" if reference.isdecimal() else series.key(history))


class Wanted(Struct, frozen=True):
    """Which audits of a series are meant: those that references name, or all."""

    series: SeriesChoice = SeriesChoice()
    references: tuple[str, ...] = ()
    every: bool = False

    def infos(self, history: "AuditHistory") -> list[AuditInfo]:
        """Return the audits, the newest one without anything else being said."""
        if self.every:
            return [
                each for each in history.audits(self.series.key(history)) if each.state is AuditState.FINISHED
            ]
        return [find(history, each, self.series) for each in self.references or ("latest",)]


def recorded(
    history: "AuditHistory", series: SeriesChoice
) -> tuple[Sequence[SeriesInfo], Sequence[AuditInfo]]:
    """Return every series of a history, and the audits of the chosen one, oldest first."""
    every = history.series()
    key = series.among(every) if every else ""
    return every, history.audits(key) if key else ()


def snapshot(history: "AuditHistory", reference: str, repository: str, series: SeriesChoice) -> str:
    """Return what was collected of a repository for an audit, or for the last one before that collected it.

    Raises UsageError when nothing was kept.
    """
    found = history.facts(find(history, reference, series).id, repository)
    if not found:
        raise UsageError(f"nothing that was collected of {repository!r} was kept", "audit with --keep-facts")
    return found


def prune(
    history: "AuditHistory",
    keep: tuple[int | None, str | None],
    now: datetime,
    series: str,
    *,
    dry_run: bool,
) -> Iterator[tuple[str, Pruned]]:
    """Remove old audits, or only tell which; yield the name of each series and what it lost.

    *keep* are the days of which all audits stay, and the period of which the last one does. Raises
    UsageError when neither is said.
    """
    days, period = keep
    if days is None and period is None:
        raise UsageError("nothing to keep was given", "use --keep-days 90, --keep monthly, or both")
    names = {each.key: each.name for each in history.series()}
    for pruned in history.prune(now, days, RetentionPeriod(period) if period else None, series, dry_run):
        yield names[pruned.series], pruned
