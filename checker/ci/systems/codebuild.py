"""AWS CodeBuild.

Source: docs.aws.amazon.com/codebuild (buildspec reference): each command is looked at, webhooks are set
elsewhere.
"""

from collections.abc import Iterator, Sequence
from posixpath import normpath

from msgspec.structs import replace

from checker.ci.pipeline import Pipeline, PipelineJob, PipelineStep
from checker.ci.systems.placed import Placed
from checker.ci.systems.scripts import Interpreter, each, is_true
from checker.ci.systems.sources import CiFiles, every_document

_BASH = Interpreter("bash", errexit=False)
_POWERSHELL = Interpreter("pwsh", errexit=False)


def fits(document: Placed) -> bool:
    """Tell whether this is a build: phases with commands."""
    return any(phase.at("commands") for phase in document.at("phases").table.values())


def read(sources: CiFiles, paths: Sequence[str]) -> Pipeline:
    """Read all jobs of these files."""
    return every_document("codebuild", jobs, sources, paths)


def jobs(sources: CiFiles, document: Placed) -> Iterator[PipelineJob]:
    """Return the jobs of one document, and those of the files that its batch runs."""
    yield from _build(document)
    for key in ("build-list", "build-graph"):
        for item in document.at("batch", key).items:
            named = item.at("buildspec")
            if named.text and "\n" not in named.text and sources.files.entry(normpath(named.text)):
                build = sources.included(normpath(named.text), (document.path,), named)
                reason = "`ignore-failure: true`" if is_true(item.at("ignore-failure")) else ""
                yield from (replace(job, swallowed=reason) for job in _build(build))


def _build(document: Placed) -> Iterator[PipelineJob]:
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
