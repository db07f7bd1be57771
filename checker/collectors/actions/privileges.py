"""What strangers' code could lay hands on: tokens, credentials, secrets, runners."""

import re
from collections.abc import Iterator, Mapping

from checker.collectors.actions.expression import Flow, expressions, flows
from checker.collectors.actions.injections import unique
from checker.collectors.actions.places import YamlPosition
from checker.collectors.actions.source import Record, WorkflowSource
from checker.collectors.actions.workflow import MISSING, Job, Workflow, WorkflowStep, text
from checker.documents.shapes import strings, table
from checker.model.json_value import Json
from checker.patterns import lazy

_DANGEROUS = ("pull_request_target", "workflow_run", "issue_comment")
_HEAD = lazy(
    r"github\s*\.\s*head_ref|pull_request\.head\.(?:sha|ref)|pull_request\.merge_commit_sha"
    r"|workflow_run\.(?:head_sha|head_branch|head_commit\.id|pull_requests)"
    r"|refs/pull/|pull/\$\{\{|pull_request\.head\.repo",
    re.IGNORECASE,
)
_FETCH = lazy(
    r"\bgh\s+pr\s+checkout\b|\bgit\s+(?:fetch|pull|checkout)\b[^\n]{0,300}(?:pull/|head_ref|HEAD_REF|\.head\.)"
)
_GUARD = lazy(
    r"head\.repo|\.fork\b|head_repository|author_association|labels|github\.event\.label"
    r"|workflow_run\.event|github\.event_name\s*==\s*'(?:push|schedule|workflow_dispatch)'"
    r"|(?:github\.actor|triggering_actor|\.user\.login|sender\.login)\s*=="
    r"|contains\([^\n]{0,300}(?:github\.actor|triggering_actor|\.user\.login)",
    re.IGNORECASE,
)
_PUSHES = lazy(
    r"\bgit\b[^\n|;&]{0,300}\s(?:push|commit|fetch|pull|submodule|clone|lfs|ls-remote)\b|\bgit-auto-|\bgh-pages\b|gh-deploy|\bmike\s+deploy\b"
    r"|semantic-release|\brelease-it\b|\blerna\s+(?:publish|version)\b|\bchangeset\b|\bnp\b|release:(?:prepare|perform)"
    r"|\bcargo\s+release\b|release-plz|\bcz\s+bump\b|\bhub\b"
)
_OWN_TOKEN = lazy(r"github\.token|secrets\.github_token", re.IGNORECASE)
_PUSHING = lazy(
    r"auto-commit|add-and-commit|create-pull-request|push|gh-pages|pages-deploy|changesets/action|semantic-release"
    r"|chart-releaser|release-plz|release-please|github-pages-deploy|commit-action|git-sync|repo-sync|update-flake"
    r"|bump|auto-changelog|docker-mkdocs|subtree"
)


def permissions(workflow: Workflow) -> str:
    """Return the kind of a workflow's own `permissions`."""
    return permission_kind(workflow.permissions)


def permission_kind(value: Json) -> str:
    """Sort `permissions` into none-declared, empty, read, read-all, write and write-all."""
    if value == MISSING:
        return "none-declared"
    if isinstance(value, str):
        return value if value in ("read-all", "write-all") else "none-declared"
    scopes = table(value)
    if not scopes:
        return "empty"
    return "write" if "write" in scopes.values() else "read"


def broad_permissions(source: WorkflowSource) -> list[Record]:
    """Find tokens that may do everything, or whatever the repository's settings say."""
    return [record for workflow in source.workflows for record in _broad(workflow)]


def _broad(workflow: Workflow) -> Iterator[Record]:
    kind = permissions(workflow)
    if kind == "write-all":
        yield _permission(workflow.place.at("permissions"), "", "every permission is given to every job")
    silent = [job for job in workflow.jobs if permission_kind(job.permissions) == "none-declared"]
    if kind == "none-declared" and silent and not workflow.called_only:
        if len(silent) == len(workflow.jobs):
            yield _permission(workflow.place.at("on"), "", "no permissions are declared")
        else:
            for job in silent:
                yield _permission(job.place, job.id, f"job {job.id} declares no permissions")
    for job in workflow.jobs:
        if permission_kind(job.permissions) == "write-all":
            yield _permission(job.place.at("permissions"), job.id, f"job {job.id} has every permission")


def shared_write_scopes(source: WorkflowSource) -> list[Record]:
    """Find write permissions that a whole workflow of several jobs has."""
    return [
        _permission(workflow.place.at("permissions", scope), "", f"{scope}: write holds for every job")
        for workflow in source.workflows
        if sum(permission_kind(job.permissions) == "none-declared" for job in workflow.jobs) > 1
        for scope, access in table(workflow.permissions).items()
        if access == "write"
    ]


def _permission(place: YamlPosition, job: str, what: str) -> Record:
    return {"path": place.path, "line": place.line, "job": job, "what": what}


def untrusted_checkouts(source: WorkflowSource) -> list[Record]:
    """Find jobs with the repository's secrets that run code of strangers' pull requests."""
    found: list[Record] = []
    for workflow in source.workflows:
        events = [event for event in _DANGEROUS if event in workflow.triggers]
        if not events or (events == ["workflow_run"] and not _follows_strangers(source, workflow)):
            continue
        for job in workflow.jobs:
            if not _guarded(job):
                found += _checkouts(workflow, job, events[0])
    return unique(found)


def _follows_strangers(source: WorkflowSource, workflow: Workflow) -> bool:
    """Tell whether a workflow that this one waits for can be started by a stranger."""
    names = set(strings(workflow.triggers["workflow_run"].get("workflows")))
    awaited = [each for each in source.workflows if (each.name or each.path) in names]
    return len(awaited) < len(names) or any(
        event in each.triggers for each in awaited for event in ("pull_request", *_DANGEROUS)
    )


