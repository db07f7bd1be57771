"""package.json and .npmrc."""

from checker.collectors.dependencies.declared import (
    Dependency,
    ManifestContent,
    Untrusted,
    is_commit,
    plain_http,
)
from checker.documents.shapes import at, string, table
from checker.files import Files
from checker.patterns import lazy

_SECTIONS = (
    ("dependencies", "runtime"),
    ("devDependencies", "dev"),
    ("optionalDependencies", "optional"),
)
_EXACT = lazy(r"=?v?\d+\.\d+\.\d+(?:[-+][\w.+-]+)?")
_GIT = lazy(r"git(?:\+\w+)?:|git@|(?:github|gitlab|bitbucket):|[\w.-]+/[\w.-]+(?:#|$)")
_LOCAL = ("file:", "link:", "workspace:", "portal:", "catalog:", "./", "../", "/", "~/", "patch:")
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
    folder, slash, _ = path.rpartition("/")
    untrusted = _registries(files, f"{folder}{slash}.npmrc") if not slash else []
    scripts = table(at(document.data, "scripts"))
    private = at(document.data, "private") is True
    deployed = any(files.entry(f"{folder}{slash}{name}") for name in ("Dockerfile", "Containerfile"))
    application = private and bool(found) and (deployed or any(name in scripts for name in _SERVED))
    named = bool(string(at(document.data, "name")))
    return ManifestContent(found, untrusted, application, empty=not named and not found)


def _dependency(name: str, version: str, line: int, scope: str) -> Dependency:
    if version.startswith(_LOCAL):
        return Dependency(name, version, line, "path", pinned=True, scope=scope)
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


def _registries(files: Files, path: str) -> list[Untrusted]:
    """Return registries without TLS that .npmrc names, and whether certificates are checked."""
    text = files.text(path)
    rows = [row for row in text.splitlines() if not row.lstrip().startswith(("#", ";"))]
    return [found for row in rows if "registry" in row for found in plain_http(row)] if rows else []
