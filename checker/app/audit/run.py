"""The audit: targets and policy → results."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import chain
from typing import Protocol

from msgspec import Struct, field
from msgspec.structs import replace

from checker import cache
from checker.app.audit import commit_rules, github_targets, snapshot_cache
from checker.app.audit.assemble import assemble
from checker.app.audit.context import Context, Snapshots, moment_of
from checker.app.audit.distributed import work_elsewhere
from checker.app.audit.groups import kept_for_groups
from checker.app.audit.history_recorder import HistoryLocation, HistoryRecorder, recorder
from checker.app.audit.interning import Sharing
from checker.app.audit.local_filters import selected
from checker.app.audit.repository import TOOL, Judged, RepositoryJudge, judge_task
from checker.app.audit.resume import Run, run_of
from checker.app.audit.series import Membership, membership
from checker.app.audit.targets import GITHUB, AuditTask, here, local, uncollected
from checker.engine.compile import Plan
from checker.engine.policy_summary import stamp
from checker.errors import UsageError
from checker.executors import Executor, Here, Processes, Work, default_jobs
from checker.model.audit import Audit, Uncollected
from checker.policy.settings.configuration import Configuration

_MANY = 20  # local repositories from which on it is worth to go on with a run, and to carry over


class AuditWatcher(github_targets.GitHubWatcher, Protocol):
    """Is told how an audit goes on."""

    def advance(self, done: int, total: int, name: str) -> None:
        """Hear of each finished target: how many are done, how many there are so far, which it was."""


class AuditRequest(Struct, frozen=True):
    """What to audit; without *targets* those of the configuration, else where the user stands.

    *now* is the time that everything is judged against. *resume* goes on with a run that was killed, as of
    the time of that run. *refresh* collects and judges also what has not changed. Waivers that repositories
    hold themselves are measured from *today*, by default the day of *now*. The audit is recorded in
    *history*, with what was collected if *keep_facts* is set, in the series that `membership` says; *series*
    is what the user calls it. *tip* is the commit that a change goes to, for the audits of its two sides:
    their results keep all evidence, to be compared. *hosted* says that this process belongs to another
    program, which called `checker.audit`. *executor* is the address of a Dask scheduler, whose workers judge
    instead of so many *jobs* here.
    """

    targets: tuple[str, ...]
    now: datetime
    at: str = ""
    staged: bool = False
    jobs: int = 0
    resume: bool = False
    refresh: bool = False
    github: github_targets.Options = field(default_factory=github_targets.Options)
    today: date | None = None
    history: HistoryLocation | None = None
    keep_facts: bool = False
    tip: str = ""
    hosted: bool = False
    series: str = ""
    executor: str = ""


def audit(
    request: AuditRequest, plan: Plan, configuration: Configuration, watcher: AuditWatcher | None = None
) -> Audit:
    """Audit every repository that the targets name; one that cannot be read never stops the rest.

    Raises UsageError when there is nobody to ask GitHub as, nothing to resume, or no history to record in.
    """
    targets = audited(request, configuration)
    configuration.check("debt")
    series = belonging(request, configuration).series
    request = request if series else replace(request, history=None)
    with recorder(request.history, series) as recording:
        return _recorded(request, plan, configuration, targets, recording, watcher)


def audited(request: AuditRequest, configuration: Configuration) -> tuple[str, ...]:
    """Return the targets that a request names, else those of the configuration, else where the user stands.

    Raises UsageError where a configuration that is confined to its folder names others.
    """
    if not request.targets:
        configuration.check("targets")
    return request.targets or configuration.targets or (here(),)


def belonging(request: AuditRequest, configuration: Configuration) -> Membership:
    """Return the series that the audit which a request asks for is recorded in.

    Raises UsageError as `audited` and `membership` do.
    """
    return membership(audited(request, configuration), request.github.filtered, request.series, configuration)


def _recorded(  # noqa: PLR0913, PLR0917  # what an audit has, and who hears of it
    request: AuditRequest,
    plan: Plan,
    configuration: Configuration,
    targets: Sequence[str],
    recording: HistoryRecorder,
    watcher: AuditWatcher | None,
) -> Audit:
    failed: list[Uncollected] = []
    near, far = divided(targets, request.staged, failed)
    near = chosen(near, request, plan, configuration, alone=not far)
    many = bool(far) or len(near) >= _MANY
    run = _run(request, plan, configuration, targets, many)
    context = context_of(request, plan, configuration, run=run if many else None)
    recording.begin(
        moment_of(context.now), stamp(plan.policy, commit_rules.of_commit(plan)), TOOL, request.resume
    )
    github = github_targets.GitHubTargets(context, request.github, watcher)
    tasks = chain(near, github.tasks(far, request.resume))
    judged: dict[str, Judged] = {}
    sharing = Sharing()
    context = replace(context, hosted=request.hosted or bool(far))  # for GitHub, threads are at work
    executor, work = shared_out(request, context, asks=bool(far) and github.jobs == 1)
    for task, outcome in executor.run(work, tasks):
        if isinstance(outcome, Judged):
            recording.add(outcome.subject, outcome.snapshot)
            judged[task.target] = replace(outcome, subject=sharing.subject(outcome.subject), snapshot="")
        else:
            failed.append(uncollected(task.target, outcome))
        if watcher:
            done = len(judged) + len(failed)
            watcher.advance(done, max(len(near) + github.count, done), task.target)
    audit = recording.finish(_assembled(judged, [*failed, *github.missing], context, near, github))
    run.finish()
    github.tidy()
    cache.tidy()
    return audit


def shared_out(
    request: AuditRequest, context: Context, asks: bool
) -> tuple[Executor, Work[RepositoryJudge, AuditTask, Judged]]:
    """Return who judges, and what is to be done; who *asks* for files with a token stays here."""
    work = Work(judge_task, RepositoryJudge, context)
    if asks:
        return Here(), work
    if request.executor:
        from checker.executors.dask import Dask

        return Dask(request.executor), work_elsewhere(context)
    return Processes(request.jobs or default_jobs(), hosted=context.hosted), work


def chosen(
    near: Sequence[AuditTask], request: AuditRequest, plan: Plan, configuration: Configuration, *, alone: bool
) -> list[AuditTask]:
    """Return the local repositories that filters mean; raises UsageError as `selected` does."""
    context = context_of(request, plan, configuration)
    jobs = request.jobs or default_jobs()
    return selected(near, context, request.github.filters, jobs=jobs, alone=alone)


def divided(
    targets: Sequence[str], staged: bool, failed: list[Uncollected]
) -> tuple[list[AuditTask], list[str]]:
    """Return what lies here, and what GitHub is asked for; what is not there is added to *failed*."""
    near = list(local([each for each in targets if not each.startswith(GITHUB)], failed))
    far = [each for each in targets if each.startswith(GITHUB)]
    if far and staged:
        raise UsageError("only the index of a local repository can be judged as staged", "leave out --staged")
    return near, far


def _run(
    request: AuditRequest, plan: Plan, configuration: Configuration, targets: Sequence[str], worth: bool
) -> Run:
    """Begin this run, or go on with it; a small one is noted nowhere."""
    if not worth and not request.resume:
        return Run(None, request.now)
    chosen = [*targets, request.at, repr(request.github.filters)]
    run = run_of(chosen, plan, configuration, request.now)
    run.begin(request.resume)
    return run


def _assembled(
    judged: dict[str, Judged],
    failed: Sequence[Uncollected],
    context: Context,
    near: Sequence[AuditTask],
    github: github_targets.GitHubTargets,
) -> Audit:
    """Put the outcomes in order: local ones as they were named, then GitHub's by name."""
    places = {task.target: index for index, task in enumerate(near)}
    names = sorted(judged, key=lambda name: (places.get(name, len(places)), name.lower()))
    return assemble([judged[name] for name in names], failed, context, github.organization())


def context_of(
    request: AuditRequest, plan: Plan, configuration: Configuration, run: Run | None = None
) -> Context:
    """Return what workers need to know about a request; snapshots are kept of a *run* over many."""
    keeps = run is not None and not request.staged
    catalog = replace(configuration, targets=(), policy=(), history="", outputs={}, debt=(), notifications=())
    more = (repr(catalog), repr(plan.policy.recognize), request.at, str(request.github.clone))
    recorded = request.keep_facts and request.history is not None
    return Context(
        plan=plan,
        now=run.now if run else request.now,
        at=request.at,
        staged=request.staged,
        root=str(configuration.folder),
        teams=configuration.teams,
        configuration=configuration,
        kept=kept_for_groups(plan),
        today=request.today,
        collecting=snapshot_cache.collecting_digest(plan, more) if keeps else "",
        judging=snapshot_cache.judging_digest(plan) if keeps else "",
        refresh=request.refresh,
        snapshots=Snapshots.COLLECTED if recorded else Snapshots.NONE,
        tip=request.tip,
        hosted=request.hosted,
        run=run.id if run and keeps else "",
    )
