"""What no update bot looks after."""

import re
from collections.abc import Iterable, Iterator, Sequence

from checker.collectors.dependencies.bots import ACTIONS, DOCKER, Bots, Watch, by_dependabot
from checker.collectors.dependencies.declared import FoundManifest
from checker.errors import Unobserved
from checker.files import Files
from checker.files.globs import matches
from checker.model.json_value import Json
from checker.model.tree import PathClass
from checker.patterns import lazy

_USES = lazy(r"^[ \t]*(?:-[ \t]+)?uses:[ \t]*[\"']?[\w-]+/", re.MULTILINE)
_FROM = lazy(
    r"^[ \t]*FROM[ \t]+(?:--\S+[ \t]+)*(?!scratch\b)([\w./-]+(?::\d+/[\w./-]+)?[:@][^\s$]+)",
    re.MULTILINE | re.IGNORECASE,
)
_OF_ACTIONS = frozenset(("", ".github/workflows", "**", "**/*", "*", ".github/**", ".github/*"))
_DOCKERFILES = ("Dockerfile", "Containerfile")
_DOCKERFILE_LIMIT = 50
"""Dockerfiles that are read."""
_WHOLE_BUILD = frozenset(("npm", "cargo", "maven", "gradle", "nuget", "pypi"))
"""Ecosystems whose manifests Dependabot finds below the folder of an entry."""


def uncovered(files: Files, bots: Bots, manifests: Iterable[FoundManifest]) -> list[Json]:
    """Return the manifests, workflows that use actions, and Dockerfiles that no bot looks after."""
    workspace = files.entry("go.work") is not None
    watched = frozenset().union(*by_dependabot().values())
    places = [
        (manifest.path, manifest.ecosystem)
        for manifest in manifests
        if manifest.ecosystem in watched and manifest.declared.count > 0
    ]
    workflows = files.texts(files.glob(".github/workflows/*.{yml,yaml}"))
    used = next((path for path, text in workflows.items() if _USES.search(text)), "")
    places += [(used, ACTIONS)] if used else []
    places += [(path, DOCKER) for path in _images(files)]
    missed = [
        (path, ecosystem)
        for path, ecosystem in places
        if not any(_covers(watch, path, ecosystem, workspace) for watch in bots.watches)
    ]
    return [
        {"path": path, "line": 1, "ecosystem": ecosystem}
        for path, ecosystem in missed
        if _is_watched(bots, ecosystem) or path == _topmost(missed, ecosystem)
    ]


def _images(files: Files) -> Iterator[str]:
    """Yield the Dockerfiles that name an image with a version, which is what Dependabot renews."""
    entries = files.index.named(*_DOCKERFILES)
    paths = [entry.path for entry in entries if entry.is_file and entry.path_class is PathClass.SOURCE]
    for path, text in files.texts(paths[:_DOCKERFILE_LIMIT]).items():
        if _FROM.search(text):
            yield path


def _is_watched(bots: Bots, ecosystem: str) -> bool:
    return any(not watch.ecosystems or ecosystem in watch.ecosystems for watch in bots.watches)


def _topmost(places: Sequence[tuple[str, str]], ecosystem: str) -> str:
    """Return the manifest that stands for all of an ecosystem that is not watched at all."""
    return min((path for path, name in places if name == ecosystem), key=lambda path: (path.count("/"), path))


def _covers(watch: Watch, path: str, ecosystem: str, workspace: bool) -> bool:
    if watch.ecosystems and ecosystem not in watch.ecosystems:
        return False
    if not _is_looked_at(watch, path):
        return False
    if watch.tool != "dependabot":
        return True
    if ecosystem == ACTIONS:
        # For the top it looks into the folder of workflows; elsewhere only into the folder itself.
        return any(pattern in _OF_ACTIONS for pattern in watch.folders)
    if ecosystem == "go" and workspace and "" in watch.folders:
        return True
    folder = path.rpartition("/")[0]
    return any(_reaches(pattern, folder, ecosystem) for pattern in watch.folders)


def _is_looked_at(watch: Watch, path: str) -> bool:
    if any(_within(path, pattern) for pattern in watch.ignored):
        return False
    return not watch.included or any(_within(path, pattern) for pattern in watch.included)


def _reaches(pattern: str, folder: str, ecosystem: str) -> bool:
    """Tell whether Dependabot, pointed at a folder, sees a manifest in another.

    Workspaces are read from their root, and pip looks into folders below; when in doubt it does.
    """
    if _glob(folder, pattern) or pattern in ("**", "**/*"):
        return True
    below = folder.startswith(f"{pattern}/") or (pattern == "" and folder != "")
    return below and ecosystem in _WHOLE_BUILD


def _within(path: str, pattern: str) -> bool:
    return path == pattern or path.startswith(f"{pattern}/") or _glob(path, pattern)


def _glob(path: str, pattern: str) -> bool:
    try:
        return path == pattern or (bool(pattern) and matches(path, pattern))
    except Unobserved:
        return False
