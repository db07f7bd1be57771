"""Strangers' data that becomes code: expressions in scripts, and writes to the environment files."""

import re
from collections.abc import Iterator
from itertools import accumulate, islice

from checker.collectors.actions.expression import WorkflowExpression, expressions, flows
from checker.collectors.actions.places import YamlPosition
from checker.collectors.actions.source import Record, WorkflowSource
from checker.collectors.actions.taint import tainted_variables, untrusted
from checker.collectors.actions.workflow import Job, Workflow, WorkflowStep, text
from checker.documents.shapes import table
from checker.patterns import lazy

_QUOTED = 200
"""Characters of an expression that is quoted."""
_FINDINGS = 100
"""Findings of one script that are told."""
_GROUP = 100
"""Lines of a group of commands, or of a document, that are looked at."""
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
_ENV_FILE = lazy(r"GITHUB_(?:ENV|PATH)\b")
_FREE_TYPES = ("", "string")
_FETCHES_ARTIFACT = lazy(r"download-artifact|gh\s+run\s+download|downloadArtifact")


def sinks(step: WorkflowStep) -> Iterator[tuple[str, str, YamlPosition]]:
    """Return the parts of a step that are run as code: name, text and place."""
    if step.run:
        yield "run", step.run, step.place.at("run")
    wanted = _SCRIPTS.get(step.action, ())
    for name, value in step.inputs.items():
        if name.lower() in wanted:
            yield f"{step.action} {name}", value, step.place.at("with", name)


def injections(source: WorkflowSource) -> list[Record]:
    """Find strangers' data that is pasted into code."""
    found = [
        _record(place.line_within(offset), workflow, job, expression, sink)
        for workflow, job, step in source.steps()
        for sink, code, place in sinks(step)
        for offset, expression, flow in islice(untrusted(code, workflow, job, step), _FINDINGS)
        # JSON is also a literal of the language that github-script runs.
        if not (sink.startswith("actions/github-script") and flow.calls[:1] == ("tojson",))
    ]
    return unique(found)


def raw_inputs(source: WorkflowSource) -> list[Record]:
    """Find inputs of free text, which people or callers give, that are pasted into code."""
    found = [
        _record(place.line_within(expression.offset), workflow, job, expression.text, sink)
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


def _record(line: int, workflow: Workflow, job: Job, expression: str, sink: str) -> Record:
    return {
        "path": workflow.path,
        "line": line,
        "job": job.id,
        "expression": expression[:_QUOTED],
        "sink": sink,
    }


def env_writes(source: WorkflowSource) -> list[Record]:
    """Find strangers' data that is written where it becomes environment of later steps."""
    found: list[Record] = []
    for workflow in source.all:
        found += _unsecure(workflow)
    for workflow, job, step in source.steps():
        if _ENV_FILE.search(step.run):
            found += _writes(workflow, job, step)
    return unique(found)


def _unsecure(workflow: Workflow) -> Iterator[Record]:
    name = "ACTIONS_ALLOW_UNSECURE_COMMANDS"
    scopes = [(workflow.place, workflow.env), *((job.place, job.env) for job in workflow.jobs)]
    scopes += [(step.place, step.env) for job in workflow.jobs for step in job.steps]
    for place, env in scopes:
        if env.get(name, "").lower() in ("true", "1"):
            yield {"path": workflow.path, "line": place.at("env", name).line, "what": f"{name} is on"}


def _writes(workflow: Workflow, job: Job, step: WorkflowStep) -> Iterator[Record]:
    names = tainted_variables(workflow, job, step)
    variable = (
        re.compile(r"(?:\$\{?|\$env:|%)(" + "|".join(map(re.escape, names)) + r")\b") if names else None
    )
    lines = step.run.split("\n")
    artifact = "workflow_run" in workflow.triggers and _FETCHES_ARTIFACT.search(
        "\n".join(f"{each.uses}\n{each.run}\n{each.inputs.get('script', '')}" for each in job.steps)
    )
    starts = [0, *accumulate(len(line) + 1 for line in lines)]
    for first, last in islice(_written(lines), _FINDINGS):
        text = "\n".join(lines[first : last + 1])
        offset = starts[first]
        what = ""
        if variable and (match := variable.search(text)):
            offset, what = offset + match.start(), f"${match[1]}"
        elif hit := next(untrusted(text, workflow, job, step), None):
            offset, what = offset + hit[0], f"${{{{ {hit[1][:_QUOTED]} }}}}"
        elif artifact and re.search(r"\b(?:cat|type|Get-Content)\b[^|\n]{0,200}\.\w", text):
            what = "an artifact's content"
        if what:
            line = step.place.at("run").line_within(offset)
            yield {"path": workflow.path, "line": line, "what": f"{what} is written to the environment"}


def _written(lines: list[str]) -> Iterator[tuple[int, int]]:
    """Return first and last line of every command that writes to an environment file."""
    for number, line in enumerate(lines):
        if not _ENV_FILE.search(line) or line.lstrip().startswith("#"):
            continue
        first = last = number
        if line.lstrip()[:1] in ("}", ")"):
            opening = "{" if line.lstrip()[0] == "}" else "("
            while first > max(number - _GROUP, 0) and not lines[first].strip().endswith(opening):
                first -= 1
        elif marker := re.search(r"<<-?\s*[\"']?(\w+)", line):
            while last < min(number + _GROUP, len(lines) - 1) and lines[last].strip() != marker[1]:
                last += 1
        yield first, last


def unique(records: list[Record]) -> list[Record]:
    """Drop records that say the same twice, which anchors in YAML can bring about."""
    return list({repr(record): record for record in records}.values())
