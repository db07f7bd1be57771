"""CircleCI: workflows, jobs, commands, executors and orbs.

Source: circleci.com/docs/configuration-reference. Steps run in `/bin/bash -eo pipefail` unless `shell` says
otherwise; on Windows in PowerShell. A job runs only where a workflow names it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from posixpath import normpath

from msgspec.structs import replace

from checker.ci.pipeline import Pipeline, PipelineJob, PipelineStep
from checker.ci.systems.circleci_conditions import defaults, evaluate, starts
from checker.ci.systems.placed import Placed, filled, substituted
from checker.ci.systems.scripts import (
    Interpreter,
    axes,
    interpreter_of,
    is_false,
    is_true,
    legs,
    script,
)
from checker.ci.systems.sources import CiFiles
from checker.patterns import lazy
from checker.word_lists import wordset

_BASH = Interpreter("bash", errexit=True, pipefail=True)
_POWERSHELL = Interpreter("pwsh", errexit=True)
_PARAMETER = lazy(r"<<\s*(?:parameters|matrix)\.([\w-]+)\s*>>")
_PIPELINE = lazy(r"<<\s*(pipeline\.parameters\.[\w-]+)\s*>>")
_BODIES = ("jobs", "commands", "executors")
_CONTINUES = {"circleci/continuation": "configuration_path", "circleci/path-filtering": "config-path"}
"""Orbs that start another configuration, and which parameter names it."""
_BUILT_IN = wordset("""
    checkout save_cache restore_cache store_artifacts store_test_results persist_to_workspace attach_workspace
    add_ssh_keys setup_remote_docker
