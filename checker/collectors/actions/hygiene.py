"""Order in workflows: names, time limits, superseded runs that stop."""

from collections.abc import Iterator, Mapping

from checker.collectors.actions.places import YamlPosition
from checker.collectors.actions.privileges import permissions
from checker.collectors.actions.source import Record, WorkflowSource
from checker.collectors.actions.workflow import Job, Workflow, text
from checker.documents.shapes import table
from checker.model.json_value import Json


def workflows(source: WorkflowSource) -> list[Record]:
    """Describe every workflow in one record."""
    return [_record(workflow) for workflow in source.workflows]


def _record(workflow: Workflow) -> Record:
    return {
        "path": workflow.path,
        "name": workflow.name,
        "line": workflow.place.at("name").line if workflow.name else 1,
        "triggers": sorted(workflow.triggers),
        "named": bool(workflow.name),
        "pull_request": workflow.pull_request,
        "privileged": workflow.privileged,
        "permissions": permissions(workflow),
        "cancels": _cancels(workflow),
        "timeouts": not any(_endless(job) for job in workflow.jobs),
    }


def hygiene(source: WorkflowSource) -> list[Record]:
    """Check that workflows have names, jobs have time limits, and superseded runs stop."""
    return [check for workflow in source.workflows for check in _checks(workflow)]


def _checks(workflow: Workflow) -> Iterator[Record]:
    at = workflow.place.at("name") if workflow.name else workflow.place
    yield _check(at, "", "the workflow has no name", bool(workflow.name))
    if "pull_request" in workflow.triggers:
        at = workflow.place.at("on")
        yield _check(at, "", "a new push does not cancel the run before it", _cancels(workflow))
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


def _cancels(workflow: Workflow) -> bool:
    if _is_cancelling(workflow.data):
        return True
    return bool(workflow.jobs) and all(_is_cancelling(job.data) for job in workflow.jobs)


def _is_cancelling(data: Mapping[str, Json]) -> bool:
    value = text(table(data.get("concurrency")).get("cancel-in-progress"))
    return value not in ("", "false")
