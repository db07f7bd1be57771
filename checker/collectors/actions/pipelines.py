"""GitHub's workflows as pipelines, with the actions and workflows of the repository that they call."""

from collections.abc import Iterable, Iterator, Mapping
from posixpath import normpath

from msgspec import Struct
from msgspec.structs import replace

from checker.ci.events import UNCERTAIN, Starts, bare, condition, starts
from checker.ci.pipeline import Pipeline, PipelineJob, PipelineStep, Shell, ShellScript
from checker.ci.systems.scripts import LANGUAGES
from checker.collectors.actions.matrix import CONTINUES, VALUE_LIMIT, JobValues, job_values
from checker.collectors.actions.source import WorkflowSource
from checker.collectors.actions.workflow import Job, Workflow, WorkflowStep, in_order, needs, text
from checker.documents.shapes import table
from checker.files.gaps import UnseenFile
from checker.model.json_value import Json
from checker.patterns import lazy

_SYSTEM = "github-actions"
_DEPTH = 5
_JOBS = 1_000
_STEPS = 20_000
_CHECKOUT = lazy(r"checkout|clone|source-provider|git-fetch|^\./|^\$/|^\.$")
_CLONES = lazy(
    r"\bgit\s+(?:clone|fetch|init|pull)\b|\bgh\s+(?:repo\s+clone|pr\s+checkout)\b|\bactions/checkout\b"
)
_ALWAYS = lazy(r"always\(\)|cancelled\(\)|failure\(\)")
_ERREXIT = lazy(r"\s-\w*e\w*|errexit")


class _Call(Struct, frozen=True):
    """What a caller hands to a workflow or an action that it calls."""

    inputs: Mapping[str, str]
    env: Mapping[str, str]
    starts: Starts
    swallowed: str = ""
    never: str = ""
    depth: int = 0


def pipelines(source: WorkflowSource) -> tuple[Pipeline, Pipeline]:
    """Return what GitHub runs; and what only other repositories start, each of their entries by itself."""
    converter = _Converter(source)
    jobs = tuple(job for workflow in source.workflows for job in converter.started(workflow))
    started = Pipeline(_SYSTEM, tuple(each.path for each in source.workflows), jobs, converter.unseen)
    others = [each for each in source.all if each.path not in converter.visited]
    jobs = tuple(job for each in others for job in converter.offered(each))
    return started, Pipeline(_SYSTEM, tuple(each.path for each in others), jobs, converter.unseen)


class _Converter:
    """Turns workflows into jobs; what they call is put in the place of the call."""

    def __init__(self, source: WorkflowSource) -> None:
        self._workflows = {each.path: each for each in source.workflows}
        self._actions = {each.path.rpartition("/")[0]: each for each in source.composites}
        self._jobs_left = _JOBS
        self._steps_left = _STEPS
        self.visited: set[str] = set()
        """The files that were gone through."""

    @property
    def unseen(self) -> tuple[UnseenFile, ...]:
        """What the bounds left out."""
        if self._jobs_left >= 0 and self._steps_left >= 0:
            return ()
        reason = f"calls among the workflows lead to more than {_JOBS} jobs or {_STEPS} steps"
        return (UnseenFile("", reason),)

    def started(self, workflow: Workflow) -> Iterator[PipelineJob]:
        """Return the jobs of a workflow that something but a call starts."""
        if set(workflow.triggers) - {"workflow_call"}:
            yield from self._jobs(workflow, _Call({}, {}, starts(workflow.triggers)))

    def offered(self, workflow: Workflow) -> Iterator[PipelineJob]:
        """Return the jobs of what is there for others to call, as its defaults have it."""
        call = workflow.data if workflow.composite else table(workflow.triggers.get("workflow_call"))
        yield from self._jobs(workflow, _Call(_defaults(call.get("inputs")), {}, UNCERTAIN))

    def _jobs(self, workflow: Workflow, call: _Call) -> Iterator[PipelineJob]:
        never = dict[str, str]()
        self.visited.add(workflow.path)
        for job in in_order(workflow.jobs):
            self._jobs_left -= 1
            if self._jobs_left < 0:
                return
            missing = next((name for name in needs(job) if name in never), "")
            own = condition(job.condition, call.starts).never
            if missing and not _ALWAYS.search(job.condition):
                own = own or f"it needs `{missing}`, which never runs"
            if own:
                never[job.id] = own
            yield from self._job(workflow, job, replace(call, never=call.never or own))

    def _job(self, workflow: Workflow, job: Job, call: _Call) -> Iterator[PipelineJob]:
        env = {**call.env, **workflow.env, **job.env}
        told = condition(job.condition, call.starts)
        swallowed = (
            call.swallowed or told.starts.swallowed or _continues(text(job.data.get("continue-on-error")))
        )
        never = call.never or told.never
        if job.local in self._workflows and call.depth < _DEPTH:
            called = self._workflows[job.local]
            inputs = {
                **_defaults(table(called.triggers.get("workflow_call")).get("inputs")),
                **_with(job.data),
            }
            inner = _Call(inputs, env, told.starts, swallowed, never, call.depth + 1)
            yield from self._jobs(called, inner)
            return
        values = job_values(job, call.inputs, env)
        steps = [each for step in job.steps for each in self._step(workflow, job, step, values, depth=0)]
        if job.uses:
            steps.append(PipelineStep(workflow.path, job.line, uses=job.uses.partition("@")[0].lower()))
        yield PipelineJob(
            path=workflow.path,
            line=job.place.line,
            name=job.id,
            steps=tuple(steps),
            has_code=bool(job.uses) or _has_code(job.steps),
            before_merge=told.starts.before_merge,
            variables=_literal(env),
            swallowed=swallowed,
            never=never,
        )

    def _step(
        self, workflow: Workflow, job: Job, step: WorkflowStep, values: JobValues, *, depth: int
    ) -> Iterator[PipelineStep]:
        self._steps_left -= 1
        if self._steps_left < 0:
            return
        told = condition(step.condition, Starts(True))
        swallowed = told.starts.swallowed
        continues = _continues(step.continues)
        if continues and not swallowed and not _is_asked(step, job):
            swallowed = continues
        local = self._actions.get("" if step.local == "." else step.local) if step.local else None
        if local is not None and depth < _DEPTH:
            self.visited.add(local.path)
            inner = values.called({**_defaults(local.data.get("inputs")), **values.all(step.inputs)})
            for each in local.jobs:
                for nested in each.steps:
                    for found in self._step(local, each, nested, inner, depth=depth + 1):
                        yield _inherit(found, swallowed, told.never)
            return
        uses = step.action.partition("@")[0]
        for leg, tolerated in values.legs([step.run, *step.inputs.values()]):
            yield PipelineStep(
                path=step.place.path,
                line=step.line,
                uses=uses,
                inputs=leg.all(step.inputs),
                scripts=tuple(_scripts(workflow, job, step, leg)) if step.run else (),
                variables=_literal(leg.all(step.env)),
                swallowed=swallowed or tolerated,
                never=told.never,
            )


