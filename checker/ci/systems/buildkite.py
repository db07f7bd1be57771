"""Buildkite.

Source: buildkite.com/docs/pipelines/configure. Commands run in `/bin/bash -e -c` (agent configuration
`shell`); which builds changes start is set on Buildkite itself. Steps that a step uploads are read from the
file it names.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from posixpath import normpath

from msgspec.structs import replace

from checker.ci.events import UNCERTAIN, Starts
from checker.ci.pipeline import Pipeline, PipelineJob, PipelineStep
from checker.ci.systems import conditions
from checker.ci.systems.placed import Placed, filled, substituted
from checker.ci.systems.scripts import (
    Interpreter,
    axes,
    command_line,
    is_false,
    is_true,
    joined,
    legs,
    lets_fail,
)
from checker.ci.systems.sources import CiFiles
from checker.patterns import lazy

_BASH = Interpreter("bash", errexit=True)
_UPLOAD = lazy(r"pipeline\s+upload(?:[ \t]+(?:--?[\w-]+[ \t]+)*([^\s|;&-]\S*))?")
_GENERATED = lazy(r"\|[ \t]*(?:[\w./-]{1,200}/)?buildkite-agent\s+pipeline\s+upload")
_MATRIX = lazy(r"\{\{\s*matrix(?:\.(\w+))?\s*\}\}")
_RUNNERS = ("docker", "docker-compose")
"""Plugins that run the command of the step, or one of their own, in a container."""
_STEP_LIMIT = 1000


def fits(document: Placed) -> bool:
    """Tell whether this is a pipeline: steps that have commands and something of Buildkite."""
    own = {"label", "plugins", "agents", "key", "soft_fail"}
    return any(_commands(step) and own & set(step.table) for step in document.at("steps").items)


def read(sources: CiFiles, paths: Sequence[str]) -> Pipeline:
    """Read these pipelines and those that they upload; shell scripts are run by an agent's hooks."""
    reading = _Reading(sources)
    for path in paths:
        if not path.endswith(".sh"):
            reading.file(path, (), Placed(path, 1))
    return Pipeline("buildkite", tuple(sources.paths), tuple(reading.jobs[:_STEP_LIMIT]), sources.unseen)


class _Reading:
    """Reads files, each once."""

    def __init__(self, sources: CiFiles) -> None:
        self._sources = sources
        self._read: set[str] = set()
        self.jobs: list[PipelineJob] = []

    def file(self, path: str, trail: tuple[str, ...], place: Placed) -> None:
        """Read one file."""
        if path in self._read:
            return
        self._read.add(path)
        document = self._sources.included(path, trail, place) if trail else self._sources.first(path)
        steps = document.at("steps").items if document.table else document.items
        for job, step in self._jobs(document, steps, ""):
            self.jobs.append(job)
            self._uploads(step, (*trail, path))

    def _jobs(
        self, document: Placed, steps: Sequence[Placed], never: str
    ) -> Iterator[tuple[PipelineJob, Placed]]:
        for step in steps:
            if "group" in step.table or ("steps" in step.table and "command" not in step.table):
                yield from self._jobs(document, step.at("steps").items, never or _never(step))
            elif "trigger" in step.table:
                self._sources.not_understood(step, f"triggers {step.at('trigger').text}, another pipeline")
            elif step.table and not {"wait", "block", "input"} & set(step.table):
                for leg in _legs(step.at("matrix")):
                    put_in = self._put_in(step, leg)
                    yield _job(document, put_in, never), put_in

    def _put_in(self, step: Placed, leg: Mapping[str, str]) -> Placed:
        if not leg:
            return step
        known = self._sources.afford(step)
        return substituted(step, partial(_leg, leg=leg)) if known else Placed(step.path, step.line)

    def _uploads(self, step: Placed, trail: tuple[str, ...]) -> None:
        for command in _commands(step):
            if _GENERATED.search(command.text):
                self._sources.not_understood(command, "uploads steps that a program writes")
                continue
            for match in _UPLOAD.finditer(command.text):
                path = normpath(match[1] or ".buildkite/pipeline.yml").strip("'\"")
                self.file(path, trail, command)


def _job(document: Placed, step: Placed, never: str) -> PipelineJob:
    variables = {**document.at("env").texts(), **step.at("env").texts()}
    starts = _starts(step)
    return PipelineJob(
        step.path,
        step.line,
        (step.at("label") or step.at("name") or step.at("key")).text,
        tuple(_steps(step)),
        before_merge=starts.before_merge,
        variables=variables,
        swallowed=_soft(step) or starts.swallowed,
        never=never or _never(step),
    )


_CHANGE = {
    "build.source": "webhook",
    "build.branch": "feature/change",
    "build.tag": "",
    "build.pull_request.id": "1",
    "build.env.BUILDKITE_TAG": "",
}
_MERGED = {"build.source": "webhook", "build.tag": "", "build.pull_request.id": ""}


def _starts(step: Placed) -> Starts:
    """Say what a condition leaves of the builds, which are started as Buildkite itself is told to."""
    return conditions.starts(step.at("if").text, _CHANGE, _MERGED, UNCERTAIN)


def _soft(step: Placed) -> str:
    soft = step.at("soft_fail")
    if is_true(soft):
        return "`soft_fail: true`"
    code = lets_fail((item.at("exit_status") for item in soft.items), _commands(step))
    return f"`soft_fail: exit_status: {code}`" if code else ""


def _never(step: Placed) -> str:
    skipped = step.at("skip")
    if "skip" in step.table and skipped.scalar not in (False, None, ""):
        return f"`skip: {skipped.text}`"
    return "`if: false`" if "if" in step.table and is_false(step.at("if")) else ""


def _commands(step: Placed) -> list[Placed]:
    """Return the commands; an upload takes `$$` and an escaped `$` for a plain one."""
    written = (step.at("command") or step.at("commands")).leaves()
    return [replace(line, text=line.text.replace("$$", "$").replace("\\$", "$")) for line in written]


def _steps(step: Placed) -> Iterator[PipelineStep]:
    if commands := _commands(step):
        yield PipelineStep(step.path, commands[0].line, scripts=joined(commands, _BASH))
    plugins = step.at("plugins")
    listed = [(name, value) for name, value in plugins.table.items()]
    listed += [item.only for item in plugins.items if item is not plugins or item.text]
    for name, value in listed:
        short = name.partition("#")[0].rstrip("/").rpartition("/")[2]
        plugin = short.removesuffix(".git").removesuffix("-buildkite-plugin").lower()
        inputs = {key: _flat(item) for key, item in value.table.items()}
        words = [*value.at("command").leaves()]
        if plugin in _RUNNERS and words and not commands:
            yield PipelineStep(step.path, words[0].line, name, scripts=command_line(words))
            continue
        yield PipelineStep(step.path, (value or step).line, name, uses=plugin, inputs=inputs)


def _flat(place: Placed) -> str:
    return place.text or " ".join(leaf.text for leaf in place.leaves())


def _legs(matrix: Placed) -> Iterator[Mapping[str, str]]:
    setup = matrix.at("setup") or matrix
    if setup.table:
        return legs(axes(setup))
    return legs({"": [leaf.text for leaf in setup.leaves()]})


def _leg(text: str, leg: Mapping[str, str]) -> str:
    return (
        filled(text.replace("{{matrix}}", leg.get("", "{{matrix}}")), _MATRIX, leg) if "{{" in text else text
    )
