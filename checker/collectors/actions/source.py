"""Everything about a repository's GitHub workflows that the facts are made of, read once."""

from collections.abc import Iterator, Sequence

from checker.collectors import Checkout
from checker.collectors.actions import broken
from checker.collectors.actions.places import Place
from checker.collectors.actions.workflow import (
    JOB_LIMIT,
    STEP_LIMIT,
    Job,
    Step,
    Workflow,
    action,
    is_huge,
    workflow,
)
from checker.documents import Malformed
from checker.errors import Unobserved
from checker.files import Files
from checker.model.plain import Plain
from checker.model.tree import BLOB_LIMIT
from checker.model.value import dataclass

WORKFLOW_LIMIT = 400
"""Files that are read at most."""
SIZE_LIMIT = 8 * 1024 * 1024
"""Bytes that are read at most."""
Record = dict[str, Plain]
"""One item of a list fact."""


@dataclass(frozen=True, slots=True)
class Source:
    """The workflows and composite actions of one repository.

    *owner* is who the repository belongs to on its forge, "" where that is not known.
    *unseen* says why some files could not be read, "" where all were.
    """

    files: Files
    owner: str
    name: str
    workflows: tuple[Workflow, ...]
    composites: tuple[Workflow, ...]
    broken: tuple[Record, ...]
    unseen: str = ""

    @property
    def all(self) -> Sequence[Workflow]:
        """Workflows first, then composite actions."""
        return (*self.workflows, *self.composites)

    def steps(self) -> Iterator[tuple[Workflow, Job, Step]]:
        """Go through every step of every job."""
        return (
            (each, job, step)
            for each in (*self.workflows, *self.composites)
            for job in each.jobs
            for step in job.steps
        )


def read(checkout: Checkout) -> Source:
    """Read all workflows and composite actions; what cannot be read is told apart."""
    files = checkout.files
    paths = [path for path in files.glob(".github/workflows/*.{yml,yaml}") if _is_file(files, path)]
    actions = [path for path in files.own_paths if path.rsplit("/", 1)[-1] in ("action.yml", "action.yaml")]
    read_paths, unseen = _within_limits(files, [*paths, *actions])
    files.texts(read_paths)
    workflows: list[Workflow] = []
    composites: list[Workflow] = []
    faults: list[Record] = []
    for path in read_paths:
        try:
            place = Place(path, files.document(path))
        except Malformed as error:
            faults.append({"path": path, "line": max(error.line, 1), "reason": error.reason})
            continue
        except Unobserved as error:
            unseen = unseen or f"{path}: {error.reason}"
            continue
        if is_huge(place):
            unseen = unseen or f"{path}: more than {JOB_LIMIT} jobs or {STEP_LIMIT} steps"
        elif path in paths:
            faults += [{"path": path, "line": n, "reason": why} for n, why in broken.problems(place)]
            workflows += [found] if (found := workflow(place)).jobs and found.triggers else []
        else:
            composites += [composite] if (composite := action(place)) else []
    owner, name = _identity(checkout.repository.id)
    return Source(files, owner, name, tuple(workflows), tuple(composites), tuple(faults), unseen)


def _is_file(files: Files, path: str) -> bool:
    entry = files.entry(path)
    return entry is not None and entry.is_file


def _within_limits(files: Files, paths: list[str]) -> tuple[list[str], str]:
    total = 0
    for count, path in enumerate(paths):
        entry = files.entry(path)
        size = (entry.size or 0) if entry else 0
        total += size if size <= BLOB_LIMIT else 0
        if count >= WORKFLOW_LIMIT or total > SIZE_LIMIT:
            return paths[:count], f"more than {WORKFLOW_LIMIT} workflow files or {SIZE_LIMIT} bytes of them"
    return paths, ""


def _identity(repository: str) -> tuple[str, str]:
    """Return owner and name, in lower case, out of host/owner/name."""
    host, _, rest = repository.partition("/")
    owner, _, name = rest.rpartition("/")
    return (owner.lower(), name.lower()) if "." in host and owner else ("", "")
