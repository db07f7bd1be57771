"""Harness.

Source: developer.harness.io/docs/continuous-integration: `Run` and `Test` steps hold commands.
"""

from collections.abc import Iterator, Sequence

from checker.ci.pipeline import Pipeline, PipelineJob, PipelineStep
from checker.ci.systems.placed import Placed
from checker.ci.systems.scripts import Interpreter, is_false, script, shebang
from checker.ci.systems.sources import CiFiles, every_document

_STRICT = Interpreter("bash", errexit=True)


def read(sources: CiFiles, paths: Sequence[str]) -> Pipeline:
    """Read all jobs of these files."""
    return every_document("harness", jobs, sources, paths)


def jobs(sources: CiFiles, document: Placed) -> Iterator[PipelineJob]:
    """Return the jobs of one document."""
    for stage in (entry.at("stage") for entry in document.at("pipeline", "stages").items):
        steps: list[PipelineStep] = []
        for step in _steps(stage.at("spec", "execution", "steps"), 0):
            command = step.at("spec", "command")
            kind = step.at("type").text.lower()
            scripts = script(command, shebang(command, _STRICT))
            skipped = "`failureStrategies: Ignore`" if "Ignore" in _actions(step) else ""
            step_uses = "" if scripts else kind
            state = step.at("when", "stageStatus").text or step.at("when", "pipelineStatus").text
            steps.append(
                PipelineStep(
                    step.path,
                    step.line,
                    uses=step_uses,
                    scripts=scripts,
                    swallowed=skipped,
                    never=f"`when: {state}`" if state == "Failure" else "",
                )
            )
        if template := stage.at("template"):
            sources.not_understood(template, "uses a template that is kept elsewhere")
        cloned = not is_false(stage.at("spec", "cloneCodebase"))
        yield PipelineJob(stage.path, stage.line, stage.at("name").text, tuple(steps), has_code=cloned)


def _actions(step: Placed) -> list[str]:
    return [item.at("onFailure", "action", "type").text for item in step.at("failureStrategies").items]


def _steps(listed: Placed, depth: int) -> Iterator[Placed]:
    for entry in listed.items:
        kind, value = entry.only
        if kind == "step":
            yield value
        elif depth < 10 and kind in ("parallel", "stepGroup"):
            yield from _steps(value.at("steps") if value.table else value, depth + 1)
