"""Wercker.

Source: devcenter.wercker.com (steps): `script` steps hold code, others are known by name.
"""

from collections.abc import Iterator, Sequence

from checker.ci.pipeline import Pipeline, PipelineJob, PipelineStep
from checker.ci.systems.placed import Placed
from checker.ci.systems.scripts import Interpreter, script
from checker.ci.systems.sources import CiFiles, every_document

_STRICT = Interpreter("bash", errexit=True)


def read(sources: CiFiles, paths: Sequence[str]) -> Pipeline:
    """Read all jobs of these files."""
    return every_document("wercker", jobs, sources, paths)


def jobs(_: CiFiles, document: Placed) -> Iterator[PipelineJob]:
    """Return the jobs of one document."""
    for name, pipeline in document.table.items():
        steps: list[PipelineStep] = []
        for step in pipeline.at("steps").items:
            kind, value = step.only
            scripts = script(value.at("code"), _STRICT) if kind == "script" else ()
            steps.append(
                PipelineStep(step.path, step.line, uses="" if scripts else kind.lower(), scripts=scripts)
            )
        if steps:
            yield PipelineJob(pipeline.path, pipeline.line, name, tuple(steps))
