"""The audit: targets and policy → results."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from datetime import UTC, datetime
from pathlib import Path

from checker import __version__
from checker.app.collecting import collect
from checker.collectors import Checkout
from checker.engine.compile import Plan
from checker.engine.functions import TreeAnswers
from checker.engine.groups import assign, roll_up
from checker.engine.judge import Judge
from checker.engine.ledger import Ledger
from checker.engine.score import summarize
from checker.engine.snapshot import SCHEMA, Snapshot, dump, load
from checker.engine.snapshot import moment as taken_at
from checker.engine.verdict import Evidence
from checker.engine.waivers import Place, warnings
from checker.errors import CheckerError, UsageError
from checker.executors import Work, default_jobs
from checker.files import Files
from checker.model.audit import Audit, PolicyStamp, Repository, RuleStamp, Subject, Uncollected
from checker.model.policy import Policy
from checker.model.team import Team
from checker.model.value import dataclass
from checker.packs.config import Configuration
from checker.source import Source, discover, enclosing, open_source

Progress = Callable[[int, int, str], None]
"""Told after each target: how many are done, how many there are, which it was."""


@dataclass(frozen=True, slots=True)
class Request:
    """What to audit; without *targets* those of the configuration, else where the user stands.

    *now* is the time that everything is judged against.
    """

    targets: tuple[str, ...]
    now: datetime
    at: str = ""
    staged: bool = False
    jobs: int = 0


@dataclass(frozen=True, slots=True)
class Context:
    """What every worker needs to know."""

    plan: Plan
    now: datetime
    at: str = ""
    staged: bool = False
    root: str = ""
    teams: tuple[Team, ...] = ()
    configuration: Configuration = field(default_factory=Configuration)


def audit(
    request: Request, plan: Plan, configuration: Configuration, progress: Progress | None = None
) -> Audit:
    """Audit every repository that the targets name; one that cannot be read never stops the rest.

    Raises UsageError or TargetError when a target names nothing at all.
    """
    names, missing = _repositories(request.targets or configuration.targets or (_here(),))
    context = _context(request, plan, configuration)
    work = Work[str, Subject](judge_target, prepare_worker, context)
    subjects: dict[int, Subject] = {}
    failed = list(missing)
    for index, outcome in work.run(names, request.jobs or default_jobs()):
        if progress:
            progress(len(subjects) + len(failed) + 1, len(names), names[index])
        if isinstance(outcome, Subject):
            subjects[index] = outcome
        else:
            failed.append(_uncollected(names[index], outcome))
    ordered = [subjects[index] for index in sorted(subjects)]
    return assemble(ordered, failed, context)


def _here() -> str:
    """Return the repository the user stands in, else the directory."""
    return str(enclosing(Path.cwd()) or ".")


def _repositories(targets: Sequence[str]) -> tuple[list[str], list[Uncollected]]:
    found: dict[str, None] = {}
    missing: list[Uncollected] = []
    for target in targets:
        try:
            found.update(dict.fromkeys(discover(target)))
        except CheckerError as error:
            missing.append(_uncollected(target, error))
    return list(found), missing


def _uncollected(target: str, error: Exception) -> Uncollected:
    if isinstance(error, CheckerError):
        return Uncollected(target, error.message.removeprefix(f"{target}: "), error.hint)
    return Uncollected(target, f"{type(error).__name__}: {error}", "please report this bug")


def _context(request: Request, plan: Plan, configuration: Configuration) -> Context:
    root = str(configuration.folder)
    return Context(plan, request.now, request.at, request.staged, root, configuration.teams, configuration)


class _Worker:
    """What a process keeps between repositories."""

    context: Context
    judge: Judge


def prepare_worker(context: Context) -> None:
    """Make this process ready to judge."""
    _Worker.context = context
    _Worker.judge = Judge(context.plan)


def judge_target(target: str) -> Subject:
    """Collect and judge one repository with what `prepare_worker` was given.

    Raises TargetError when it cannot be read.
    """
    context = _Worker.context
    with open_source(target, context.at, context.staged) as source:
        checkout = _checkout(source, target, context)
        facts = collect(checkout, context.plan.wanted)
        answers = Ledger(TreeAnswers(checkout.files, context.now))
        evidence = Evidence(facts, answers, context.now)
        results = _Worker.judge.judge(evidence, place(checkout.repository))
        return summarize(
            checkout.repository.id,
            "repository",
            checkout.repository,
            source.commit,
            results,
            context.plan.policy,
            (*source.notes, *checkout.repository.assumptions),
        )


def snapshot(target: str, context: Context) -> Snapshot:
    """Collect one repository and keep what the rules of the plan ask of it."""
    with open_source(target, context.at, context.staged) as source:
        checkout = _checkout(source, target, context)
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
        )


def replay(kept: Snapshot, context: Context) -> Subject:
    """Judge a snapshot."""
    facts = kept.judged_at(context.now, context.plan.table, context.plan.wanted)
    evidence = Evidence(facts, kept.answers(context.now), context.now)
    results = Judge(context.plan).judge(evidence, place(kept.repository))
    notes = (*kept.notes, f"judged from a snapshot of {kept.collected_at}")
    return summarize(
        kept.repository.id, "repository", kept.repository, kept.commit, results, context.plan.policy, notes
    )


def _checkout(source: Source, target: str, context: Context) -> Checkout:
    repository = _identified(source, target, context)
    return Checkout(repository, Files(source.tree), source.history, context.now)


def _identified(source: Source, target: str, context: Context) -> Repository:
    path = _relative(target, context.root)
    identity = source.origin or path
    name = "/".join(identity.split("/")[1:]) if source.origin else path
    plain = Repository(identity, name, path, source.web)
    team = assign([plain], context.teams).teams.get(identity, "")
    attributes = attributes_of(plain, team, context)
    assumptions = () if "archived" in attributes else ("assumed not archived: no catalog says so",)
    return replace(plain, team=team, attributes=attributes, assumptions=assumptions)


def attributes_of(repository: Repository, team: str, context: Context) -> Mapping[str, str | bool]:
    """Return what the catalog says of a repository: its own entry before its team's."""
    of_team = next((each.attributes for each in context.teams if each.team == team), {})
    return {**of_team, **context.configuration.attributes_of(repository)}


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


