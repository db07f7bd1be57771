"""Evergreen.

Source: docs.devprod.prod.corp.mongodb.com/evergreen: `shell.exec` has no `-e`; variants choose tasks.
"""

from collections.abc import Iterator, Sequence

from checker.ci.pipeline import Pipeline, PipelineJob, PipelineStep
from checker.ci.systems.placed import Placed
from checker.ci.systems.scripts import Interpreter, is_true, script
from checker.ci.systems.sources import CiFiles, every_document

_BASH = Interpreter("bash", errexit=False)


def read(sources: CiFiles, paths: Sequence[str]) -> Pipeline:
    """Read all jobs of these files."""
    return every_document("evergreen", jobs, sources, paths)


def jobs(sources: CiFiles, document: Placed) -> Iterator[PipelineJob]:
    """Return the jobs of one document."""
    for included in document.at("include").items:
        sources.not_understood(included, "includes another file")
    for name, function in document.at("functions").table.items():
        yield PipelineJob(function.path, function.line, name, tuple(map(_step, function.items)))
    for task in document.at("tasks").items:
        steps = [_step(step) for step in task.at("commands").items if step.at("command").text]
        if steps:
            yield PipelineJob(task.path, task.line, task.at("name").text, tuple(steps))


def _step(step: Placed) -> PipelineStep:
    parameters = step.at("params")
    kind = step.at("command").text
    scripts = script(parameters.at("script"), _BASH) if kind == "shell.exec" else ()
    if kind == "subprocess.exec":
        words = [parameters.at("binary"), *parameters.at("args").leaves()]
        text = parameters.at("command").text or " ".join(word.text for word in words)
        line = (parameters.at("command") or parameters.at("binary")).line
        place = Placed(step.path, line, text, text, line)
        scripts = script(place, _BASH)
    swallowed = "`continue_on_err: true`" if is_true(parameters.at("continue_on_err")) else ""
    return PipelineStep(
        step.path, step.line, uses="" if scripts else kind, scripts=scripts, swallowed=swallowed
    )
