"""Puts the facts together: the parts that are not asked for are not worked out."""

from collections.abc import Callable, Mapping

from checker.collectors import Checkout, fact
from checker.collectors.actions import hygiene, injections, known, privileges, publish, reach, source, supply
from checker.collectors.actions.reach import Pipelines, SeenPipelines
from checker.collectors.actions.source import Record, WorkflowSource
from checker.files.gaps import UnseenFiles
from checker.model.facts import Facts, merge
from checker.model.json_value import Json

_RECORDS: Mapping[str, Callable[[WorkflowSource], list[Record]]] = {
    "workflows": hygiene.workflows,
    "broken": lambda found: list(found.broken),
    "uses": supply.uses,
    "remote_uses": supply.remote_uses,
    "runs": supply.runs,
    "injections": injections.injections,
    "raw_inputs": injections.raw_inputs,
    "untrusted_checkouts": privileges.untrusted_checkouts,
    "broad_permissions": privileges.broad_permissions,
    "shared_write_scopes": privileges.shared_write_scopes,
    "credential_leaks": privileges.credential_leaks,
    "secret_exposures": privileges.secret_exposures,
    "env_writes": injections.env_writes,
    "unpinned_images": supply.unpinned_images,
    "piped_downloads": supply.piped_downloads,
    "self_hosted": privileges.self_hosted,
    "publish_steps": publish.publish_steps,
    "release_caches": publish.release_caches,
}


def collect(checkout: Checkout, wanted: frozenset[str]) -> Facts:
    """Return the wanted facts about continuous integration."""
    found = source.read(checkout)
    pipelines = Pipelines(found)
    asked = {path.removeprefix("actions.") for path in wanted if path.startswith("actions.")}
    parts = [_records(found, name) for name in _RECORDS if name in asked]
    parts += [answer(found, pipelines) for name, answer in _answers().items() if name in asked]
    return merge(parts)


def _records(found: WorkflowSource, name: str) -> Facts:
    items: list[Json] = [*_RECORDS[name](found)]
    return fact(f"actions.{name}", items, found.gaps.unread if name == "broken" else found.gaps)


def _answers() -> Mapping[str, Callable[[WorkflowSource, Pipelines], Facts]]:
    return {
        "ci_files": _files,
        "ci_systems": _systems,
        "readable_ci": lambda _, pipelines: Facts({"actions.readable_ci": not pipelines.unreadable}),
        "calls_elsewhere": _calls,
        "hooks": _hooks,
        "hygiene": lambda found, _: hygiene.hygiene(found),
        "tools": _tools,
        "runs_tests": lambda _, pipelines: _grown(
            "actions.runs_tests",
            not known.TESTS.isdisjoint(pipelines.everything.reach.tools),
            pipelines.everything,
        ),
        "checks_pull_requests": _checks,
        "publishes": lambda found, pipelines: _grown(
            "actions.publishes", reach.publishes(pipelines, found), pipelines.everything
        ),
    }


def _calls(found: WorkflowSource, pipelines: Pipelines) -> Facts:
    """Tell whether anything calls elsewhere; what cannot be read might."""
    calls = bool(pipelines.elsewhere)
    return fact("actions.calls_elsewhere", calls, UnseenFiles() if calls else found.gaps)


def _systems(found: WorkflowSource, pipelines: Pipelines) -> Facts:
    """List the systems; a workflow that cannot be read may be the only one that works."""
    github = UnseenFiles() if "github-actions" in pipelines.names else found.gaps
    return fact("actions.ci_systems", pipelines.names, github | pipelines.unread)


def _files(found: WorkflowSource, pipelines: Pipelines) -> Facts:
    items: list[Json] = [
        {"path": workflow.path, "line": 1, "system": "github-actions"} for workflow in found.workflows
    ]
    items += [
        {"path": path, "line": 1, "system": system.name}
        for system in pipelines.others
        for path in system.paths
    ]
    return fact("actions.ci_files", items, found.gaps | pipelines.unread)


def _hooks(_: WorkflowSource, pipelines: Pipelines) -> Facts:
    hooks, gaps = pipelines.read_hooks
    return fact("actions.hooks", sorted(hooks.tools - {known.SCRIPT}), gaps)


def _tools(_: WorkflowSource, pipelines: Pipelines) -> Facts:
    """List the tools; what is missing may run where it cannot be seen."""
    seen = sorted(pipelines.everything.reach.tools - {known.SCRIPT})
    return fact("actions.tools", seen, pipelines.everything.gaps)


def _checks(_: WorkflowSource, pipelines: Pipelines) -> Facts:
    checked = not (known.TESTS | known.LINTS).isdisjoint(pipelines.before_merge.reach.tools)
    checked = checked or "pre-commit-ci" in pipelines.names
    return _grown("actions.checks_pull_requests", checked, pipelines.before_merge)


def _grown(path: str, value: bool, seen: SeenPipelines) -> Facts:
    """Give a yes as it is, a no only when everything was read."""
    return fact(path, value, UnseenFiles() if value else seen.gaps)
