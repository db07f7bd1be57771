"""What people ask of a history: which audits there are, and fewer of them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from checker.app.audit.history_recorder import HistoryLocation
from checker.app.audit.series import SeriesChoice
from checker.errors import UsageError
from checker.render.shared.text import NOTHING, count, name, number, quiet
from checker.store import AuditInfo, AuditState, Pruned, RetentionPeriod, SeriesInfo, open_history

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


_COLUMNS = "   id  time                  repositories   score  coverage  level       policy"


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


def listing(history: "AuditHistory", series: SeriesChoice) -> Iterator[str]:
    """Yield what there is, line by line: the audits of a series, and the names of the others."""
    every = history.series()
    if not every:
        yield "nothing was recorded yet"
        return
    key = series.among(every)
    audits = history.audits(key) if key else ()
    shown = next((each.key for each in every if audits and each.key == audits[0].series), "")
    for each in sorted(every, key=lambda info: info.key != shown):
        if each.key != shown:
            yield _other(each)
            continue
        yield quiet(f"{name(each.name)} ({name(each.key[:12])}): {count(each.audits, 'audit')}")
        yield _COLUMNS
        yield from map(_listed, audits)


_LEFT = {
    AuditState.UNFINISHED: "not finished: go on with it by `checker audit --resume`",
    AuditState.FAILED: "failed: no repository could be read",
}


def _listed(info: AuditInfo) -> str:
    if info.state in _LEFT:
        return f"{info.id:>5}  {name(info.started_at):<20}  {_LEFT[info.state]}"
    figures = f"{info.repositories:>12}  {number(info.score):>6}  {number(info.coverage):>8}"
    policy = f"{name(info.policy)} {name(info.policy_version)} ({name(info.policy_digest[:8])})"
    return (
        f"{info.id:>5}  {name(info.started_at):<20}  {figures}  {name(info.level) or NOTHING:<10}  {policy}"
    )


def _other(series: SeriesInfo) -> str:
    newest = f", the newest of {name(series.newest.started_at)}" if series.newest else ""
    return f"also: {name(series.name)} ({name(series.key[:12])}): {count(series.audits, 'audit')}{newest}"


def snapshot(history: "AuditHistory", reference: str, repository: str, series: SeriesChoice) -> str:
    """Return what was collected of a repository for an audit, or for the last one before that collected it.

    Raises UsageError when nothing was kept.
    """
    found = history.facts(find(history, reference, series).id, repository)
    if not found:
        raise UsageError(f"nothing that was collected of {repository!r} was kept", "audit with --keep-facts")
    return found


def prune(
    history: "AuditHistory", keep: tuple[int | None, str | None], now: datetime, series: str, dry: bool
) -> Iterator[str]:
    """Remove old audits, or only tell which; yield what was done to each series.

    *keep* are the days of which all audits stay, and the period of which the last one does. Raises
    UsageError when neither is said.
    """
    days, period = keep
    if days is None and period is None:
        raise UsageError("nothing to keep was given", "use --keep-days 90, --keep monthly, or both")
    names = {each.key: each.name for each in history.series()}
    for pruned in history.prune(now, days, RetentionPeriod(period) if period else None, series, dry):
        yield _pruned(pruned, names[pruned.series], "would be removed" if dry else "removed")


def _pruned(pruned: Pruned, series: str, done: str) -> str:
    gone = [each for each in pruned.removed if each.state is AuditState.FINISHED]
    parts = [f"{count(len(gone), 'audit')} {done}{_range(gone)}"]
    for state in _LEFT:
        others = sum(each.state is state for each in pruned.removed)
        if others:
            parts.append(f"{others} {state.value} too")
    return quiet(f"{name(series)}: {', '.join(parts)}; {pruned.left} left")


def _range(audits: Sequence[AuditInfo]) -> str:
    if not audits:
        return ""
    first, last = audits[0].started_at[:10], audits[-1].started_at[:10]
    return f" ({name(first)})" if first == last else f" ({name(first)} to {name(last)})"
