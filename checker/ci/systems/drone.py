"""Drone and Woodpecker: steps that are images with commands.

Sources: docs.drone.io/pipeline, woodpecker-ci.org/docs/usage. Commands run in `/bin/sh -e` without
pipefail; a step without commands runs its image. By default every event starts a pipeline.
"""

from collections.abc import Iterator, Sequence

from checker.ci.pipeline import Pipeline, PipelineJob, PipelineStep
from checker.ci.systems.placed import Placed
from checker.ci.systems.scripts import Interpreter, any_branch, is_true, joined
from checker.ci.systems.sources import CiFiles

_SH = Interpreter("sh", errexit=True)
_POWERSHELL = Interpreter("pwsh", errexit=True)
_CHANGES = frozenset({"pull_request", "push"})
_STEP_LIMIT = 1000


def fits(document: Placed) -> bool:
    """Tell whether this is a pipeline: steps that have commands."""
    steps = document.at("steps") or document.at("pipeline")
    listed = steps.table.values() if steps.table else steps.items
    return any("commands" in step.table or "image" in step.table for step in listed)


def read_drone(sources: CiFiles, paths: Sequence[str]) -> Pipeline:
    """Read Drone's pipelines; those that a program writes are not understood."""
    jobs: list[PipelineJob] = []
    for path in paths:
        if not path.endswith((".yml", ".yaml")):
            sources.text(path)
            sources.not_understood(Placed(path, 1), "is a program that writes a pipeline")
            continue
        for document in sources.documents(path):
            if document.at("kind").text in ("", "pipeline"):
                steps = document.at("steps") or document.at("pipeline")
                jobs += _jobs(document, document.at("trigger"), steps)
            elif document.at("kind").text == "template":
                sources.not_understood(document, "uses a template that is kept elsewhere")
    return Pipeline("drone", tuple(sources.paths), tuple(jobs), sources.unseen)


def read_woodpecker(sources: CiFiles, paths: Sequence[str]) -> Pipeline:
    """Read Woodpecker's workflows."""
    documents = [document for path in paths for document in sources.documents(path)]
    jobs = [
        job
        for document in documents
        for job in _jobs(document, document.at("when"), document.at("steps") or document.at("pipeline"))
    ]
    return Pipeline("woodpecker", tuple(sources.paths), tuple(jobs), sources.unseen)


def _jobs(document: Placed, trigger: Placed, steps: Placed) -> Iterator[PipelineJob]:
    """Return one job for the steps that changes start, and one for those that they do not."""
    interpreter = _POWERSHELL if document.at("platform", "os").text == "windows" else _SH
    listed = steps.table.items() if steps.table else [(step.at("name").text, step) for step in steps.items]
    clone = document.at("clone")
    grouped: dict[bool | None, list[PipelineStep]] = {}
    for name, step in [*listed][:_STEP_LIMIT]:
        answers = (_before_merge(trigger), _before_merge(step.at("when")))
        before = False if False in answers else None if None in answers else True
        grouped.setdefault(before, []).append(_step(name, step, interpreter))
    for before, parts in grouped.items():
        yield PipelineJob(
            document.path,
            document.line,
            document.at("name").text,
            tuple(parts),
            has_code=not (is_true(clone.at("disable")) or document.at("skip_clone").scalar is True),
            before_merge=before,
            variables=document.at("environment").texts(),
        )


def _step(name: str, step: Placed, interpreter: Interpreter) -> PipelineStep:
    image = step.at("image").text.partition("@")[0].removeprefix("docker.io/")
    folder, slash, last = image.rpartition("/")
    commands = list(step.at("commands").leaves())
    return PipelineStep(
        step.path,
        step.line,
        name,
        uses="" if commands else (folder + slash + last.partition(":")[0]).lower(),
        inputs={} if commands else step.at("settings").texts(),
        scripts=joined(commands, interpreter),
        swallowed="`failure: ignore`" if step.at("failure").text == "ignore" else "",
    )


def _before_merge(when: Placed) -> bool | None:
    """Tell whether changes meet a condition, or one of several."""
    conditions = [condition for condition in when.items if condition.table]
    answers = [_meets(condition) for condition in conditions]
    return True if not answers or True in answers else None if None in answers else False


def _meets(condition: Placed) -> bool | None:
    events = condition.at("event")
    included = {leaf.text for leaf in (events.at("include") or events).leaves()}
    excluded = {leaf.text for leaf in events.at("exclude").leaves()}
    if included and included.isdisjoint(_CHANGES):
        return False
    if excluded >= _CHANGES:
        return False
    branches = condition.at("branch")
    named = [leaf.text for leaf in (branches.at("include") or branches).leaves()]
    if included & {"pull_request"} or (not included and "pull_request" not in excluded):
        return True  # Of a pull request, the branch is the one that it goes to.
    return any_branch(named) if named else True
