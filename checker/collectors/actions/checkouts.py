"""Jobs with the repository's secrets that run code of strangers' pull requests."""

import re
from collections.abc import Iterator
from itertools import islice

from msgspec.structs import replace

from checker.collectors.actions import behaviour
from checker.collectors.actions.expression import expressions, parsed
from checker.collectors.actions.expression_tree import paths
from checker.collectors.actions.guards import Attempt, Chance, admits
from checker.collectors.actions.injections import unique
from checker.collectors.actions.matrix import matrix_expressions
from checker.collectors.actions.runs import JobRun, RunStep, WorkflowRuns
from checker.collectors.actions.source import DANGEROUS, Record, WorkflowSource
from checker.collectors.actions.workflow import Workflow, WorkflowStep
from checker.documents.shapes import strings
from checker.errors import Cause
from checker.files.gaps import UnseenFile, UnseenFiles
from checker.patterns import lazy

_ACTIVITIES = {
    "pull_request_target": ("opened", "synchronize", "reopened"),
    "workflow_run": ("completed",),
    "issue_comment": ("created", "edited"),
}
"""What starts a workflow whose event names no types, and how strangers cause it."""
_TYPES = 50
"""Activities of one event that are tried, more than GitHub has."""
_HEAD = lazy(
    r"github\s*\.\s*head_ref|pull_request\.head\.(?:sha|ref)|pull_request\.merge_commit_sha"
    r"|workflow_run\.(?:head_sha|head_branch|head_commit\.id|pull_requests)"
    r"|refs/pull/|pull/\$\{\{|pull/\{\d|pull_request\.head\.repo",
    re.IGNORECASE,
)
_MOVES = lazy(r"head_ref|\.head\.ref\b|head_branch|refs/pull/|pull/[${]", re.IGNORECASE)
"""Names of code that can be changed after somebody looked at it."""
_FETCH = lazy(
    r"\bgh\s+pr\s+checkout\b|\bgit\s+(?:fetch|pull|checkout)\b[^\n]{0,300}(?:pull/|head_ref|HEAD_REF|\.head\.)"
)
_GIT = lazy(
    r"\bgit\s+(?:-[cC]\s+\S+\s+|-\S+\s+){0,5}(?:clone|fetch|pull|checkout|switch|reset|merge|worktree)\b([^\n]{0,300})"
)
_VARIABLE = lazy(r"\$\{?([A-Za-z_]\w*)|\$env:(\w+)|%(\w+)%")
_ENV_FILE = lazy(r"GITHUB_ENV\b")
_ASKS_FOR_HEAD = lazy(
    r"headRefOid|headRefName|\.head\.(?:sha|ref)\b|pulls?\.get\b|gh\s+pr\s+view|/pulls/", re.IGNORECASE
)
"""What a step says that looks up the head of a pull request."""
_HASH_LENGTH = 40
_COMMANDS = 100
"""Commands of one script that are looked at."""
_CHECKS_RIGHTS = lazy(
    r"getCollaboratorPermissionLevel|checkMembershipForUser|checkCollaborator|author_association|"
    r"collaborators/[^\n]{0,200}permission|orgs/[^\n]{0,200}/(?:public_)?members/|check-(?:actor|user)-permission|permission-check|"
    r"repository-permission|actor-permission|user-permission",
    re.IGNORECASE,
)
"""What steps say that ask for the rights of a person, and may stop the job."""


def untrusted_checkouts(runs: WorkflowRuns) -> tuple[list[Record], UnseenFiles]:
    """Return where strangers' code surely runs with secrets, and where that cannot be decided."""
    found: list[Record] = []
    unclear: list[UnseenFile] = []
    for run in runs.all:
        for attempt in attempts(runs.source, run.root):
            for record, chance in _checkouts(run, attempt):
                if chance is Chance.YES:
                    found.append(record)
                else:
                    unclear.append(_unclear(record))
    return unique(found), UnseenFiles(unclear)


def _unclear(record: Record) -> UnseenFile:
    return UnseenFile(
        str(record["path"]),
        f"checks out {record['reference']} on {record['trigger']}, "
        "which may be a stranger's code that nobody looked at",
        Cause.NOT_UNDERSTOOD,
        line=int(str(record["line"])),
    )


def attempts(source: WorkflowSource, root: Workflow) -> Iterator[Attempt]:
    """Yield the ways in which a stranger can start a workflow that has secrets."""
    for event in DANGEROUS:
        if event not in root.triggers:
            continue
        run_events = source.awaited_events(root) if event == "workflow_run" else frozenset[str]()
        if event == "workflow_run" and not run_events:
            continue
        types = dict.fromkeys(strings(root.triggers[event].get("types"))) or _ACTIVITIES[event]
        for action in islice(types, _TYPES):
            yield Attempt(event, action, run_events=run_events)


