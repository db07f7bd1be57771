"""Semaphore.

Source: docs.semaphoreci.com/reference/pipeline-yaml, /reference/toolbox: commands share a session, each is
looked at; what fails in an `epilogue` or in `after_pipeline` does not change the result.
"""

from collections.abc import Iterator, Sequence
from itertools import chain
from posixpath import dirname, join, normpath

from checker.ci.events import CHANGES, Starts
from checker.ci.pipeline import Pipeline, PipelineJob, PipelineStep
from checker.ci.systems import conditions
from checker.ci.systems.placed import Placed
from checker.ci.systems.scripts import Interpreter, each, is_false, is_true, legs
from checker.ci.systems.sources import CiFiles
from checker.patterns import lazy

_BASH = Interpreter("bash", errexit=False)
_TOOLBOX = lazy(
    r"\s*(?:checkout|cache|artifact|test-results|sem-version|sem-service|sem-put|sem-get|sem-context)\b[^&|;\n]*"
)
"""Commands of Semaphore's own, which check nothing."""
_CHANGE = {"branch": "feature/change", "tag": "", "pull_request": "1", "result": "passed"}
_MERGED = {"tag": "", "result": "passed"}


def fits(document: Placed) -> bool:
    """Tell whether this is a pipeline: blocks of jobs."""
    return any(block.at("task", "jobs") for block in document.at("blocks").items)


def read(sources: CiFiles, paths: Sequence[str]) -> Pipeline:
    """Read the pipelines; what is only promoted to is started as the promotion says."""
    documents = {path: sources.first(path) for path in paths}
    promoted = {
        normpath(join(dirname(path), promotion.at("pipeline_file").text)): promotion
        for path, document in documents.items()
        for promotion in document.at("promotions").items
    }
    found: list[PipelineJob] = []
    for path, document in documents.items():
        found += _jobs(document, promoted.get(path))
    return Pipeline("semaphore", tuple(sources.paths), tuple(found), sources.unseen)


def _jobs(document: Placed, promotion: Placed | None) -> Iterator[PipelineJob]:
    common = document.at("global_job_config")
    given, by_hand = _promoted(promotion)
    for block in document.at("blocks").items:
        task = block.at("task")
        skipped = is_true(block.at("skip", "when")) or _is_off(block.at("run", "when"))
        never = by_hand or ("`skip: when: true`" if skipped else "")
        asked = conditions.starts(block.at("run", "when").text, _CHANGE, _MERGED, given)
        for job in task.at("jobs").items:
            lines = [
                *common.at("prologue", "commands").leaves(),
                *task.at("prologue", "commands").leaves(),
                *job.at("commands").leaves(),
            ]
            steps = [PipelineStep(job.path, job.line, scripts=each(_own(lines), _BASH))]
            steps += [step for place in (task, common) for step in _epilogue(place.at("epilogue"))]
            axes = {item.at("env_var").text: _values(item) for item in job.at("matrix").items}
            for leg in legs(axes):
                yield PipelineJob(
                    job.path,
                    job.line,
                    job.at("name").text or block.at("name").text,
                    tuple(steps),
                    has_code=any("checkout" in line.text or "git clone" in line.text for line in lines),
                    before_merge=asked.before_merge,
                    variables={**_variables(task), **_variables(job), **leg},
                    swallowed=asked.swallowed,
                    never=never,
                )


def _promoted(promotion: Placed | None) -> tuple[Starts, str]:
    if promotion is None:
        return CHANGES, ""
    if not promotion.at("auto_promote") and not promotion.at("auto_promote_on"):
        return CHANGES, "a promotion by hand starts it"
    return conditions.starts(promotion.at("auto_promote", "when").text, _CHANGE, _MERGED, CHANGES), ""


def _own(lines: Sequence[Placed]) -> list[Placed]:
    return [line for line in lines if not _TOOLBOX.fullmatch(line.text)]


def _epilogue(place: Placed) -> Iterator[PipelineStep]:
    parts = (place, place.at("always"), place.at("on_pass"), place.at("on_fail"))
    lines = _own([*chain.from_iterable(part.at("commands").leaves() for part in parts)])
    if lines:
        reason = "what fails in an `epilogue` does not fail the job"
        yield PipelineStep(place.path, place.line, scripts=each(lines, _BASH), swallowed=reason)


def _is_off(place: Placed) -> bool:
    return bool(place.text) and is_false(place)


def _values(item: Placed) -> list[str]:
    return [leaf.text for leaf in item.at("values").leaves()]


def _variables(place: Placed) -> dict[str, str]:
    return {item.at("name").text: item.at("value").text for item in place.at("env_vars").items}