def _defaults(declared: Json) -> dict[str, str]:
    return {name: text(table(each).get("default")) for name, each in table(declared).items()}


def _with(data: Mapping[str, Json]) -> dict[str, str]:
    return {key: text(value) for key, value in table(data.get("with")).items()}


def _literal(env: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in env.items() if "${{" not in value and 0 < len(value) < VALUE_LIMIT}


def _continues(value: str) -> str:
    return CONTINUES if bare(value) == "true" else ""


def _is_asked(step: WorkflowStep, job: Job) -> bool:
    """Tell whether a later step asks how this one ended: what it makes of that cannot be decided."""
    asked = f"steps.{step.id}.outcome" if step.id else ""
    return bool(asked) and any(
        asked in each for later in job.steps for each in (later.condition, later.run, *later.env.values())
    )


def _inherit(step: PipelineStep, swallowed: str, never: str) -> PipelineStep:
    return replace(step, swallowed=swallowed or step.swallowed, never=never or step.never)


def _has_code(steps: Iterable[WorkflowStep]) -> bool:
    return any(_CHECKOUT.search(step.action) or _CLONES.search(step.run) for step in steps)


def _scripts(workflow: Workflow, job: Job, step: WorkflowStep, values: JobValues) -> Iterator[ShellScript]:
    place = step.place.at("run")
    shell = step.shell or _default_shell(job, workflow, values)
    kind, errexit, pipefail = _shell(values.text(shell))
    folder = values.text(step.directory)
    directory = "" if "${{" in folder else normpath(folder or ".").removeprefix("/")
    for script in values.variants(step.run):
        yield ShellScript(
            path=place.path,
            line=place.line_within(0),
            text=script,
            shell=kind,
            errexit=errexit,
            pipefail=pipefail,
            directory="" if directory == "." else directory,
        )


def _default_shell(job: Job, workflow: Workflow, values: JobValues) -> str:
    for data in (job.data, workflow.data):
        if shell := text(table(table(data.get("defaults")).get("run")).get("shell")):
            return shell
    runners = values.variants(text(job.data.get("runs-on")))
    windows = bool(runners) and all(runner.lower().startswith("windows") for runner in runners)
    return "pwsh" if windows else ""


def _shell(shell: str) -> tuple[Shell, bool, bool]:
    """Return the shell, and whether it is started with `errexit` and `pipefail`, as GitHub documents it.

    https://docs.github.com/en/actions/reference/workflow-syntax-for-github-actions#jobsjob_idstepsshell
    """
    program = shell.strip().partition(" ")[0]
    if "${{" in shell:  # Which one, only the caller knows; the words of plain commands are the same to all.
        return "bash", True, False
    if not shell or shell == "bash":
        return "bash", True, bool(shell)
    if known := _KNOWN_SHELLS.get(program if "{0}" not in shell or program != "sh" else ""):
        return known
    if program.lower() in LANGUAGES:
        return "program", True, False
    if "bash" in shell or "sh " in shell or program in ("msys2", "cygwin", "alpine.sh"):
        errexit = "{0}" not in shell or _ERREXIT.search(shell) is not None
        return "bash", errexit, "pipefail" in shell
    return "other", False, False


_KNOWN_SHELLS: Mapping[str, tuple[Shell, bool, bool]] = {
    "pwsh": ("pwsh", True, False),
    "powershell": ("pwsh", True, False),
    "cmd": ("cmd", False, False),
    "sh": ("sh", True, False),
}
