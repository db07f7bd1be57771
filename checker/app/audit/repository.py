"""One repository: collected and judged, from its snapshot as far as that goes."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from msgspec import Struct, field
from msgspec.structs import replace

from checker._version import __version__
from checker.app.audit import snapshot_cache
from checker.app.audit.context import TAUGHT, Context, Snapshots, moment_of
from checker.app.audit.identity import Owning
from checker.app.audit.opened_repository import OpenedRepository
from checker.app.audit.repository_waivers import excused, held
from checker.app.audit.snapshot_cache import KeptSnapshot, SnapshotHead
from checker.app.audit.targets import AuditTask
from checker.collectors import Checkout
from checker.collectors.history.recorded import RecordedHistory
from checker.collectors.registry import collect
from checker.ecosystems.catalog import catalog
from checker.engine.assessment import not_assessed
from checker.engine.call_log import CallLog
from checker.engine.group_facts import concerns
from checker.engine.judge import Judge
from checker.engine.rule_verdict import Evidence, RuleVerdict
from checker.engine.score import summarize
from checker.engine.snapshot import SCHEMA, Snapshot, dump, moment
from checker.engine.waivers import WaiverScope
from checker.files import Files, MemoryTree
from checker.model.audit import Repository, Subject
from checker.model.facts import Facts, merge
from checker.model.history import HistoryRecord

TOOL = f"standards-checker {__version__}"


class Judged(Struct, frozen=True):
    """One judged repository, those of its facts that its team is judged by, and what to warn of.

    *snapshot* is what was collected of it, "" where nothing was or nobody wants it. *taught* are the
    patterns of `recognize` that matched something, as FILE:LINE PATTERN.
    """

    subject: Subject
    kept: Facts = field(default_factory=Facts)
    warnings: tuple[str, ...] = ()
    snapshot: str = ""
    taught: tuple[str, ...] = ()


class RepositoryJudge:
    """What judges repositories, one after another, as one context asks; *wanted* are the facts to collect."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.wanted = frozenset(path for path in context.wanted if concerns(path, "repository"))
        self.judge = Judge(context.plan, debt=context.configuration.debt, whole=bool(context.tip))
        self.owning = Owning(context.configuration, context.root)


def judge_task(judge: RepositoryJudge, task: AuditTask) -> Judged:
    """Judge one repository, and keep what was seen of it; raises TargetError when it cannot be read.

    One that has not changed is judged by what was kept of it, and so is one that this run has collected.
    """
    context = judge.context
    state = snapshot_cache.state_of(task, context.collecting) if context.collecting else ""
    kept = _kept(task, state, context)
    carried = kept is not None and kept.head.run != context.run
    with OpenedRepository(task, context) as opened:
        seen = _Seen(judge, task, opened, kept.snapshot if kept else _unread(judge, task, opened))
        verdicts = _verdicts(judge, seen, kept)
        notes = (*seen.base.notes, _age(seen.base)) if carried else seen.base.notes
        notes = notes if kept else (*opened.source.passing, *notes)
        judged = _judged(judge, seen.base, seen.evidence, verdicts, notes)
        if context.snapshots is Snapshots.ALL or (context.snapshots is Snapshots.COLLECTED and not carried):
            judged = replace(judged, snapshot=dump(replace(seen.taken(), notes=notes)))
        if context.collecting and not (kept and kept.head.judging == context.judging and not seen.grew):
            lasting = {name: each for name, each in verdicts.items() if name not in context.plan.timed}
            run = kept.head.run if kept else context.run
            # What was too much once is not read again at the same time, and is lacking all the same.
            complete = seen.complete and (kept is None or kept.head.complete)
            head = SnapshotHead(state=state, judging=context.judging, run=run, complete=complete)
            snapshot_cache.keep(task.target, KeptSnapshot(head, seen.kept(), lasting))
    return judged


def _verdicts(judge: RepositoryJudge, seen: "_Seen", kept: KeptSnapshot | None) -> dict[str, RuleVerdict]:
    """Return what each rule says by itself; what was kept stands where the time cannot change it."""
    if kept and kept.head.judging == judge.context.judging:
        return {**kept.verdicts, **judge.judge.verdicts(seen.evidence, judge.context.plan.timed)}
    return judge.judge.verdicts(seen.evidence)


def _kept(task: AuditTask, state: str, context: Context) -> KeptSnapshot | None:
    """Return what was kept of a repository that this run has collected, or that has not changed."""
    if not context.collecting:
        return None
    index = context.snapshots is not Snapshots.NONE
    return snapshot_cache.find(task.target, "" if context.refresh else state, context.run, index=index)


def _unread(judge: RepositoryJudge, task: AuditTask, opened: OpenedRepository) -> Snapshot:
    """Return the snapshot of a repository of which no more is known than who it is."""
    context, source = judge.context, opened.source
    agreed = Files(source.tip) if source.tip else opened.files
    return Snapshot(
        schema=SCHEMA,
        tool=TOOL,
        collected_at=moment_of(context.now),
        repository=judge.owning.identified(source, agreed, task),
        commit=source.commit,
        facts=Facts(),
        entries=tuple(source.tree.entries) if context.snapshots is not Snapshots.NONE else None,
        ledger=(),
        notes=source.notes,
        history=HistoryRecord(shallow=source.history.shallow) if source.history else None,
    )


def _age(snapshot: Snapshot) -> str:
    """Return what a report says about the age of what was not collected again."""
    return f"carried over: nothing has changed since it was collected at {snapshot.collected_at}"


