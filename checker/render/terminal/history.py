"""A history in a terminal: its series and audits, and what pruning took away."""

from collections.abc import Iterator, Sequence

from checker.model.recorded import AuditInfo, AuditState, Pruned, SeriesInfo
from checker.render.shared.text import NOTHING, count, name, number, quiet

_COLUMNS = "   id  time                  repositories   score  coverage  level       policy"
_LEFT = {
    AuditState.UNFINISHED: "not finished: go on with it by `checker audit --resume`",
    AuditState.FAILED: "failed: no repository could be read",
}


def listing(every: Sequence[SeriesInfo], audits: Sequence[AuditInfo]) -> Iterator[str]:
    """Yield what a history holds, line by line: the *audits* of one series, and the names of the others."""
    if not every:
        yield "nothing was recorded yet"
        return
    shown = next((each.key for each in every if audits and each.key == audits[0].series), "")
    for each in sorted(every, key=lambda info: info.key != shown):
        if each.key != shown:
            yield _other(each)
            continue
        yield quiet(f"{name(each.name)} ({name(each.key[:12])}): {count(each.audits, 'audit')}")
        yield _COLUMNS
        yield from map(_listed, audits)


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


def removed(series: str, pruned: Pruned, *, dry_run: bool) -> str:
    """Return what pruning took away of the series of this name, or would."""
    done = "would be removed" if dry_run else "removed"
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
