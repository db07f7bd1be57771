"""Order in workflows: names, time limits, superseded runs that stop."""

from collections.abc import Iterator, Mapping

from checker.collectors import fact
from checker.collectors.actions.places import YamlPosition
from checker.collectors.actions.privileges import permissions
from checker.collectors.actions.source import Record, WorkflowSource
from checker.collectors.actions.workflow import NESTING_LIMIT, Job, Workflow, text
from checker.documents.shapes import table
from checker.errors import Cause
from checker.files.gaps import UnseenFile, UnseenFiles
from checker.model.facts import Facts
from checker.model.json_value import Json


def workflows(source: WorkflowSource) -> list[Record]:
    """Describe every workflow in one record."""
    cancelling = _Cancelling(_by_path(source))
    return [_record(workflow, cancelling) for workflow in source.workflows]


def _record(workflow: Workflow, cancelling: "_Cancelling") -> Record:
    return {
        "path": workflow.path,
        "name": workflow.name,
        "line": workflow.place.at("name").line if workflow.name else 1,
        "triggers": sorted(workflow.triggers),
        "named": bool(workflow.name),
        "pull_request": workflow.pull_request,
        "privileged": workflow.privileged,
        "permissions": permissions(workflow),
        "cancels": cancelling.of(workflow) is True,
        "timeouts": not any(_endless(job) for job in workflow.live_jobs),
        "conditional": any(each.condition for job in workflow.jobs for each in (job, *job.steps)),
    }


def hygiene(source: WorkflowSource) -> Facts:
    """Check that workflows have names, jobs have time limits, and superseded runs stop."""
    cancelling = _Cancelling(_by_path(source))
    records: list[Json] = [check for workflow in source.workflows for check in _checks(workflow, cancelling)]
    unclear = (
        UnseenFile(
            workflow.path,
            "calls a workflow of another repository, which may stop superseded runs",
            Cause.NOT_UNDERSTOOD,
        )
        for workflow in source.workflows
        if "pull_request" in workflow.triggers and cancelling.of(workflow) is None
    )
    return fact("actions.hygiene", records, source.gaps | UnseenFiles(unclear))


def _by_path(source: WorkflowSource) -> Mapping[str, Workflow]:
    return {workflow.path: workflow for workflow in source.workflows}


def _checks(workflow: Workflow, cancelling: "_Cancelling") -> Iterator[Record]:
    at = workflow.place.at("name") if workflow.name else workflow.place
    yield _check(at, "", "the workflow has no name", bool(workflow.name))
    cancels = cancelling.of(workflow) if "pull_request" in workflow.triggers else None
    if cancels is not None:
        at = workflow.place.at("on")
        yield _check(at, "", "a new push does not cancel the run before it", cancels)
    for job in workflow.live_jobs:
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


class _Cancelling:
    """Tells of each workflow, once, whether a new run stops the one before."""

    def __init__(self, local: Mapping[str, Workflow]) -> None:
        self._local = local
        self._known: dict[tuple[str, int], bool | None] = {}

    def of(self, workflow: Workflow, depth: int = 0) -> bool | None:
        """Tell whether a new run stops the one before, None where a workflow of others decides.

        A group of the workflow covers all its jobs, also those in workflows that it calls; without one, each
        job needs its own, or calls a workflow that has.
        """
        key = (workflow.path, depth)
        if key not in self._known:
            self._known[key] = self._work_out(workflow, depth)
        return self._known[key]

    def _work_out(self, workflow: Workflow, depth: int) -> bool | None:
        if _is_cancelling(workflow.data):
            return True
        if depth > NESTING_LIMIT:
            return None  # GitHub refuses longer chains, and workflows that call themselves
        jobs = [self._of_job(job, depth) for job in workflow.live_jobs]
        if not jobs or False in jobs:
            return False
        return None if None in jobs else True

    def _of_job(self, job: Job, depth: int) -> bool | None:
        if _is_cancelling(job.data):
            return True
        if not job.uses:
            return False
        called = self._local.get(job.local)
        return None if called is None else self.of(called, depth + 1)


def _is_cancelling(data: Mapping[str, Json]) -> bool:
    value = text(table(data.get("concurrency")).get("cancel-in-progress"))
    return value not in ("", "false")
