"""Swift packages, Xcode projects, CocoaPods and Carthage."""

import re

from checker.collectors.dependencies.declared import (
    Dependency,
    ManifestContent,
    Missed,
    Untrusted,
    beside,
    from_git,
    plain_http,
)
from checker.collectors.dependencies.literals import calls, named, quoted, without_comments
from checker.documents.lines import Lines
from checker.files import Files
from checker.patterns import lazy

_PACKAGE = lazy(r"(?<![\w)])\.package\s*\(")
_RANGE = lazy(r"\bfrom:|\.upToNext(?:Major|Minor)\b|\.\.[.<]|\bexact:|\.exact\b")
_REFERENCE = lazy(r"\b(?P<kind>branch|revision)\s*[:(]\s*\"(?P<name>[^\"\n]*)\"")
_XCODE = lazy(r"\bisa\s*=\s*XCRemoteSwiftPackageReference\s*;([^@]{0,2000}?)\}\s*;\s*\}\s*;")
_XCODE_FIELD = lazy(
    r"\b(repositoryURL|kind|branch|revision|version|minimumVersion)\s*=\s*\"?([^\";\n]*)\"?\s*;"
)
_POD = lazy(
    r"^[ \t]*(?:pod|\w+\.(?:test_|ios\.|osx\.|watchos\.|tvos\.)?dependency)[ \t(]+"
    r"(?:[\"']([^\"'\n]+)[\"']((?:[^\n]*,[ \t]*\n)*+[^\n]*)|([^\n]*))",
    re.MULTILINE,
)
_CARTHAGE = lazy(
    r"^[ \t]*(github|git|binary)[ \t]+\"([^\"\n]+)\"(?:[ \t]+(?:\"([^\"\n]+)\"|([<>=~]+[^\n#]*)))?",
    re.MULTILINE,
)


def package_swift(files: Files, path: str) -> ManifestContent:
    """Read Package.swift: versions come by tags as the registry's would, branches and commits from Git.

    Raises Unobserved.
    """
    text = without_comments(files.text(path))
    lines = Lines(text)
    found: list[Dependency] = []
    untrusted: list[Untrusted] = []
    missed: list[Missed] = []
    for call in calls(text, _PACKAGE):
        line = lines.at(call.head.start())
        if (read := _package(call.body, line)) is None:
            missed.append(Missed(line, ".package( with an expression"))
        else:
            found.append(read)
            if read.source == "registry":
                untrusted += [Untrusted(line, place.source, place.kind) for place in plain_http(call.body)]
    run = ".executableTarget(" in text and ".library(" not in text and ".plugin(" not in text
    return ManifestContent(found, untrusted, application=run, missed=missed)


def _package(body: str, line: int) -> Dependency | None:
    stated = named(body)
    if "path" in stated and "url" not in stated:
        return Dependency(stated["path"], "", line, "path", pinned=True)
    address = stated.get("url") or stated.get("id")
    if not address:
        return None
    if reference := _REFERENCE.search(body):
        return from_git(address, address, line, reference["name"])
    version = next((text for text in quoted(body) if text[:1].isdigit()), "")
    if not version and not _RANGE.search(body):
        return None
    return Dependency(address, version, line, pinned="exact" in body)


def xcode_project(files: Files, path: str) -> ManifestContent:
    """Read the Swift packages that an Xcode project references.

    Raises Unobserved.
    """
    text = files.text(path)
    lines = Lines(text)
    found: list[Dependency] = []
    untrusted: list[Untrusted] = []
    for match in _XCODE.finditer(text):
        line = lines.at(match.start(1))
        stated = {field[1]: field[2] for field in _XCODE_FIELD.finditer(match[1])}
        address = stated.get("repositoryURL", "")
        if stated.get("kind") in ("branch", "revision"):
            reference = stated.get("branch") or stated.get("revision") or ""
            found.append(from_git(address, address, line, reference))
            continue
        version = stated.get("version") or stated.get("minimumVersion") or ""
        found.append(Dependency(address, version, line, pinned=stated.get("kind") == "exactVersion"))
        untrusted += [Untrusted(line, place.source, place.kind) for place in plain_http(address)]
    run = "com.apple.product-type.application" in text
    return ManifestContent(found, untrusted, application=run and bool(found), empty=not found)


def podfile(files: Files, path: str) -> ManifestContent:
    """Read a Podfile or a podspec.

    Raises Unobserved.
    """
    text = without_comments(files.text(path), "#", "")
    lines = Lines(text)
    found: list[Dependency] = []
    missed: list[Missed] = []
    for match in _POD.finditer(text):
        line = lines.at(match.start())
        if match[1]:
            found.append(_pod(match[1], match[2], line))
        elif match[3].strip():
            missed.append(Missed(line, "a pod by an expression"))
    rows = "\n".join(row if row.lstrip().startswith("source ") else "" for row in text.splitlines())
    spec = path.endswith(".podspec")
    folder = path.rpartition("/")[0]
    run = not spec and not files.glob(beside(path, "*.podspec")) and not folder.lower().endswith("example")
    return ManifestContent(
        found, [] if spec else plain_http(rows), application=run and bool(found), missed=missed
    )


def _pod(name: str, rest: str, line: int) -> Dependency:
    stated = named(rest)
    if "path" in stated:
        return Dependency(name, "", line, "path", pinned=True)
    if "git" in stated:
        reference = stated.get("commit") or stated.get("tag") or stated.get("branch") or ""
        return from_git(name, stated["git"], line, reference)
    if "podspec" in stated or "http" in stated:
        return Dependency(name, stated.get("podspec") or stated["http"], line, "url")
    version = next((text for text in quoted(rest) if re.match(r"[<>=~\d]", text)), "")
    return Dependency(name, version, line, pinned=version[:1].isdigit() or version.startswith("= "))


def cartfile(files: Files, path: str) -> ManifestContent:
    """Read a Cartfile.

    Raises Unobserved.
    """
    text = without_comments(files.text(path), "#", "")
    lines = Lines(text)
    found = []
    for match in _CARTHAGE.finditer(text):
        kind, name, reference, version = match[1], match[2], match[3] or "", (match[4] or "").strip()
        line = lines.at(match.start(1))
        if reference and kind != "binary":
            found.append(from_git(name, name, line, reference))
        else:
            found.append(Dependency(name, version, line, pinned=version.startswith("==")))
    return ManifestContent(found, plain_http(text))
