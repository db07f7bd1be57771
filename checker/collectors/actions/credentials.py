"""Passwords that are written out, and secrets that any branch can use."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from checker.collectors.actions.constants import constant
from checker.collectors.actions.expression import expressions, parsed
from checker.collectors.actions.expression_tree import Both, Either, Literal, Member, Named, Node
from checker.collectors.actions.flows import flows
from checker.collectors.actions.injections import unique
from checker.collectors.actions.login_commands import login_secrets, logs_in
from checker.collectors.actions.places import YamlPosition
from checker.collectors.actions.runs import ExpressionScope, JobRun, RunStep, WorkflowRuns
from checker.collectors.actions.source import Record
from checker.collectors.actions.workflow import Job, WorkflowStep, text
from checker.documents.shapes import table
from checker.model.json_value import Json

_LOGINS: Mapping[str, tuple[str, ...]] = {
    "actions/create-github-app-token": ("private-key",),
    "aws-actions/configure-aws-credentials": ("aws-secret-access-key", "aws-session-token"),
    "azure/docker-login": ("password",),
    "azure/login": ("creds",),
    "docker/login-action": ("password",),
    "google-github-actions/auth": ("credentials_json",),
    "hashicorp/vault-action": ("token", "secretid"),
    "pypa/gh-action-pypi-publish": ("password",),
    "redhat-actions/podman-login": ("password",),
    "webfactory/ssh-agent": ("ssh-private-key",),
}
"""Actions that log in, and the inputs that are secrets."""
_WORD = re.compile(r"[\w.:/@%+=,~-]+")
_WRITTEN = "written"
"""Stands in a script for a text that is written elsewhere in the file."""
_SECRETS = 100
"""Secrets of one script that are told."""
_LOCAL = ("localhost", "127.0.0.1", "[::1]", "registry:")


def passwords(runs: WorkflowRuns) -> list[Record]:
    """List the passwords of containers, actions and commands that log in; *ok*: not in plain text."""
    found = [
        _record(place, job.id, what, value)
        for workflow in runs.source.workflows
        for job in workflow.live_jobs
        for place, what, value in _of_containers(job)
    ]
    found += [
        _record(place, each.scope.job.id, what, value, each)
        for each in runs.steps()
        for place, what, value in _of_logins(each.step)
    ]
    found += (record for each in runs.steps() if logs_in(each.step.run) for record in _of_scripts(each))
    return unique(found)


def _of_scripts(each: RunStep) -> Iterator[Record]:
    """Yield the passwords that commands of a script are given."""
    at = each.step.place.at("run")
    secrets = login_secrets(each.step.run, _texts_of(each), _values(each))
    for secret in islice(secrets, _SECRETS):
        yield {
            "path": at.path,
            "line": at.line_within(secret.offset),
            "job": each.scope.job.id,
            "what": f"the password or token of `{secret.command}`",
            "ok": not secret.plain,
        }


def _values(each: RunStep) -> dict[str, str]:
    """Return the expressions of a script that may be a text, with that text."""
    found: dict[str, str] = {}
    for expression in expressions(each.step.run):
        node = parsed(each.scope.bound(expression.text))
        if _is_plain(node, each.variables):
            value = _constant_text(node, each.variables)
            found[expression.text] = value if _WORD.fullmatch(value) else _WRITTEN
    return found


def _constant_text(node: Node | None, variables: Mapping[str, str]) -> str:
    """Return the text that an expression is, "" where that is not the only one."""
    if isinstance(node, Member) and node.of == Named("env"):
        node = parsed(variables.get(node.name, ""))
    found = None if node is None else constant(node)
    return found.value if found is not None and isinstance(found.value, str) else ""


def _texts_of(each: RunStep) -> dict[str, str]:
    """Return the variables of a step whose texts stand in the file, and those that may be one."""
    variables = each.variables
    found: dict[str, str] = {}
    for name in (*each.scope.file.env, *each.scope.job.env, *each.step.env):
        node = parsed(variables.get(name.lower(), ""))
        if _is_plain(node, {}):
            found[name] = _constant_text(node, {}) or _WRITTEN
    return found


def _record(place: YamlPosition, job: str, what: str, value: str, step: RunStep | None = None) -> Record:
    plain = _is_plain(parsed(step.scope.expression(value)), step.variables) if step else "${{" not in value
    return {"path": place.path, "line": place.line, "job": job, "what": what, "ok": not plain}


def _is_plain(node: Node | None, variables: Mapping[str, str]) -> bool:
    """Tell whether a value can be a text that is written out, also as the default of a secret."""
    match node:
        case Literal(str() as written):
            return bool(written.strip())
        case Either(operands):
            return any(_is_plain(each, variables) for each in operands)
        case Both(operands):
            return _is_plain(operands[-1], variables)
        case Member(Named("env"), name) if name in variables:
            # A variable that names another one is not followed further.
            return _is_plain(parsed(variables[name]), {})
    return False


def _of_containers(job: Job) -> Iterator[tuple[YamlPosition, str, str]]:
    holders = [(job.place.at("container"), "the container", table(job.data.get("container")))]
    holders += [
        (job.place.at("services", name), f"the service {name}", table(service))
        for name, service in table(job.data.get("services")).items()
    ]
    for place, name, holder in holders:
        password = text(table(holder.get("credentials")).get("password")).strip()
        if password and not text(holder.get("image")).startswith(_LOCAL):
            yield place.at("credentials", "password"), f"the password of {name}", password


def _of_logins(step: WorkflowStep) -> Iterator[tuple[YamlPosition, str, str]]:
    wanted = _LOGINS.get(step.action, ())
    if step.inputs.get("registry", "").startswith(_LOCAL):
        return
    for name, value in step.inputs.items():
        if name.lower() in wanted and value.strip():
            yield step.place.at("with", name), f"the input {name.lower()} of {step.action}", value


def secret_jobs(runs: WorkflowRuns) -> list[Record]:
    """List the jobs that use secrets; an environment could hold those back from most branches."""
    found: list[Record] = [
        {
            "path": run.job.place.path,
            "line": run.job.place.line,
            "job": run.job.id,
            "secrets": [*sorted(names)],
            "environment": "environment" in run.job.data,
        }
        for run in runs.all
        if run.live and run.job.id and (names := _used(run))
    ]
    return unique(found)


def _used(run: JobRun) -> set[str]:
    """Return the secrets that a job's steps use, the token of the run left out."""
    steps = run.live_steps
    found = {name for each in steps for name in _named(each.scope, _written(each.step))}
    containers = (run.job.data.get("container"), run.job.data.get("services"))
    shared = [*run.job.env.values(), *run.file.env.values(), *_texts(containers)]
    found.update(name for each in steps[:1] for name in _named(each.scope, shared))
    return found - {"github_token"}


def _texts(holders: Iterable[Json]) -> Iterator[str]:
    """Yield the texts of containers and services, which are three levels deep."""
    waiting = list(holders)
    while waiting:
        holder = waiting.pop()
        if isinstance(holder, str):
            yield holder
        else:
            waiting += table(holder).values()


def _written(step: WorkflowStep) -> list[str]:
    return [step.run, step.condition, *step.inputs.values(), *step.env.values()]


def _named(scope: ExpressionScope, texts: Iterable[str]) -> Iterator[str]:
    for each in texts:
        for expression in expressions(each):
            for flow in flows(scope.bound(expression.text)):
                if flow.path[0] == "secrets":
                    yield flow.path[1] if len(flow.path) > 1 else "*"
