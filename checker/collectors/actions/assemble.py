"""Puts the facts together: the parts that are not asked for are not worked out."""

from collections.abc import Callable, Iterator, Mapping

from msgspec.structs import replace

from checker.ci.seen import NotUnderstood, SeenCheck
from checker.ci.sorting import SCRIPT, TAUGHT
from checker.collectors import Checkout, fact
from checker.collectors.actions import (
    credentials,
    hygiene,
    injections,
    known,
    obfuscation,
    privileges,
    soundness,
    source,
    supply,
)
from checker.collectors.actions.bots import bot_conditions
from checker.collectors.actions.checkouts import untrusted_checkouts
from checker.collectors.actions.publish import PAGES, Publishing
from checker.collectors.actions.reach import PRE_COMMIT_CI, Pipelines
from checker.collectors.actions.runs import WorkflowRuns
from checker.collectors.actions.source import Record, WorkflowSource
from checker.collectors.actions.taint import Taint
from checker.errors import Cause
from checker.files.gaps import UnseenFiles
from checker.model.facts import Facts, merge
from checker.model.json_value import Json

_RECORDS: Mapping[str, Callable[[WorkflowSource], list[Record]]] = {
    "workflows": hygiene.workflows,
    "broken": lambda found: list(found.broken),
    "uses": supply.uses,
    "remote_uses": supply.remote_uses,
    "runs": supply.runs,
    "raw_inputs": injections.raw_inputs,
    "broad_permissions": privileges.broad_permissions,
    "shared_write_scopes": privileges.shared_write_scopes,
    "secret_exposures": privileges.secret_exposures,
    "unpinned_images": supply.unpinned_images,
    "piped_downloads": supply.piped_downloads,
    "self_hosted": privileges.self_hosted,
    "unsound_conditions": soundness.unsound_conditions,
    "choices": soundness.choices,
    "obfuscations": obfuscation.obfuscations,
    "archived_uses": known.archived_uses,
}
_OF_PIPELINES: Mapping[str, Callable[[Publishing], tuple[list[Record], UnseenFiles]]] = {
    "publish_credentials": lambda publishing: (publishing.steps, publishing.unclear_secrets),
    "publish_steps": lambda publishing: (publishing.steps, publishing.unclear),
    "release_caches": lambda publishing: publishing.caches,
    "credential_leaks": lambda publishing: privileges.credential_leaks(publishing.runs, publishing.pipelines),
}
_OF_RUNS: Mapping[str, Callable[[WorkflowRuns], list[Record]]] = {
    "passwords": credentials.passwords,
    "secret_jobs": credentials.secret_jobs,
}
_OF_TAINT: Mapping[str, Callable[[Taint], list[Record]]] = {
    "injections": injections.injections,
    "env_writes": injections.env_writes,
}
_OF_GUARDS: Mapping[str, Callable[[WorkflowRuns], tuple[list[Record], UnseenFiles]]] = {
    "untrusted_checkouts": untrusted_checkouts,
    "bot_conditions": bot_conditions,
}


def collect(checkout: Checkout, wanted: frozenset[str]) -> Facts:
    """Return the wanted facts about continuous integration."""
    found = source.read(checkout)
    pipelines = Pipelines(found, checkout.recognize)
    asked = {path.removeprefix("actions.") for path in wanted if path.startswith("actions.")}
    runs = WorkflowRuns(found)
    parts = [_records(found, name) for name in _RECORDS if name in asked]
    parts += [answer(found, pipelines) for name, answer in _answers().items() if name in asked]
    if "advised_uses" in asked:
        parts.append(_listed(found, "advised_uses", *known.advised_uses(found)))
    publishing = Publishing(runs, pipelines)
    parts += _of_runs(found, runs, asked)
    parts += _of_pipelines(found, publishing, asked)
    if "publishes" in asked:
        parts.append(_publishes(pipelines, publishing))
    if "taught" in asked:
        parts.append(_taught(checkout, pipelines))
    return _taught_how(merge(parts))


