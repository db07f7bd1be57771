"""Audits of snapshots that `checker collect` kept, and the keeping of them."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import TypeVar

from msgspec.structs import replace

from checker.app.audit import github_targets
from checker.app.audit.assemble import assemble
from checker.app.audit.context import Context, Snapshots
from checker.app.audit.repository import RepositoryJudge, judge_task, replay
from checker.app.audit.run import AuditRequest, context_of
from checker.app.audit.targets import GITHUB, AuditTask
from checker.app.audit.times import accepted
from checker.engine.compile import Plan
from checker.engine.snapshot import Snapshot, load
from checker.engine.snapshot import moment as taken_at
from checker.errors import TargetError, UsageError
from checker.executors import Processes, Work
from checker.git import discover
from checker.model.audit import Audit
from checker.policy.settings.configuration import Configuration

_Given = TypeVar("_Given")
_Made = TypeVar("_Made")


def audit_snapshots(  # noqa: PLR0913, PLR0917  # one argument a question
    files: Sequence[Path],
    now: datetime | None,
    plan: Plan,
    configuration: Configuration,
    today: date | None = None,
    hosted: bool = False,
) -> Audit:
    """Judge kept snapshots, at the time of the latest unless *now* is given.

    Waivers that repositories hold themselves are measured from *today*. *hosted* says that this process
    belongs to another program.
    Raises UsageError when a file is none of ours or cannot be read.
    """
    kept = [read(path) for path in files]
    moments = [
        accepted(taken_at(each), f"{path}: {each.collected_at}")
        for each, path in zip(kept, files, strict=True)
    ]
    tasks = [(each, now or taken) for each, taken in zip(kept, moments, strict=True)]
    return _judged(tasks, plan, configuration, today=today, hosted=hosted)


def judge_snapshots(kept: Sequence[Snapshot], plan: Plan, configuration: Configuration, today: date) -> Audit:
    """Judge snapshots, each as of the time at which it was taken."""
    return _judged([(each, taken_at(each)) for each in kept], plan, configuration, today=today)


def _judged(
    tasks: Sequence[tuple[Snapshot, datetime]],
    plan: Plan,
    configuration: Configuration,
    *,
    today: date | None,
    hosted: bool = False,
) -> Audit:
    configuration.check("debt")
    request = AuditRequest((), max(moment for _, moment in tasks), today=today, hosted=hosted)
    context = context_of(request, plan, configuration)
    return assemble(list(_done(replay, tasks, context)), (), context)


def collect_snapshot(
    request: AuditRequest,
    plan: Plan,
    configuration: Configuration,
    watcher: github_targets.GitHubWatcher | None = None,
) -> str:
    """Return the snapshot of the one repository that a request names, as JSON.

    Raises UsageError when it names several, TargetError when it cannot be read.
    """
    [target] = request.targets
    context = context_of(request, plan, configuration)
    if not target.startswith(GITHUB):
        return _collected(_only(target, list(map(AuditTask, discover(target)))), context)
    github = github_targets.GitHubTargets(context, request.github, watcher)
    tasks = list(islice(github.tasks([target]), 2))
    for each in github.missing:
        raise TargetError(f"{each.target}: {each.reason}", each.hint)
    return _collected(_only(target, tasks), replace(context, hosted=True))  # threads are at work for GitHub


def _collected(task: AuditTask, context: Context) -> str:
    [judged] = _done(judge_task, [task], replace(context, snapshots=Snapshots.ALL))
    return judged.snapshot


def _done(
    function: Callable[[RepositoryJudge, _Given], _Made], given: Sequence[_Given], context: Context
) -> Iterator[_Made]:
    """Yield what a function makes of each value in a bounded worker, in order; raise what went wrong."""
    work = Work(function, RepositoryJudge, context)
    for _, outcome in Processes(hosted=context.hosted).run(work, given):
        if isinstance(outcome, Exception):
            raise outcome
        yield outcome


def _only(target: str, tasks: Sequence[AuditTask]) -> AuditTask:
    if len(tasks) != 1:
        raise UsageError(f"{target} holds more than one repository", "collect them one by one")
    return tasks[0]


def read(path: Path) -> Snapshot:
    """Return the snapshot in a file; raises UsageError when it is none or cannot be read."""
    try:
        return load(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read: {error}") from error
