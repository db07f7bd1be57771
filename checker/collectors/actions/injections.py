"""Strangers' data that becomes code: expressions in scripts, and writes to the environment files."""

import re
from collections.abc import Iterator
from itertools import islice

from checker.collectors.actions.environment_files import ENVIRONMENT, copies, from_files, mention, written
from checker.collectors.actions.expression import WorkflowExpression, expressions
from checker.collectors.actions.flows import flows
from checker.collectors.actions.places import YamlPosition
from checker.collectors.actions.runs import RunStep
from checker.collectors.actions.source import Record, WorkflowSource
from checker.collectors.actions.taint import Taint
from checker.collectors.actions.workflow import Job, Workflow, WorkflowStep, text
from checker.documents.shapes import table
from checker.patterns import lazy

_QUOTED = 200
"""Characters of an expression that is quoted."""
_FINDINGS = 100
"""Findings of one script that are told."""
_SCRIPTS = {
    "actions/github-script": ("script",),
    "addnab/docker-run-action": ("run",),
    "amadevus/pwsh-script": ("script",),
    "appleboy/ssh-action": ("script",),
    "azure/cli": ("inlinescript",),
    "azure/powershell": ("inlinescript",),
    "cardinalby/js-eval-action": ("expression",),
    "jannekem/run-python-script-action": ("script",),
    "mikefarah/yq": ("cmd",),
    "nick-fields/retry": ("command",),
    "nick-invision/retry": ("command",),
    "reactivecircus/android-emulator-runner": ("script",),
    "wandalen/wretry.action": ("command",),
}
"""Actions that run one of their inputs as code."""
_FREE_TYPES = ("", "string")
_UPLOADS = "actions/upload-artifact"
_DOWNLOADS = "actions/download-artifact"
_FETCHES_ARTIFACT = lazy(r"download-artifact|gh\s+run\s+download|downloadArtifact")


def sinks(step: WorkflowStep) -> Iterator[tuple[str, str, YamlPosition]]:
    """Return the parts of a step that are run as code: name, text and place."""
    if step.run:
        yield "run", step.run, step.place.at("run")
    wanted = _SCRIPTS.get(step.action, ())
    for name, value in step.inputs.items():
        if name.lower() in wanted:
            yield f"{step.action} {name}", value, step.place.at("with", name)


def injections(taint: Taint) -> list[Record]:
    """Find strangers' data that is pasted into code."""
    found = [
        _record(place, offset, each.scope.job, expression, sink)
        for each in taint.runs.steps()
        for sink, code, place in sinks(each.step)
        for offset, expression, flow in islice(taint.untrusted(code, each), _FINDINGS)
        # JSON is also a literal of the language that github-script runs.
        if not (sink.startswith("actions/github-script") and flow.calls[:1] == ("tojson",))
    ]
    return unique(found)


def raw_inputs(source: WorkflowSource) -> list[Record]:
    """Find inputs of free text, which people or callers give, that are pasted into code."""
    found = [
        _record(place, expression.offset, job, expression.text, sink)
        for workflow, job, step in source.steps()
        for sink, code, place in sinks(step)
        for expression in islice(_free(code, workflow), _FINDINGS)
    ]
    return unique(found)


def _free(code: str, workflow: Workflow) -> Iterator[WorkflowExpression]:
    for expression in expressions(code):
        if any(_is_free(flow.path, workflow) for flow in flows(expression.text)):
            yield expression


def _is_free(path: tuple[str, ...], workflow: Workflow) -> bool:
    name = path[-1]
    if path not in (("inputs", name), ("github", "event", "inputs", name)):
        return False
    declared = [table(workflow.data.get("inputs"))] if workflow.composite else []
    events = (workflow.triggers.get(event, {}) for event in ("workflow_dispatch", "workflow_call"))
    declared += [table(event.get("inputs")) for event in events]
    lowered = [{key.lower(): table(value) for key, value in inputs.items()} for inputs in declared]
    return any(name in inputs and text(inputs[name].get("type")) in _FREE_TYPES for inputs in lowered)


def _record(place: YamlPosition, offset: int, job: Job, expression: str, sink: str) -> Record:
    return {
        "path": place.path,
        "line": place.line_within(offset),
        "job": job.id,
        "expression": expression[:_QUOTED],
        "sink": sink,
    }


def env_writes(taint: Taint) -> list[Record]:
    """Find strangers' data that is written where it becomes environment of later steps."""
    found: list[Record] = []
    for workflow in taint.runs.source.all:
        found += _unsecure(workflow)
    for each in taint.runs.steps():
        if ENVIRONMENT.search(each.step.run):
            found += _writes(each, taint)
    return unique(found)


def _unsecure(workflow: Workflow) -> Iterator[Record]:
    name = "ACTIONS_ALLOW_UNSECURE_COMMANDS"
    scopes = [(workflow.place, workflow.env), *((job.place, job.env) for job in workflow.jobs)]
    scopes += [(step.place, step.env) for job in workflow.jobs for step in job.steps]
    for place, env in scopes:
        if env.get(name, "").lower() in ("true", "1"):
            yield {"path": workflow.path, "line": place.at("env", name).line, "what": f"{name} is on"}


def _writes(each: RunStep, taint: Taint) -> Iterator[Record]:
    step = each.step
    artifact = _fetches(each) and bool(taint.runs.source.awaited_events(each.scope.root))
    variables = copies(step.run, taint.variables(each) | (from_files(step.run) if artifact else frozenset()))
    for start, command in written(step.run, ENVIRONMENT):
        offset, what = start, ""
        if used := mention(command, variables):
            offset, what = start + used[0], f"${used[1]}"
        elif hit := next(taint.untrusted(command, each), None):
            offset, what = start + hit[0], f"${{{{ {hit[1][:_QUOTED]} }}}}"
        elif artifact and re.search(r"\b(?:cat|type|Get-Content)\b[^|\n]{0,200}\.\w", command):
            what = "an artifact's content"
        if what:
            place = step.place.at("run")
            line = place.line_within(offset)
            yield {"path": place.path, "line": line, "what": f"{what} is written to the environment"}


def _fetches(each: RunStep) -> bool:
    """Tell whether the job of a step fetches an artifact of another run, which no job of its own uploads."""
    own = any(step.action == _UPLOADS for job in each.scope.file.jobs for step in job.steps)
    return any(
        _FETCHES_ARTIFACT.search(f"{step.uses}\n{step.run}\n{step.inputs.get('script', '')}")
        and not (own and step.action == _DOWNLOADS and "run-id" not in step.inputs)
        for step in each.scope.job.steps
    )


def unique(records: list[Record]) -> list[Record]:
    """Drop records that say the same twice, which anchors in YAML can bring about."""
    return list({repr(record): record for record in records}.values())
