"""Bazel CI: tasks of build and test targets, run by Bazel's own Buildkite before changes are merged.

Source: github.com/bazelbuild/continuous-integration (buildkite/README.md). `batch_commands` are those of
Windows, `shell_commands` of the other platforms; both run before Bazel, which builds, then tests.
"""

from collections.abc import Iterator, Sequence

from checker.ci.pipeline import Pipeline, PipelineJob, PipelineStep, ShellScript
from checker.ci.systems.placed import Placed
from checker.ci.systems.scripts import Interpreter, is_true, joined, script
from checker.ci.systems.sources import CiFiles, every_document

_COMMANDS = {
    "setup": Interpreter("bash", errexit=True),
    "shell_commands": Interpreter("bash", errexit=True),
    "batch_commands": Interpreter("cmd", errexit=True),
}


def read(sources: CiFiles, paths: Sequence[str]) -> Pipeline:
    """Read all jobs of these files."""
    return every_document("bazel-ci", jobs, sources, paths)


def jobs(sources: CiFiles, document: Placed) -> Iterator[PipelineJob]:
    """Return the jobs of one document: its tasks, and the check of the format of build files."""
    for name in ("tasks", "platforms"):
        for key, task in document.at(name).table.items():
            if task.table:
                yield _job(key, task)
            else:
                sources.not_understood(task, "is a task that is not understood")
    buildifier = document.at("buildifier")
    if buildifier and buildifier.text != "false":
        step = PipelineStep(
            buildifier.path, buildifier.line, scripts=_bazel(buildifier, "buildifier --mode=check")
        )
        yield PipelineJob(buildifier.path, buildifier.line, "buildifier", (step,), before_merge=True)


def _job(key: str, task: Placed) -> PipelineJob:
    before = [
        PipelineStep(place.path, place.line, name, scripts=joined(place.leaves(), interpreter))
        for name, interpreter in _COMMANDS.items()
        if (place := task.at(name))
    ]
    runs = [
        PipelineStep(place.path, place.line, verb, scripts=_bazel(place, f"bazel {verb} {_targets(place)}"))
        for verb in ("build", "run", "test", "coverage")
        if (place := task.at(f"{verb}_targets"))
    ]
    return PipelineJob(
        task.path,
        task.line,
        task.at("name").text or key,
        (*before, *runs),
        before_merge=True,
        variables=task.at("environment").texts(),
        swallowed="`soft_fail`" if is_true(task.at("soft_fail")) else "",
    )


def _targets(place: Placed) -> str:
    """Return the targets: a list, or the keys of a mapping, by which they are merged."""
    return " ".join([*place.table] or [leaf.text for leaf in place.leaves()])[:1000]


def _bazel(place: Placed, command: str) -> tuple[ShellScript, ...]:
    text = " ".join(command.replace("\n", " ").split())
    return script(Placed(place.path, place.line, text, text, place.line), Interpreter("sh"))
