"""One repository: collected and judged, or kept as a snapshot."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from checker._version import __version__
from checker.app.audit import incremental
from checker.app.audit.identity import Owning
from checker.app.audit.incremental import CarriedOver
from checker.app.audit.repository_waivers import Excused, excused, held
from checker.app.audit.targets import AuditTask
from checker.collectors import Checkout
from checker.collectors.history.kept import RecordingHistory
from checker.collectors.registry import collect
from checker.engine.call_log import CallLog
from checker.engine.carried_verdicts import CarriedVerdicts, parts
from checker.engine.carried_verdicts import lasting as lasting_facts
from checker.engine.compile import Plan
from checker.engine.judge import Judge
from checker.engine.rule_verdict import Evidence, RuleVerdict
from checker.engine.score import summarize
from checker.engine.snapshot import SCHEMA, Held, Snapshot, dump
from checker.engine.waivers import WaiverScope
from checker.errors import NotKept
from checker.expressions.functions import TreeAnswers
from checker.files import Files, MemoryTree
from checker.git import GitSource, open_source, origin
from checker.git.default_branch import OfTree
from checker.model.audit import Repository, Subject
from checker.model.facts import Facts
from checker.model.team import Team
from checker.policy.settings.configuration import Configuration


class Context(Struct, frozen=True):
    """What every worker needs to know; *kept* are the facts that rules about groups will ask for.

    Waivers that repositories hold themselves are measured from *today*. *common* is the digest of what
    all repositories have in common, "" where nothing is carried over; *refresh* only keeps. *snapshots*
    are taken of what is collected. *tip* is the commit that a change goes to, "" for none;
    the results of its sides keep all evidence, others no more than reports show. *hosted* says that this
    process belongs to another program. *run* tells one run on other machines from all others.
    """

    plan: Plan
    now: datetime
    at: str = ""
    staged: bool = False
    root: str = ""
    teams: tuple[Team, ...] = ()
    configuration: Configuration = field(default_factory=Configuration)
    kept: frozenset[str] = frozenset()
    today: date | None = None
    common: str = ""
    refresh: bool = False
    snapshots: bool = False
    tip: str = ""
    hosted: bool = False
    run: str = ""

    @property
    def written(self) -> str:
        """The time that is judged against, as RFC 3339 writes it."""
        return self.now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    @property
    def wanted(self) -> frozenset[str]:
        """The facts to collect of a repository."""
        return self.plan.wanted | self.kept


class Judged(Struct, frozen=True):
    """One judged repository, those of its facts that its team is judged by, and what to warn of.

    *snapshot* is what was collected of it, "" where nothing was or nobody wants it.
    """

    subject: Subject
    kept: Facts = field(default_factory=Facts)
    warnings: tuple[str, ...] = ()
    snapshot: str = ""


class RepositoryJudge:
    """What judges repositories, one after another, as one context asks."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.judge = Judge(context.plan, debt=context.configuration.debt, whole=bool(context.tip))
        self.owning = Owning(context.configuration, context.root)


def judge_task(judge: RepositoryJudge, task: AuditTask) -> Judged:
    """Collect and judge one repository.

    Raises TargetError when it cannot be read, NotKept when an unchanged one has to be read all the same.
    """
    context = judge.context
    carried = None if context.refresh else incremental.find(task, context.common)
    if carried is not None and context.run and carried.run == context.run:
        carried = None  # kept a moment ago by a worker that was lost before it could say so
    if carried is not None:
        try:
            return _again(judge, carried, task)
        except NotKept:
            if task.unchanged:
                raise
    if task.unchanged:
        raise NotKept(task.target)
    return _anew(judge, task)


def identify(judge: RepositoryJudge, task: AuditTask) -> Repository:
    """Return who a repository is, and whose.

    Raises TargetError when it cannot be read.
    """
    with _opened(task, judge.context) as source:
        return _checkout(source, task, judge.owning, judge.context.now).repository


def _anew(judge: RepositoryJudge, task: AuditTask) -> Judged:
    """Collect and judge a repository, and keep it for the next time."""
    context = judge.context
    state = incremental.state_of(task, context.common)
    with _opened(task, context) as source:
        recorder = RecordingHistory(source.history) if source.history and state else None
        recorded = replace(source, history=recorder or source.history)
        checkout = _checkout(recorded, task, judge.owning, context.now)
        facts = collect(checkout, context.wanted)
        answers = CallLog(TreeAnswers(checkout.files, context.now))
        lasting, timed, calls = parts(context.plan, facts, answers, context.now)
        verdicts = judge.judge.verdicts(lasting)
        every = verdicts | judge.judge.verdicts(timed)
        evidence = replace(lasting, rules=None)
        carried = CarriedOver(
            state,
            context.written,
            checkout.repository,
            source.commit,
            source.notes,
            CarriedVerdicts(verdicts, lasting_facts(context.plan, facts, context.kept), calls.calls()),
            recorder.kept() if recorder else None,
            held(source, context.plan.policy),
            context.run,
        )
        judged = _judged(every, evidence, carried, (*source.passing, *carried.notes), judge)
        if context.snapshots:
            taken = _snapshot(source, checkout, facts, answers, context)
            judged = replace(judged, snapshot=dump(taken))
    if state and not (recorder and carried.history is None):
        incremental.keep(task, carried)
    return judged


