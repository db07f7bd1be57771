"""Which context values strangers write, after GitHub's guide to secure use."""

import re
from collections.abc import Iterator, Mapping

from checker.collectors.actions.environment_files import OUTPUTS, copies, mention, written
from checker.collectors.actions.expression import expressions
from checker.collectors.actions.flows import UNREAD, Flow, flows
from checker.collectors.actions.matrix import matrix_expressions
from checker.collectors.actions.runs import ExpressionScope, RunStep, WorkflowRuns, beside, whole
from checker.collectors.actions.workflow import Job, Workflow, text
from checker.documents.shapes import table
from checker.files.gaps import UnseenFile, UnseenFiles
from checker.model.json_value import Json

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
_FOLLOWED = frozenset({"env", "matrix", "steps", "needs", "jobs"})
_OUTPUT = 4
"""Parts of `steps.ID.outputs.NAME`."""
_LIMIT = 20_000
"""Values that are followed in one repository."""
_LINKS = 40
"""How often one value may be handed on."""
_PATTERNS = tuple((tuple(path.split(".")), events) for path, events in _SOURCES.items())


class Taint:
    """Follows strangers' data to the steps of all runs: by variables, outputs, matrices and inputs."""

    def __init__(self, runs: WorkflowRuns) -> None:
        self.runs = runs
        self._known: dict[tuple[int, int, tuple[str, ...]], bool] = {}
        self._variables: dict[int, frozenset[str]] = {}
        self._jobs: dict[tuple[int, str, str], RunStep] = {}
        self._left = _LIMIT
        self._links = 0
        self._cut = False
        self._held: list[object] = []

    @property
    def gaps(self) -> UnseenFiles:
        """What a bound left out, once the steps were gone through."""
        reason = f"not followed: more than {_LIMIT} values are handed on, or one more than {_LINKS} times"
        return self.runs.gaps | UnseenFiles([UnseenFile("", reason)] if self._cut else [])

    def untrusted(self, text: str, each: RunStep) -> Iterator[tuple[int, str, Flow]]:
        """Find the expressions in *text* that let strangers' data through: offset, text and flow."""
        for expression in expressions(text):
            for flow in flows(each.scope.bound(expression.text)):
                if self._carries(flow, each):
                    yield expression.offset, expression.text, flow
                    break

    def variables(self, each: RunStep) -> frozenset[str]:
        """Return the variables of a step that hold strangers' data, in lower case."""
        key = id(each.scope.env)
        if key not in self._variables:
            self._variables[key] = self._tainted(each.scope.env, whole(each.scope))
            self._held.append(each)
        own = {name.lower(): each.scope.expression(value) for name, value in each.step.env.items()}
        return (self._variables[key] - own.keys()) | self._tainted(own, each)

    def _tainted(self, variables: Mapping[str, str], each: RunStep) -> frozenset[str]:
        return frozenset(name for name, value in variables.items() if self._holds(value, each))

    def _holds(self, expression: str, each: RunStep) -> bool:
        return bool(expression) and any(self._carries(flow, each) for flow in flows(expression))

    def _carries(self, flow: Flow, each: RunStep) -> bool:
        """Tell whether a value is strangers' data, itself or where it comes from."""
        if flow.path[0] == "github":
            return _is_source(flow, each.scope.root)
        if flow.path[0] not in _FOLLOWED or len(flow.path) == 1:
            return False
        key = (id(each.scope), id(each.step), flow.path)
        if key not in self._known:
            self._known[key] = False  # what leads back to itself brings nothing new
            self._held.append(each)
            self._left -= 1
            if self._left <= 0 or self._links >= _LINKS:
                self._cut = True
                return False
            self._links += 1
            self._known[key] = self._follow(flow.path, each)
            self._links -= 1
        return self._known[key]

    def _follow(self, path: tuple[str, ...], each: RunStep) -> bool:
        match path[0]:
            case "env":
                return self._holds(each.variable(path[1]) or "", each)
            case "matrix":
                return any(self._holds(value, each) for value in matrix_expressions(each.scope.job, path[1]))
            case "steps":
                return self._by_step(path, each)
            case _:
                return self._by_job(path, each)

    def _by_step(self, path: tuple[str, ...], each: RunStep) -> bool:
        """Follow `steps.ID.outputs.NAME`."""
        if len(path) != _OUTPUT or path[2] != "outputs":
            return False
        scope = each.scope
        source = next((step for step in scope.job.steps if step.id.lower() == path[1]), None)
        if source is None:
            return False
        if inner := self.runs.action_scope(scope, source):
            declared = table(inner.file.data.get("outputs"))
            return self._holds(inner.expression(text(_named(declared, path[3]).get("value"))), whole(inner))
        return self._outputs(path[3], RunStep(scope, source))

    def _outputs(self, name: str, each: RunStep) -> bool:
        """Tell whether a script writes strangers' data into an output."""
        script = each.step.run
        if not OUTPUTS.search(script):
            return False
        variables = copies(script, self.variables(each))
        named = re.compile(rf"(?i)(?<![\w${{-]){re.escape(name)}(?![\w-])")
        for _, command in written(script, OUTPUTS):
            if named.search(command) and (
                mention(command, variables) or next(self.untrusted(command, each), None)
            ):
                return True
        return False

    def _by_job(self, path: tuple[str, ...], each: RunStep) -> bool:
        """Follow `needs.ID.outputs.NAME`, or `jobs.ID.outputs.NAME`."""
        if len(path) != _OUTPUT or path[2] != "outputs":
            return False
        job = next((job for job in each.scope.file.jobs if job.id.lower() == path[1]), None)
        if job is None:
            return False
        place = self._job(each.scope, job)
        if called := self.runs.called_scope(place.scope):
            declared = table(table(called.file.triggers.get("workflow_call")).get("outputs"))
            return self._holds(called.expression(text(_named(declared, path[3]).get("value"))), whole(called))
        outputs = {name.lower(): value for name, value in table(job.data.get("outputs")).items()}
        return self._holds(place.scope.expression(text(outputs.get(path[3]))), place)

    def _job(self, scope: ExpressionScope, job: Job) -> RunStep:
        """Return another job of the same run, as a whole."""
        key = (id(scope.inputs), scope.file.path, job.id)
        if key not in self._jobs:
            self._jobs[key] = whole(beside(scope, job))
            self._held.append(scope)
        return self._jobs[key]


def _named(declared: Mapping[str, Json], name: str) -> Mapping[str, Json]:
    return next((table(value) for key, value in declared.items() if key.lower() == name), {})


def _is_source(flow: Flow, root: Workflow) -> bool:
    if flow.path[0] != "github":
        return False
    whole = not {"tojson", UNREAD}.isdisjoint(flow.calls)
    return any(_covers(flow.path, pattern, whole) and _filled(events, root) for pattern, events in _PATTERNS)


def _covers(path: tuple[str, ...], pattern: tuple[str, ...], whole: bool) -> bool:
    """Compare part by part; filters (`.*`) and computed indexes may mean any part."""
    if len(path) != len(pattern) and not (whole and len(path) < len(pattern)):
        return False
    parts = zip(path, pattern, strict=False)
    return all(there in (wanted, "*", "?") or wanted == "*" for there, wanted in parts)


def _filled(events: frozenset[str], root: Workflow) -> bool:
    """Tell whether the root's events fill a value; for what is called from elsewhere any may."""
    return (
        not events
        or root.composite
        or bool(events & root.triggers.keys())
        or "workflow_call" in root.triggers
    )
