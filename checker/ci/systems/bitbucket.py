"""Bitbucket Pipelines.

Source: support.atlassian.com/bitbucket-cloud/docs (step options, pipeline start conditions). Scripts run
under `set -e` without pipefail (KB "Pipelines builds succeeds even on command failure"); `after-script`
does not change the result. `default` runs for every branch that `branches` does not name.
"""

from collections.abc import Iterator, Sequence

from checker.ci.events import CHANGES, MERGED, Starts, only
from checker.ci.pipeline import Pipeline, PipelineJob, PipelineStep
from checker.ci.systems.placed import Placed
from checker.ci.systems.scripts import Interpreter, any_branch, is_false, joined
from checker.ci.systems.sources import CiFiles

_BASH = Interpreter("bash", errexit=True)
_POWERSHELL = Interpreter("pwsh", errexit=True)
_AFTER = "what fails in `after-script` does not fail the step"
_STEP_LIMIT = 1000


def read(sources: CiFiles, paths: Sequence[str]) -> Pipeline:
    """Read all pipelines of these files."""
    jobs: list[PipelineJob] = []
    for path in paths:
        document = sources.first(path)
        for start, place in document.at("pipelines").table.items():
            jobs += _pipelines(sources, document, start, place)
    return Pipeline("bitbucket", tuple(sources.paths), tuple(jobs[:_STEP_LIMIT]), sources.unseen)


def _pipelines(sources: CiFiles, document: Placed, start: str, place: Placed) -> Iterator[PipelineJob]:
    named = {start: place} if start == "default" else place.table
    for pattern, pipeline in named.items():
        if pipeline.at("import").text or document.at("export"):
            sources.not_understood(pipeline, "imports a pipeline that is kept elsewhere")
        starts = _starts(start, pattern)
        listed = pipeline.at("steps").items or pipeline.items if pipeline.table else pipeline.items
        for step, never in _steps(listed, ""):
            yield _job(document, step, starts, f"{start} {pattern}", never)


def _starts(start: str, pattern: str) -> Starts:
    if start == "branches":
        return CHANGES if any_branch([pattern]) or pattern.endswith("**") else MERGED
    return CHANGES if start in ("default", "pull-requests") else only(f"`{start}`")


def _steps(listed: Sequence[Placed], never: str) -> Iterator[tuple[Placed, str]]:
    for item in listed:
        kind, value = item.only
        by_hand = never or ("`trigger: manual`" if value.at("trigger").text == "manual" else "")
        if kind == "step":
            yield value, by_hand
        elif kind in ("parallel", "stage"):
            yield from _steps(value.at("steps").items if value.table else value.items, by_hand)


def _job(document: Placed, step: Placed, starts: Starts, name: str, never: str) -> PipelineJob:
    image = step.at("image") or document.at("image")
    runners = {leaf.text for leaf in step.at("runs-on").leaves()}
    interpreter = _POWERSHELL if "windows" in runners else _BASH
    return PipelineJob(
        step.path,
        step.line,
        step.at("name").text or name.strip(),
        tuple(_parts(step, interpreter)),
        image=image.at("name").text or image.text,
        has_code=not is_false((step.at("clone") or document.at("clone")).at("enabled")),
        before_merge=starts.before_merge,
        swallowed=_ignored(step) or starts.swallowed,
        never=never,
    )


def _ignored(step: Placed) -> str:
    return "`on-fail: ignore`" if step.at("on-fail", "strategy").text == "ignore" else ""


def _parts(step: Placed, interpreter: Interpreter) -> Iterator[PipelineStep]:
    for key, swallowed in (("script", ""), ("after-script", _AFTER)):
        lines = [item for item in step.at(key).items if item.text]
        if lines:
            yield PipelineStep(
                step.path, lines[0].line, key, scripts=joined(lines, interpreter), swallowed=swallowed
            )
        for item in step.at(key).items:
            pipe = item.at("pipe")
            if pipe.text:
                name = pipe.text.removeprefix("docker://").partition(":")[0].lower()
                inputs = item.at("variables").texts()
                yield PipelineStep(item.path, item.line, uses=name, inputs=inputs, swallowed=swallowed)
