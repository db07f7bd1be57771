"""Buildkite.

Source: buildkite.com/docs/pipelines/configure. Commands run in `/bin/bash -e -c` (agent configuration
`shell`); which builds changes start is set on Buildkite itself. Steps that a step uploads are read from the
file it names.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from posixpath import normpath

from msgspec.structs import replace

from checker.ci.pipeline import Pipeline, PipelineJob, PipelineStep
from checker.ci.systems.placed import Placed, filled, substituted
from checker.ci.systems.scripts import Interpreter, is_false, is_true, joined, legs
from checker.ci.systems.sources import CiFiles
from checker.patterns import lazy

_BASH = Interpreter("bash", errexit=True)
_UPLOAD = lazy(r"pipeline\s+upload(?:[ \t]+(?:--?[\w-]+[ \t]+)*([^\s|;&-]\S*))?")
_GENERATED = lazy(r"\|[ \t]*(?:[\w./-]{1,200}/)?buildkite-agent\s+pipeline\s+upload")
_MATRIX = lazy(r"\{\{\s*matrix(?:\.(\w+))?\s*\}\}")
_STEP_LIMIT = 1000


def read(sources: CiFiles, paths: Sequence[str]) -> Pipeline:
    """Read these pipelines and those that they upload; shell scripts are run by an agent's hooks."""
    reading = _Reading(sources)
    for path in paths:
        if path.endswith((".yml", ".yaml")):
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
            elif step.table and not {"wait", "block", "input", "trigger"} & set(step.table):
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
    return PipelineJob(
        step.path,
        step.line,
        (step.at("label") or step.at("name") or step.at("key")).text,
        tuple(_steps(step)),
        variables=variables,
        swallowed="`soft_fail: true`" if is_true(step.at("soft_fail")) else "",
        never=never or _never(step),
    )


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
        yield PipelineStep(step.path, (value or step).line, name, uses=plugin, inputs=inputs)


def _flat(place: Placed) -> str:
    return place.text or " ".join(leaf.text for leaf in place.leaves())


def _legs(matrix: Placed) -> Iterator[Mapping[str, str]]:
    setup = matrix.at("setup") or matrix
    if setup.table:
        return legs({key: [leaf.text for leaf in item.leaves()] for key, item in setup.table.items()})
    return legs({"": [leaf.text for leaf in setup.leaves()]})


def _leg(text: str, leg: Mapping[str, str]) -> str:
    return (
        filled(text.replace("{{matrix}}", leg.get("", "{{matrix}}")), _MATRIX, leg) if "{{" in text else text
    )
