"""Workflows and composite actions: jobs and steps as plain values with their places."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from posixpath import normpath

from msgspec import Struct, field

from checker.collectors.actions.guards import is_never
from checker.collectors.actions.places import YamlPosition
from checker.documents.shapes import items, table
from checker.model.json_value import Json

PRIVILEGED = frozenset(
    {
        "pull_request_target",
        "workflow_run",
        "issue_comment",
        "issues",
        "discussion",
        "discussion_comment",
    }
)
"""Events that strangers cause and that run with the repository's own secrets."""
PULL_REQUEST = frozenset({"pull_request", "merge_group"})
"""Events that run a change's own code before it is merged, without secrets for strangers."""
NESTING_LIMIT = 10
"""Workflows, or actions, that GitHub lets call one another in a row, the first one not counted."""
JOB_LIMIT = 500
"""Jobs of the largest workflow that is read."""
STEP_LIMIT = 3000
"""Steps of the largest workflow or composite action that is read."""
MISSING = "\0missing"
"""What `permissions` is where nobody wrote it."""


class WorkflowStep(Struct, frozen=True, dict=True):
    """One step; what is absent is "" or empty. *local*: the folder of the repository that it uses."""

    place: YamlPosition
    uses: str = ""
    local: str = ""
    run: str = ""
    shell: str = ""
    condition: str = ""
    inputs: Mapping[str, str] = field(default_factory=dict)
    env: Mapping[str, str] = field(default_factory=dict)
    directory: str = ""
    id: str = ""
    continues: str = ""
    """`continue-on-error`."""

    @cached_property
    def line(self) -> int:
        """The line that says what it uses or runs."""
        return self.place.at("uses" if self.uses else "run").line

    @property
    def live(self) -> bool:
        """Tell whether the condition can hold at all."""
        return not is_never(self.condition)

    @property
    def action(self) -> str:
        """The action that is used, in lower case and without its version."""
        return self.uses.partition("@")[0].lower()


class Job(Struct, frozen=True):
    """One job; a composite action is one job without an id. *local*: the file here that it calls."""

    place: YamlPosition
    id: str
    steps: tuple[WorkflowStep, ...] = ()
    uses: str = ""
    local: str = ""
    condition: str = ""
    env: Mapping[str, str] = field(default_factory=dict)
    permissions: Json = MISSING
    data: Mapping[str, Json] = field(default_factory=dict)

    @property
    def line(self) -> int:
        """The line that says which workflow it calls, or where it stands."""
        return self.place.at("uses").line if self.uses else self.place.line


class Workflow(Struct, frozen=True):
    """A workflow, or (*composite*) an action made of steps, whose callers bring the events."""

    place: YamlPosition
    name: str = ""
    triggers: Mapping[str, Mapping[str, Json]] = field(default_factory=dict)
    jobs: tuple[Job, ...] = ()
    env: Mapping[str, str] = field(default_factory=dict)
    permissions: Json = MISSING
    data: Mapping[str, Json] = field(default_factory=dict)
    composite: bool = False

    @property
    def live_jobs(self) -> tuple[Job, ...]:
        """The jobs whose condition can hold at all."""
        return tuple(job for job in self.jobs if not is_never(job.condition))

    @property
    def path(self) -> str:
        """The file's path."""
        return self.place.path

    @property
    def privileged(self) -> bool:
        """Tell whether strangers can start it with the repository's secrets at hand."""
        return not PRIVILEGED.isdisjoint(self.triggers)

    @property
    def pull_request(self) -> bool:
        """Tell whether changes are run through it before they are merged."""
        return not PULL_REQUEST.isdisjoint(self.triggers)

    @property
    def called_only(self) -> bool:
        """Tell whether only other workflows start it, and with what their callers give."""
        return self.composite or set(self.triggers) == {"workflow_call"}


LocalPath = Callable[[str], str]
"""Says which path of the repository `uses` names, "" where it names something else."""


def local_path(uses: str) -> str:
    """Return the path of the repository that a relative `uses` names, "" for any other."""
    return normpath(uses.removeprefix("$/")) if uses.startswith(("./", "$/")) else ""


def workflow(place: YamlPosition, local: LocalPath = local_path) -> Workflow:
    """Read a workflow leniently: parts of the wrong shape are left out."""
    data = table(place.document.data)
    top = table(data.get("defaults"))
    jobs = table(data.get("jobs"))
    return Workflow(
        place,
        name=text(data.get("name")),
        triggers=triggers(data.get("on")),
        jobs=tuple(_job(place.at("jobs", key), key, value, top, local=local) for key, value in jobs.items()),
        env=texts(data.get("env")),
        permissions=data.get("permissions", MISSING),
        data=data,
    )


