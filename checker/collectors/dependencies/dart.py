"""Dart and Flutter."""

from checker.collectors.dependencies.declared import (
    Dependency,
    ManifestContent,
    Untrusted,
    beside,
    from_git,
    plain_http,
)
from checker.documents.shapes import at, string, table
from checker.files import Files
from checker.model.json_value import Json


def pubspec(files: Files, path: str) -> ManifestContent:
    """Read a Dart package.

    Raises Malformed, Unobserved.
    """
    document = files.document(path)
    found: list[Dependency] = []
    untrusted: list[Untrusted] = []
    for section, scope in (
        ("dependencies", "runtime"),
        ("dev_dependencies", "dev"),
        ("dependency_overrides", "runtime"),
    ):
        for name, stated in table(at(document.data, section)).items():
            line = document.line(section, name)
            found.append(_dart(name, stated, line, scope))
            hosted = string(at(stated, "hosted")) or string(at(stated, "hosted", "url"))
            untrusted += [Untrusted(line, place.source, place.kind) for place in plain_http(hosted)]
    flutter = at(document.data, "dependencies", "flutter") is not None
    hidden = string(at(document.data, "publish_to")) == "none"
    run = hidden and (
        (flutter and _is_app(files, path)) or files.entry(beside(path, "bin/server.dart")) is not None
    )
    return ManifestContent(found, untrusted, application=run)


def _is_app(files: Files, path: str) -> bool:
    return files.entry(beside(path, "lib/main.dart")) is not None


def _dart(name: str, stated: Json, line: int, scope: str) -> Dependency:
    git = at(stated, "git")
    if git is not None:
        address = string(git) or string(at(git, "url"))
        return from_git(name, address, line, string(at(git, "ref")), scope)
    if at(stated, "path") is not None or at(stated, "sdk") is not None:
        return Dependency(name, "", line, "path", pinned=True, scope=scope)
    version = string(stated) or string(at(stated, "version"))
    return Dependency(name, version, line, pinned=version[:1].isdigit(), scope=scope)
