"""Audits of snapshots that `checker collect` kept, and the keeping of them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from checker.app import asking
from checker.app.auditing import Request, assemble, context_of
from checker.app.judging import replay, snapshot
from checker.app.tasks import GITHUB, Task
from checker.engine.compile import Plan
from checker.engine.snapshot import Snapshot, dump, load
from checker.engine.snapshot import moment as taken_at
from checker.errors import TargetError, UsageError
from checker.model.audit import Audit
from checker.packs.config import Configuration
from checker.source import discover


def audit_snapshots(
    files: Sequence[Path],
    now: datetime | None,
    plan: Plan,
    configuration: Configuration,
    today: date | None = None,
) -> Audit:
    """Judge kept snapshots, at the time of the latest unless *now* is given.

    Waivers that repositories hold themselves are measured from *today*.
    Raises UsageError when a file is none of ours or cannot be read.
    """
    configuration.check("debt")
    kept = [_read(path) for path in files]
    moments = [taken_at(each) for each in kept]
    context = context_of(Request((), now or max(moments), today=today), plan, configuration)
    judged = [
        replay(each, context if now else replace(context, now=taken))
        for each, taken in zip(kept, moments, strict=True)
    ]
    return assemble(judged, (), context)


def collect_snapshot(
    request: Request, plan: Plan, configuration: Configuration, watcher: asking.Watcher | None = None
) -> str:
    """Return the snapshot of the one repository that a request names, as JSON.

    Raises UsageError when it names several, TargetError when it cannot be read.
    """
    [target] = request.targets
    context = context_of(request, plan, configuration)
    if not target.startswith(GITHUB):
        return dump(snapshot(_only(target, list(map(Task, discover(target)))), context))
    github = asking.GitHub(context, request.github, watcher)
    tasks = list(islice(github.tasks([target], ()), 2))
    for each in github.missing:
        raise TargetError(f"{each.target}: {each.reason}", each.hint)
    return dump(snapshot(_only(target, tasks), context))


def _only(target: str, tasks: Sequence[Task]) -> Task:
    if len(tasks) != 1:
        raise UsageError(f"{target} holds more than one repository", "collect them one by one")
    return tasks[0]


def _read(path: Path) -> Snapshot:
    try:
        return load(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read: {error}") from error
