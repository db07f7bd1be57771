"""Cargo packages, with what they inherit from their workspace."""

from collections.abc import Mapping
from posixpath import dirname, join

from checker.collectors import fact
from checker.documents import Document
from checker.documents.shapes import at, items, string, table
from checker.files import Files
from checker.model.facts import Facts, merge
from checker.model.json_value import Json
from checker.model.tree import PathClass
from checker.patterns import lazy

PACKAGE_LIMIT = 400
_AUDITS = ("deny.toml", ".deny.toml", ".cargo/deny.toml", ".cargo/audit.toml", "audit.toml")
_HELPERS = lazy(r"(?:^|/)[^/]*(?:fuzz|bench|test|xtask|example)[^/]*/")


def facts(files: Files) -> Facts:
    """Return rust.packages and rust.deny_config."""
    with files.watching() as gaps:
        documents = files.parsed(manifests(files), PACKAGE_LIMIT)
    config = next((name for name in _AUDITS if files.entry(name) is not None), "")
    packages: list[Json] = [
        _package(files, path, documents)
        for path, document in documents.items()
        if at(document.data, "package") is not None
    ]
    return merge((Facts({"rust.deny_config": config}), fact("rust.packages", packages, gaps)))


def manifests(files: Files) -> list[str]:
    """Return the manifests of the own source."""
    return [
        entry.path
        for entry in files.index.named("Cargo.toml")
        if entry.path.endswith("Cargo.toml") and entry.path_class is PathClass.SOURCE
    ]


def _package(files: Files, path: str, documents: Mapping[str, Document]) -> Json:
    document = documents[path]
    package = table(at(document.data, "package"))
    shared = _workspace_package(path, documents)
    fields = {
        key: _inherited(package.get(key), shared.get(key))
        for key in ("license", "repository", "rust-version")
    }
    licensed = fields["license"] or _inherited(package.get("license-file"), shared.get("license-file"))
    present = {**fields, "license": licensed}
    return {
        "path": path,
        "line": document.line("package"),
        "name": string(package.get("name")),
        "published": _is_published(path, package, shared),
        "license": fields["license"],
        "repository": fields["repository"],
        "rust_version": fields["rust-version"],
        "missing": [key for key, value in present.items() if not value],
        "binary": _is_binary(files, path, document.data),
        "lockfile": _lockfile(files, path),
    }


def _workspace_package(path: str, documents: Mapping[str, Document]) -> Mapping[str, Json]:
    """Return [workspace.package] of the nearest workspace above."""
    folder = dirname(path)
    while True:
        document = documents.get(join(folder, "Cargo.toml"))
        if document is not None and at(document.data, "workspace") is not None:
            return table(at(document.data, "workspace", "package"))
        if not folder:
            return {}
        folder = dirname(folder)


def _inherited(stated: Json, shared: Json) -> str:
    return string(shared) if at(stated, "workspace") is True else string(stated)


def _is_published(path: str, package: Mapping[str, Json], shared: Mapping[str, Json]) -> bool:
    """Tell whether a package is meant for a registry; helpers beside the product are not."""
    stated = package.get("publish")
    if at(stated, "workspace") is True:
        stated = shared.get("publish")
    return stated is not False and stated != [] and not _HELPERS.search(path) and "version" in package


def _is_binary(files: Files, path: str, data: Json) -> bool:
    if _HELPERS.search(path):
        return False
    sources = join(dirname(path), "src")
    stated = bool(items(at(data, "bin"))) or files.entry(f"{sources}/main.rs") is not None
    return stated or bool(files.glob(f"{sources}/bin/**/*.rs"))


def _lockfile(files: Files, path: str) -> str:
    folder = dirname(path)
    while True:
        lock = join(folder, "Cargo.lock")
        if files.entry(lock) is not None:
            return lock
        if not folder:
            return ""
        folder = dirname(folder)