def assemble(subjects: Sequence[Subject], failed: Sequence[Uncollected], context: Context) -> Audit:
    """Add up subjects to groups, and everything to an audit."""
    policy = context.plan.policy
    name = context.configuration.organization or "organization"
    organization, teams = roll_up(subjects, context.teams, policy, name)
    return Audit(
        f"standards-checker {__version__}",
        stamp(policy),
        context.now.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        organization,
        teams,
        tuple(subjects),
        tuple(sorted(failed, key=lambda each: each.target)),
        tuple(_warnings(subjects, context)),
    )


def stamp(policy: Policy) -> PolicyStamp:
    """Return what a report says about the policy in force."""
    return PolicyStamp(
        policy.id,
        policy.version,
        policy.digest,
        policy.title,
        policy.levels,
        {key: str(position) for key, position in policy.origins.items()},
        policy.objectives,
        tuple(RuleStamp.of(rule) for rule in policy.rules),
    )


def _warnings(subjects: Sequence[Subject], context: Context) -> Iterator[str]:
    repositories = [each.repository for each in subjects if each.repository]
    places = [place(repository) for repository in repositories]
    yield from warnings(context.plan.policy, places, context.now.date())
    yield from assign(repositories, context.teams).warnings
    later = sum(rule.subject != "repository" for rule in context.plan.policy.rules)
    if later:
        yield f"{later} rules judge teams or the organization, which this version does not do yet"
    if context.configuration.team_sources:
        named = ", ".join(context.configuration.team_sources)
        yield f"teams are not read from {named} yet; list them in checker.yml"
    if context.configuration.history not in ("", "none"):
        yield "no history is kept yet; keep the JSON reports instead"


def audit_snapshots(
    files: Sequence[Path], now: datetime | None, plan: Plan, configuration: Configuration
) -> Audit:
    """Judge kept snapshots, at the time of the latest unless *now* is given.

    Raises UsageError when a file is none of ours or cannot be read.
    """
    kept = [_read(path) for path in files]
    moments = [taken_at(each) for each in kept]
    context = _context(Request((), now or max(moments)), plan, configuration)
    subjects = [
        replay(each, context if now else replace(context, now=taken))
        for each, taken in zip(kept, moments, strict=True)
    ]
    return assemble(subjects, (), context)


def collect_snapshot(request: Request, plan: Plan, configuration: Configuration) -> str:
    """Return the snapshot of the one repository that a request names, as JSON.

    Raises UsageError when it names several, TargetError when it cannot be read.
    """
    found = [name for target in request.targets for name in discover(target)]
    if len(found) != 1:
        raise UsageError(f"{request.targets[0]} holds {len(found)} repositories", "collect them one by one")
    return dump(snapshot(found[0], _context(request, plan, configuration)))


def _read(path: Path) -> Snapshot:
    try:
        return load(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read: {error}") from error