def _again(judge: RepositoryJudge, carried: CarriedOver, task: AuditTask) -> Judged:
    """Judge a repository that has not changed: only what depends on the time is looked at.

    Raises NotKept when that needs more than was kept.
    """
    context = judge.context
    plan, empty = context.plan, Files(MemoryTree({}))
    checkout = Checkout(carried.repository, empty, carried.history, context.now, task.observation)
    timed = collect(checkout, frozenset(path for path in context.wanted if plan.table.specs[path].timed))
    evidence = carried.kept.evidence(plan, timed, context.now)
    verdicts = {**carried.kept.verdicts, **judge.judge.verdicts(evidence)}
    return _judged(verdicts, evidence, carried, (*carried.notes, carried.note), judge)


def _judged(
    verdicts: Mapping[str, RuleVerdict],
    evidence: Evidence,
    carried: CarriedOver,
    notes: Sequence[str],
    judge: RepositoryJudge,
) -> Judged:
    context = judge.context
    repository, policy = carried.repository, context.plan.policy
    here = place(repository)
    own = excused(carried.waivers, policy, here, context.now, context.today)
    results = judge.judge.settle(verdicts, evidence, here, own.waivers)
    subject = summarize(
        repository.id,
        "repository",
        repository,
        carried.commit,
        results,
        policy,
        (*notes, *repository.assumptions),
    )
    return Judged(subject, evidence.facts.only(context.kept), own.warnings)


def _excused(found: Held, repository: Repository, context: Context) -> Excused:
    return excused(found, context.plan.policy, place(repository), context.now, context.today)


def snapshot(judge: RepositoryJudge, task: AuditTask) -> Snapshot:
    """Collect one repository, and keep what the rules ask of it."""
    context = judge.context
    with _opened(task, context) as source:
        checkout = _checkout(source, task, judge.owning, context.now)
        facts = collect(checkout, context.plan.wanted)
        ledger = CallLog(TreeAnswers(checkout.files, context.now))
        Judge(context.plan).judge(Evidence(facts, ledger, context.now), place(checkout.repository))
        return _snapshot(source, checkout, facts, ledger, context)


def _snapshot(
    source: GitSource, checkout: Checkout, facts: Facts, ledger: CallLog, context: Context
) -> Snapshot:
    return Snapshot(
        SCHEMA,
        f"standards-checker {__version__}",
        context.now.isoformat(),
        checkout.repository,
        source.commit,
        context.plan.table.typed(facts),
        tuple(source.tree.entries),
        ledger.calls(),
        (*source.passing, *source.notes),
        held(source, context.plan.policy),
    )


def replay(judge: RepositoryJudge, kept_at: tuple[Snapshot, datetime]) -> Judged:
    """Judge a snapshot as of a time."""
    kept, now = kept_at
    return judge_snapshot(
        judge, replace(kept, notes=(*kept.notes, f"judged from a snapshot of {kept.collected_at}")), now
    )


def judge_snapshot(judge: RepositoryJudge, kept: Snapshot, now: datetime) -> Judged:
    """Judge a snapshot as of a time: at its own time, what was judged of the repository itself."""
    context = replace(judge.context, now=now)
    policy, repository = context.plan.policy, kept.repository
    facts = kept.judged_at(now, context.plan.table, context.wanted)
    evidence = Evidence(facts, kept.answers(now), now)
    own = _excused(kept.waivers, repository, context)
    results = judge.judge.judge(evidence, place(repository), own.waivers)
    notes = (*kept.notes, *repository.assumptions)
    subject = summarize(repository.id, "repository", repository, kept.commit, results, policy, notes)
    return Judged(subject, facts.only(context.kept), own.warnings)


@contextmanager
def _opened(task: AuditTask, context: Context) -> Iterator[GitSource]:
    if task.observation is None:
        with open_source(task.target, context.at, context.staged, context.tip) as source:
            yield source
    elif task.folder:
        from checker.git.mirror import open_mirror

        with open_mirror(Path(task.folder), context.at) as source:
            yield source
    else:
        yield _unopened(task)


def _unopened(task: AuditTask) -> GitSource:
    """Return a source without a clone: files where GitHub is asked for them, else none at all."""
    assert task.observation
    listed = task.observation.repository
    identity = origin.normalize(listed.url)
    files = task.tree or MemoryTree({})
    page = origin.page(identity)
    return GitSource(files, None, listed.head, 0, identity, page, listed.branch, (), OfTree(files))


def _checkout(source: GitSource, task: AuditTask, owning: Owning, now: datetime) -> Checkout:
    files = Files(source.tree)
    repository = owning.identified(source, Files(source.tip) if source.tip else files, task)
    return Checkout(repository, files, source.history, now, task.observation)


def place(repository: Repository) -> WaiverScope:
    """Return what waivers match a repository by: its team only where more than its own word says so."""
    found = WaiverScope.of(repository)
    return found if repository.ownership.vouched else replace(found, team="")
