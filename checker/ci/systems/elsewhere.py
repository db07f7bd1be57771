"""CI in places that everybody may choose: found by content, within bounds, or taught by the settings."""

import re
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from typing import cast

from checker.ci.pipeline import Pipeline, PipelineJob, PipelineStep
from checker.ci.systems.placed import Placed
from checker.ci.systems.scripts import Interpreter, script, shebang
from checker.ci.systems.sources import TEXT_LIMIT, CiFiles
from checker.errors import Cause, Unobserved
from checker.files import Files
from checker.files.gaps import UnseenFile
from checker.files.path_classes import OWN
from checker.model.teaching import Teaching
from checker.model.tree import TreeEntry
from checker.patterns import lazy

DOCUMENTS = ("docs/", "doc/", "documentation/")
"""Folders whose pipelines are shown to readers."""
CANDIDATES = 200
"""Files in no usual place that are looked into for each system."""
_LIKELY = lazy(
    r"(?:^|[/._-])(?:[a-z]*pipelines?|c[id]|builds?|azure[a-z]*|jenkins[a-z]*|devops|vsts)(?=$|[/._-])",
    re.IGNORECASE,
)
_AZURE_HEADS = ("trigger", "pr", "pool", "extends", "schedules", "resources")
_AZURE_HEAD = lazy(rf"^(?:{'|'.join(_AZURE_HEADS)})[ \t]*:", re.MULTILINE)
_AZURE_BODY = lazy(r"^(?:steps|jobs|stages|extends)[ \t]*:", re.MULTILINE)
_AZURE_STEP = lazy(r"^[ \t-]*(?:task|script|bash|pwsh|powershell|template|checkout)[ \t]*:", re.MULTILINE)
_SHELL = Interpreter("bash", errexit=False)


def azure_places(files: Files, usual: Sequence[str]) -> list[str]:
    """Return the files that are pipelines of Azure by their structure.

    Where there is one in a usual place, only files whose paths speak of pipelines are looked into.
    """
    entries = files.index.named(endings=("yml", "yaml"))
    chosen = []
    for path in _candidates(files, entries, likely_only=bool(usual)):
        text = _short(files, path)
        shaped = _begins_azure(text) and _AZURE_BODY.search(text) and _AZURE_STEP.search(text)
        if shaped and _is_azure(files, path):
            chosen.append(path)
    return chosen


def _begins_azure(text: str) -> bool:
    """Tell whether a line begins with a key that pipelines of Azure have; most texts cost a few looks."""
    lines = f"\n{text}"
    return any(f"\n{key}" in lines for key in _AZURE_HEADS) and _AZURE_HEAD.search(text) is not None


def groovy_places(files: Files, usual: Sequence[str]) -> list[str]:
    """Return the Groovy files that are pipelines of Jenkins."""
    del usual
    entries = files.index.named(endings=("jenkinsfile", "groovy", "jenkins"))
    if not entries:
        return []
    from checker.ci.systems import jenkins

    return [path for path in _candidates(files, entries) if jenkins.fits(_short(files, path))]


def _candidates(files: Files, entries: Iterable[TreeEntry], likely_only: bool = False) -> Sequence[str]:
    """Return the paths to look into, those that speak of pipelines first."""
    own = [entry for entry in entries if entry.is_file and entry.path_class in OWN]
    paths = [entry.path for entry in own if (entry.size or 0) <= TEXT_LIMIT]
    elsewhere = (*DOCUMENTS, ".github/", ".gitlab/", ".circleci/", ".woodpecker/", ".forgejo/", ".gitea/")
    paths = [path for path in paths if not path.startswith(elsewhere)]
    likely = [path for path in paths if _LIKELY.search(path)]
    known = set(likely)
    rest = [] if likely_only else [path for path in paths if path not in known]
    chosen = [*files.within(likely, CANDIDATES), *rest][:CANDIDATES]
    files.texts(chosen)
    return chosen


def _short(files: Files, path: str) -> str:
    try:
        text = files.text(path)
    except Unobserved:
        return ""
    return text if len(text) <= TEXT_LIMIT else ""


def _is_azure(files: Files, path: str) -> bool:
    from checker.ci.systems import azure

    return any(map(azure.fits, CiFiles(files).documents(path)))


_SHAPES = (
    ("forgejo", "read_taught"),
    ("tekton", "read"),
    ("bitrise", "read"),
    ("concourse", "read"),
    ("codebuild", "read"),
    ("cloud_build", "read"),
    ("circleci", "read"),
    ("gitlab", "read"),
    ("semaphore", "read"),
    ("buildkite", "read"),
    ("azure", "read"),
    ("drone", "read_drone"),
)
"""Modules that tell files of their system by the content, the most special first, and what reads these."""


_GITLAB = frozenset(["stage", "rules", "only", "except", "tags", "artifacts", "image", "needs", "extends"])
"""Keys of GitLab's jobs, one of which a file that nobody names must have."""


def unusual(files: Files) -> Iterator[Pipeline]:
    """Return what the files run that look like CI by path and content, for systems that are told any path."""
    entries = files.index.named(endings=("yml", "yaml"))
    for path in _candidates(files, entries, likely_only=True):
        sources = CiFiles(files)
        documents = sources.documents(path)
        for name, function in _SHAPES[1:]:
            module = import_module(f"{__package__}.{name}")
            if any(module.fits(document) and _is_special(name, document) for document in documents):
                yield cast("Pipeline", getattr(module, function)(sources, [path]))
                break


def _is_special(name: str, document: Placed) -> bool:
    """Tell whether nothing else looks like this document."""
    if name == "gitlab":
        jobs = [job.table for job in document.table.values() if "script" in job.table]
        return "stages" in document.table or any(not _GITLAB.isdisjoint(job) for job in jobs)
    needed = {"drone": {"commands"}, "cloud_build": {"args", "entrypoint", "script"}}.get(name, set())
    return not needed or any(needed & set(step.table) for step in _listed(document.at("steps")))


def _listed(steps: Placed) -> Iterable[Placed]:
    return steps.table.values() if steps.table else steps.items


def taught(files: Files, recognize: Iterable[Teaching], known: set[str]) -> Iterator[Pipeline]:
    """Return what the files run that settings teach to be CI."""
    globs = [teaching.pattern for teaching in recognize if teaching.kind == "ci"]
    paths = dict.fromkeys(path for pattern in globs for path in files.glob(pattern, everything=True))
    for path in files.within([path for path in paths if path not in known], CANDIDATES):
        yield _taught(files, path)


def _taught(files: Files, path: str) -> Pipeline:
    sources = CiFiles(files)
    if path.endswith((".yml", ".yaml", ".json")):
        documents = sources.documents(path)
        for name, function in _SHAPES:
            module = import_module(f"{__package__}.{name}")
            if any(map(module.fits, documents)):
                return cast("Pipeline", getattr(module, function)(sources, [path]))
    from checker.ci.systems import jenkins

    text = sources.text(path)
    if jenkins.fits(text):
        return jenkins.read(sources, [path])
    place = Placed(path, 1, text, text, 1)
    if path.endswith((".sh", ".bash")) or text.startswith("#!"):
        step = PipelineStep(path, 1, path, scripts=script(place, shebang(place, _SHELL)))
        return Pipeline("taught", (path,), (PipelineJob(path, 1, path, (step,)),), sources.unseen)
    unseen = UnseenFile(path, "is CI of an unknown kind", Cause.NOT_UNDERSTOOD, line=1)
    return Pipeline("taught", (path,), unseen=(*sources.unseen, unseen))
