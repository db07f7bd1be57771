"""What runs because of an event: jobs with all their steps, those of local workflows and actions included."""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property

from msgspec import Struct, field
from msgspec.structs import replace

from checker.collectors.actions.conditions import expression_of, is_text
from checker.collectors.actions.expression import expressions
from checker.collectors.actions.guards import is_never
from checker.collectors.actions.job_order import needed
from checker.collectors.actions.matrix import matrix_expressions
from checker.collectors.actions.source import WorkflowSource
from checker.collectors.actions.workflow import (
    MISSING,
    NESTING_LIMIT,
    Job,
    Workflow,
    WorkflowStep,
    granted,
    text,
)
from checker.documents.shapes import table
from checker.files.gaps import UnseenFile, UnseenFiles
from checker.model.json_value import Json
from checker.patterns import lazy

_STEP_LIMIT = 20_000
"""Jobs and steps of all runs of one repository."""
_LENGTH_LIMIT = 2_000
"""Characters of an expression that an input stands for."""
_EMPTY: Mapping[str, Json] = {"boolean": False, "number": 0}
"""What an input is that nobody gives, where that is no empty text."""
_MATRIX = lazy(r"'(?:[^']|'')*'|(?<![\w.-])matrix\.([\w-]+)(?![\w.-])", re.IGNORECASE)
_INPUT = lazy(r"'(?:[^']|'')*'|(?<![\w.-])(?:github\.event\.)?inputs\.([\w-]+)", re.IGNORECASE)


class ExpressionScope(Struct, frozen=True):
    """What the expressions of a step mean.

    *root* is the workflow whose events hold. *inputs* are the expressions that callers of its *file* gave,
    *env* the variables of the workflow, the job and the steps that call an action, as expressions: both by
    lower-case name.
    """

    root: Workflow
    file: Workflow
    job: Job
    inputs: Mapping[str, str] = field(default_factory=dict)
    env: Mapping[str, str] = field(default_factory=dict)

    def bound(self, expression: str) -> str:
        """Put what the callers gave in the place of inputs."""
        if not self.inputs or "inputs" not in expression.lower():
            return expression

        def given(match: re.Match[str]) -> str:
            value = self.inputs.get(match[1].lower()) if match[1] else None
            return match[0] if value is None else f"({value})"

        return _INPUT.sub(given, expression)

    def condition(self, written: str) -> str:
        """Return an `if` with inputs bound."""
        return written if is_text(written) else self.bound(expression_of(written))

    def expression(self, written: str) -> str:
        """Return a text with `${{ }}` in it as one expression, inputs bound."""
        found = list(expressions(written))
        if not found:
            return _quoted(written)
        parts, at = "", 0
        values: list[str] = []
        for each in found:
            parts += written[at : each.offset].replace("{", "{{").replace("}", "}}") + f"{{{len(values)}}}"
            values.append(self.bound(each.text))
            at = written.index("}}", each.offset + 3 + len(each.text)) + 2
        parts += written[at:].replace("{", "{{").replace("}", "}}")
        whole = values[0] if parts == "{0}" else f"format({_quoted(parts)}, {', '.join(values)})"
        return whole if len(whole) <= _LENGTH_LIMIT else found[0].text

    def handed(self, written: str) -> str:
        """Return a text that is handed on as one expression, with the job's matrix put in."""

        def choices(match: re.Match[str]) -> str:
            values = list(matrix_expressions(self.job, match[1].lower())) if match[1] else []
            return f"({' || '.join(values)})" if values else match[0]

        expression = self.expression(written)
        return _MATRIX.sub(choices, expression)[:_LENGTH_LIMIT] if "matrix" in expression else expression