def is_huge(place: YamlPosition) -> bool:
    """Tell whether a file has more jobs or steps than are read."""
    data = table(place.document.data)
    jobs = [table(data.get("runs")), *map(table, table(data.get("jobs")).values())]
    steps = sum(1 for job in jobs for _ in step_items(place, job.get("steps")))
    return len(jobs) > JOB_LIMIT + 1 or steps > STEP_LIMIT


def action(place: YamlPosition, local: LocalPath = local_path) -> Workflow | None:
    """Read a composite action; None for actions of other kinds."""
    data = table(place.document.data)
    runs = table(data.get("runs"))
    if text(runs.get("using")).lower() != "composite":
        return None
    steps = _steps(place.at("runs", "steps"), runs.get("steps"), "", local)
    job = Job(place.at("runs"), "", steps, data=runs)
    return Workflow(place, name=text(data.get("name")), jobs=(job,), data=data, composite=True)


def docker_image(place: YamlPosition) -> str:
    """Return the image or the Dockerfile of an action that is a container, "" for other actions."""
    runs = table(table(place.document.data).get("runs"))
    return text(runs.get("image")) if text(runs.get("using")).lower() == "docker" else ""


def triggers(value: Json) -> dict[str, Mapping[str, Json]]:
    """Return the events of `on`, in whichever form it is written, with their filters."""
    if isinstance(value, Mapping):
        return {name: table(filters) for name, filters in value.items()}
    names = value if isinstance(value, list) else [value]
    return {name: {} for name in names if isinstance(name, str)}


def _job(
    place: YamlPosition, key: str, value: Json, defaults: Mapping[str, Json], *, local: LocalPath
) -> Job:
    data = table(value)
    run = {**table(defaults.get("run")), **table(table(data.get("defaults")).get("run"))}
    directory = text(run.get("working-directory"))
    uses = text(data.get("uses")).strip()
    return Job(
        place,
        key,
        steps=_steps(place.at("steps"), data.get("steps"), directory, local),
        uses=uses,
        local=local(uses),
        condition=text(data.get("if")),
        env=texts(data.get("env")),
        permissions=data.get("permissions", MISSING),
        data=data,
    )


def _steps(place: YamlPosition, value: Json, directory: str, local: LocalPath) -> tuple[WorkflowStep, ...]:
    return tuple(_step(at, item, directory, local) for at, item in step_items(place, value))


def step_items(place: YamlPosition, value: Json) -> Iterator[tuple[YamlPosition, Mapping[str, Json]]]:
    """Return the mappings in a list of steps with their places, those of a `parallel` block one by one."""
    for number, item in enumerate(items(value)):
        if not isinstance(item, Mapping):
            continue
        if "parallel" in item:
            inside = place.at(number, "parallel")
            for inner, each in enumerate(items(item["parallel"])):
                if isinstance(each, Mapping):
                    yield inside.at(inner), each
        else:
            yield place.at(number), item


def _step(place: YamlPosition, data: Mapping[str, Json], directory: str, local: LocalPath) -> WorkflowStep:
    uses = text(data.get("uses")).strip()
    return WorkflowStep(
        place,
        uses=uses,
        local=local(uses),
        run=text(data.get("run")),
        shell=text(data.get("shell")),
        condition=text(data.get("if")),
        inputs=texts(data.get("with")),
        env=texts(data.get("env")),
        directory=text(data.get("working-directory")) or directory,
        id=text(data.get("id")),
        continues=text(data.get("continue-on-error")),
    )


def granted(file: Workflow, job: Job, above: Json = MISSING) -> Json:
    """Return the `permissions` of a job: its own, those of its file, or (*above*) those of its caller."""
    own = (each for each in (job.permissions, file.permissions, above) if each != MISSING)
    return next(own, MISSING)


def text(value: Json) -> str:
    """Return a scalar as GitHub would write it, "" for anything else."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, (str, int, float)) else ""


def texts(value: Json) -> dict[str, str]:
    """Return the scalars of a mapping as texts."""
    return {key: text(item) for key, item in table(value).items()}


def needs(job: Job) -> list[str]:
    """Return the ids of the jobs that a job waits for."""
    value = job.data.get("needs")
    return [value] if isinstance(value, str) else [text(each) for each in items(value)]


def in_order(jobs: Iterable[Job]) -> list[Job]:
    """Return jobs so that those which wait for others stand behind them, as far as one pass can tell."""
    listed = list(jobs)
    return [*(job for job in listed if not needs(job)), *(job for job in listed if needs(job))]
