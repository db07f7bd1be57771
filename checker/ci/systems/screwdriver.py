"""Screwdriver.

Source: docs.screwdriver.cd/user-guide/configuration: steps run in `/bin/sh -e`; `~pr` are changes.
"""

from collections.abc import Iterator, Sequence

from checker.ci.pipeline import Pipeline, PipelineJob, PipelineStep
from checker.ci.systems.placed import Placed
from checker.ci.systems.scripts import Interpreter, script
from checker.ci.systems.sources import CiFiles, every_document

_SH = Interpreter("sh", errexit=True)


def read(sources: CiFiles, paths: Sequence[str]) -> Pipeline:
    """Read all jobs of these files."""
    return every_document("screwdriver", jobs, sources, paths)


def jobs(sources: CiFiles, document: Placed) -> Iterator[PipelineJob]:
    """Return the jobs of one document."""
    for name, job in document.at("jobs").table.items():
        if template := job.at("template"):
            sources.not_understood(template, f"uses the template {template.text}")
        listed = [*document.at("shared", "steps").items] if not job.at("steps") else [*job.at("steps").items]
        steps = [_named(step, _SH) for step in listed]
        requires = [leaf.text for leaf in job.at("requires").leaves()]
        before = any(required.startswith("~pr") for required in requires) if requires else True
        yield PipelineJob(job.path, job.line, name, tuple(steps), before_merge=before)


def _named(step: Placed, interpreter: Interpreter) -> PipelineStep:
    """Return a step that is a command, or a name with a command."""
    name, text = step.only
    text = text or step
    return PipelineStep(step.path, step.line, name if step.table else "", scripts=script(text, interpreter))
