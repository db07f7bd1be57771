"""Finding what CI systems are set up to run, in their usual places and elsewhere."""

from collections.abc import Iterable
from functools import cache
from typing import Protocol

from msgspec.structs import replace

from checker.ci.pipeline import Pipeline, PipelineJob
from checker.ci.systems.elsewhere import DOCUMENTS, taught, unusual
from checker.ci.systems.listed import SYSTEMS, CiSystem, Fits
from checker.ci.systems.sources import CiFiles
from checker.errors import Cause
from checker.files import Files
from checker.files.gaps import UnseenFile
from checker.files.path_classes import OWN
from checker.model.teaching import Teaching
from checker.patterns import lazy
from checker.word_lists import wordset

_PROW_OWNERS = wordset(
    "approvers reviewers required_reviewers emeritus_approvers emeritus_reviewers labels options filters"
)
"""Keys that Prow reads in an OWNERS file, which others keep as well: https://www.kubernetes.dev/docs/guide/owners/."""
_KEY = lazy(r"(?m)^([A-Za-z_]\w*)[ \t]*:")


class Hooks(Protocol):
    """What is known of pre-commit's hooks."""

    @property
    def service(self) -> frozenset[str]:
        """The tools that pre-commit.ci runs by itself."""


def found(files: Files, hooks: Hooks, recognize: Iterable[Teaching] = ()) -> list[Pipeline]:
    """Return what every system but GitHub Actions is set up to run, sorted by the names of the systems.

    *recognize* names further files, which are read as the system that they look like.
    """
    pipelines = [pipeline for system in SYSTEMS if (pipeline := _read(system, files))]
    if not any(pipeline.system == "prow" for pipeline in pipelines) and _is_prow(files):
        reason = "the jobs of Prow are kept in another repository"
        unseen = UnseenFile("OWNERS", reason, Cause.NOT_UNDERSTOOD, line=1)
        pipelines.append(Pipeline("prow", ("OWNERS",), unseen=(unseen,)))
    if hooks.service:
        pipelines.append(Pipeline("pre-commit-ci", ()))
    if not pipelines and not files.glob(".github/workflows/*.{yml,yaml}"):
        pipelines += unusual(files)
    known = {path for pipeline in pipelines for path in pipeline.paths}
    pipelines += taught(files, recognize, known)
    return sorted(pipelines, key=lambda pipeline: pipeline.system)


def _read(system: CiSystem, files: Files) -> Pipeline | None:
    paths = list(dict.fromkeys(path for place in system.places for path in files.glob(place)))
    usual = bool(paths)
    if not paths:
        paths = [path for place in system.fallback for path in files.glob(place) if _is_own(files, path)]
    if system.elsewhere:
        paths += [path for path in system.elsewhere(files, paths) if path not in paths]
    if not paths:
        return None
    sources = CiFiles(files)
    if system.strict:
        paths = [path for path in paths if _may_fit(system.fits, sources, path)]
    if not paths:
        return None
    pipeline = system.read(sources, paths)
    # Files of Azure in a usual place may be parts of a pipeline that is none here.
    present = usual and not system.strict and system.name != "azure-pipelines"
    if not (pipeline.jobs or pipeline.unseen or present):
        return None
    read_paths = set(paths) | sources.included_paths
    kept = [path for path in pipeline.paths if path in read_paths]
    jobs = tuple(_job(system, job) for job in pipeline.jobs)
    return replace(pipeline, paths=tuple(kept), jobs=jobs)


def _job(system: CiSystem, job: PipelineJob) -> PipelineJob:
    """Leave out the steps that can run nothing of the repository, and say where its code is."""
    harmless = _harmless(system.name)
    steps = [step for step in job.steps if step.scripts or (step.uses and step.uses not in harmless)]
    variables = {system.workspace: ".", **job.variables} if system.workspace else job.variables
    return replace(job, steps=tuple(steps), variables=variables)


def _is_own(files: Files, path: str) -> bool:
    entry = files.entry(path)
    return entry is not None and entry.path_class in OWN and not path.startswith(DOCUMENTS)


@cache
def _harmless(system: str) -> frozenset[str]:
    from checker.ecosystems.catalog import catalog

    return frozenset(catalog().actions.steps.get(system, ()))


def _may_fit(fits: Fits, sources: CiFiles, path: str) -> bool:
    """Tell whether a file is one of a system; what cannot be read may be."""
    documents = sources.documents(path)
    if documents:
        return any(map(fits, documents))
    return any(gap.path == path for gap in sources.unseen)


def _is_prow(files: Files) -> bool:
    entry = files.entry("OWNERS")
    if entry is None or not entry.is_file:
        return False
    text = files.texts(["OWNERS"]).get("OWNERS", "")
    keys = {match[1] for match in _KEY.finditer(text)}
    return not keys.isdisjoint({"approvers", "reviewers"}) and keys <= _PROW_OWNERS
