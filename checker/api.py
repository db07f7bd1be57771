"""What programs in Python may call; `checker` gives it all by name, and docs/api.md says what is promised.

Nothing here prints, exits or asks for input, and no clock has a say where the time is given.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from msgspec.structs import replace

from checker.errors import CheckerError, PolicyError, TargetError, UsageError
from checker.model.audit import Audit
from checker.model.change import Change
from checker.model.policy import Policy
from checker.policy.settings.configuration import Configuration

if TYPE_CHECKING:
    from checker.engine.compile import Plan

__all__ = [
    "Audit",
    "Change",
    "CheckerError",
    "Policy",
    "PolicyError",
    "TargetError",
    "UsageError",
    "audit",
    "compare",
    "load_policy",
    "read_report",
    "report",
]

Name: TypeAlias = str | PathLike[str]
"""A path, or what the command line takes in its place: a pack, an address, github:OWNER/NAME."""
Names: TypeAlias = Name | Iterable[Name]


def load_policy(
    policies: Names = "baseline", *, folder: Name | None = None, now: datetime | None = None
) -> Policy:
    """Load packs and policy files as one policy.

    Relative names start at *folder*, by default where the process stands. The length of waivers is
    measured from *now*, by default the clock's time.
    Raises PolicyError with every mistake, each as file:line:column.
    """
    from checker.app.policies.compile_plan import prepare

    root = Path.cwd() if folder is None else Path(folder)
    return prepare(_texts(policies), root, _moment(now).date()).policy


def audit(  # noqa: PLR0913  # what an audit can be asked
    targets: Names = (),
    *,
    policy: Policy | Names | None = None,
    configuration: Name | None = None,
    now: datetime | None = None,
    at: str = "",
    staged: bool = False,
    facts: Iterable[Name] = (),
    jobs: int = 1,
    executor: str = "",
) -> Audit:
    """Judge repositories as of *now*, by default the clock's time.

    *targets* are as on the command line, by default those of the configuration. *policy* is loaded
    already or named; by default it is the configuration's, else the pack `baseline`. *configuration* is a
    checker.yml that you vouch for, or a folder that has one in it or above it; without it none is read.
    *at* is a commit or a date to judge instead of HEAD, *staged* judges the index. *facts* are files of
    `checker collect` to judge instead of targets. *jobs* is how many worker processes judge at once; 0
    means one a processor. *executor* is the address of a Dask scheduler (dask://HOST:PORT), whose workers
    judge instead. What cannot be read is in `Audit.uncollected`.
    Raises PolicyError, UsageError for what makes no sense, or TargetError where no scheduler answers.
    """
    from checker.app.audit.run import AuditRequest
    from checker.app.audit.run import audit as run
    from checker.app.audit.snapshots import audit_snapshots

    moment = _moment(now)
    settings = _settings(configuration)
    plan = _plan(policy, settings, moment)
    named, files = _texts(targets), [Path(each) for each in facts]
    if not named and not files:
        settings.check("targets")
    if bool(named) is bool(files) and (files or not settings.targets):
        raise UsageError("an audit needs either targets or facts", 'audit(".") judges the repository here')
    if files:
        return audit_snapshots(files, moment if now else None, plan, settings, moment.date(), hosted=True)
    request = AuditRequest(
        named, moment, at, staged, jobs, today=moment.date(), hosted=True, executor=executor
    )
    return run(request, plan, settings)


def compare(before: Audit, after: Audit) -> Change:
    """Say what is different between two audits, and what each score's difference comes from."""
    from checker.engine import comparison

    return comparison.compare(before, after)


def report(told: Audit | Change, form: str = "json", *, width: int = 80, verbose: bool = False) -> str:
    """Return an audit, or the comparison of two, in a format that `checker audit -o` or `compare -o` has.

    *width* and *verbose* matter to formats for people.
    Raises UsageError for an unknown format, and for one that is a folder of pages.
    """
    from checker import plugins
    from checker.render import Style
    from checker.render.shared import homonyms

    loaded = plugins.load(plugins.CHANGES if isinstance(told, Change) else plugins.FORMATS, form)
    if hasattr(loaded, "pages"):
        raise UsageError(f"{form} is a folder of pages", "`checker report` writes it")
    shown = told if isinstance(told, Change) else homonyms.audit(told)
    return str(loaded.render(shown, Style(width=width, verbose=verbose)))


def read_report(text: str) -> Audit:
    """Return the audit that a JSON report tells of.

    Raises UsageError when it is none.
    """
    from checker.render.machine import json

    try:
        return json.read(text)
    except ValueError as error:
        raise UsageError(str(error)) from error


def _settings(configuration: Name | None) -> Configuration:
    from checker.policy.settings import config

    if configuration is None:
        return Configuration(Path.cwd())
    path = Path(configuration)
    return config.find(path) if path.is_dir() else config.trusted(path)


def _plan(policy: Policy | Names | None, settings: Configuration, now: datetime) -> "Plan":
    from checker.app.policies import compile_plan
    from checker.policy.loading.assemble import digest

    if isinstance(policy, Policy):
        # It may have been changed since it was loaded.
        return compile_plan.compiled(replace(policy, digest=digest(policy)))
    if policy is None:
        return compile_plan.planned(compile_plan.named((), settings), now.date())
    return compile_plan.prepare(_texts(policy), Path.cwd(), now.date())


def _texts(names: Names) -> tuple[str, ...]:
    if isinstance(names, (str, PathLike)):
        return (fspath(names),)
    return tuple(fspath(name) for name in names)


def _moment(now: datetime | None) -> datetime:
    from checker.app.audit.times import accepted

    if now is None:
        return datetime.now(UTC).replace(microsecond=0)
    if now.tzinfo is None:
        raise UsageError(f"{now.isoformat()} says no time zone", "give one: datetime(..., tzinfo=UTC)")
    return accepted(now, now.isoformat())