def _of_runs(found: WorkflowSource, runs: WorkflowRuns, asked: set[str]) -> Iterator[Facts]:
    """Answer by what runs because of an event; what a bound leaves out is not seen."""
    for name, of_runs in _OF_RUNS.items():
        if name in asked:
            yield _listed(found, name, of_runs(runs), runs.gaps)
    taint = Taint(runs)
    for name, of_taint in _OF_TAINT.items():
        if name in asked:
            yield _listed(found, name, of_taint(taint), taint.gaps)
    for name, of_guards in _OF_GUARDS.items():
        if name in asked:
            records, unclear = of_guards(runs)
            yield _listed(found, name, records, unclear | runs.gaps)


def _of_pipelines(found: WorkflowSource, publishing: Publishing, asked: set[str]) -> Iterator[Facts]:
    """Answer by what the steps of runs do, in scripts that they call as well."""
    for name, answer in _OF_PIPELINES.items():
        if name in asked:
            records, unclear = answer(publishing)
            yield _listed(found, name, records, unclear | publishing.runs.gaps)


def _taught_how(facts: Facts) -> Facts:
    """Say beside what was not understood how to teach it."""
    told = tuple(
        replace(each, reason=f"{each.reason}; {_TEACHES[each.path]}")
        if each.cause is Cause.NOT_UNDERSTOOD and each.path in _TEACHES
        else each
        for each in facts.problems
    )
    return Facts(facts.values, told)


def _records(found: WorkflowSource, name: str) -> Facts:
    return _listed(found, name, _RECORDS[name](found))


def _listed(
    found: WorkflowSource, name: str, records: list[Record], unclear: UnseenFiles | None = None
) -> Facts:
    items: list[Json] = [*records]
    gaps = found.gaps.unread if name == "broken" else found.gaps
    return fact(f"actions.{name}", items, gaps if unclear is None else gaps | unclear)


def _answers() -> Mapping[str, Callable[[WorkflowSource, Pipelines], Facts]]:
    return {
        "ci_files": _files,
        "ci_systems": _systems,
        "readable_ci": lambda _, pipelines: Facts({"actions.readable_ci": not pipelines.unreadable}),
        "calls_elsewhere": _calls,
        "hooks": _hooks,
        "hygiene": lambda found, _: hygiene.hygiene(found),
        "tools": _tools,
        "enforced_tools": _enforced_tools,
        "checks": _seen_checks,
        "runs_tests": _runs_tests,
        "enforces_tests": _enforces_tests,
        "checks_pull_requests": _checks_pull_requests,
    }


def _calls(_: WorkflowSource, pipelines: Pipelines) -> Facts:
    """Tell whether anything calls elsewhere; what cannot be read might."""
    calls = any(each.elsewhere for each in pipelines.seen.unknown)
    gaps = UnseenFiles() if calls else pipelines.gaps(lambda _: False)
    return fact("actions.calls_elsewhere", calls, gaps)


def _systems(found: WorkflowSource, pipelines: Pipelines) -> Facts:
    """List the systems; a workflow that cannot be read may be the only one that works."""
    github = UnseenFiles() if "github-actions" in pipelines.names else found.gaps
    return fact("actions.ci_systems", pipelines.names, github | pipelines.unread)


def _files(found: WorkflowSource, pipelines: Pipelines) -> Facts:
    items: list[Json] = [
        {"path": workflow.path, "line": 1, "system": "github-actions"} for workflow in found.workflows
    ]
    items += [
        {"path": path, "line": 1, "system": system.system}
        for system in pipelines.others
        for path in system.paths
    ]
    return fact("actions.ci_files", items, found.gaps | pipelines.unread)


def _hooks(_: WorkflowSource, pipelines: Pipelines) -> Facts:
    hooks, gaps = pipelines.read_hooks
    return fact("actions.hooks", sorted(hooks.tools), gaps)


def _tools(_: WorkflowSource, pipelines: Pipelines) -> Facts:
    """List the tools; what is missing may run where it cannot be seen."""
    seen = {check.tool for check in pipelines.checks(lambda check: check.runs)}
    gaps = pipelines.gaps(lambda each: each.has_code and each.may_scan)
    return fact("actions.tools", sorted(seen - _NO_TOOLS), gaps)


