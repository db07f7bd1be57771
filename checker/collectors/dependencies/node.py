"""package.json, pnpm-workspace.yaml and deno.json."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress

from checker.collectors.dependencies.declared import (
    Dependency,
    ManifestContent,
    Untrusted,
    beside,
    is_commit,
    is_container,
    plain_http,
)
from checker.documents import Document, Malformed
from checker.documents.shapes import at, string, table
from checker.errors import Unobserved
from checker.files import Files
from checker.patterns import lazy

_SECTIONS = (
    ("dependencies", "runtime"),
    ("devDependencies", "dev"),
    ("optionalDependencies", "optional"),
)
_EXACT = lazy(r"=?v?\d+\.\d+\.\d+(?:[-+][\w.+-]+)?")
_GIT = lazy(r"git(?:\+\w+)?:|git@|(?:github|gitlab|bitbucket):|[\w.-]+/[\w.-]+(?:#|$)")
_CATALOG = "catalog:"
_LOCAL = ("file:", "link:", "workspace:", "portal:", "./", "../", "/", "~/", "patch:")
_OVERRIDES = (("overrides",), ("resolutions",), ("pnpm", "overrides"))
_SERVED = ("start", "serve", "deploy", "preview")


def package_json(files: Files, path: str) -> ManifestContent:
    """Read the dependencies of a package.

    Raises Malformed, Unobserved.
    """
    document = files.document(path)
    found = [
        _dependency(name, string(version), document.line(section, name), scope)
        for section, scope in _SECTIONS
        for name, version in table(at(document.data, section)).items()
    ]
    found += _replacements(document)
    scripts = table(at(document.data, "scripts"))
    private = at(document.data, "private") is True
    served = private and (is_container(files, path) or any(name in scripts for name in _SERVED))
    named = bool(string(at(document.data, "name")))
    run = served or _is_action(files, path)
    return ManifestContent(found, application=run and bool(found), empty=not named and not found)


def _replacements(document: Document, places: Sequence[tuple[str, ...]] = _OVERRIDES) -> Iterator[Dependency]:
    """Yield what takes the place of packages, however deep they stand, and comes from elsewhere."""
    for keys in places:
        waiting = [at(document.data, *keys)]
        while waiting:
            for name, stated in table(waiting.pop()).items():
                if isinstance(stated, str):
                    read = _dependency(name, stated, document.line(*keys, name), "runtime")
                    if read.source in ("git", "url"):
                        yield read
                else:
                    waiting.append(stated)


def pnpm_workspace(files: Files, path: str) -> ManifestContent:
    """Read the catalogs of pnpm, which say what `catalog:` in packages stands for.

    Raises Malformed, Unobserved.
    """
    document = files.document(path)
    catalogs = [("catalog", at(document.data, "catalog"))]
    catalogs += [(name, stated) for name, stated in table(at(document.data, "catalogs")).items()]
    found = [
        _dependency(name, string(version), document.line(catalog, name), "runtime")
        for catalog, stated in catalogs
        for name, version in table(stated).items()
    ]
    found += _replacements(document, (("overrides",),))
    return ManifestContent(found, empty=not found)


def _is_action(files: Files, path: str) -> bool:
    """Tell whether a package is an action of GitHub in JavaScript, which runners take from here as it is."""
    for name in ("action.yml", "action.yaml"):
        if files.entry(beside(path, name)):
            with suppress(Malformed, Unobserved):
                return string(at(files.document(beside(path, name)).data, "runs", "using")).startswith("node")
    return False


def _dependency(name: str, version: str, line: int, scope: str) -> Dependency:
    if version.startswith(_LOCAL):
        return Dependency(name, version, line, "path", pinned=True, scope=scope)
    if version.startswith(_CATALOG):
        return Dependency(name, version, line, scope=scope)
    if version.startswith("npm:"):
        version = version.rpartition("@")[2]
    if _GIT.match(version):
        reference = version.partition("#")[2]
        return Dependency(
            name=name, version=version, line=line, source="git", pinned=is_commit(reference), scope=scope
        )
    if version.startswith(("http://", "https://")):
        return Dependency(name, version, line, "url", scope=scope)
    return Dependency(name, version, line, pinned=bool(_EXACT.fullmatch(version)), scope=scope)


def deno_json(files: Files, path: str) -> ManifestContent:
    """Read the imports of a Deno project.

    Raises Malformed, Unobserved.
    """
    document = files.document(path)
    found: list[Dependency] = []
    untrusted: list[Untrusted] = []
    other = string(at(document.data, "importMap")).removeprefix("./")
    imports = document if not other or "://" in other else files.document(beside(path, other))
    for name, stated in table(at(imports.data, "imports")).items():
        address, line = string(stated), document.line("importMap" if other else "imports", name)
        if address.startswith(("jsr:", "npm:")):
            package, _, version = address.partition(":")[2].lstrip("/").rpartition("@")
            found.append(
                Dependency(package or version, version if package else "", line, pinned=version[:1].isdigit())
            )
        elif address.startswith(("http://", "https://")):
            found.append(Dependency(name, address, line, "url", pinned=bool(re.search(r"@v?\d", address))))
            untrusted += [Untrusted(line, place.source, place.kind) for place in plain_http(address)]
    return ManifestContent(found, untrusted, empty=not found)
