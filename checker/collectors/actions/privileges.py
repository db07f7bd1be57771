"""What strangers' code could lay hands on: tokens, credentials, secrets, runners."""

import re
from collections.abc import Iterator, Mapping
from itertools import accumulate
from operator import or_

from checker.ci.seen import ScriptOutcome
from checker.collectors.actions.expression import expressions
from checker.collectors.actions.flows import Flow, flows
from checker.collectors.actions.guards import is_never
from checker.collectors.actions.injections import unique
from checker.collectors.actions.places import YamlPosition
from checker.collectors.actions.reach import Pipelines
from checker.collectors.actions.runs import JobRun, RunStep, WorkflowRuns
from checker.collectors.actions.source import Record, WorkflowSource
from checker.collectors.actions.workflow import MISSING, Job, Workflow, WorkflowStep, text
from checker.collectors.actions.written import WrittenExpression, written_expressions
from checker.documents.shapes import strings, table
from checker.files.gaps import UnseenFiles
from checker.model.json_value import Json
from checker.patterns import lazy

_OWN_TOKEN = lazy(r"github\.token|secrets\.github_token", re.IGNORECASE)


def permissions(workflow: Workflow) -> str:
    """Return the kind of a workflow's own `permissions`."""
    return permission_kind(workflow.permissions)


def permission_kind(value: Json) -> str:
    """Sort `permissions` into none-declared, empty, read, read-all, write and write-all."""
    if value == MISSING:
        return "none-declared"
    if isinstance(value, str):
        return value if value in ("read-all", "write-all") else "none-declared"
    scopes = table(value)
    if not scopes:
        return "empty"
    return "write" if "write" in scopes.values() else "read"


def broad_permissions(source: WorkflowSource) -> list[Record]:
    """Find tokens that may do everything, or whatever the repository's settings say."""
    return [record for workflow in source.workflows for record in _broad(workflow)]


def _broad(workflow: Workflow) -> Iterator[Record]:
    kind = permissions(workflow)
    if kind == "write-all":
        yield _permission(workflow.place.at("permissions"), "", "every permission is given to every job")
    silent = [job for job in workflow.live_jobs if permission_kind(job.permissions) == "none-declared"]
    if kind == "none-declared" and silent and not workflow.called_only:
        if len(silent) == len(workflow.live_jobs):
            yield _permission(workflow.place.at("on"), "", "no permissions are declared")
        else:
            for job in silent:
                yield _permission(job.place, job.id, f"job {job.id} declares no permissions")
    for job in workflow.live_jobs:
        if permission_kind(job.permissions) == "write-all":
            yield _permission(job.place.at("permissions"), job.id, f"job {job.id} has every permission")


def shared_write_scopes(source: WorkflowSource) -> list[Record]:
    """Find write permissions that a whole workflow of several jobs has."""
    return [
        _permission(workflow.place.at("permissions", scope), "", f"{scope}: write holds for every job")
        for workflow in source.workflows
        if sum(permission_kind(job.permissions) == "none-declared" for job in workflow.live_jobs) > 1
        for scope, access in table(workflow.permissions).items()
        if access == "write"
    ]


def _permission(place: YamlPosition, job: str, what: str) -> Record:
    return {"path": place.path, "line": place.line, "job": job, "what": what}


def credential_leaks(runs: WorkflowRuns, pipelines: Pipelines) -> tuple[list[Record], UnseenFiles]:
    """Find checkouts that leave the token on disk for later steps of which none uses it.

    Also returns what was not understood and may use it.
    """
    jobs: dict[tuple[str, int], Record] = {}
    later: dict[tuple[str, int], ScriptOutcome] = {}  # of all jobs that share a checkout by an action
    for run in runs.all:
        steps = run.live_steps if run.live else ()
        outcomes = (pipelines.outcome(each.step) for each in reversed(steps))
        after = [*accumulate(outcomes, or_, initial=ScriptOutcome())][-2::-1]
        for each, following in zip(steps, after, strict=True):
            if _leaves_credentials(each):
                place = (each.step.place.path, each.step.place.line)
                later[place] = later.get(place, ScriptOutcome()) | following
                jobs.setdefault(place, _leak(each, run))
    unused = {place: outcome for place, outcome in later.items() if not _pushes(outcome)}
    gaps = UnseenFiles(gap for outcome in unused.values() for gap in outcome.may_push)
    return [jobs[place] for place, outcome in unused.items() if not outcome.may_push], gaps