def _enforced_tools(_: WorkflowSource, pipelines: Pipelines) -> Facts:
    seen = {check.tool for check in pipelines.checks(_is_enforced)}
    return fact("actions.enforced_tools", sorted(seen - _NO_TOOLS), pipelines.gaps(_could_be_tool))


def _seen_checks(_: WorkflowSource, pipelines: Pipelines) -> Facts:
    items: list[Json] = [
        {
            "path": check.path,
            "line": check.line,
            "tool": check.tool,
            "checks": list(check.checks),
            "enforced": not check.reason,
            "reason": check.reason,
            "before_merge": check.before_merge is True,
        }
        for check in pipelines.seen.checks
    ]
    return fact("actions.checks", items, pipelines.gaps(_could_be_tool))


def _taught(checkout: Checkout, pipelines: Pipelines) -> Facts:
    files = [
        each
        for each in checkout.recognize
        if each.kind == "ci" and checkout.files.glob(each.pattern, everything=True)
    ]
    items: list[Json] = [
        {"path": each.path, "line": each.line, "kind": each.kind, "pattern": each.pattern}
        for each in (*pipelines.seen.taught, *files)
    ]
    return Facts({"actions.taught": items})


def _runs_tests(_: WorkflowSource, pipelines: Pipelines) -> Facts:
    runs = bool(pipelines.checks(lambda check: check.runs and not check.idle and "test" in check.checks))
    return _grown("actions.runs_tests", runs, pipelines.gaps(lambda each: each.has_code and each.may_test))


def _enforces_tests(_: WorkflowSource, pipelines: Pipelines) -> Facts:
    enforces = bool(pipelines.checks(lambda check: _is_enforced(check) and "test" in check.checks))
    gaps = pipelines.gaps(lambda each: _could_enforce(each) and each.may_test)
    return _grown("actions.enforces_tests", enforces, gaps)


def _checks_pull_requests(_: WorkflowSource, pipelines: Pipelines) -> Facts:
    """Tell whether an enforced check runs before changes are merged."""
    checked = pipelines.checks(lambda check: _is_enforced(check) and not _CHECKS.isdisjoint(check.checks))
    before = any(check.before_merge is True for check in checked) or PRE_COMMIT_CI in pipelines.names
    gaps = pipelines.gaps(
        lambda each: (
            _could_enforce(each) and (each.may_test or each.may_scan) and each.before_merge is not False
        )
    )
    undated = pipelines.undated if any(check.before_merge is None for check in checked) else UnseenFiles()
    return _grown("actions.checks_pull_requests", before, gaps | undated)


def _publishes(pipelines: Pipelines, publishing: Publishing) -> Facts:
    registries = {each.registry for each in pipelines.seen.publications}
    registries.update(str(step["registry"]) for step in publishing.steps)
    publishes = bool(registries - {PAGES})
    return _grown("actions.publishes", publishes, pipelines.gaps(lambda each: each.may_publish))


_TEACHES = {
    f"actions.{name}": f'say by `recognize: {{{kind}: ["COMMAND"]}}` in checker.yml what a command does'
    for name, kind in (
        ("enforces_tests", "tests"),
        ("runs_tests", "tests"),
        ("checks", "harmless"),
        ("checks_pull_requests", "tests"),
        ("publishes", "publish"),
        ("enforced_tools", "harmless"),
        ("tools", "harmless"),
    )
}
"""How settings teach what is not understood, for each fact."""
_NO_TOOLS = frozenset({SCRIPT, TAUGHT})
_CHECKS = frozenset({"test", "lint", "format", "types", "sast", "infrastructure", "containers"})
"""What a change is judged by before it is merged."""


def _is_enforced(check: SeenCheck) -> bool:
    return check.runs and not check.reason


def _could_enforce(each: NotUnderstood) -> bool:
    """Tell whether what is not understood could be a check whose failure counts."""
    return each.has_code and each.enforced


def _could_be_tool(each: NotUnderstood) -> bool:
    return _could_enforce(each) and each.may_scan


def _grown(path: str, value: bool, gaps: UnseenFiles) -> Facts:
    """Give a yes as it is, a no only when everything was read and understood."""
    return fact(path, value, UnseenFiles() if value else gaps)
