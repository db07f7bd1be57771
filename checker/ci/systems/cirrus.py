"""Cirrus CI.

Source: cirrus-ci.org/guide/writing-tasks. Each instruction that ends in `script` runs in one shell, where a
failed command ends the task; `allow_failures` swallows failures. Pull requests start every task without a
condition.
"""

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from checker.ci.events import CHANGES, Starts
from checker.ci.pipeline import Pipeline, PipelineJob, PipelineStep
from checker.ci.systems import conditions
from checker.ci.systems.placed import Placed, merged
from checker.ci.systems.scripts import Interpreter, is_false, is_true, joined
from checker.ci.systems.sources import CiFiles
from checker.patterns import lazy

_SHELL = Interpreter("bash", errexit=True, pipefail=True)
_CMD = Interpreter("cmd", errexit=True)
_TASK = lazy(r"(?:.*_)?task")
_LEG_LIMIT = 30
_AFTER = ("always", "on_failure", "on_timeout")


def read(sources: CiFiles, paths: Sequence[str]) -> Pipeline:
    """Read all tasks; a program in Starlark that writes some is not understood."""
    jobs: list[PipelineJob] = []
    for path in paths:
        if path.endswith(".star"):
            sources.text(path)
            sources.not_understood(Placed(path, 1), "is a program that writes tasks")
            continue
        document = sources.first(path)
        jobs += [_job(document, name, leg) for name, task in _tasks(document) for leg in _legs(task)]
    return Pipeline("cirrus", tuple(sources.paths), tuple(jobs), sources.unseen)


def _tasks(document: Placed) -> Iterator[tuple[str, Placed]]:
    """Go through tasks: the key `task` may stand more than once."""
    for key, value in [*document.repeated, *document.table.items()]:
        if _TASK.fullmatch(key):
            for task in value.items:
                yield task.at("name").text or key, task


def _legs(task: Placed) -> Iterator[Placed]:
    """Put in the alternatives of `matrix`, wherever in the task they stand."""
    alternatives = task.at("matrix").items[:_LEG_LIMIT]
    if alternatives and all(item.table for item in alternatives):
        yield from (merged(task, item) for item in alternatives)
    else:
        yield task


def _job(document: Placed, name: str, task: Placed) -> PipelineJob:
    windows = any("windows" in key for key in task.table)
    environment = {**_environment(document), **_environment(task)}
    starts = _starts(task.at("only_if").text)
    return PipelineJob(
        task.path,
        task.line,
        task.at("name").text or name,
        tuple(_steps(task, _CMD if windows else _SHELL)),
        image=(task.at("container") or document.at("container")).at("image").text,
        has_code=task.at("clone_script").text not in ("true", ":"),
        before_merge=starts.before_merge,
        variables=environment,
        swallowed="`allow_failures: true`" if is_true(task.at("allow_failures")) else starts.swallowed,
        never=_never(task),
    )


def _never(task: Placed) -> str:
    for key, constant in (("only_if", is_false), ("skip", is_true)):
        if key in task.table and constant(task.at(key)):
            return f"`{key}: {task.at(key).text}`"
    return "`trigger_type: manual`" if task.at("trigger_type").text == "manual" else ""


def _environment(place: Placed) -> Mapping[str, str]:
    return (place.at("env") or place.at("environment")).texts()


def _steps(task: Placed, interpreter: Interpreter) -> Iterator[PipelineStep]:
    for key, value in task.table.items():
        if key == "pipe":
            for part in value.items:
                yield from _steps(part, interpreter)
        elif key in _AFTER:
            for step in _steps(value, interpreter):
                yield replace(step, swallowed=step.swallowed or f"`{key}`")
        elif key.endswith("script") and key != "clone_script":
            lines = list(value.leaves())
            swallowed = "runs in the background" if key.endswith("background_script") else ""
            scripts = joined(lines, interpreter)
            yield PipelineStep(value.path, value.line, key, scripts=scripts, swallowed=swallowed)


_CHANGE = {
    "CIRRUS_PR": "1",
    "CIRRUS_BRANCH": "pull/1",
    "CIRRUS_TAG": "",
    "CIRRUS_CRON": "",
    "CIRRUS_BUILD_SOURCE": "",
}
_MERGED = {"CIRRUS_PR": "", "CIRRUS_TAG": "", "CIRRUS_CRON": ""}


def _starts(condition: str) -> Starts:
    return (
        CHANGES if condition in ("true", "false") else conditions.starts(condition, _CHANGE, _MERGED, CHANGES)
    )
