"""Drone and Woodpecker: steps that are images with commands.

Sources: docs.drone.io/pipeline, woodpecker-ci.org/docs/usage. Commands run in `/bin/sh -e` without
pipefail; a step without commands runs its image. By default every event starts a pipeline.
"""

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from checker.ci.events import CHANGES, MERGED, UNCERTAIN, Starts, only
from checker.ci.pipeline import Pipeline, PipelineJob, PipelineStep
from checker.ci.systems import conditions
from checker.ci.systems.placed import Placed
from checker.ci.systems.scripts import Interpreter, any_branch, axes, is_true, joined, legs
from checker.ci.systems.sources import CiFiles

_SH = Interpreter("sh", errexit=True)
_POWERSHELL = Interpreter("pwsh", errexit=True)
_CHANGES = frozenset({"pull_request", "push"})
_REQUEST = {"CI_PIPELINE_EVENT": "pull_request", "CI_COMMIT_TAG": "", "CI_COMMIT_PULL_REQUEST": "1"}
_PUSH = {"CI_PIPELINE_EVENT": "push", "CI_COMMIT_TAG": "", "CI_COMMIT_PULL_REQUEST": ""}
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
        for leg in _legs(document.at("matrix"))
        for job in _jobs(
            document, document.at("when"), document.at("steps") or document.at("pipeline"), variables=leg
        )
    ]
    return Pipeline("woodpecker", tuple(sources.paths), tuple(jobs), sources.unseen)


def read_vela(sources: CiFiles, paths: Sequence[str]) -> Pipeline:
    """Read Vela's pipelines, whose conditions are called rulesets."""
    jobs: list[PipelineJob] = []
    for document in (document for path in paths for document in sources.documents(path)):
        for template in document.at("templates").items:
            sources.not_understood(template, "uses a template that is kept elsewhere")
        stages = [stage.at("steps") for stage in document.at("stages").table.values()]
        for steps in stages or [document.at("steps")]:
            listed = [replace(step, value={"when": step.at("ruleset"), **step.table}) for step in steps.items]
            jobs += _jobs(document, Placed(document.path, 1), replace(steps, value=listed))
    return Pipeline("vela", tuple(sources.paths), tuple(jobs), sources.unseen)


def _legs(matrix: Placed) -> Iterator[Mapping[str, str]]:
    included = [item.texts() for item in matrix.at("include").items]
    yield from included or legs(axes(matrix))


def _jobs(
    document: Placed, trigger: Placed, steps: Placed, variables: Mapping[str, str] | None = None
) -> Iterator[PipelineJob]:
    """Return one job for the steps that changes start, and one for those that they do not."""
    interpreter = _POWERSHELL if document.at("platform", "os").text == "windows" else _SH
    listed = steps.table.items() if steps.table else [(step.at("name").text, step) for step in steps.items]
    clone = document.at("clone")
    grouped: dict[Starts, list[PipelineStep]] = {}
    for name, step in [*listed][:_STEP_LIMIT]:
        asked = _both(_starts(trigger), _starts(step.at("when")))
        grouped.setdefault(asked, []).append(_step(name, step, interpreter))
    for asked, parts in grouped.items():
        yield PipelineJob(
            document.path,
            document.line,
            document.at("name").text,
            tuple(parts),
            has_code=not (is_true(clone.at("disable")) or document.at("skip_clone").scalar is True),
            before_merge=asked.before_merge,
            swallowed=asked.swallowed,
            variables={**document.at("environment").texts(), **(variables or {})},
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
        swallowed=_swallowed(step),
        never=_never(step.at("when")),
    )


def _swallowed(step: Placed) -> str:
    if step.at("failure").text == "ignore":
        return "`failure: ignore`"
    if is_true(step.at("ruleset", "continue")):
        return "`continue: true`"
    return "`detach: true`" if is_true(step.at("detach")) else ""


def _never(when: Placed) -> str:
    """Say why a step is not run where nothing failed before it."""
    states = [
        {leaf.text for leaf in (each.at("status", "include") or each.at("status")).leaves()}
        for each in when.items
    ]
    return "`when: status: failure`" if states and all(each == {"failure"} for each in states) else ""


def _both(outer: Starts, inner: Starts) -> Starts:
    answers = (outer.before_merge, inner.before_merge)
    before = False if False in answers else None if None in answers else True
    return Starts(before, outer.swallowed or inner.swallowed)


def _starts(when: Placed) -> Starts:
    """Say what meets a condition, or one of several."""
    found = [_meets(condition) for condition in when.items if condition.table]
    order = (CHANGES, UNCERTAIN, MERGED)
    return next((each for each in order if each in found), found[0] if found else CHANGES)


def _meets(condition: Placed) -> Starts:
    events = condition.at("event")
    included = {leaf.text for leaf in (events.at("include") or events).leaves()}
    excluded = {leaf.text for leaf in events.at("exclude").leaves()}
    if (included and included.isdisjoint(_CHANGES)) or excluded >= _CHANGES:
        return only(*sorted(included or {"other events"}))
    branches = condition.at("branch")
    named = [leaf.text for leaf in (branches.at("include") or branches).leaves()]
    # Of a pull request, the branch is the one that it goes to.
    requests = "pull_request" in included or (not included and "pull_request" not in excluded)
    given = CHANGES if requests or not named or any_branch(named) else MERGED
    return conditions.starts(condition.at("evaluate").text, _REQUEST, _PUSH, given)
