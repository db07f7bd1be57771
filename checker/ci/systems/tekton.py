"""Tekton, also as Pipelines-as-Code: tasks whose steps are scripts or commands in images.

Source: tekton.dev/docs/pipelines (tasks, pipelineruns), pipelinesascode.com/docs/guide. A script without
`#!` runs in `sh` with `-e`; `onError: continue` swallows its failure.
"""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from checker.ci.events import CHANGES, MERGED, UNCERTAIN, Starts, only
from checker.ci.pipeline import Pipeline, PipelineJob, PipelineStep
from checker.ci.systems.placed import Placed
from checker.ci.systems.scripts import Interpreter, command_line, script, shebang
from checker.ci.systems.sources import CiFiles

_SH = Interpreter("sh", errexit=True)
_EVENT = "pipelinesascode.tekton.dev/on-event"
_COMMENT = "pipelinesascode.tekton.dev/on-comment"
_BRANCH = "pipelinesascode.tekton.dev/on-target-branch"
_EXPRESSION = "pipelinesascode.tekton.dev/on-cel-expression"


def fits(document: Placed) -> bool:
    """Tell whether this is a resource of Tekton."""
    return document.at("apiVersion").text.startswith("tekton.dev/")


def read(sources: CiFiles, paths: Sequence[str]) -> Pipeline:
    """Read all resources; tasks that no run names may be run by hand or by a trigger."""
    documents = [item for path in paths for item in sources.documents(path) if fits(item)]
    jobs = list(_Reading(sources, documents).jobs())
    return Pipeline("tekton", tuple(sources.paths), tuple(jobs), sources.unseen)


class _Reading:
    """Looks tasks and pipelines up by their names."""

    def __init__(self, sources: CiFiles, documents: Sequence[Placed]) -> None:
        self._sources = sources
        self._documents = documents
        self._named = {(item.at("kind").text, item.at("metadata", "name").text): item for item in documents}
        self._used: set[str] = set()

    def jobs(self) -> Iterator[PipelineJob]:
        """Return a job for every task of a run, then for the pipelines and tasks that no run uses."""
        for kind in ("PipelineRun", "TaskRun", "Pipeline", "Task"):
            for document in self._documents:
                name = document.at("metadata", "name").text
                if document.at("kind").text == kind and f"{kind}/{name}" not in self._used:
                    yield from self._of(kind, document)

    def _of(self, kind: str, document: Placed) -> Iterator[PipelineJob]:
        spec, before = document.at("spec"), _starts(document)
        if kind == "Task":
            yield self._task(document.at("metadata", "name").text, spec, before)
        elif kind == "TaskRun":
            yield from self._called(spec, before)
        elif kind == "Pipeline":
            yield from self._tasks(spec, before)
        elif spec.at("pipelineSpec"):
            yield from self._tasks(spec.at("pipelineSpec"), before)
        else:
            name = spec.at("pipelineRef", "name").text
            if pipeline := self._named.get(("Pipeline", name)):
                self._used.add(f"Pipeline/{name}")
                yield from self._tasks(pipeline.at("spec"), before)
            else:
                self._sources.not_understood(spec.at("pipelineRef"), "runs a pipeline that is kept elsewhere")

    def _tasks(self, spec: Placed, before: Starts) -> Iterator[PipelineJob]:
        for task in [*spec.at("tasks").items, *spec.at("finally").items]:
            yield from self._called(task, before)

    def _called(self, task: Placed, before: Starts) -> Iterator[PipelineJob]:
        for made in self._task_of(task, before):
            yield replace(made, never=_never(task))

    def _task_of(self, task: Placed, before: Starts) -> Iterator[PipelineJob]:
        name = task.at("taskRef", "name").text
        if spec := task.at("taskSpec"):
            yield self._task(task.at("name").text, spec, before)
        elif found := self._named.get(("Task", name)):
            self._used.add(f"Task/{name}")
            yield self._task(name, found.at("spec"), before)
        else:
            hub = {item.at("name").text: item.at("value").text for item in task.at("taskRef", "params").items}
            uses = (name or hub.get("name", "")).lower()
            if not uses:
                self._sources.not_understood(task, "runs a task that is kept elsewhere")
            step = PipelineStep(task.path, task.line, uses=uses)
            yield self._made(task, task.at("name").text, (step,), before)

    def _task(self, name: str, spec: Placed, before: Starts) -> PipelineJob:
        listed = spec.at("steps").items if self._sources.afford(spec) else ()
        steps = tuple(_step(step) for step in listed)
        return self._made(spec, name, steps, before)

    @staticmethod
    def _made(place: Placed, name: str, steps: tuple[PipelineStep, ...], before: Starts) -> PipelineJob:
        return PipelineJob(
            place.path,
            place.line,
            name,
            steps,
            before_merge=before.before_merge,
            swallowed=before.swallowed,
        )


def _step(step: Placed) -> PipelineStep:
    text = step.at("script")
    words = [*step.at("command").leaves(), *step.at("args").leaves()]
    scripts = script(text, shebang(text, _SH)) if text else command_line(words)
    return PipelineStep(
        step.path,
        step.line,
        step.at("name").text,
        uses="" if scripts else step.at("image").text.partition("@")[0].partition(":")[0].lower(),
        scripts=scripts,
        swallowed="`onError: continue`" if step.at("onError").text == "continue" else "",
    )


def _never(task: Placed) -> str:
    """Say why a task is skipped: what it asks for is written down, and is not so."""
    for asked in task.at("when").items:
        given, values = asked.at("input"), {leaf.text for leaf in asked.at("values").leaves()}
        known = given.text and "$(" not in given.text and not any("$(" in value for value in values)
        if known and (given.text in values) != (asked.at("operator").text == "in"):
            return f"`when: {given.text} {asked.at('operator').text} ...` does not hold"
    return ""


def _starts(document: Placed) -> Starts:
    """Say what Pipelines-as-Code runs something for; others start what has no annotations."""
    annotations = document.at("metadata", "annotations")
    said = annotations.at(_EVENT).text + annotations.at(_EXPRESSION).text
    if not said:
        comment = annotations.at(_COMMENT).text
        return only("comments") if comment else UNCERTAIN
    if "pull_request" in said:
        return CHANGES
    if "refs/tags" in annotations.at(_BRANCH).text + said:
        return only("tags")
    return MERGED if "push" in said else only(said)
