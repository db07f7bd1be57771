"""Finds manifests and lock files, and reads the manifests."""

import re
from collections.abc import Callable, Mapping, Sequence

from checker.collectors.dependencies import compiled, node, others, python
from checker.collectors.dependencies.declared import DependencySurvey, FoundManifest, ManifestContent
from checker.documents import Malformed, OverLimit
from checker.errors import Unobserved
from checker.files import Files
from checker.model.tree import PathClass, TreeEntry
from checker.patterns import lazy

Reader = Callable[[Files, str], ManifestContent]
MANIFEST_LIMIT = 400
"""Manifests that are read at most."""

_BY_NAME: dict[str, tuple[str, Reader]] = {
    "pyproject.toml": ("pypi", python.pyproject),
    "setup.cfg": ("pypi", python.setup_cfg),
    "setup.py": ("pypi", python.setup_py),
    "Pipfile": ("pypi", python.pipfile),
    "package.json": ("npm", node.package_json),
    "Cargo.toml": ("cargo", compiled.cargo_toml),
    "go.mod": ("go", compiled.go_mod),
    "Gemfile": ("gem", others.gemfile),
    "gems.rb": ("gem", others.gemfile),
    "composer.json": ("composer", others.composer_json),
    "pom.xml": ("maven", others.pom_xml),
    "build.gradle": ("gradle", others.gradle),
    "build.gradle.kts": ("gradle", others.gradle),
    "environment.yml": ("conda", others.unread),
    "pixi.toml": ("conda", others.unread),
    "build.sbt": ("sbt", others.unread),
    "deps.edn": ("clojure", others.unread),
    "project.clj": ("clojure", others.unread),
    "mix.exs": ("hex", others.unread),
    "rebar.config": ("hex", others.unread),
    "gleam.toml": ("hex", others.unread),
    "pubspec.yaml": ("pub", others.unread),
    "Package.swift": ("swift", others.unread),
    "Podfile": ("cocoapods", others.unread),
    "Project.toml": ("julia", others.unread),
    "DESCRIPTION": ("cran", others.unread),
    "cpanfile": ("cpan", others.unread),
    "Makefile.PL": ("cpan", others.unread),
    "stack.yaml": ("hackage", others.unread),
    "package.yaml": ("hackage", others.unread),
    "dune-project": ("opam", others.unread),
    "shard.yml": ("crystal", others.unread),
    "build.zig.zon": ("zig", others.unread),
    "deno.json": ("npm", others.unread),
    "deno.jsonc": ("npm", others.unread),
    "vcpkg.json": ("vcpkg", others.unread),
    "conanfile.py": ("conan", others.unread),
    "conanfile.txt": ("conan", others.unread),
    "MODULE.bazel": ("bazel", others.unread),
    "WORKSPACE": ("bazel", others.unread),
    "packages.config": ("nuget", others.unread),
    "Directory.Packages.props": ("nuget", others.unread),
}
_BY_ENDING: dict[str, tuple[str, Reader]] = {
    "gemspec": ("gem", others.gemfile),
    "csproj": ("nuget", others.unread),
    "fsproj": ("nuget", others.unread),
    "vbproj": ("nuget", others.unread),
    "cabal": ("hackage", others.unread),
    "opam": ("opam", others.unread),
    "rockspec": ("luarocks", others.unread),
    "nimble": ("nimble", others.unread),
}
_ENDINGS = frozenset((*_BY_ENDING, "txt", "in"))
LANGUAGES = {
    "pypi": ("Python", "Cython"),
    "conda": ("Python", "Cython", "R"),
    "npm": ("JavaScript", "TypeScript", "CoffeeScript", "Vue", "Svelte"),
    "cargo": ("Rust",),
    "go": ("Go",),
    "gem": ("Ruby",),
    "composer": ("PHP",),
    "maven": ("Java", "Kotlin", "Scala", "Groovy", "Clojure"),
    "gradle": ("Java", "Kotlin", "Scala", "Groovy"),
    "sbt": ("Scala", "Java"),
    "clojure": ("Clojure",),
    "hex": ("Elixir", "Erlang", "Gleam"),
    "pub": ("Dart",),
    "swift": ("Swift", "Objective-C"),
    "cocoapods": ("Swift", "Objective-C"),
    "julia": ("Julia",),
    "cran": ("R",),
    "cpan": ("Perl",),
    "hackage": ("Haskell",),
    "opam": ("OCaml",),
    "crystal": ("Crystal",),
    "zig": ("Zig",),
    "luarocks": ("Lua",),
    "nimble": ("Nim",),
    "vcpkg": ("C", "C++"),
    "conan": ("C", "C++"),
    "bazel": ("Java", "Kotlin", "Scala", "Go", "Python", "C", "C++", "Rust"),
    "nuget": ("C#", "F#", "Visual Basic"),
}
"""The languages whose dependencies an ecosystem's manifests declare."""

