"""Codefresh.

Source: codefresh.io/docs (freestyle steps): commands run in one shell with `-e`; triggers are kept
elsewhere.
"""

from collections.abc import Iterator, Sequence

from checker.ci.pipeline import Pipeline, PipelineJob, PipelineStep
from checker.ci.systems.placed import Placed
from checker.ci.systems.scripts import Interpreter, is_false, joined
from checker.ci.systems.sources import CiFiles, every_document

_SH = Interpreter("sh", errexit=True)


def read(sources: CiFiles, paths: Sequence[str]) -> Pipeline:
    """Read all jobs of these files."""
    return every_document("codefresh", jobs, sources, paths)


def jobs(sources: CiFiles, document: Placed) -> Iterator[PipelineJob]:
    """Return the jobs of one document."""
    steps: list[PipelineStep] = []
    for name, step in document.at("steps").table.items():
        inner = step.at("steps").table or {name: step}
        for label, part in inner.items():
            commands = list(part.at("commands").leaves())
            kind = part.at("type").text.partition(":")[0].lower()
            swallowed = "`fail_fast: false`" if is_false(part.at("fail_fast")) else ""
            steps.append(
                PipelineStep(
                    part.path,
                    part.line,
                    label,
                    uses="" if commands else kind or part.at("image").text.partition(":")[0].lower(),
                    inputs={} if commands else part.at("arguments").texts(),
                    scripts=joined(commands, _SH, part.at("working_directory").text.partition("}}/")[2]),
                    swallowed=swallowed,
                )
            )
    if steps:
        yield PipelineJob(document.path, 1, "build", tuple(steps))
    else:
        sources.not_understood(document, "has no steps of its own")