class RunStep(Struct, frozen=True):
    """One step that runs, in its scope; *conditions* are its own `if` and those of the steps that call it."""

    scope: ExpressionScope
    step: WorkflowStep
    conditions: tuple[str, ...] = ()

    @property
    def variables(self) -> Mapping[str, str]:
        """The environment as expressions, by lower-case name."""
        own = {name.lower(): self.scope.expression(value) for name, value in self.step.env.items()}
        return {**self.scope.env, **own}

    @property
    def given(self) -> Iterator[str]:
        """What it is handed, as expressions: variables, inputs, and what is pasted into its script."""
        yield from self.variables.values()
        yield from map(self.scope.expression, self.step.inputs.values())
        yield from (self.scope.bound(each.text) for each in expressions(self.step.run))

    def variable(self, name: str) -> str | None:
        """Return one variable, by its lower-case name, as an expression."""
        own = next((value for key, value in self.step.env.items() if key.lower() == name), None)
        return self.scope.env.get(name) if own is None else self.scope.expression(own)


def whole(scope: ExpressionScope) -> RunStep:
    """Return a job, or an action, as a step of its own, for what belongs to none of its steps."""
    return RunStep(scope, WorkflowStep(scope.job.place))


class JobRun(Struct, frozen=True):
    """One job that runs, of a *file* that the *root* calls or is, with its steps in order.

    *callers* are the jobs by which it does that, the outermost first. *conditions* are the `if` of the job,
    of those that it needs and of those that call its workflow; all must hold. *approved*: an environment,
    which may ask a person first, is named by one of them. *permissions* are those that its token has, as far
    as files say.
    """

    root: Workflow
    file: Workflow
    job: Job
    conditions: tuple[str, ...]
    approved: bool
    permissions: Json = MISSING
    steps: tuple[RunStep, ...] = ()
    needed: tuple[Job, ...] = ()
    callers: tuple[Job, ...] = ()

    @property
    def live(self) -> bool:
        """Tell whether its conditions can hold at all."""
        return not any(map(is_never, self.conditions))

    @property
    def live_steps(self) -> tuple[RunStep, ...]:
        """The steps whose conditions can hold at all."""
        return tuple(each for each in self.steps if not any(map(is_never, each.conditions)))

    @property
    def before(self) -> Iterator[WorkflowStep]:
        """The steps of the job and of all that it needs."""
        yield from (each.step for each in self.steps)
        yield from (step for job in self.needed for step in job.steps)


