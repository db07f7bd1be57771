"""Bamboo.

Source: docs.atlassian.com/bamboo-specs-docs: tasks of jobs; branches are chosen in Bamboo.
"""

from collections.abc import Iterator, Sequence

from checker.ci.pipeline import Pipeline, PipelineJob, PipelineStep
from checker.ci.systems.placed import Placed
from checker.ci.systems.scripts import Interpreter, joined
from checker.ci.systems.sources import CiFiles, every_document

_BASH = Interpreter("bash", errexit=False)
_POWERSHELL = Interpreter("pwsh", errexit=False)


def read(sources: CiFiles, paths: Sequence[str]) -> Pipeline:
    """Read all jobs of these files."""
    return every_document("bamboo", jobs, sources, paths)


def jobs(sources: CiFiles, document: Placed) -> Iterator[PipelineJob]:
    """Return the jobs of one document."""
    for name, job in document.table.items():
        tasks = [*job.at("tasks").items, *job.at("final-tasks").items]
        steps = [_step(task) for task in tasks if task]
        if steps:
            has_code = any(task.only[0] == "checkout" for task in tasks)
            yield PipelineJob(job.path, job.line, name, tuple(steps), has_code=has_code)
    for key in ("plan-templates", "deployment"):
        if document.at(key):
            sources.not_understood(document.at(key), f"has `{key}`")


def _step(task: Placed) -> PipelineStep:
    kind, value = task.only
    if kind != "script":
        return PipelineStep(task.path, task.line, uses=kind.lower(), inputs=value.texts())
    windows = value.at("interpreter").text == "windows_powershell"
    lines = (value.at("scripts") or value.at("file") or value).leaves()
    return PipelineStep(task.path, task.line, scripts=joined(lines, _POWERSHELL if windows else _BASH))
