"""Forgejo Actions and Gitea Actions: the syntax of GitHub's workflows.

Source: forgejo.org/docs/latest/user/actions, docs.gitea.com/usage/actions. The runner's default shell is
bash with `-e -o pipefail`; actions are named by addresses as well.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from posixpath import normpath

from msgspec.structs import replace

from checker.ci.events import CHANGES, Condition, Starts, Triggers, condition, starts
from checker.ci.pipeline import Pipeline, PipelineJob, PipelineStep
from checker.ci.systems.placed import TEMPLATE, Placed, filled
from checker.ci.systems.scripts import (
    Interpreter,
    axes,
    interpreter_of,
    is_true,
    legs,
    script,
)
from checker.ci.systems.sources import CiFiles
from checker.patterns import lazy

_BASH = Interpreter("bash", errexit=True, pipefail=True)
_CLONE = lazy(r"git\s+(?:clone|fetch)")
_EXTRA = ("include", "exclude")


def fits(document: Placed) -> bool:
    """Tell whether this is a workflow: jobs with runners, and events."""
    jobs = document.at("jobs").table.values()
    return "on" in document.table and any("runs-on" in job.table or "uses" in job.table for job in jobs)


def read_forgejo(sources: CiFiles, paths: Sequence[str]) -> Pipeline:
    """Read Forgejo's workflows."""
    return _read("forgejo-actions", sources, paths)


def read_gitea(sources: CiFiles, paths: Sequence[str]) -> Pipeline:
    """Read Gitea's workflows."""
    return _read("gitea-actions", sources, paths)


def read_taught(sources: CiFiles, paths: Sequence[str]) -> Pipeline:
    """Read workflows of unknown runners."""
    return _read("actions", sources, paths)


def _read(system: str, sources: CiFiles, paths: Sequence[str]) -> Pipeline:
    reading = _Reading(sources)
    jobs = [job for path in paths for job in reading.workflow(sources.first(path), (path,), None)]
    return Pipeline(system, tuple(sources.paths), tuple(jobs), sources.unseen)


class _Reading:
    """Reads workflows, and what of this repository they call."""

    def __init__(self, sources: CiFiles) -> None:
        self._sources = sources

    def workflow(
        self, document: Placed, trail: tuple[str, ...], given: Starts | None
    ) -> Iterator[PipelineJob]:
        """Return the jobs of a workflow; *given* is what starts the workflow that calls it."""
        events = _events(document.at("on"))
        own = given or starts(events)
        for name, job in document.at("jobs").table.items():
            asked = condition(job.at("if").text, own)
            if called := job.at("uses").text:
                yield from self._called(job, called, trail, asked.starts)
                continue
            for leg in legs(axes(job.at("strategy", "matrix"), *_EXTRA)):
                if self._sources.afford(job):
                    values = {f"matrix.{key}": value for key, value in leg.items()}
                    steps = tuple(self._steps_of(document, job, values, trail))
                    named = replace(_job(document, job, steps, asked), name=job.at("name").text or name)
                    yield named

    def _steps_of(
        self, document: Placed, job: Placed, values: Mapping[str, str], trail: tuple[str, ...]
    ) -> Iterator[PipelineStep]:
        own, common = job.at("defaults", "run"), document.at("defaults", "run")
        shell = interpreter_of((own.at("shell") or common.at("shell")).text, _BASH)
        folder = (own.at("working-directory") or common.at("working-directory")).text
        for step in job.at("steps").items:
            yield from self._steps(step, shell, folder, values, trail)

    def _called(
        self, job: Placed, called: str, trail: tuple[str, ...], starts_it: Starts
    ) -> Iterator[PipelineJob]:
        if called.startswith("./"):
            path = normpath(called)
            yield from self.workflow(self._sources.included(path, trail, job), (*trail, path), starts_it)
        else:
            self._sources.not_understood(job, f"calls {called}, which is kept elsewhere")

    def _steps(
        self,
        step: Placed,
        default: Interpreter,
        folder: str,
        values: Mapping[str, str],
        trail: tuple[str, ...],
    ) -> Iterator[PipelineStep]:
        """Return a step, or the steps of an action of this repository."""
        uses = re.sub(r"^https?://[^/]+/", "", step.at("uses").text)
        if uses.startswith("./"):
            yield from self._action(step, normpath(uses), default, folder, trail)
            return
        asked = condition(step.at("if").text, CHANGES)
        text = step.at("run")
        written = filled(text.text, TEMPLATE, values)
        shown = Placed(text.path, text.line, written, written, text.first)
        directory = step.at("working-directory").text or folder
        yield PipelineStep(
            step.path,
            step.line,
            step.at("name").text,
            uses=uses.partition("@")[0].lower(),
            inputs={key: filled(value, TEMPLATE, values) for key, value in step.at("with").texts().items()},
            scripts=script(shown, interpreter_of(step.at("shell").text, default), directory),
            swallowed=_swallowed(step) or asked.starts.swallowed,
            never=asked.never,
        )

    def _action(
        self, step: Placed, folder: str, default: Interpreter, directory: str, trail: tuple[str, ...]
    ) -> Iterator[PipelineStep]:
        names = (normpath(f"{folder}/action.{ending}") for ending in ("yml", "yaml"))
        path = next((name for name in names if self._sources.files.entry(name)), f"{folder}/action.yml")
        action = self._sources.included(path, trail, step)
        for inner in action.at("runs", "steps").items if self._sources.afford(action) else ():
            yield from self._steps(inner, default, directory, {}, (*trail, path))


def _job(document: Placed, job: Placed, steps: tuple[PipelineStep, ...], asked: Condition) -> PipelineJob:
    return PipelineJob(
        job.path,
        job.line,
        "",
        steps,
        image=job.at("container", "image").text or job.at("container").text,
        has_code=any(_brings_code(step) for step in steps),
        before_merge=asked.starts.before_merge,
        variables={**document.at("env").texts(), **job.at("env").texts()},
        swallowed=_swallowed(job) or asked.starts.swallowed,
        never=asked.never,
    )


def _events(on: Placed) -> Triggers:
    events = on.table or {leaf.text: Placed(on.path, on.line) for leaf in on.leaves()}
    return {
        name: {key: [leaf.text for leaf in item.leaves()] for key, item in event.table.items()}
        for name, event in events.items()
    }


def _brings_code(step: PipelineStep) -> bool:
    return step.uses.endswith("checkout") or any(_CLONE.search(each.text) for each in step.scripts)


def _swallowed(place: Placed) -> str:
    return "`continue-on-error: true`" if is_true(place.at("continue-on-error")) else ""