_LOCKS = {
    "uv.lock": "pypi",
    "poetry.lock": "pypi",
    "pdm.lock": "pypi",
    "Pipfile.lock": "pypi",
    "pylock.toml": "pypi",
    "pixi.lock": "pypi",
    "conda-lock.yml": "pypi",
    "package-lock.json": "npm",
    "npm-shrinkwrap.json": "npm",
    "yarn.lock": "npm",
    "pnpm-lock.yaml": "npm",
    "bun.lock": "npm",
    "bun.lockb": "npm",
    "deno.lock": "npm",
    "Cargo.lock": "cargo",
    "go.sum": "go",
    "Gemfile.lock": "gem",
    "gems.locked": "gem",
    "composer.lock": "composer",
    "mix.lock": "hex",
    "pubspec.lock": "pub",
    "Package.resolved": "swift",
    "Podfile.lock": "cocoapods",
    "packages.lock.json": "nuget",
    "gradle.lockfile": "gradle",
    "stack.yaml.lock": "hackage",
}
_REQUIREMENTS = lazy(r"(?:[\w.-]+[-_.])?requirements(?:[-_.][\w.-]+)?\.(?:txt|in)", re.IGNORECASE)
_TEST_REQUIREMENTS = lazy(r"tests?/[^/]+\.(?:txt|in)")
_TEMPLATE = lazy(r"syntax_test_|(?:^|/)(?:template[-_][^/]*|skeleton|scaffold|boilerplate)/|\{\{")


def read(files: Files) -> tuple[DependencySurvey, dict[str, str]]:
    """Return the manifests that were read, and the lock files with their ecosystems."""
    places: list[tuple[str, str, Reader]] = []
    locks: dict[str, str] = {}
    for entry in files.index.named(*_LOCKS, *_BY_NAME, *_ENDINGS, endings=_ENDINGS):
        name = entry.path.rpartition("/")[2]
        if name in _LOCKS and entry.path_class is PathClass.SOURCE:
            locks[entry.path] = _LOCKS[name]
        elif name in _BY_NAME or name.rpartition(".")[2] in _ENDINGS:
            kind = None if entry.is_submodule else _kind(entry, name)
            places += [(entry.path, *kind)] if kind else []
    return _declarations(files, places, locks), locks


def _kind(entry: TreeEntry, name: str) -> tuple[str, Reader] | None:
    """Tell what manifest a file is; those below test folders are mostly data of the tests."""
    if entry.path_class is PathClass.SOURCE:
        known = _BY_NAME.get(name) or _BY_ENDING.get(name.rpartition(".")[2])
        if known is None and name.endswith((".txt", ".in")) and _is_requirements(entry.path, name):
            known = ("pypi", python.requirements)
        return None if known and _TEMPLATE.search(entry.path) else known
    if entry.path_class is PathClass.TEST and name.endswith((".txt", ".in")):
        wanted = _TEST_REQUIREMENTS.fullmatch(entry.path) and _REQUIREMENTS.fullmatch(name)
        return ("pypi", python.requirements) if wanted else None
    return None


def _is_requirements(path: str, name: str) -> bool:
    folder = path.rpartition("/")[0].rpartition("/")[2]
    return folder == "requirements" or _REQUIREMENTS.fullmatch(name) is not None


def _declarations(
    files: Files, places: Sequence[tuple[str, str, Reader]], locks: dict[str, str]
) -> DependencySurvey:
    result = DependencySurvey()
    with files.watching() as result.gaps:
        read = files.texts(files.within([path for path, _, _ in places], MANIFEST_LIMIT))
        for path, ecosystem, reader in places:
            if path in read:
                _declare(files, path, ecosystem, reader, result)
    folders: dict[str, dict[str, str]] = {}
    for path, ecosystem in locks.items():
        folders.setdefault(ecosystem, {})[path.rpartition("/")[0]] = path
    result.manifests = [
        _locked(manifest, folders.get(manifest.ecosystem, {}), result.manifests)
        for manifest in result.manifests
    ]
    return result


def _declare(files: Files, path: str, ecosystem: str, reader: Reader, result: DependencySurvey) -> None:
    try:
        declared = reader(files, path)
    except Malformed as error:
        files.refuse(path, error)
        if not isinstance(error, OverLimit):
            result.broken.append({"path": path, "line": max(error.line, 1), "reason": error.reason})
    except Unobserved:
        return
    else:
        if not declared.empty:
            result.manifests.append(FoundManifest(path, ecosystem, declared, path if declared.lock else ""))


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
