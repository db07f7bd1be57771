"""Bitrise: workflows of known steps and scripts.

Source: docs.bitrise.io (bitrise.yml reference, Script step). A script runs in bash without `-e`;
`is_skippable` swallows its failure. Code is there once `git-clone` has run; `trigger_map` says what changes
start.
"""

from collections.abc import Iterator, Sequence

from checker.ci.events import CHANGES, MERGED, UNCERTAIN, Starts, only
from checker.ci.pipeline import Pipeline, PipelineJob, PipelineStep
from checker.ci.systems.placed import Placed
from checker.ci.systems.scripts import (
    Interpreter,
    any_branch,
    interpreter_of,
    is_false,
    is_true,
    script,
    shebang,
)
from checker.ci.systems.sources import CiFiles

_BASH = Interpreter("bash", errexit=False)
_DEPTH = 10


def fits(document: Placed) -> bool:
    """Tell whether this is a configuration of Bitrise."""
    return bool(document.at("workflows").table) and "format_version" in document.table


def read(sources: CiFiles, paths: Sequence[str]) -> Pipeline:
    """Read all workflows."""
    jobs: list[PipelineJob] = []
    for path in paths:
        document = sources.first(path)
        for item in document.at("include").items:
            sources.not_understood(item, "includes another configuration")
        for name, workflow in document.at("workflows").table.items():
            if not name.startswith("_"):
                jobs.append(_job(sources, document, name, workflow))
    return Pipeline("bitrise", tuple(sources.paths), tuple(jobs), sources.unseen)


def _job(sources: CiFiles, document: Placed, name: str, workflow: Placed) -> PipelineJob:
    chain = _chain(sources, document, workflow, 0)
    steps = [part for step in chain for part in _steps(document, step)]
    starts = _started(document, name)
    return PipelineJob(
        workflow.path,
        workflow.line,
        name,
        tuple(steps),
        has_code=any(step.uses.endswith("git-clone") for step in steps),
        before_merge=starts.before_merge,
        swallowed=starts.swallowed,
    )


def _chain(sources: CiFiles, document: Placed, workflow: Placed, depth: int) -> Iterator[Placed]:
    """Go through the steps of a workflow and of those that it runs before and after itself."""
    if depth > _DEPTH or not sources.afford(workflow):
        return
    for name in workflow.at("before_run").leaves():
        yield from _chain(sources, document, document.at("workflows", name.text), depth + 1)
    yield from workflow.at("steps").items
    for name in workflow.at("after_run").leaves():
        yield from _chain(sources, document, document.at("workflows", name.text), depth + 1)


def _steps(document: Placed, step: Placed) -> Iterator[PipelineStep]:
    name, value = step.only
    if name.startswith("bundle::"):
        for inner in document.at("step_bundles", name.removeprefix("bundle::"), "steps").items:
            if not inner.only[0].startswith("bundle::"):
                yield from _steps(document, inner)
        return
    kind = name.rpartition("::")[2].partition("@")[0].lower()
    inputs = {key: item for given in value.at("inputs").items for key, item in given.table.items()}
    content = inputs.get("content", Placed(step.path, step.line))
    interpreter = interpreter_of(inputs["runner_bin"].text, _BASH) if "runner_bin" in inputs else _BASH
    is_script = kind == "script"
    yield PipelineStep(
        step.path,
        step.line,
        value.at("title").text,
        uses="" if is_script else kind,
        inputs={} if is_script else {key: item.text for key, item in inputs.items()},
        scripts=script(content, shebang(content, interpreter)) if is_script else (),
        swallowed="`is_skippable: true`" if is_true(value.at("is_skippable")) else "",
        never="`run_if: false`" if "run_if" in value.table and is_false(value.at("run_if")) else "",
    )


def _started(document: Placed, name: str) -> Starts:
    """Say what starts a workflow, also as a part of a pipeline; without triggers, Bitrise itself decides."""
    triggers = document.at("trigger_map").items
    holders = [*document.at("workflows").table.values(), *document.at("pipelines").table.values()]
    own = [document.at("workflows", name, "triggers")]
    own += [
        pipeline.at("triggers")
        for key, pipeline in document.at("pipelines").table.items()
        if name in _workflows(document, key)
    ]
    started = [entry for entry in triggers if _starts(document, entry, name)]
    if any(each.at("pull_request") for each in own) or any(map(_is_change, started)):
        return CHANGES
    if any(each.at("push") for each in own) or any(_is_push(entry) for entry in started):
        return MERGED
    if not triggers and not any(holder.at("triggers") for holder in holders):
        return UNCERTAIN
    return only("tags" if started or any(own) else "people")


def _is_push(entry: Placed) -> bool:
    return "push_branch" in entry.table or entry.at("type").text == "push"


def _is_change(entry: Placed) -> bool:
    keys = set(entry.table)
    if "pull_request_source_branch" in keys or "pull_request_target_branch" in keys:
        return True
    return entry.at("type").text == "pull_request" or any_branch([entry.at("push_branch").text])


def _starts(document: Placed, entry: Placed, name: str) -> bool:
    return entry.at("workflow").text == name or name in _workflows(document, entry.at("pipeline").text)


def _workflows(document: Placed, pipeline: str) -> set[str]:
    """Return the names of the workflows of a pipeline, in stages or not."""
    found = document.at("pipelines", pipeline)
    stages = [stage.only[0] for stage in found.at("stages").items]
    named = [job for stage in stages for job in document.at("stages", stage, "workflows").items]
    return {*found.at("workflows").table, *(key for job in named for key in job.table)}