def _guarded(job: Job) -> bool:
    """Tell whether a person or a condition on the origin stands before the job."""
    return bool(_GUARD.search(job.condition)) or "environment" in job.data


def _checkouts(workflow: Workflow, job: Job, event: str) -> Iterator[Record]:
    for number, step in enumerate(job.steps):
        later = job.steps[number + 1 :]
        reference = _reference(step) if not _GUARD.search(step.condition) else ""
        if reference and (step.run or any(each.run or each.uses for each in later)):
            place = step.place.at("with", "ref") if "ref" in step.inputs else step.place
            yield {
                "path": workflow.path,
                "line": place.line,
                "job": job.id,
                "reference": reference[:200],
                "trigger": event,
            }


def _reference(step: WorkflowStep) -> str:
    if step.action == "actions/checkout":
        reference = f"{step.inputs.get('ref', '')} {step.inputs.get('repository', '')}".strip()
        return reference if _HEAD.search(reference) else ""
    fetched = _FETCH.search(step.run)
    return fetched[0] if fetched else ""


def credential_leaks(source: WorkflowSource) -> list[Record]:
    """Find checkouts that leave the token on disk for later steps which do not push."""
    found: list[Record] = [
        {"path": workflow.path, "line": step.place.line, "job": job.id, "uses": step.uses}
        for workflow, job, step in source.steps()
        if step.action == "actions/checkout"
        and step.inputs.get("persist-credentials", "true").lower() not in ("false", "no")
        and not _pushes(workflow, job, step)
    ]
    return unique(found)


def _pushes(workflow: Workflow, job: Job, step: WorkflowStep) -> bool:
    """Tell whether a later step may need the credentials; a composite's caller always may."""
    if workflow.composite or "${{" in step.inputs.get("persist-credentials", "") or _is_chosen(step):
        return True
    later = job.steps[job.steps.index(step) + 1 :]
    return any(_PUSHES.search(each.run) or _PUSHING.search(each.action) for each in later)


def _is_chosen(step: WorkflowStep) -> bool:
    """Tell whether a checkout of this repository was given a credential of its own, to push with."""
    chosen = step.inputs.get("token") or step.inputs.get("ssh-key") or ""
    elsewhere = "repository" in step.inputs or step.inputs.get("submodules", "false") != "false"
    return bool(chosen) and not elsewhere and not _OWN_TOKEN.search(chosen)


def secret_exposures(source: WorkflowSource) -> list[Record]:
    """Find secrets that reach more code than needs them, or that logs would not hide."""
    found: list[Record] = []
    for workflow in source.workflows:
        found += _workflow_env(workflow)
        for job in workflow.jobs:
            found += _inherited(source, job)
    for workflow, job, step in source.steps():
        for place, value in _texts(workflow, job, step):
            found += _all_secrets(place, value)
    return unique(found)


def _workflow_env(workflow: Workflow) -> Iterator[Record]:
    if len(workflow.jobs) < 2:
        return
    for key, value in workflow.env.items():
        names = [flow.path[1] for flow in _secrets(value) if len(flow.path) == 2]
        if any(name != "github_token" for name in names):
            place = workflow.place.at("env", key)
            yield _exposure(place, f"{key} gives a secret to every step of every job")


def _inherited(source: WorkflowSource, job: Job) -> Iterator[Record]:
    called = job.uses.partition("@")[0].lower()
    if text(job.data.get("secrets")) != "inherit" or called.startswith(("./", "$/")) or "/" not in called:
        return
    if called.partition("/")[0] != source.owner:
        yield _exposure(job.place.at("secrets"), f"every secret is handed to {job.uses}")


def _texts(workflow: Workflow, job: Job, step: WorkflowStep) -> Iterator[tuple[YamlPosition, str]]:
    if step.run:
        yield step.place.at("run"), step.run
    holders: tuple[tuple[YamlPosition, Mapping[str, str]], ...] = (
        (step.place.at("with"), step.inputs),
        (step.place.at("env"), step.env),
        (job.place.at("env"), job.env),
        (workflow.place.at("env"), workflow.env),
    )
    for place, values in holders:
        for key, value in values.items():
            yield place.at(key), value


def _all_secrets(place: YamlPosition, value: str) -> Iterator[Record]:
    for expression in expressions(value):
        for flow in flows(expression.text):
            if flow.path == ("secrets",) and "tojson" in flow.calls:
                yield _exposure(place, "every secret is pasted at once", expression.offset)
            elif flow.path[0] == "secrets" and "fromjson" in flow.calls:
                yield _exposure(place, "a part of a secret, which logs do not hide", expression.offset)


def _secrets(value: str) -> Iterator[Flow]:
    for expression in expressions(value):
        yield from (flow for flow in flows(expression.text) if flow.path[0] == "secrets")


def _exposure(place: YamlPosition, what: str, offset: int = 0) -> Record:
    line = place.line_within(offset) if offset else place.line
    return {"path": place.path, "line": line, "what": what}


def self_hosted(source: WorkflowSource) -> list[Record]:
    """Find jobs that run on the owner's own machines."""
    return [
        {"path": workflow.path, "line": job.place.at("runs-on").line, "job": job.id}
        for workflow in source.workflows
        for job in workflow.jobs
        if "self-hosted" in _labels(job.data.get("runs-on"))
    ]


def _labels(value: Json) -> list[str]:
    if isinstance(value, Mapping):
        return strings(value.get("labels"))
    return strings(value)
