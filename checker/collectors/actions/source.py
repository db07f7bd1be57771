"""Everything about a repository's GitHub workflows that the facts are made of, read once."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from posixpath import normpath
from typing import Any, TypeVar

from msgspec import Struct, field

from checker.collectors import Checkout
from checker.collectors.actions import broken, reusable
from checker.collectors.actions.places import YamlPosition
from checker.collectors.actions.workflow import (
    JOB_LIMIT,
    STEP_LIMIT,
    Job,
    Workflow,
    WorkflowStep,
    action,
    docker_image,
    is_huge,
    local_path,
    workflow,
)
from checker.documents import Malformed
from checker.documents.shapes import strings
from checker.errors import Unobserved
from checker.files import Files
from checker.files.gaps import UnseenFiles
from checker.model.json_value import Json
from checker.model.tree import BLOB_LIMIT

WORKFLOW_LIMIT = 400
"""Files that are read at most."""
SIZE_LIMIT = 8 * 1024 * 1024
"""Bytes that are read at most."""
DANGEROUS = ("pull_request_target", "workflow_run", "issue_comment")
"""Events by which strangers start workflows that have secrets, and that know a change of theirs."""
_MAIN_BRANCHES = frozenset({"main", "master", "trunk"})
_ACTION_NAMES = ("action.yml", "action.yaml")
Answer = TypeVar("Answer")
Record = dict[str, Json]
"""One item of a list fact."""


class WorkflowSource(Struct, frozen=True):
    """The workflows and composite actions of one repository.

    *owner* is who the repository belongs to on its forge, "" where that is not known. *docker_actions* are
    the images of actions that are containers, with their places.
    *gaps* are the files that could not be read or do not parse. *answers* are what was asked of it so far.
    """

    files: Files
    owner: str
    name: str
    workflows: tuple[Workflow, ...]
    composites: tuple[Workflow, ...]
    docker_actions: tuple[tuple[YamlPosition, str], ...]
    broken: tuple[Record, ...]
    gaps: UnseenFiles
    answers: dict[object, Any] = field(default_factory=dict)

    @property
    def all(self) -> Sequence[Workflow]:
        """Workflows first, then composite actions."""
        return (*self.workflows, *self.composites)

    def steps(self) -> Iterator[tuple[Workflow, Job, WorkflowStep]]:
        """Go through every step of every job that can run."""
        return (
            (each, job, step)
            for each in (*self.workflows, *self.composites)
            for job in each.live_jobs
            for step in job.steps
            if step.live
        )

    def uses(self) -> Iterator[tuple[YamlPosition, str, str]]:
        """Go through what jobs and steps that can run use: place, job and name."""
        for each in self.workflows:
            for job in each.live_jobs:
                if job.uses:
                    yield job.place.at("uses"), job.id, job.uses
        for _, job, step in self.steps():
            if step.uses:
                yield step.place.at("uses"), job.id, step.uses

    def awaited_events(self, root: Workflow) -> frozenset[str]:
        """Return the events by which strangers can start a workflow that this one waits for."""
        names = set(strings(root.triggers.get("workflow_run", {}).get("workflows")))
        awaited = [each for each in self.workflows if (each.name or each.path) in names]
        elsewhere = {"pull_request"} if len(awaited) < len(names) else set()
        by_strangers = {"pull_request", *DANGEROUS}
        return frozenset(elsewhere.union(*(by_strangers & set(each.triggers) for each in awaited)))

    def once(self, answer: Callable[["WorkflowSource"], Answer]) -> Answer:
        """Return what several facts are made of, worked out once."""
        if answer not in self.answers:
            self.answers[answer] = answer(self)
        found: Answer = self.answers[answer]
        return found


def read(checkout: Checkout) -> WorkflowSource:
    """Read all workflows, the composite actions among the own files, and whatever these name.

    What a workflow names is read wherever it lies: GitHub knows neither vendored nor generated files.
    """
    files = checkout.files
    paths = files.glob(".github/workflows/*.{yml,yaml}", everything=True)
    own = [path for path in files.own_paths if path.rpartition("/")[2] in _ACTION_NAMES]
    owner, name = _identity(checkout.repository.id)
    with files.watching() as gaps:
        reading = _Reading(files, frozenset(paths), f"{owner}/{name}/" if owner else "")
        reading.read([*paths, *own])
    return WorkflowSource(
        files=files,
        owner=owner,
        name=name,
        workflows=tuple(reading.workflows),
        composites=tuple(reading.composites),
        docker_actions=tuple(reading.docker_actions),
        broken=tuple(reading.faults),
        gaps=gaps,
    )


class _Reading:
    """Reads files and what they name in turn, each once, up to the limits."""

    def __init__(self, files: Files, paths: frozenset[str], prefix: str) -> None:
        self._files = files
        self._prefix = prefix
        self._workflow_paths = set(paths)
        self._known: set[str] = set()
        self._count = 0
        self._size = 0
        self.workflows: list[Workflow] = []
        self.composites: list[Workflow] = []
        self.docker_actions: list[tuple[YamlPosition, str]] = []
        self.faults: list[Record] = []

    def read(self, paths: Sequence[str]) -> None:
        waiting = deque(paths)
        self._files.texts(path for path in paths[:WORKFLOW_LIMIT] if not self._is_link(path))
        while waiting:
            path = waiting.popleft()
            if path in self._known:
                continue
            self._known.add(path)
            if self._is_within_limits(path) and (place := self._place(path)):
                waiting.extend(self._take(place))
        for path, line, reason in reusable.refused_calls(
            self.workflows, lambda path: self._files.entry(path) is None
        ):
            self._fault(path, line, reason)

    def _is_within_limits(self, path: str) -> bool:
        entry = self._files.entry(path)
        size = (entry.size or 0) if entry else 0
        self._count += 1
        self._size += size if size <= BLOB_LIMIT else 0
        within = self._count <= WORKFLOW_LIMIT and self._size <= SIZE_LIMIT
        if not within:
            reason = f"not read: there are more than {WORKFLOW_LIMIT} workflows or {SIZE_LIMIT} bytes of them"
            self._files.miss(path, reason)
        return within

    def _is_link(self, path: str) -> bool:
        entry = self._files.entry(path)
        return entry is not None and entry.is_link

    def _place(self, path: str) -> YamlPosition | None:
        if path in self._workflow_paths and self._is_link(path):
            self._files.miss(path, "is a symbolic link, and GitHub follows none to a workflow")
            return None
        try:
            document = self._files.document(path)
        except Malformed as error:
            self._fault(path, error.line, error.reason)
        except Unobserved:
            return None
        else:
            if document.alone:
                return YamlPosition(path, document)
            several = Malformed("it holds several documents", document.root.end_mark.line + 1)
            self._fault(path, several.line, several.reason)
            self._files.refuse(path, several)
        return None

    def _fault(self, path: str, line: int, reason: str) -> None:
        self.faults.append({"path": path, "line": max(line, 1), "reason": reason})

    def _take(self, place: YamlPosition) -> Iterator[str]:
        """Sort in what was read, and return the paths of what it names."""
        if is_huge(place):
            self._files.miss(place.path, f"more than {JOB_LIMIT} jobs or {STEP_LIMIT} steps")
            return
        if place.path in self._workflow_paths:
            for line, reason in broken.problems(place):
                self._fault(place.path, line, reason)
            found: Workflow | None = workflow(place, self._local)
            if found and found.jobs and found.triggers:
                self.workflows.append(found)
        elif found := action(place, self._local):
            self.composites.append(found)
        elif image := docker_image(place):
            self.docker_actions.append((place.at("runs", "image"), image))
        for job in found.jobs if found else ():
            yield from self._named(job)

    def _named(self, job: Job) -> Iterator[str]:
        """Return the workflow that a job calls and the actions that its steps use, if they are here."""
        if job.local and self._files.entry(job.local):
            self._workflow_paths.add(job.local)
            yield job.local
        for folder in filter(None, (step.local for step in job.steps)):
            self._refuse_link(folder)
            yield from self._descriptions(folder)

    def _descriptions(self, folder: str) -> list[str]:
        """Return the file that describes the action in a folder, if there is one."""
        paths = (normpath(f"{folder}/{name}") for name in _ACTION_NAMES)
        return [path for path in paths if self._files.entry(path)][:1]

    def _local(self, uses: str) -> str:
        """Return the path here that `uses` names, by a relative path or by this repository's own name.

        With the name stands a branch: what its main one holds is what this change becomes part of.
        """
        target, _, branch = uses.partition("@")
        if not self._prefix or not target.lower().startswith(self._prefix) or branch not in _MAIN_BRANCHES:
            return local_path(uses)
        path = normpath(target[len(self._prefix) :])
        return path if self._files.entry(path) or self._descriptions(path) else ""

    def _refuse_link(self, folder: str) -> None:
        """Note that an action is not read which lies behind a link; those who run it follow the link."""
        above = accumulate(folder.split("/"), "{}/{}".format)
        entries = (self._files.entry(path) for path in above)
        link = next((entry for entry in entries if entry and entry.is_link), None)
        if link:
            self._files.miss(link.path, "is a symbolic link, and links are not followed")


def _identity(repository: str) -> tuple[str, str]:
    """Return owner and name, in lower case, out of host/owner/name."""
    host, _, rest = repository.partition("/")
    owner, _, name = rest.rpartition("/")
    return (owner.lower(), name.lower()) if "." in host and owner else ("", "")
