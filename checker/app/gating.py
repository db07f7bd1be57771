"""Audits of a change, both of its sides by what was agreed on before: it cannot let itself pass."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from checker.app.auditing import Request, Watcher, audit
from checker.app.tasks import GITHUB, here
from checker.collectors import github as topics
from checker.engine.compile import Plan, Program
from checker.engine.gate import Paths, gate
from checker.engine.verdict import brief
from checker.errors import UsageError
from checker.model.audit import Audit, Subject
from checker.model.gate import Gate
from checker.model.value import dataclass
from checker.packs import config
from checker.packs.config import Configuration
from checker.source import base, enclosing

_GITHUB = frozenset(spec.path for spec in topics.FACTS)
"""Facts that are the same on both sides of a change: only GitHub tells them."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is held against what: a repository, one of its commits, and another or what is staged."""

    target: str
    base: str
    head: str

    @property
    def sides(self) -> tuple[tuple[str, bool], ...]:
        """The commit of each side, and whether it is what is staged."""
        return (self.base, False), (self.head, self.head == base.STAGED)


def change(targets: tuple[str, ...], ref: str, staged: bool = False) -> Change | None:
    """Return the change from the commit that *ref* and HEAD have in common to HEAD, or to what is staged.

    Before the first commit nothing that is staged changes anything: None.
    Raises UsageError when there is not just one local repository.
    """
    target = targets[0] if targets else here()
    if len(targets) > 1 or target.startswith(GITHUB) or "://" in target:
        raise UsageError("--base is about one local repository", "audit them one by one")
    if staged and not base.born(target):
        return None
    since, head = base.merge_base(target, ref)
    return Change(target, since, base.STAGED if staged else head)


@contextmanager
def settled(
    targets: tuple[str, ...], ref: str, policies: tuple[str, ...], staged: bool = False
) -> Iterator[tuple[Change | None, Configuration, tuple[str, ...]]]:
    """Give the change since *ref* ("": none), and the configuration and policies that are in force.

    Those of a change are gone afterwards.
    """
    found = change(targets, ref, staged) if ref else None
    if found is None:
        yield None, config.find(Path.cwd()), policies
        return
    with agreed(found, policies) as (configuration, named):
        yield found, configuration, named


@contextmanager
def agreed(found: Change, policies: tuple[str, ...]) -> Iterator[tuple[Configuration, tuple[str, ...]]]:
    """Give the configuration and the policies as they are at the base of a change.

    A checker.yml outside of the repository is taken as it is: the change cannot reach it.
    """
    top = (enclosing(Path(found.target)) or Path(found.target)).resolve()
    with base.settings(found.target, found.base) as folder:
        yield _configuration(top, folder), tuple(_moved(name, top, folder, Path()) for name in policies)


def _configuration(top: Path, folder: Path) -> Configuration:
    """Return the configuration that holds where the user stands; reports go where they always go."""
    here_then = _inside(Path.cwd(), top, folder)
    if here_then is None:
        return config.find(Path.cwd())
    if config.locate(here_then, folder) is None:
        return config.find(top.parent)
    found = config.find(here_then)
    policies = tuple(_moved(name, top, folder, found.folder) for name in found.policy)
    return replace(found, folder=top / found.folder.relative_to(folder), policy=policies)


def _inside(path: Path, top: Path, folder: Path) -> Path | None:
    """Return where a path of the repository lies in *folder*, None if it is elsewhere."""
    try:
        return folder / path.resolve().relative_to(top)
    except ValueError:
        return None


def _moved(name: str, top: Path, folder: Path, start: Path) -> str:
    """Return a policy of the repository as it was at the base; others stay what they are."""
    if not name.endswith((".yml", ".yaml")) or "://" in name:
        return name
    path = (start / name).resolve()
    return str(_inside(path, top, folder) or path)


def audit_change(
    found: Change,
    request: Request,
    plan: Plan,
    configuration: Configuration,
    watcher: Watcher | None = None,
) -> tuple[Audit, Audit]:
    """Return the audits of the base and of the head, which holds the gate.

    Raises UsageError when either cannot be read.
    """
    sides = []
    for commit, staged in found.sides:
        # All findings are compared, also those that a report has no room for.
        asked = replace(request, targets=(found.target,), at=commit, staged=staged, whole=True)
        side = audit(asked, plan, configuration, watcher)
        for each in side.uncollected:
            where = f"at {commit[:12]}" if commit else "as staged"
            raise UsageError(f"{each.target} cannot be judged {where}: {each.reason}", each.hint)
        sides.append(side)
    before, after = sides
    deciding = frozenset(rule.id for rule in plan.policy.rules if not _is_beyond(plan, rule.id))
    told = gate(before.subjects[0], after.subjects[0], deciding, _GITHUB, _paths(found))
    return before, replace(after, gate=told, subjects=(_shown(after.subjects[0], told),))


def _paths(found: Change) -> Paths:
    between = (found.target, found.base, found.head)
    renamed, taken = base.renamed(*between), base.taken(*between)
    same = base.renamed(*between, exactly=True)
    return Paths(base.touched(*between), renamed, frozenset(same.values()), bool(taken))


def _shown(subject: Subject, told: Gate) -> Subject:
    """Return a subject with as much evidence as reports show, whatever is new among it."""
    fresh = {each.rule: each.findings for each in told.worse}
    results = tuple(brief(each, fresh.get(each.rule, ())) for each in subject.results)
    return replace(subject, results=results)


def _is_beyond(plan: Plan, rule: str) -> bool:
    """Tell whether no change of files can move a rule: it reads settings only, or is about time alone."""
    wanted = plan.wanted_by(rule)
    looks = any(program.looks for program in plan.programs[rule].values())
    asks = bool(wanted) and wanted <= _GITHUB and not looks
    return asks or all(map(partial(_passes, plan), _decisive(plan, rule)))


def _decisive(plan: Plan, rule: str) -> Iterator[Program]:
    """Yield what tells whether a rule that applies is met."""
    programs = plan.programs[rule]
    yield from (programs[key] for key in ("each", "assert", "findings") if key in programs)


def _passes(plan: Plan, program: Program) -> bool:
    """Tell whether only the clock moves an expression, as it does the days since the last release."""
    specs = plan.table.specs
    timed = [path in specs and specs[path].timed for path in program.reads]
    return bool(timed) and all(timed) and not program.looks
