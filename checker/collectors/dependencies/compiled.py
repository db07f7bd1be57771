"""Cargo.toml and go.mod."""

from collections.abc import Iterator

from checker.collectors.dependencies.declared import (
    Dependency,
    ManifestContent,
    is_commit,
)
from checker.documents.shapes import at, string, table
from checker.files import Files
from checker.model.json_value import Json
from checker.patterns import lazy

_TABLES = (("dependencies", "runtime"), ("dev-dependencies", "dev"), ("build-dependencies", "build"))
# A path of a module: anything after a dot between two of its characters; nothing is tried twice.
_REQUIRE = lazy(r"^(?:require\s+)?([\w.~-](?:[\w~-]|\.(?![\w.~-]))*+\.(?=[\w.~-])\S*)\s+(v\S+)(.*)$")
_LINE_LIMIT = 20_000


def cargo_toml(files: Files, path: str) -> ManifestContent:
    """Read a crate or a workspace.

    Raises Malformed, Unobserved.
    """
    document = files.document(path)
    data = document.data
    shared = table(at(data, "workspace", "dependencies"))
    found = [
        _crate(name, stated, document.line(key, name), scope)
        for key, content, scope in _tables(data)
        for name, stated in content.items()
        if at(stated, "workspace") is not True
    ]
    found += [
        _crate(name, stated, document.line("workspace", name), "runtime") for name, stated in shared.items()
    ]
    found += [
        _crate(name, stated, document.line("patch", registry, name), "runtime")
        for registry, patched in table(at(data, "patch")).items()
        for name, stated in table(patched).items()
    ]
    folder, slash, _ = path.rpartition("/")
    binary = bool(at(data, "bin")) or files.entry(f"{folder}{slash}src/main.rs") is not None
    return ManifestContent(found, application=binary and at(data, "package") is not None)


def _tables(data: Json) -> Iterator[tuple[str, "dict[str, Json]", str]]:
    for holder in (data, *table(at(data, "target")).values()):
        for key, scope in _TABLES:
            yield key, dict(table(at(holder, key))), scope


def _crate(name: str, stated: Json, line: int, scope: str) -> Dependency:
    version = string(stated) or string(at(stated, "version"))
    if git := string(at(stated, "git")):
        return Dependency(
            name=name,
            version=git,
            line=line,
            source="git",
            pinned=is_commit(string(at(stated, "rev"))),
            scope=scope,
        )
    if at(stated, "path") is not None:
        return Dependency(name, version, line, "path", pinned=True, scope=scope)
    return Dependency(name, version, line, pinned=version.startswith("="), scope=scope)


def go_mod(files: Files, path: str) -> ManifestContent:
    """Read the direct requirements of a module: go.mod always names exact versions.

    Raises Unobserved.
    """
    found = [
        Dependency(match[1], match[2], number, pinned=True)
        for number, line in enumerate(files.lines(path, _LINE_LIMIT), 1)
        if (match := _REQUIRE.match(line.strip())) and "// indirect" not in match[3] and "=>" not in match[3]
    ]
    folder, slash, _ = path.rpartition("/")
    main = files.entry(f"{folder}{slash}main.go") is not None or bool(
        files.glob(f"{folder}{slash}cmd/**/main.go")
    )
    return ManifestContent(found, application=main and bool(found))
