"""Order in workflows: names, time limits, superseded runs that stop."""

from collections.abc import Iterator, Mapping
from posixpath import normpath

from checker.collectors import fact
from checker.collectors.actions.places import YamlPosition
from checker.collectors.actions.privileges import permissions
from checker.collectors.actions.source import Record, WorkflowSource
from checker.collectors.actions.workflow import Job, Workflow, text
from checker.documents.shapes import table
from checker.errors import Cause
from checker.files.gaps import UnseenFile, UnseenFiles
from checker.model.facts import Facts
from checker.model.json_value import Json


def workflows(source: WorkflowSource) -> list[Record]:
    """Describe every workflow in one record."""
    local = _by_path(source)
    return [_record(workflow, local) for workflow in source.workflows]


def _record(workflow: Workflow, local: Mapping[str, Workflow]) -> Record:
    return {
        "path": workflow.path,
        "name": workflow.name,
        "line": workflow.place.at("name").line if workflow.name else 1,
        "triggers": sorted(workflow.triggers),
        "named": bool(workflow.name),
        "pull_request": workflow.pull_request,
        "privileged": workflow.privileged,
        "permissions": permissions(workflow),
        "cancels": _cancels(workflow, local) is True,
        "timeouts": not any(_endless(job) for job in workflow.jobs),
    }


def hygiene(source: WorkflowSource) -> Facts:
    """Check that workflows have names, jobs have time limits, and superseded runs stop."""
    local = _by_path(source)
    records: list[Json] = [check for workflow in source.workflows for check in _checks(workflow, local)]
    unclear = (
        UnseenFile(
            workflow.path,
            "calls a workflow of another repository, which may stop superseded runs",
            Cause.NOT_UNDERSTOOD,
        )
        for workflow in source.workflows
        if "pull_request" in workflow.triggers and _cancels(workflow, local) is None
    )
    return fact("actions.hygiene", records, source.gaps | UnseenFiles(unclear))


def _by_path(source: WorkflowSource) -> Mapping[str, Workflow]:
    return {workflow.path: workflow for workflow in source.workflows}


def _checks(workflow: Workflow, local: Mapping[str, Workflow]) -> Iterator[Record]:
    at = workflow.place.at("name") if workflow.name else workflow.place
    yield _check(at, "", "the workflow has no name", bool(workflow.name))
    cancels = _cancels(workflow, local) if "pull_request" in workflow.triggers else None
    if cancels is not None:
        at = workflow.place.at("on")
        yield _check(at, "", "a new push does not cancel the run before it", cancels)
    for job in workflow.jobs:
        if not job.uses:
            yield _check(job.place, job.id, f"job {job.id} has no timeout-minutes", not _endless(job))


def _check(place: YamlPosition, job: str, what: str, done: bool) -> Record:
    return {"path": place.path, "line": place.line, "job": job, "what": what, "ok": done}


def _endless(job: Job) -> bool:
    """Tell whether nothing stops a job; one that calls a workflow cannot have a limit of its own."""
    if job.uses or job.data.get("timeout-minutes") is not None:
        return False
    steps = job.data.get("steps")
    items = steps if isinstance(steps, list) else []
    return not items or not all(table(step).get("timeout-minutes") is not None for step in items)


NESTING_LIMIT = 10
"""Workflows that GitHub lets call one another."""


def _cancels(workflow: Workflow, local: Mapping[str, Workflow], depth: int = 0) -> bool | None:
    """Tell whether a new run stops the one before, None where a workflow of others decides.

    A group of the workflow covers all its jobs, also those in workflows that it calls; without one, each job
    needs its own, or calls a workflow that has.
    """
    if _is_cancelling(workflow.data):
        return True
    jobs = [_job_cancels(job, local, depth) for job in workflow.jobs]
    if not jobs or False in jobs:
        return False
    return None if None in jobs else True


def _job_cancels(job: Job, local: Mapping[str, Workflow], depth: int) -> bool | None:
    if _is_cancelling(job.data):
        return True
    if not job.uses:
        return False
    called = local.get(normpath(job.uses)) if job.uses.startswith("./") else None
    return _cancels(called, local, depth + 1) if called and depth < NESTING_LIMIT else None


def _is_cancelling(data: Mapping[str, Json]) -> bool:
    value = text(table(data.get("concurrency")).get("cancel-in-progress"))
    return value not in ("", "false")
