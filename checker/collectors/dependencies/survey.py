"""Finds the manifests and lock files that the ecosystem files name, and reads the manifests."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import cast

from msgspec import Struct
from msgspec.structs import replace

from checker.collectors.dependencies.declared import (
    DependencySurvey,
    FoundManifest,
    ManifestContent,
    Missed,
    Untrusted,
    beside,
    plain_http,
)
from checker.collectors.dependencies.requirement import is_requirements, lists_requirements
from checker.documents import Malformed, OverLimit
from checker.ecosystems.catalog import catalog
from checker.errors import Unobserved
from checker.files import Files
from checker.model.tree import PathClass, TreeEntry
from checker.patterns import lazy

Reader = Callable[[Files, str], ManifestContent]
MANIFEST_LIMIT = 1000
"""Manifests that are read at most."""
SCRIPT_LIMIT = 20
"""Sources that are looked at for what they declare themselves."""

_TEST_REQUIREMENTS = lazy(r"tests?/[^/]+\.(?:txt|in)")
_TEMPLATE = lazy(r"syntax_test_|(?:^|/)(?:template[-_][^/]*|skeleton|scaffold|boilerplate)/|\{\{")
_HELPER = lazy(r"(?:^|/)[^/]*(?:fuzz|bench|test|sample|example|demo|playground|sandbox)[^/]*/", re.IGNORECASE)
"""Folders of programs that are run while a product is made, not by its users."""
_KEPT_BELOW = lazy(
    r"(?:^|/)(?:[^/]+\.xc(?:odeproj|workspace)(?:/|$)|common/config/(?:rush|subspaces/[^/]+)$)"
)
_SAYS_WHERE = lazy(
    r"(?i)registr|\bindex\b|\burl\b|\buri\b|\bvalue\b|\bsources?\b|\bresolver|\bmaven\b|\brepo"
)
_UNVERIFIED = lazy(
    r"(?i)\s*+[\"']?(?:strict-?ssl|enableStrictSsl|ssl_verify|BUNDLE_SSL_VERIFY_MODE)[\"']?\s*+[=:\s]\s*+[\"']?(?:false|0|no)\b"
    r"|\s*+(?:trusted-host|allow-insecure-host)\s*+=\s*+(?!\[?[\"']?(?:localhost|127\.))\S"
)
_REMARK = lazy(r"\s*(?:#|//|/?\*|;|<!--|--)|.*\bxmlns\b")


class Place(Struct, frozen=True):
    """One pattern of files that the catalog names, and what they are to which package manager.

    *role* is manifest, lock or registries. *beside*: the file that shows that this one is meant.
    """

    pattern: str
    manager: str
    role: str
    reader: str = ""
    beside: str = ""

    def holds(self, path: str) -> bool:
        """Tell whether a file is meant; one `*` in the name stands for any characters."""
        folder, _, name = self.pattern.rpartition("/")
        parent, _, own = path.rpartition("/")
        if folder and parent != folder and not parent.endswith(f"/{folder}"):
            return False
        start, any_, end = name.partition("*")
        return own.startswith(start) and own.endswith(end) if any_ else own == name


class Places(Struct, frozen=True):
    """Places by the name of the file, and by the ending of a name with `*`."""

    by_name: Mapping[str, Sequence[Place]]
    by_ending: Mapping[str, Sequence[Place]]

    def of(self, path: str) -> Iterator[Place]:
        """Yield the places that a file is at."""
        name = path.rpartition("/")[2]
        for place in (*self.by_name.get(name, ()), *self.by_ending.get(name.rpartition(".")[2], ())):
            if place.holds(path):
                yield place


@cache
def places() -> Places:
    """Return where manifests, lock files and the names of registries stand."""
    by_name: dict[str, list[Place]] = {}
    by_ending: dict[str, list[Place]] = {}
    for place in _listed():
        name = place.pattern.rpartition("/")[2]
        if "*" in name:
            by_ending.setdefault(name.rpartition(".")[2], []).append(place)
        else:
            by_name.setdefault(name, []).append(place)
    return Places(by_name, by_ending)


def _listed() -> Iterator[Place]:
    for manager, known in catalog().packages.items():
        for manifest in known.manifests:
            for pattern in () if manifest.inline else manifest.files:
                yield Place(pattern, manager, "manifest", manifest.reader, manifest.beside)
        for pattern in known.locks:
            yield Place(pattern, manager, "lock")
        for pattern in known.registries:
            yield Place(pattern, manager, "registries")


@cache
def reader(name: str) -> Reader:
    """Return the function `module.function` of this package that the catalog names; "" reads nothing."""
    if not name:
        return _unread
    module, _, function = name.partition(".")
    return cast("Reader", getattr(import_module(f"{__package__}.{module}"), function))


def _unread(files: Files, path: str) -> ManifestContent:
    """Note a manifest that is only known to be there."""
    del files, path
    return ManifestContent(missed=[Missed(1, "manifests of this kind are not read")])


def read(files: Files) -> tuple[DependencySurvey, dict[str, list[str]]]:
    """Return the manifests that were read, and the lock files with their ecosystems."""
    known = places()
    manifests: list[tuple[str, str, str]] = []
    locks: dict[str, list[str]] = {}
    registries: list[str] = []
    for entry in files.index.named(*known.by_name, endings=(*known.by_ending, "txt", "in")):
        if entry.is_submodule:
            continue
        found = [place for place in known.of(entry.path) if _is_shown(files, place, entry.path)]
        if entry.path_class is PathClass.SOURCE:
            for place in found:
                if place.role == "lock":
                    locks.setdefault(entry.path, []).append(place.manager)
                elif place.role == "registries":
                    registries.append(entry.path)
        manifests += _manifests(files, entry, found)
    return _declarations(files, manifests, locks, registries), locks


def _is_shown(files: Files, place: Place, path: str) -> bool:
    return not place.beside or "/" not in path or files.entry(beside(path, place.beside)) is not None


def _is_own(files: Files, entry: TreeEntry) -> bool:
    """Tell a file of the product; Pants keeps the manifests of what it takes from others in `3rdparty`."""
    pants = entry.path.startswith("3rdparty/") and files.entry("pants.toml") is not None
    return entry.path_class is PathClass.SOURCE or pants


def _manifests(files: Files, entry: TreeEntry, found: Sequence[Place]) -> Iterator[tuple[str, str, str]]:
    """Yield what manifest a file is; those below test folders are mostly data of the tests."""
    if entry.path_class is PathClass.TEST and _TEST_REQUIREMENTS.fullmatch(entry.path):
        if lists_requirements(entry.path.rpartition("/")[2]):
            yield entry.path, "pypi", "python.requirements"
        return
    if not _is_own(files, entry) or _TEMPLATE.search(entry.path):
        return
    named = [(entry.path, place.manager, place.reader) for place in found if place.role == "manifest"]
    yield from named
    if not named and is_requirements(entry.path):
        yield entry.path, "pypi", "python.requirements"


def _declarations(
    files: Files,
    manifests: Sequence[tuple[str, str, str]],
    locks: Mapping[str, Sequence[str]],
    registries: Sequence[str],
) -> DependencySurvey:
    result = DependencySurvey()
    with files.watching() as result.gaps:
        paths = list(dict.fromkeys((*registries, *(path for path, _, _ in manifests))))
        read = files.texts(files.within(paths, MANIFEST_LIMIT))
        for path, manager, name in manifests:
            if path in read:
                _declare(files, path, manager, name, result)
        for path in registries:
            if path in read:
                rows = read[path].splitlines()
                said = (row if _SAYS_WHERE.search(row) and not _REMARK.match(row) else "" for row in rows)
                result.untrusted += [(path, place) for place in plain_http("\n".join(said))]
                result.untrusted += [(path, place) for place in _unverified(rows)]
        for path, manager, name in _scripts(files, result):
            _declare(files, path, manager, name, result)
    holders: dict[str, dict[str, str]] = {}
    for path, managers in locks.items():
        for manager in managers:
            holders.setdefault(manager, {}).setdefault(_holder(path), path)
    result.manifests = [
        _locked(manifest, holders.get(manifest.ecosystem, {}), result.manifests)
        for manifest in result.manifests
    ]
    return result


def _unverified(rows: Sequence[str]) -> Iterator[Untrusted]:
    """Yield the settings that switch off the check of certificates."""
    for number, row in enumerate(rows, 1):
        if _UNVERIFIED.match(row):
            yield Untrusted(number, row.strip()[:200], "unverified")


def _scripts(files: Files, result: DependencySurvey) -> Iterator[tuple[str, str, str]]:
    """Yield sources that may declare dependencies, of languages for which no manifest stands here."""
    packages = catalog().packages
    declared = {name for each in result.manifests for name in packages[each.ecosystem].languages}
    for manager, known in packages.items():
        inline = [each for each in known.manifests if each.inline]
        if not inline or not declared.isdisjoint(known.languages):
            continue
        for manifest in inline:
            endings = [name.rpartition(".")[2] for name in manifest.files]
            entries = files.index.named(endings=endings)
            own = [each.path for each in entries if each.is_file and each.path_class is PathClass.SOURCE]
            own.sort(key=lambda path: (path.count("/"), path))
            read = files.texts(own[:SCRIPT_LIMIT])
            yield from ((path, manager, manifest.reader) for path in read)


def _holder(path: str) -> str:
    """Return the folder that a lock file holds for; Xcode and Rush keep it deep inside their own."""
    folder = path.rpartition("/")[0]
    bundle = _KEPT_BELOW.search(folder)
    return folder[: bundle.start()] if bundle else folder


def _declare(files: Files, path: str, manager: str, name: str, result: DependencySurvey) -> None:
    try:
        declared = reader(name)(files, path)
    except Malformed as error:
        files.refuse(path, error)
        # The names of manifests that declare no language's dependencies are common words: one that does not
        # parse may well be something else.
        if not isinstance(error, OverLimit) and catalog().packages[manager].languages:
            result.broken.append({"path": path, "line": max(error.line, 1), "reason": error.reason})
    except Unobserved:
        return
    else:
        if declared.application and _HELPER.search(path):
            declared = replace(declared, application=False)
        if not declared.empty:
            result.manifests.append(FoundManifest(path, manager, declared, path if declared.lock else ""))


def _locked(
    manifest: FoundManifest, holders: Mapping[str, str], manifests: Sequence[FoundManifest]
) -> FoundManifest:
    """Find the lock file in the manifest's folder or, as workspaces have it, above."""
    if manifest.lockfile:
        return manifest
    for folder in _upwards(manifest.folder):
        if folder in holders:
            return FoundManifest(manifest.path, manifest.ecosystem, manifest.declared, holders[folder])
    beside = (
        other.path
        for other in manifests
        if other.declared.lock and other.ecosystem == manifest.ecosystem and other.folder == manifest.folder
    )
    return FoundManifest(manifest.path, manifest.ecosystem, manifest.declared, next(beside, ""))


def _upwards(folder: str) -> list[str]:
    """Return a folder and all above it, down to "" for the root."""
    parts = folder.split("/") if folder else []
    return ["/".join(parts[:count]) for count in range(len(parts), -1, -1)]
