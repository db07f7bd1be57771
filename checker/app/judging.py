"""One repository: collected and judged, or kept as a snapshot."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import field, replace
from datetime import date, datetime
from pathlib import Path

from checker import __version__
from checker.app.collecting import collect
from checker.app.excusing import Excused, excused, held
from checker.app.tasks import Task
from checker.collectors import Checkout
from checker.engine.compile import Plan
from checker.engine.functions import TreeAnswers
from checker.engine.groups import assign
from checker.engine.judge import Judge
from checker.engine.ledger import Ledger
from checker.engine.score import summarize
from checker.engine.snapshot import SCHEMA, Held, Snapshot
from checker.engine.verdict import Evidence
from checker.engine.waivers import Place
from checker.files import Files, MemoryTree
from checker.model.audit import Repository, Subject
from checker.model.facts import Facts
from checker.model.team import Team
from checker.model.value import dataclass
from checker.packs.config import Configuration
from checker.source import Source, open_source, origin
from checker.source.default import OfTree


@dataclass(frozen=True, slots=True)
class Context:
    """What every worker needs to know; *kept* are the facts that rules about groups will ask for.

    Waivers that repositories hold themselves are measured from *today*.
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

    @property
    def wanted(self) -> frozenset[str]:
        """The facts to collect of a repository."""
        return self.plan.wanted | self.kept


@dataclass(frozen=True, slots=True)
class Judged:
    """One judged repository, those of its facts that its team is judged by, and what to warn of."""

    subject: Subject
    kept: Facts = field(default_factory=Facts)
    warnings: tuple[str, ...] = ()


class _Worker:
    """What a process keeps between repositories."""

    context: Context
    judge: Judge


def prepare_worker(context: Context) -> None:
    """Make this process ready to judge."""
    _Worker.context = context
    _Worker.judge = Judge(context.plan)


def judge_task(task: Task) -> Judged:
    """Collect and judge one repository with what `prepare_worker` was given.

    Raises TargetError when it cannot be read.
    """
    context = _Worker.context
    with _opened(task, context) as source:
        checkout = _checkout(source, task, context)
        facts = collect(checkout, context.wanted)
        answers = Ledger(TreeAnswers(checkout.files, context.now))
        own = _excused(held(source, context.plan.policy), checkout.repository, context)
        evidence = Evidence(facts, answers, context.now)
        results = _Worker.judge.judge(evidence, place(checkout.repository), own.waivers)
        subject = summarize(
            checkout.repository.id,
            "repository",
            checkout.repository,
            source.commit,
            results,
            context.plan.policy,
            (*source.notes, *checkout.repository.assumptions),
        )
        return Judged(subject, _kept(facts, context), own.warnings)


def _excused(found: Held, repository: Repository, context: Context) -> Excused:
    return excused(found, context.plan.policy, place(repository), context.now, context.today)


def _kept(facts: Facts, context: Context) -> Facts:
    values = {path: value for path, value in facts.values.items() if path in context.kept}
    problems = {facts.problem(path) for path in context.kept if path not in values} - {None}
    return Facts(values, tuple(sorted((each for each in problems if each), key=lambda each: each.path)))


def snapshot(task: Task, context: Context) -> Snapshot:
    """Collect one repository and keep what the rules of the plan ask of it."""
    with _opened(task, context) as source:
        checkout = _checkout(source, task, context)
        facts = collect(checkout, context.plan.wanted)
        ledger = Ledger(TreeAnswers(checkout.files, context.now))
        Judge(context.plan).judge(Evidence(facts, ledger, context.now), place(checkout.repository))
        return Snapshot(
            SCHEMA,
            f"standards-checker {__version__}",
            context.now.isoformat(),
            checkout.repository,
            source.commit,
            context.plan.table.typed(facts),
            tuple(source.tree.entries),
            ledger.calls(),
            source.notes,
            held(source, context.plan.policy),
        )


def replay(kept: Snapshot, context: Context) -> Judged:
    """Judge a snapshot."""
    facts = kept.judged_at(context.now, context.plan.table, context.plan.wanted)
    evidence = Evidence(facts, kept.answers(context.now), context.now)
    own = _excused(kept.waivers, kept.repository, context)
    results = Judge(context.plan).judge(evidence, place(kept.repository), own.waivers)
    notes = (*kept.notes, f"judged from a snapshot of {kept.collected_at}")
    subject = summarize(
        kept.repository.id, "repository", kept.repository, kept.commit, results, context.plan.policy, notes
    )
    return Judged(subject, warnings=own.warnings)


@contextmanager
def _opened(task: Task, context: Context) -> Iterator[Source]:
    if task.observation is None:
        with open_source(task.target, context.at, context.staged) as source:
            yield source
    elif task.folder:
        from checker.source.mirror import open_mirror

        with open_mirror(Path(task.folder), context.at) as source:
            yield source
    else:
        yield _unopened(task)


def _unopened(task: Task) -> Source:
    """Return a source without a clone: files where GitHub is asked for them, else none at all."""
    assert task.observation
    listed = task.observation.repository
    identity = origin.normalize(listed.url)
    files = task.tree or MemoryTree({})
    page = origin.page(identity)
    return Source(files, None, listed.head, 0, identity, page, listed.branch, (), OfTree(files))


def _checkout(source: Source, task: Task, context: Context) -> Checkout:
    repository = _identified(source, task, context)
    return Checkout(repository, Files(source.tree), source.history, context.now, task.observation)


def _identified(source: Source, task: Task, context: Context) -> Repository:
    path = "" if task.observation else _relative(task.target, context.root)
    identity = source.origin or path
    name = "/".join(identity.split("/")[1:]) if source.origin else path
    plain = Repository(identity, name, path, source.web)
    team = assign([plain], context.teams).teams.get(identity, "")
    attributes = {**_of_github(task), **_of_catalog(plain, team, context)}
    assumptions = () if "archived" in attributes else ("assumed not archived: no catalog says so",)
    return replace(plain, team=team, attributes=attributes, assumptions=assumptions)


def _of_catalog(repository: Repository, team: str, context: Context) -> Mapping[str, str | bool]:
    """Return what the catalog says of a repository: its own entry before its team's."""
    of_team = next((each.attributes for each in context.teams if each.team == team), {})
    return {**of_team, **context.configuration.attributes_of(repository)}


def _of_github(task: Task) -> Mapping[str, str | bool]:
    if task.observation is None:
        return {}
    listed = task.observation.repository
    return {"archived": listed.archived, "visibility": listed.visibility}


def _relative(target: str, root: str) -> str:
    """Return a local path as it stands from the configuration's folder; the folder itself by name."""
    path = Path(target)
    if "://" in target or not path.exists():
        return target
    relative = Path(os.path.relpath(path.resolve(), Path(root).resolve())).as_posix()
    # The folder itself, or one around it, has no way that leads to it by name.
    return path.resolve().name if set(relative.split("/")) <= {".", ".."} else relative


def place(repository: Repository) -> Place:
    """Return what waivers match a repository by."""
    return Place(repository.id, repository.path, repository.team, repository.name)
