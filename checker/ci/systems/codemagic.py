"""Codemagic.

Source: docs.codemagic.io/yaml-basic-configuration. Each script is run by itself; whether its shell is started
with `-e` is not said, so every command counts. `ignore_failure` swallows a failure.
"""

from collections.abc import Iterator, Sequence

from checker.ci.events import CHANGES, MERGED, UNCERTAIN, Starts, only
from checker.ci.pipeline import Pipeline, PipelineJob, PipelineStep
from checker.ci.systems.placed import Placed
from checker.ci.systems.scripts import Interpreter, any_branch, is_true, script, shebang
from checker.ci.systems.sources import CiFiles

_BASH = Interpreter("bash", errexit=True)


def read(sources: CiFiles, paths: Sequence[str]) -> Pipeline:
    """Read all workflows."""
    jobs = [
        PipelineJob(
            workflow.path,
            workflow.line,
            name,
            tuple(_steps(workflow)),
            before_merge=starts.before_merge,
            swallowed=starts.swallowed,
            variables=workflow.at("environment", "vars").texts(),
        )
        for path in paths
        for name, workflow in sources.first(path).at("workflows").table.items()
        for starts in (_starts(workflow.at("triggering")),)
    ]
    return Pipeline("codemagic", tuple(sources.paths), tuple(jobs), sources.unseen)


def _steps(workflow: Placed) -> Iterator[PipelineStep]:
    directory = workflow.at("working_directory").text
    for item in workflow.at("scripts").items:
        text = item.at("script") if item.table else item
        scripts = script(text, shebang(text, _BASH), item.at("working_directory").text or directory)
        swallowed = "`ignore_failure: true`" if is_true(item.at("ignore_failure")) else ""
        yield PipelineStep(item.path, item.line, item.at("name").text, scripts=scripts, swallowed=swallowed)
    published = workflow.at("publishing")
    for item in published.at("scripts").items:
        text = item.at("script") if item.table else item
        reason = "what fails in `publishing` does not fail the build"
        yield PipelineStep(item.path, item.line, scripts=script(text, shebang(text, _BASH)), swallowed=reason)
    for name, target in published.table.items():
        if name not in ("scripts", "email", "slack"):
            uses = f"publishing/{name.lower()}"
            yield PipelineStep(target.path, target.line, name, uses=uses, inputs=target.texts())


def _starts(triggering: Placed) -> Starts:
    events = {leaf.text for leaf in triggering.at("events").leaves()}
    if not events:
        return UNCERTAIN
    patterns = [
        item for item in triggering.at("branch_patterns").items if item.at("include").scalar is not False
    ]
    push = not patterns or any_branch(item.at("pattern").text for item in patterns)
    if "pull_request" in events or ("push" in events and push):
        return CHANGES
    return MERGED if "push" in events else only(*sorted(events))