def _checkouts(run: JobRun, attempt: Attempt) -> Iterator[tuple[Record, Chance]]:
    """Yield the checkouts after which something runs, with the chance that they hold a stranger's code."""
    # Whom an environment asks first stands in GitHub's settings, not here.
    asked = run.approved or any(
        _CHECKS_RIGHTS.search(f"{step.uses}\n{step.run}\n{step.inputs}") for step in run.before
    )
    for number, each in enumerate(run.steps):
        reference, chance = _reference(each, run, attempt.event)
        if chance is Chance.NO:
            continue
        tried = replace(attempt, moves=_MOVES.search(reference) is not None)
        chance = min(chance, admitted((*run.conditions, *each.conditions), tried))
        chance = min(chance, Chance.PERHAPS if asked else Chance.YES)
        later = [admitted(step.conditions, tried) for step in run.steps[number + 1 :]]
        chance = min(chance, max(later, default=Chance.NO) if not each.step.run else Chance.YES)
        if chance is not Chance.NO:
            place = each.step.place.at("with", "ref") if "ref" in each.step.inputs else each.step.place
            yield (
                {
                    "path": place.path,
                    "line": place.line,
                    "job": run.job.id,
                    "reference": reference[:200],
                    "trigger": attempt.event,
                },
                chance,
            )


def admitted(conditions: tuple[str, ...], attempt: Attempt) -> Chance:
    """Say whether a stranger can bring all of some conditions about."""
    return min((admits(each, attempt) for each in conditions), default=Chance.YES)


def _reference(each: RunStep, run: JobRun, event: str) -> tuple[str, Chance]:
    """Return what a step checks out, and the chance that a stranger wrote it."""
    step = each.step
    if step.action != "actions/checkout":
        return _fetched(each, run)
    guard = _guard(step) if event != "issue_comment" else Chance.NO
    written = [step.inputs[name] for name in ("ref", "repository") if step.inputs.get(name)]
    if guard is Chance.YES or not written:
        return "", Chance.NO
    chance = max(_is_head(each.scope.expression(value), each, run) for value in written)
    return " ".join(written), min(chance, Chance.PERHAPS if guard is Chance.PERHAPS else Chance.YES)


def _fetched(each: RunStep, run: JobRun) -> tuple[str, Chance]:
    """Return what a script fetches by Git, and the chance that a stranger wrote it."""
    if fetched := _FETCH.search(each.step.run):
        return fetched[0], Chance.YES
    for command in islice(_GIT.finditer(each.step.run), _COMMANDS):
        named = [f"env.{name}" for match in _VARIABLE.finditer(command[1]) for name in match.groups() if name]
        named += [each.scope.bound(found.text) for found in expressions(command[1])]
        for expression in named:
            if _is_head(expression, each, run) is Chance.YES:
                return command[0].strip(), Chance.YES
    return "", Chance.NO


def _guard(step: WorkflowStep) -> Chance:
    """Say whether this version of actions/checkout refuses the code of forks by itself.

    A commit that is not known, beside a comment which says that it is a newer release, may.
    """
    if step.inputs.get("allow-unsafe-pr-checkout", "false").lower() != "false":
        return Chance.NO
    version = step.uses.partition("@")[2]
    if behaviour.refuses_forks(version):
        return Chance.YES
    said = step.place.at("uses").source.partition("#")[2]
    return Chance.PERHAPS if len(version) >= _HASH_LENGTH and behaviour.is_later(said) else Chance.NO


def _is_head(expression: str, each: RunStep, run: JobRun, *, within: bool = False) -> Chance:
    """Say whether an expression is the head of a stranger's pull request; *within* that of a variable."""
    node = parsed(expression)
    named = [] if node is None else list(paths(node))
    if any(map(_HEAD.search, (expression, *named))):
        return Chance.YES
    if node is None or (within and any(path.startswith(("env.", "matrix.")) for path in named)):
        return Chance.PERHAPS
    return max((_computed(path, each, run) for path in named), default=Chance.NO)


def _computed(path: str, each: RunStep, run: JobRun) -> Chance:
    """Say whether a value that the workflow itself works out is the head of a pull request."""
    root, _, rest = path.partition(".")
    if root == "env":
        written = each.variable(rest)
        return _exported(rest, run) if written is None else _is_head(written, each, run, within=True)
    if root == "matrix":
        values = matrix_expressions(each.scope.job, rest.partition(".")[0])
        return max((_is_head(value, each, run, within=True) for value in values), default=Chance.NO)
    if root == "needs":
        return Chance.PERHAPS
    if root != "steps":
        return Chance.NO
    name = rest.partition(".")[0]
    source = next((other.step for other in run.steps if other.step.id.lower() == name), None)
    text = f"{source.uses}\n{source.run}\n{source.inputs}" if source else ""
    return Chance.YES if _ASKS_FOR_HEAD.search(text) else Chance.PERHAPS


def _exported(name: str, run: JobRun) -> Chance:
    """Say whether a variable that steps hand on to later ones is the head of a pull request."""
    writers = [other.step.run for other in run.steps if _ENV_FILE.search(other.step.run)]
    writers = [script for script in writers if name in script.lower()]
    if any(map(_ASKS_FOR_HEAD.search, writers)):
        return Chance.YES
    return Chance.PERHAPS if writers else Chance.NO