""")
_DEPTH = 8
_STEP_LIMIT = 3000
_ALL = Placed("", 1)


def fits(document: Placed) -> bool:
    """Tell whether this is a configuration of CircleCI: a version, and jobs with steps."""
    return "version" in document.table and any(
        "steps" in job.table for job in document.at("jobs").table.values()
    )


def read(sources: CiFiles, paths: Sequence[str]) -> Pipeline:
    """Read every file that has jobs or workflows."""
    jobs: list[PipelineJob] = []
    waiting, read_paths = list(paths), set[str]()
    while waiting:
        path = waiting.pop(0)
        document = sources.first(path)
        if path not in read_paths and (document.at("jobs").table or document.at("workflows").table):
            reading = _Reading(sources, document)
            jobs += reading.jobs()
            waiting += reading.continued
        read_paths.add(path)
    return Pipeline("circleci", tuple(sources.paths), tuple(jobs), sources.unseen)


class _Reading:
    """Reads one configuration."""

    def __init__(self, sources: CiFiles, document: Placed) -> None:
        self._sources = sources
        self._defaults = defaults(document)
        self._document = self._with_defaults(document)
        self._orbs = document.at("orbs")
        self._steps_left = _STEP_LIMIT
        self.continued: list[str] = []

    def _with_defaults(self, document: Placed) -> Placed:
        """Put the parameters of the pipeline in; conditions ask for them by themselves."""
        if not self._defaults or not self._sources.afford(document):
            return document
        known = self._defaults
        put_in = {key: substituted(document.at(key), lambda text: _pipeline(text, known)) for key in _BODIES}
        return replace(
            document, value={**document.table, **{key: put_in[key] for key in _BODIES if put_in[key]}}
        )

    def jobs(self) -> Iterator[PipelineJob]:
        """Return the jobs as workflows call them, and those that none calls."""
        called: set[str] = set()
        for workflow in self._document.at("workflows").table.values():
            for call in workflow.at("jobs").items:
                name, arguments = call.only
                called.add(name)
                yield from self._call(name, call, arguments, workflow)
        for name, job in self._document.at("jobs").table.items():
            if name not in called:
                never = "no workflow runs it" if self._document.at("workflows").table else ""
                yield self._job(job, name, {}, _ALL, never=never)

    def _call(self, name: str, call: Placed, given: Placed, workflow: Placed) -> Iterator[PipelineJob]:
        if is_true(given.at("type")) or given.at("type").text == "approval":
            return
        orb = name.partition("/")[0]
        job = self._document.at("jobs", name) or self._orbs.at(orb, "jobs", name.partition("/")[2])
        never = "`when: false`" if is_false(workflow.at("when")) and "when" in workflow.table else ""
        asked = starts(workflow, given, self._document)
        if not job:
            step = self._foreign(name, call, given)
            yield PipelineJob(
                call.path,
                call.line,
                name,
                (step,),
                before_merge=asked.before_merge,
                never=never,
                swallowed=asked.swallowed,
            )
            return
        for leg in legs(axes(_matrix(given))):
            values = {**_defaults(job), **given.texts(), **leg}
            made = self._job(job, name, values, given, never=never)
            yield replace(made, before_merge=asked.before_merge, swallowed=asked.swallowed)

    def _job(
        self, job: Placed, name: str, values: Mapping[str, str], given: Placed, never: str
    ) -> PipelineJob:
        job = self._put_in(job, {**_defaults(job), **values})
        executor = self._executor(job)
        containers = (job.at("docker") or executor.at("docker")).items
        default = self._interpreter(job, executor)
        listed = [*given.at("pre-steps").items, *job.at("steps").items, *given.at("post-steps").items]
        folder = job.at("working_directory").text
        steps = [step for item in listed for step in self._steps(item, default, _folder(folder), "", 0)]
        return PipelineJob(
            job.path,
            job.line,
            name,
            tuple(steps),
            image=next((container.at("image").text for container in containers), ""),
            has_code=self._has_code(listed, 0),
            before_merge=True,
            variables={**executor.at("environment").texts(), **job.at("environment").texts()},
            never=never,
        )

    def _executor(self, job: Placed) -> Placed:
        named = job.at("executor")
        name = named.text or named.at("name").text
        return self._document.at("executors", name) if name else Placed(job.path, job.line)

    def _interpreter(self, job: Placed, executor: Placed) -> Interpreter:
        written = (job.at("shell") or executor.at("shell")).text
        named = (job.at("executor"), job.at("executor", "name"))
        images = (job.at("machine", "image"), executor.at("machine", "image"))
        windows = any(re.match(r"win(?:dows)?[/-]", name.text.lower()) for name in (*named, *images))
        return interpreter_of(written, _POWERSHELL if windows else _BASH)

    def _steps(
        self, item: Placed, default: Interpreter, folder: str, never: str, depth: int
    ) -> Iterator[PipelineStep]:
        """Return a step, or the steps that a command or a condition stands for."""
        self._steps_left -= 1
        if self._steps_left < 0 or depth > _DEPTH:
            self._sources.not_understood(item, "has too many steps, or commands that call one another")
            return
        name, value = item.only
        command = self._document.at("commands", name) or self._orb_command(name)
        if name == "run":
            yield _run(item, value, default, folder, never)
        elif name in ("when", "unless"):
            condition = value.at("condition")
            answer = evaluate(condition, self._defaults) if "condition" in value.table else None
            if answer is (name == "unless"):
                never = never or f"`{name}: {condition.text or condition.only[0]}` does not hold"
            for inner in value.at("steps").items:
                yield from self._steps(inner, default, folder, never, depth + 1)
        elif command:
            for inner in self._put_in(command, {**_defaults(command), **value.texts()}).at("steps").items:
                yield from self._steps(inner, default, folder, never, depth + 1)
            yield from self._given(value, default, folder, never, depth)
        elif name not in _BUILT_IN:
            yield replace(self._foreign(name, item, value), never=never)
            yield from self._given(value, default, folder, never, depth)

    def _put_in(self, place: Placed, values: Mapping[str, str]) -> Placed:
        if not values:
            return place
        if not self._sources.afford(place):
            return Placed(place.path, place.line)
        return substituted(place, lambda text: filled(text, _PARAMETER, values))

    def _given(
        self, value: Placed, default: Interpreter, folder: str, never: str, depth: int
    ) -> Iterator[PipelineStep]:
        """Return the steps that are given to a command as parameters."""
        for parameter in value.table.values():
            for inner in parameter.items if isinstance(parameter.value, list) else ():
                if inner.table or inner.text in ("checkout", "run"):
                    yield from self._steps(inner, default, folder, never, depth + 1)

    def _orb_command(self, name: str) -> Placed:
        orb, _, command = name.partition("/")
        return self._orbs.at(orb, "commands", command)

    def _foreign(self, name: str, place: Placed, given: Placed) -> PipelineStep:
        """Return a command or job of an orb, which is kept elsewhere, by the orb's own name."""
        orb, _, command = name.partition("/")
        source = self._orbs.at(orb).text.partition("@")[0]
        uses = f"{source}/{command}" if source else name
        if key := _CONTINUES.get(source):
            self._continue(place, given.at(key).text or ".circleci/continue_config.yml")
        return PipelineStep(place.path, place.line, name, uses=uses.lower(), inputs=given.texts())

    def _continue(self, place: Placed, named: str) -> None:
        """Read the configuration that goes on from here, if it stands in the repository."""
        path = normpath(named)
        if self._sources.files.entry(path):
            self._sources.included_paths.add(path)
            self.continued.append(path)
        else:
            self._sources.not_understood(place, f"continues with {named}, which a program writes")

    def _has_code(self, steps: Sequence[Placed], depth: int) -> bool:
        """Tell whether steps check the code out, or may: an orb's command can."""
        for step in steps:
            name, value = step.only
            command = self._document.at("commands", name) or self._orb_command(name)
            inner = (command or value).at("steps").items if command or name in ("when", "unless") else ()
            if name in ("checkout", "attach_workspace") or ("/" in name and not command):
                return True
            if name == "run" and re.search(r"git\s+(?:clone|fetch|checkout)", _command(value).text):
                return True
            if inner and depth < _DEPTH and self._has_code(inner, depth + 1):
                return True
        return False


def _command(value: Placed) -> Placed:
    return value.at("command") if value.table else value


def _run(item: Placed, value: Placed, default: Interpreter, folder: str, never: str) -> PipelineStep:
    interpreter = interpreter_of(value.at("shell").text, default)
    directory = value.at("working_directory").text or folder
    on_failure = "`when: on_fail`" if value.at("when").text == "on_fail" else ""
    return PipelineStep(
        item.path,
        item.line,
        value.at("name").text,
        scripts=script(_command(value), interpreter, _folder(directory)),
        swallowed="`background: true`" if is_true(value.at("background")) else "",
        never=never or on_failure,
    )


def _pipeline(text: str, known: Mapping[str, str]) -> str:
    return _PIPELINE.sub(lambda match: known.get(match[1], match[0]), text) if "<<" in text else text


def _matrix(given: Placed) -> Placed:
    return given.at("matrix", "parameters")


def _defaults(place: Placed) -> dict[str, str]:
    parameters = place.at("parameters").table
    return {name: item.at("default").text for name, item in parameters.items() if item.at("default").text}


def _folder(directory: str) -> str:
    """Return a folder of the repository: the top is where the code is, however it is named."""
    return "" if directory.startswith(("~", "/")) else directory
