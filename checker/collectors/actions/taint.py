"""Which context values strangers write, after GitHub's guide to secure use."""

from collections.abc import Iterator

from checker.collectors.actions.expression import UNREAD, Flow, expressions, flows
from checker.collectors.actions.workflow import Job, Workflow, WorkflowStep

_PULL = frozenset(
    {"pull_request", "pull_request_target", "pull_request_review", "pull_request_review_comment"}
)
_COMMENT = frozenset({"issue_comment", "discussion_comment", "commit_comment", "pull_request_review_comment"})
_ANY: frozenset[str] = frozenset()
_PEOPLE = ("author.email", "author.name", "committer.email", "committer.name")

_SOURCES: dict[str, frozenset[str]] = {
    "github.head_ref": _PULL,
    **dict.fromkeys(
        ("github.event.issue.title", "github.event.issue.body"), frozenset({"issues", "issue_comment"})
    ),
    **{
        f"github.event.pull_request.{name}": _PULL
        for name in (
            "title",
            "body",
            "head.ref",
            "head.label",
            "head.repo.default_branch",
            "head.repo.description",
            "head.repo.homepage",
        )
    },
    "github.event.comment.body": _COMMENT,
    "github.event.review.body": frozenset({"pull_request_review"}),
    "github.event.review_comment.body": _ANY,
    "github.event.discussion.title": frozenset({"discussion", "discussion_comment"}),
    "github.event.discussion.body": frozenset({"discussion", "discussion_comment"}),
    "github.event.pages.*.page_name": frozenset({"gollum"}),
    "github.event.changes.title.from": _ANY,
    "github.event.changes.body.from": _ANY,
    **{f"github.event.commits.*.{name}": frozenset({"push"}) for name in ("message", *_PEOPLE)},
    **{f"github.event.head_commit.{name}": frozenset({"push"}) for name in ("message", *_PEOPLE)},
    **{
        f"github.event.workflow_run.{name}": frozenset({"workflow_run"})
        for name in (
            "head_branch",
            "display_title",
            "head_commit.message",
            *(f"head_commit.{person}" for person in _PEOPLE),
            "head_repository.description",
            "pull_requests.*.head.ref",
        )
    },
}
"""Context values that strangers write, and the events that fill them (none named: any)."""
_PATTERNS = tuple((tuple(path.split(".")), events) for path, events in _SOURCES.items())


def untrusted(text: str, workflow: Workflow, job: Job, step: WorkflowStep) -> Iterator[tuple[int, str, Flow]]:
    """Find the expressions in *text* that let strangers' data through: offset, text and flow."""
    for expression in expressions(text):
        for flow in flows(expression.text):
            if tainted(flow, workflow, job, step):
                yield expression.offset, expression.text, flow
                break


def tainted(flow: Flow, workflow: Workflow, job: Job, step: WorkflowStep) -> bool:
    """Tell whether *flow* carries strangers' data, itself or through `env`."""
    if flow.path[0] == "env" and len(flow.path) == 2:
        return _from_env(flow.path[1], workflow, job, step)
    return _is_source(flow, workflow)


def tainted_variables(workflow: Workflow, job: Job, step: WorkflowStep) -> frozenset[str]:
    """Return the environment variables of a step that hold strangers' data."""
    names = {**workflow.env, **job.env, **step.env}
    return frozenset(name for name, value in names.items() if _holds_source(value, workflow))


def _from_env(name: str, workflow: Workflow, job: Job, step: WorkflowStep) -> bool:
    for scope in (step.env, job.env, workflow.env):
        for key, value in scope.items():
            if key.lower() == name:
                return _holds_source(value, workflow)
    return False


def _holds_source(value: str, workflow: Workflow) -> bool:
    return any(
        _is_source(flow, workflow) for expression in expressions(value) for flow in flows(expression.text)
    )


def _is_source(flow: Flow, workflow: Workflow) -> bool:
    if flow.path[0] != "github":
        return False
    whole = not {"tojson", UNREAD}.isdisjoint(flow.calls)
    return any(
        _covers(flow.path, pattern, whole) and _filled(events, workflow) for pattern, events in _PATTERNS
    )


def _covers(path: tuple[str, ...], pattern: tuple[str, ...], whole: bool) -> bool:
    """Compare part by part; filters (`.*`) and computed indexes may mean any part."""
    if len(path) != len(pattern) and not (whole and len(path) < len(pattern)):
        return False
    parts = zip(path, pattern, strict=False)
    return all(there in (wanted, "*", "?") or wanted == "*" for there, wanted in parts)


def _filled(events: frozenset[str], workflow: Workflow) -> bool:
    return (
        not events
        or workflow.composite
        or bool(events & workflow.triggers.keys())
        or ("workflow_call" in workflow.triggers)
    )
