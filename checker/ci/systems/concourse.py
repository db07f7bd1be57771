"""Concourse: jobs whose plans run tasks.

Source: concourse-ci.org/docs (jobs, steps, tasks). A task runs one program; its file is found below the
resource that the repository was fetched as. Whether a resource follows pull requests is told by its type.
"""

from collections.abc import Iterator, Sequence

from checker.ci.pipeline import Pipeline, PipelineJob, PipelineStep
from checker.ci.systems.placed import Placed
from checker.ci.systems.scripts import command_line, is_true
from checker.ci.systems.sources import CiFiles

_DEPTH = 10


def fits(document: Placed) -> bool:
    """Tell whether this is a pipeline: its jobs have plans."""
    return any(job.at("plan") for job in document.at("jobs").items)


def read(sources: CiFiles, paths: Sequence[str]) -> Pipeline:
    """Read all pipelines."""
    jobs: list[PipelineJob] = []
    for path in paths:
        document = sources.first(path)
        if fits(document):
            requests = {
                resource.at("name").text
                for resource in document.at("resources").items
                if resource.at("type").text in ("pull-request", "pr", "github-pr", "merge-request")
            }
            timed = {
                resource.at("name").text
                for resource in document.at("resources").items
                if resource.at("type").text in ("time", "cron-resource", "cron")
            }
            jobs += [_job(sources, job, requests, timed) for job in document.at("jobs").items]
    return Pipeline("concourse", tuple(sources.paths), tuple(jobs), sources.unseen)


def _job(sources: CiFiles, job: Placed, requests: set[str], timed: set[str]) -> PipelineJob:
    listed = list(_plan(job.at("plan"), "", 0))
    fetched = {(step.at("resource") or step.at("get")).text for step, _ in listed if "get" in step.table}
    steps = [_step(sources, step, swallowed) for step, swallowed in listed if "task" in step.table]
    triggers = {
        (step.at("resource") or step.at("get")).text for step, _ in listed if is_true(step.at("trigger"))
    }
    return PipelineJob(
        job.path,
        job.line,
        job.at("name").text,
        tuple(steps),
        has_code=bool(fetched),
        before_merge=True if fetched & requests else None,
        swallowed="no change starts it, only the time" if triggers and triggers <= timed else "",
        never="" if triggers or not fetched else "no resource has `trigger: true`",
    )


def _plan(listed: Placed, swallowed: str, depth: int) -> Iterator[tuple[Placed, str]]:
    """Go through the steps of a plan, those inside of others included."""
    for step in listed.items if depth < _DEPTH else ():
        yield step, swallowed
        for key in ("in_parallel", "aggregate", "do"):
            inner = step.at(key)
            yield from _plan(inner.at("steps") if inner.table else inner, swallowed, depth + 1)
        yield from _plan(step.at("try"), swallowed or "`try`", depth + 1)
        yield from _plan(step.at("ensure"), swallowed, depth + 1)
        yield from _plan(step.at("on_success"), swallowed, depth + 1)


def _step(sources: CiFiles, step: Placed, swallowed: str) -> PipelineStep:
    config = step.at("config")
    name = step.at("task").text
    if file := step.at("file").text:
        path = _own(sources, file)
        config = sources.included(path, (step.path,), step) if path else config
        if not path:
            sources.not_understood(step, f"runs the task {file}, which is kept elsewhere")
    run = config.at("run")
    words = [_local(sources, run.at("path")), *run.at("args").leaves()] if run.at("path") else []
    return PipelineStep(step.path, step.line, name, scripts=command_line(words), swallowed=swallowed)


def _own(sources: CiFiles, file: str) -> str:
    """Return a path of this repository: the folder that it was fetched into is left out."""
    for path in (file.partition("/")[2], file):
        if path and sources.files.entry(path):
            return path
    return ""


def _local(sources: CiFiles, place: Placed) -> Placed:
    path = _own(sources, place.text.removeprefix("./"))
    return Placed(place.path, place.line, f"./{path}", f"./{path}", place.line) if path else place