class _Seen:
    """What one repository is judged by: its snapshot, completed from the repository where it has to be.

    *base* is the snapshot without what was added, but for the repository's own waivers. *evidence* are facts
    and answers as of the time of the audit.
    """

    def __init__(
        self, judge: RepositoryJudge, task: AuditTask, opened: OpenedRepository, base: Snapshot
    ) -> None:
        context = judge.context
        self._table = context.plan.table
        self._now = context.now
        self._recognize = context.recognize
        self._at_once = moment(base) == context.now
        self._known = base
        self._history = RecordedHistory(opened.history, base.history) if base.history else None
        self._ledger = CallLog(opened, base.ledger)
        asks = context.plan.policy.repository_waivers and not base.waivers.asked
        self.base = replace(base, waivers=held(opened.source, context.plan.policy)) if asks else base
        holding = base.holding(context.now, self._table)
        self._lacking = frozenset(path for path in judge.wanted if self._lacks(path))
        self._collected = self._collect(task, opened)
        self.evidence = Evidence(merge((holding, self._collected)), self._ledger, context.now)

    def _lacks(self, path: str) -> bool:
        """Tell whether a fact was not asked for yet, or holds for the time of the snapshot alone."""
        later = self._table.specs[path].timed and not self._at_once
        return later or path not in self._known.wanted

    def _collect(self, task: AuditTask, opened: OpenedRepository) -> Facts:
        if not self._lacking:
            return Facts()
        # What is timed alone is measured from the history and from what GitHub said.
        files = opened.files if self._lasting else Files(MemoryTree({}))
        checkout = Checkout(
            self.base.repository, files, self._history, self._now, task.observation, self._recognize
        )
        return self._table.typed(collect(checkout, self._lacking))

    @property
    def _lasting(self) -> frozenset[str]:
        """The facts that were collected and do not depend on the time."""
        return frozenset(path for path in self._lacking if not self._table.specs[path].timed)

    @property
    def complete(self) -> bool:
        """Tell whether facts that the time changes can be measured again without the repository."""
        return self._history is None or self._history.complete

    @property
    def grew(self) -> bool:
        """Tell whether more was asked of the repository than its snapshot held."""
        read = self._history is not None and self._history.record != self._known.history
        return read or self._ledger.grew or bool(self._lasting) or self.base is not self._known

    def kept(self) -> Snapshot:
        """Return the snapshot to keep: what was measured later holds for that time alone."""
        new = self._collected if self._at_once else self._collected.only(self._lasting)
        wanted = self._lacking if self._at_once else self._lasting
        return replace(
            self.base,
            facts=merge((self.base.facts, new)),
            wanted=self.base.wanted | wanted,
            ledger=self._ledger.calls(),
            history=self._history.record if self._history else None,
        )

    def taken(self) -> Snapshot:
        """Return the snapshot as of now, to be judged elsewhere: without the commits."""
        return replace(
            self.kept(),
            collected_at=moment_of(self._now),
            facts=self.evidence.facts,
            history=None,
            wanted=frozenset(),
        )


def _judged(
    judge: RepositoryJudge,
    base: Snapshot,
    evidence: Evidence,
    verdicts: Mapping[str, RuleVerdict],
    notes: Sequence[str],
) -> Judged:
    context = judge.context
    repository, policy = base.repository, context.plan.policy
    here = place(repository)
    own = excused(base.waivers, policy, here, evidence.now, context.today)
    results = judge.judge.settle(verdicts, evidence, here, own.waivers)
    subject = summarize(
        repository.id,
        "repository",
        repository,
        base.commit,
        results,
        policy,
        (*notes, *repository.assumptions),
    )
    missing = not_assessed(context.plan, results, evidence.facts, catalog().feeds)
    return Judged(
        replace(subject, not_assessed=missing),
        evidence.facts.only(context.kept),
        own.warnings,
        taught=tuple(_taught(evidence.facts)),
    )


def _taught(facts: Facts) -> Iterator[str]:
    """Yield the patterns of `recognize` that matched something, as FILE:LINE PATTERN."""
    for path in TAUGHT:
        value = facts.values.get(path)
        for each in value if isinstance(value, (list, tuple)) else ():
            if isinstance(each, Mapping):
                yield f"{each['path']}:{each['line']} {each['pattern']}"


def identify(judge: RepositoryJudge, task: AuditTask) -> Repository:
    """Return who a repository is, and whose; raises TargetError when it cannot be read."""
    with OpenedRepository(task, judge.context) as opened:
        return _unread(judge, task, opened).repository


def replay(judge: RepositoryJudge, kept_at: tuple[Snapshot, datetime]) -> Judged:
    """Judge a snapshot as of a time."""
    kept, now = kept_at
    return judge_snapshot(
        judge, replace(kept, notes=(*kept.notes, f"judged from a snapshot of {kept.collected_at}")), now
    )


def judge_snapshot(judge: RepositoryJudge, kept: Snapshot, now: datetime) -> Judged:
    """Judge a snapshot as of a time: at its own time, what was judged of the repository itself."""
    table = judge.context.plan.table
    facts = table.typed(kept.judged_at(now, table, judge.wanted))
    evidence = Evidence(facts, kept.answers(now), now)
    return _judged(judge, kept, evidence, judge.judge.verdicts(evidence), kept.notes)


def place(repository: Repository) -> WaiverScope:
    """Return what waivers match a repository by: its team only where more than its own word says so."""
    found = WaiverScope.of(repository)
    return found if repository.ownership.vouched else replace(found, team="")