def _pushes(outcome: ScriptOutcome) -> bool:
    """Tell whether Git's credentials are used; who commits pushes by what is not understood."""
    return outcome.credentials or (outcome.commits and not outcome.understood)


def _leak(each: RunStep, run: JobRun) -> Record:
    place = each.step.place
    return {"path": place.path, "line": place.line, "job": run.job.id, "uses": each.step.uses}


def _leaves_credentials(each: RunStep) -> bool:
    """Tell whether a step is a checkout that leaves the job's own token on disk."""
    persist = each.scope.expression(each.step.inputs.get("persist-credentials", "true")).strip("'")
    return (
        each.step.action == "actions/checkout"
        and persist.lower() in ("true", "yes", "on", "")
        and not _is_chosen(each.step)
    )


def _is_chosen(step: WorkflowStep) -> bool:
    """Tell whether a checkout of this repository was given a credential of its own, to push with."""
    chosen = step.inputs.get("token") or step.inputs.get("ssh-key") or ""
    elsewhere = "repository" in step.inputs or step.inputs.get("submodules", "false") != "false"
    return bool(chosen) and not elsewhere and not _OWN_TOKEN.search(chosen)


def secret_exposures(source: WorkflowSource) -> list[Record]:
    """Find secrets that reach more code than needs them, or that logs would not hide."""
    found: list[Record] = []
    for workflow in source.all:
        found += [] if workflow.composite else _workflow_env(workflow)
        for job in workflow.live_jobs:
            found += _inherited(source, job)
    dead = {workflow.path: _dead(workflow) for workflow in source.all}
    for each in source.once(written_expressions):
        keys = each.place.keys
        if not any(keys[:length] in dead[each.place.path] for length in range(2, len(keys) + 1)):
            found += _risky_secrets(each)
    return unique(found)


def _dead(workflow: Workflow) -> frozenset[tuple[str | int, ...]]:
    """Return where the jobs and steps stand that never run."""
    jobs = [job.place.keys for job in workflow.jobs if is_never(job.condition)]
    steps = [step.place.keys for job in workflow.jobs for step in job.steps if is_never(step.condition)]
    return frozenset((*jobs, *steps))


def _workflow_env(workflow: Workflow) -> Iterator[Record]:
    if len(workflow.live_jobs) < 2:
        return
    for key, value in workflow.env.items():
        names = [flow.path[1] for flow in _secrets(value) if len(flow.path) == 2]
        if any(name != "github_token" for name in names):
            place = workflow.place.at("env", key)
            yield _exposure(place, f"{key} gives a secret to every step of every job")


def _inherited(source: WorkflowSource, job: Job) -> Iterator[Record]:
    called = job.uses.partition("@")[0].lower()
    if text(job.data.get("secrets")) != "inherit" or called.startswith(("./", "$/")) or "/" not in called:
        return
    if called.partition("/")[0] != source.owner:
        yield _exposure(job.place.at("secrets"), f"every secret is handed to {job.uses}")


def _risky_secrets(each: WrittenExpression) -> Iterator[Record]:
    for flow in flows(each.text):
        if flow.path in (("secrets",), ("secrets", "*")):
            yield _exposure(each.place, "every secret is pasted at once", each.offset)
        elif flow.path == ("secrets", "?"):
            what = "every secret is handed to the runner, because a name is computed"
            yield _exposure(each.place, what, each.offset)
        elif flow.path[0] == "secrets" and "fromjson" in flow.calls:
            yield _exposure(each.place, "a part of a secret, which logs do not hide", each.offset)


def _secrets(value: str) -> Iterator[Flow]:
    for expression in expressions(value):
        yield from (flow for flow in flows(expression.text) if flow.path[0] == "secrets")


def _exposure(place: YamlPosition, what: str, offset: int = 0) -> Record:
    line = place.line_within(offset) if offset else place.line
    return {"path": place.path, "line": line, "what": what}


def self_hosted(source: WorkflowSource) -> list[Record]:
    """Find jobs that run on the owner's own machines."""
    return [
        {"path": workflow.path, "line": job.place.at("runs-on").line, "job": job.id}
        for workflow in source.workflows
        for job in workflow.live_jobs
        if "self-hosted" in _labels(job.data.get("runs-on"))
    ]


def _labels(value: Json) -> list[str]:
    if isinstance(value, Mapping):
        return strings(value.get("labels"))
    return strings(value)
