"""AWS CodeBuild.

Source: docs.aws.amazon.com/codebuild (buildspec reference): each command is looked at, webhooks are set
elsewhere.
"""

from collections.abc import Iterator, Sequence

from checker.ci.pipeline import Pipeline, PipelineJob, PipelineStep
from checker.ci.systems.placed import Placed
from checker.ci.systems.scripts import Interpreter, each
from checker.ci.systems.sources import CiFiles, every_document

_BASH = Interpreter("bash", errexit=False)
_POWERSHELL = Interpreter("pwsh", errexit=False)


def fits(document: Placed) -> bool:
    """Tell whether this is a build: phases with commands."""
    return any(phase.at("commands") for phase in document.at("phases").table.values())


def read(sources: CiFiles, paths: Sequence[str]) -> Pipeline:
    """Read all jobs of these files."""
    return every_document("codebuild", jobs, sources, paths)


def jobs(_: CiFiles, document: Placed) -> Iterator[PipelineJob]:
    """Return the jobs of one document."""
    shell = _POWERSHELL if document.at("env", "shell").text.startswith("powershell") else _BASH
    steps = [
        PipelineStep(
            phase.path,
            phase.line,
            f"{name} {key}".removesuffix(" commands"),
            scripts=each(phase.at(key).leaves(), shell),
            swallowed=f"`on-failure: {phase.at('on-failure').text}`"
            if phase.at("on-failure").text == "CONTINUE"
            else "",
        )
        for name, phase in document.at("phases").table.items()
        for key in ("commands", "finally")
        if phase.at(key)
    ]
    if steps:
        variables = document.at("env", "variables").texts()
        yield PipelineJob(document.path, 1, "build", tuple(steps), variables=variables)