class WorkflowRuns:
    """The runs of the workflows of one repository, worked out once."""

    def __init__(self, source: WorkflowSource) -> None:
        self.source = source
        self._workflows = {each.path: each for each in source.workflows}
        self._actions = {each.path.rpartition("/")[0]: each for each in source.composites}
        self._orders: dict[str, dict[str, tuple[Job, ...]]] = {}
        self._left = _STEP_LIMIT

    @property
    def all(self) -> tuple[JobRun, ...]:
        """Every job that an event starts; what only callers elsewhere start stands for itself."""
        return self._followed[0]

    @property
    def gaps(self) -> UnseenFiles:
        """What the bound on jobs and steps left out."""
        return self._followed[1]

    @cached_property
    def _followed(self) -> tuple[tuple[JobRun, ...], UnseenFiles]:
        started = [run for each in self.source.all if not each.called_only for run in self._from(each)]
        reached = {each.scope.file.path for run in started if run.live for each in run.live_steps}
        offered = [
            run
            for each in self.source.all
            if each.called_only and each.path not in reached
            for run in self._from(each)
        ]
        reason = f"not followed: calls among the workflows lead to more than {_STEP_LIMIT} jobs and steps"
        cut = UnseenFiles([UnseenFile("", reason)] if self._left < 0 else [])
        return (*started, *offered), cut

    def _from(self, root: Workflow) -> Iterator[JobRun]:
        return self._of(root, _nothing_above(root), {}, 0) if root.jobs else iter(())

    def steps(self) -> Iterator[RunStep]:
        """Go through the steps of all runs, those left out that never run."""
        return (each for run in self.all if run.live for each in run.live_steps)

    def _of(self, file: Workflow, caller: JobRun, inputs: Mapping[str, str], depth: int) -> Iterator[JobRun]:
        if file.path not in self._orders:
            self._orders[file.path] = needed(file)
        closures = self._orders[file.path]
        for job in file.jobs:
            self._left -= 1
            if self._left < 0:
                return
            before = closures[job.id]
            conditions = dict.fromkeys(each.condition for each in before if each.condition)
            approved = caller.approved or any("environment" in each.data for each in before)
            scope = _with_variables(ExpressionScope(caller.root, file, job, inputs))
            bound = tuple(scope.condition(each) for each in conditions)
            run = JobRun(
                root=caller.root,
                file=file,
                job=job,
                conditions=(*caller.conditions, *bound),
                approved=approved,
                permissions=granted(file, job, caller.permissions),
                needed=(*caller.needed, *before),
                callers=caller.callers,
            )
            called = self.called_scope(scope) if depth < NESTING_LIMIT else None
            if called is not None:
                inside = replace(run, callers=(*run.callers, job))
                yield from self._of(called.file, inside, called.inputs, depth + 1)
            if job.uses:
                continue
            steps = tuple(each for step in job.steps for each in self._steps(scope, step, (), depth))
            yield replace(run, steps=steps)

    def _steps(
        self, scope: ExpressionScope, step: WorkflowStep, above: tuple[str, ...], depth: int
    ) -> Iterator[RunStep]:
        conditions = (*above, scope.condition(step.condition)) if step.condition else above
        self._left -= 1
        if self._left < 0:
            return
        yield RunStep(scope, step, conditions)
        inner = self.action_scope(scope, step) if depth < NESTING_LIMIT else None
        if inner is not None:
            for each in inner.job.steps:
                yield from self._steps(inner, each, conditions, depth + 1)

    def action_scope(self, scope: ExpressionScope, step: WorkflowStep) -> ExpressionScope | None:
        """Return the scope inside the local action that a step calls, None where it calls none."""
        local = self._actions.get("" if step.local == "." else step.local) if step.local else None
        if local is None:
            return None
        inputs = _given(scope, step.inputs, local.data.get("inputs"))
        return ExpressionScope(scope.root, local, local.jobs[0], inputs, RunStep(scope, step).variables)

    def called_scope(self, scope: ExpressionScope) -> ExpressionScope | None:
        """Return the scope inside the local workflow that a job calls, None where it calls none."""
        called = self._workflows.get(scope.job.local)
        if called is None:
            return None
        declared = table(called.triggers.get("workflow_call")).get("inputs")
        inputs = _given(scope, scope.job.data.get("with"), declared)
        return _with_variables(ExpressionScope(scope.root, called, called.jobs[0], inputs))


def _nothing_above(root: Workflow) -> JobRun:
    return JobRun(root, root, root.jobs[0], (), approved=False)


def _given(scope: ExpressionScope, handed: Json | Mapping[str, str], declared: Json) -> dict[str, str]:
    """Return the inputs of what is called as expressions: what is handed over, else its defaults."""
    given = {name.lower(): value for name, value in table(handed).items()}
    found: dict[str, str] = {}
    for name, each in table(declared).items():
        kind = text(table(each).get("type"))
        value = given.get(name.lower(), table(each).get("default", _EMPTY.get(kind, "")))
        written = text(value)
        # A truth value or a number stays one; what is declared as text becomes a text.
        plain = kind in _EMPTY and not isinstance(value, str)
        found[name.lower()] = written if plain else scope.handed(written)
    return {**{name: scope.handed(text(value)) for name, value in given.items()}, **found}


def beside(scope: ExpressionScope, job: Job) -> ExpressionScope:
    """Return the scope of another job of the same file."""
    return _with_variables(ExpressionScope(scope.root, scope.file, job, scope.inputs))


def _with_variables(scope: ExpressionScope) -> ExpressionScope:
    """Add the variables of a file and a job to what their steps are in."""
    written = {**scope.file.env, **scope.job.env}
    own = {name.lower(): scope.expression(value) for name, value in written.items()}
    return replace(scope, env={**scope.env, **own})


def _quoted(written: str) -> str:
    return "'" + written.replace("'", "''") + "'"
