"""Audits of a change, both of its sides by the settings of where it goes: it cannot let itself pass."""

import os
from collections.abc import Collection, Iterator
from datetime import date
from functools import partial
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from checker.app.audit.run import AuditRequest, AuditWatcher, audit
from checker.app.audit.targets import GITHUB, here
from checker.app.policies.compile_plan import planned
from checker.collectors import github as topics
from checker.engine.compile import Plan, Program
from checker.engine.gate import ChangedPaths, Movable, gate
from checker.engine.rule_verdict import brief
from checker.errors import PolicyError, UsageError
from checker.filesystem.write import work_tree
from checker.git import base
from checker.model.audit import Audit, Subject
from checker.model.gate import Gate
from checker.model.result import Finding
from checker.policy.access import DISK, Access, Confined
from checker.policy.loading.sources import Sources
from checker.policy.settings import config
from checker.policy.settings.configuration import Configuration

_ATTRIBUTES = ".gitattributes"
_GITHUB = frozenset(spec.path for spec in topics.FACTS)
"""Facts that are the same on both sides of a change: only GitHub tells them."""


class ChangeUnderReview(Struct, frozen=True):
    """What is held against what: a repository, one of its commits, and another or what is staged.

    *tip* is the commit that the change goes to: its settings judge both sides.
    """

    target: str
    tip: str
    base: str
    head: str

    @property
    def sides(self) -> tuple[tuple[str, bool], ...]:
        """The commit of each side, and whether it is what is staged."""
        return (self.base, False), (self.head, self.head == base.STAGED)


class InForce(Struct, frozen=True):
    """What an audit is made by; *change* is what is judged, None for repositories as they are."""

    configuration: Configuration
    plan: Plan
    change: ChangeUnderReview | None = None


def in_force(  # noqa: PLR0913  # what the command line says
    targets: tuple[str, ...],
    ref: str,
    policies: tuple[str, ...],
    today: date,
    *,
    chosen: Path | None = None,
    staged: bool = False,
) -> InForce:
    """Return the settings for an audit of *targets*, or of the change from where *ref* goes (if not "").

    *chosen* is the configuration file that the user vouches for. Settings inside the repository of a
    change are those of the tip, so that the change cannot let itself pass; what lies outside of it, such
    as a checker.yml above, is taken as it is. Before the first commit nothing that is staged is a change.
    Raises UsageError or PolicyError for settings with mistakes, TargetError where the change is not all here.
    """
    target = _local(targets) if ref else ""
    if not ref or (staged and not base.born(target)):
        return _settled(policies, today, Path.cwd(), chosen, DISK)
    ends = base.ends(target, ref)
    with base.settings(target, ends, staged) as access:
        try:
            found = _settled(policies, today, _standing(), chosen, access)
        except (UsageError, PolicyError) as error:
            there = f"{ref} ({ends.tip[:12]})"
            hint = f"these are the settings of {there}, which judge the change: mend them there first"
            raise type(error)(error.message, hint if access.used else error.hint) from error
    return replace(
        found, change=ChangeUnderReview(target, ends.tip, ends.base, base.STAGED if staged else ends.head)
    )


def _local(targets: tuple[str, ...]) -> str:
    """Return the one local repository that is named; raises UsageError for anything else."""
    target = targets[0] if targets else _around()
    if len(targets) > 1 or target.startswith(GITHUB) or "://" in target:
        raise UsageError("--base is about one local repository", "audit them one by one")
    return target


def _around() -> str:
    """Return the repository that the user stands in; raises UsageError where a link of another led there.

    A change may have made that link, to a submodule of its choice.
    """
    found, named = here(), _standing()
    links = (each for each in (*reversed(named.parents), named) if each.is_symlink())
    crossed = next((link for link in links if work_tree(link.parent)), None)
    if crossed and work_tree(crossed.parent) != Path(found):
        hint = "name the repository whose change is to be judged"
        raise UsageError(f"{crossed} is a link in a work tree, and leads to another repository", hint)
    return found


def _settled(
    policies: tuple[str, ...], today: date, standing: Path, chosen: Path | None, access: Access
) -> InForce:
    found = config.find(standing, access) if chosen is None else config.trusted(standing / chosen, access)
    if policies:
        return InForce(found, planned(Sources(policies, standing, access), today))
    confined = Confined(access, found.folder) if found.confined else access
    return InForce(found, planned(Sources(found.policy or ("baseline",), found.folder, confined), today))


def _standing() -> Path:
    """Return where the user stands by the name that led there: a change may have made a link of it."""
    named, real = Path(os.environ.get("PWD", "")), Path.cwd()
    try:
        return named if named.is_absolute() and named.samefile(real) else real
    except OSError:
        return real


def audit_change(
    found: ChangeUnderReview,
    request: AuditRequest,
    plan: Plan,
    configuration: Configuration,
    watcher: AuditWatcher | None = None,
) -> tuple[Audit, Audit]:
    """Return the audits of the base and of the head, which holds the gate.

    Raises UsageError when either cannot be read.
    """
    sides = []
    for commit, staged in found.sides:
        asked = replace(request, targets=(found.target,), at=commit, staged=staged, tip=found.tip)
        side = audit(asked, plan, configuration, watcher)
        for each in side.uncollected:
            where = f"at {commit[:12]}" if commit else "as staged"
            raise UsageError(f"{each.target} cannot be judged {where}: {each.reason}", each.hint)
        sides.append(side)
    before, after = sides
    paths = _paths(found)
    told = gate(before.subjects[0], after.subjects[0], _movable(plan), paths)
    if _ATTRIBUTES in paths.touched:
        told = _noted(told, base.reclassified(found.target, found.tip, found.head))
    return before, replace(after, gate=told, subjects=(_shown(after.subjects[0], told),))


def _paths(found: ChangeUnderReview) -> ChangedPaths:
    between = (found.target, found.base, found.head)
    touched, takes = base.touched(*between)
    same = base.renamed(*between, exactly=True)
    return ChangedPaths(touched, base.renamed(*between), frozenset(same.values()), takes)


def _noted(told: Gate, reclassified: Collection[str]) -> Gate:
    """Say of findings that the attributes of the change would take away that these do not count yet."""
    return replace(
        told,
        worse=tuple(
            replace(each, findings=tuple(_with_note(finding, reclassified) for finding in each.findings))
            for each in told.worse
        ),
    )


def _with_note(finding: Finding, reclassified: Collection[str]) -> Finding:
    if finding.path not in reclassified:
        return finding
    return replace(finding, message=f"{finding.message} ({_ATTRIBUTES} of the change does not count yet)")


def _shown(subject: Subject, told: Gate) -> Subject:
    """Return a subject with as much evidence as reports show, whatever is new among it."""
    fresh = {each.rule: each.findings for each in told.worse}
    results = tuple(brief(each, fresh.get(each.rule, ())) for each in subject.results)
    return replace(subject, results=results)


def _movable(plan: Plan) -> Movable:
    names = [rule.id for rule in plan.policy.rules]
    rules = frozenset(name for name in names if not _is_beyond(plan, name))
    return Movable(rules, _GITHUB, frozenset(name for name in rules if _applies_anyway(plan, name)))


def _applies_anyway(plan: Plan, rule: str) -> bool:
    """Tell whether no change of files can make a rule apply, as one for many authors in a year."""
    programs = plan.programs[rule]
    return "when" in programs and "each" not in programs and _passes(plan, programs["when"])


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
