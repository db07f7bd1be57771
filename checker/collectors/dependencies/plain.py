"""Manifests that are plain documents: Elm, D, Unity, XcodeGen, jsonnet-bundler and helmfile."""

from checker.collectors.dependencies.declared import (
    Dependency,
    ManifestContent,
    Missed,
    Untrusted,
    from_git,
    is_git_address,
    plain_http,
)
from checker.collectors.dependencies.literals import without_comments
from checker.documents.lines import Lines
from checker.documents.shapes import at, items, string, table
from checker.files import Files
from checker.patterns import lazy

_DUB = lazy(r"(?m)^[ \t]*dependency[ \t]+\"([^\"\n]+)\"([^\n]*)")
_DUB_FIELD = lazy(r"\b(version|path|repository)=\"([^\"\n]*)\"")
_CHART = lazy(r"(?m)^[ \t]*(?:-[ \t]+)?chart:[ \t]*[\"']?([^\s\"'#]+)")
_ADDRESS = lazy(r"(?m)^[ \t]*(?:-[ \t]+)?url:[ \t]*[\"']?(http://[^\s\"'#]+)")


def elm_json(files: Files, path: str) -> ManifestContent:
    """Read a program of Elm, which names exact versions, or a package.

    Raises Malformed, Unobserved.
    """
    document = files.document(path)
    run = string(at(document.data, "type")) == "application"
    found = []
    for section, scope in (("dependencies", "runtime"), ("test-dependencies", "dev")):
        stated = at(document.data, section)
        for name, version in table(at(stated, "direct") if run else stated).items():
            found.append(
                Dependency(name, string(version), document.line(section, name), pinned=run, scope=scope)
            )
    return ManifestContent(found, application=run and bool(found), lock=run and bool(found))


def dub_json(files: Files, path: str) -> ManifestContent:
    """Read a package of D, with its subpackages and configurations.

    Raises Malformed, Unobserved.
    """
    document = files.document(path)
    found, untrusted = [], []
    holders = [document.data, *items(at(document.data, "subPackages"))]
    holders += items(at(document.data, "configurations"))
    for holder in holders:
        for name, stated in table(at(holder, "dependencies")).items():
            line = document.line("dependencies", name)
            fields = table(stated) or {"version": stated}
            found.append(_of_dub(name, {key: string(value) for key, value in fields.items()}, line))
            untrusted += [Untrusted(line, each.source, each.kind) for each in plain_http(found[-1].version)]
    return ManifestContent(found, untrusted)


def dub_sdl(files: Files, path: str) -> ManifestContent:
    """Read the same in SDLang.

    Raises Unobserved.
    """
    text = without_comments(files.text(path), "--", "")
    lines = Lines(text)
    found = [
        _of_dub(match[1], dict(_DUB_FIELD.findall(match[2])), lines.at(match.start(1)))
        for match in _DUB.finditer(text)
    ]
    untrusted = [Untrusted(item.line, item.version, "http") for item in found if plain_http(item.version)]
    return ManifestContent(found, untrusted)


def _of_dub(name: str, stated: "dict[str, str]", line: int) -> Dependency:
    version = stated.get("version", "")
    if address := stated.get("repository"):
        return from_git(name, address, line, version)
    if "path" in stated:
        return Dependency(name, version, line, "path", pinned=True)
    if version.startswith("~") and not version.startswith("~>"):
        return from_git(name, version, line)  # `~master` is a branch
    return Dependency(name, version, line, pinned=version[:1].isdigit())


def unity(files: Files, path: str) -> ManifestContent:
    """Read the packages of a Unity project.

    Raises Malformed, Unobserved.
    """
    document = files.document(path)
    listed = table(at(document.data, "dependencies"))
    found = []
    for name, stated in listed.items():
        version, line = string(stated), document.line("dependencies", name)
        if version.startswith("file:"):
            found.append(Dependency(name, version, line, "path", pinned=True))
        elif is_git_address(version):
            address, _, reference = version.partition("#")
            found.append(from_git(name, address, line, reference))
        else:
            found.append(Dependency(name, version, line, pinned=True))
    registries = [string(at(each, "url")) for each in items(at(document.data, "scopedRegistries"))]
    untrusted = [
        Untrusted(document.line("scopedRegistries"), each.source, each.kind)
        for address in registries
        for each in plain_http(address)
    ]
    return ManifestContent(found, untrusted, application=bool(found), empty=not found)


def xcodegen(files: Files, path: str) -> ManifestContent:
    """Read the Swift packages that a project of XcodeGen names.

    Raises Malformed, Unobserved.
    """
    document = files.document(path)
    packages, targets = table(at(document.data, "packages")), table(at(document.data, "targets"))
    found = []
    for name, stated in packages.items():
        line = document.line("packages", name)
        address = string(at(stated, "url"))
        if github := string(at(stated, "github")):
            address = f"https://github.com/{github}"
        reference = string(at(stated, "branch")) or string(at(stated, "revision"))
        if not address:
            found.append(Dependency(name, "", line, "path", pinned=True))
        elif reference:
            found.append(from_git(name, address, line, reference))
        else:
            version = at(stated, "exactVersion") or at(stated, "from") or at(stated, "version")
            pinned = at(stated, "exactVersion") is not None
            found.append(Dependency(name, str(version or ""), line, pinned=pinned))
    run = any(string(at(each, "type")) == "application" for each in targets.values())
    shown = any(at(each, "platform") is not None for each in targets.values())
    return ManifestContent(found, application=run and bool(found), empty=not (found or shown))


def jsonnetfile(files: Files, path: str) -> ManifestContent:
    """Read what jsonnet-bundler fetches.

    Raises Malformed, Unobserved.
    """
    document = files.document(path)
    found = []
    for number, stated in enumerate(items(at(document.data, "dependencies"))):
        line = document.line("dependencies", number)
        address = string(at(stated, "source", "git", "remote"))
        if address:
            found.append(from_git(address, address, line, string(at(stated, "version"))))
        else:
            local = string(at(stated, "source", "local", "directory"))
            found.append(Dependency(local, "", line, "path", pinned=True))
    return ManifestContent(found)


def helmfile(files: Files, path: str) -> ManifestContent:
    """Read the charts of a helmfile, line by line: it may be a template of YAML.

    Raises Unobserved.
    """
    text = without_comments(files.text(path), "#", "")
    lines = Lines(text)
    found: list[Dependency] = []
    missed: list[Missed] = []
    for match in _CHART.finditer(text):
        line = lines.at(match.start(1))
        if "{{" in match[1]:
            missed.append(Missed(line, "a chart by an expression", source=False))
        elif match[1].startswith((".", "/")):
            found.append(Dependency(match[1], "", line, "path", pinned=True))
        else:
            found.append(Dependency(match[1], "", line))
    untrusted = [
        Untrusted(lines.at(match.start(1)), match[1], "http")
        for match in _ADDRESS.finditer(text)
        if plain_http(match[1])
    ]
    return ManifestContent(found, untrusted, empty=not (found or untrusted or missed), missed=missed)
