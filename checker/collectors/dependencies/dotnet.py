""".NET: project files, central versions, packages.config and Paket."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from checker.collectors.dependencies import markup
from checker.collectors.dependencies.declared import Dependency, ManifestContent, from_git, plain_http
from checker.documents.lines import Lines
from checker.files import Files
from checker.patterns import lazy

if TYPE_CHECKING:
    from xml.etree import ElementTree as ET

_REFERENCES = {
    "PackageReference": "runtime",
    "PackageVersion": "runtime",
    "GlobalPackageReference": "build",
    "PackageDownload": "build",
    "DotNetCliToolReference": "build",
}
_INCLUDED = lazy(r"\b(?:Include|Update|id)\s{0,20}=\s{0,20}\"([^\"]{1,300})\"")
_EXACT = lazy(r"\[?\d+(?:\.\d+){0,3}(?:[-+][\w.+-]+)?\]?")
_RUN_SDKS = ("microsoft.net.sdk.web", "microsoft.net.sdk.worker", "microsoft.net.sdk.blazorwebassembly")
_PAKET = lazy(r"^[ \t]*(nuget|github|gist|git|http)[ \t]+(\S+)(?:[ \t]+([^\n]*))?$", re.MULTILINE)


def project(files: Files, path: str) -> ManifestContent:
    """Read what a project file, or one that projects import, references; central versions are declared there.

    Raises Malformed, Unobserved.
    """
    root = markup.root(files, path)
    places = _places(files.text(path))
    found = [
        dependency
        for element in root.iter()
        if (scope := _REFERENCES.get(markup.tag(element)))
        and (dependency := _reference(element, scope, places))
    ]
    sources = [*markup.texts(root, "RestoreSources"), *markup.texts(root, "RestoreAdditionalProjectSources")]
    named = {place.source for text in sources for place in plain_http(text)}
    untrusted = [place for place in plain_http(files.text(path)) if place.source in named]
    imported = path.endswith((".props", ".targets"))
    return ManifestContent(
        found, untrusted, application=_is_run(root, found), empty=imported and not (found or untrusted)
    )


def _places(text: str) -> Mapping[str, int]:
    lines = Lines(text)
    return {match[1]: lines.at(match.start()) for match in reversed([*_INCLUDED.finditer(text)])}


def _reference(element: "ET.Element", scope: str, places: Mapping[str, int]) -> Dependency | None:
    name = element.get("Include") or element.get("Update") or ""
    if not name:
        return None
    version = element.get("VersionOverride") or element.get("Version") or markup.child(element, "Version")
    private = (element.get("PrivateAssets") or markup.child(element, "PrivateAssets")).lower() == "all"
    return Dependency(
        name=name,
        version=version,
        line=places.get(name, 1),
        pinned=_EXACT.fullmatch(version) is not None,
        scope="build" if private else scope,
    )


def _is_run(root: "ET.Element", found: "list[Dependency]") -> bool:
    """Tell a program from a library, from a package of tools and from tests."""

    def stated(name: str) -> str:
        return next(iter(reversed(markup.texts(root, name))), "").lower()

    tests = stated("IsTestProject") == "true" or any(each.name == "Microsoft.NET.Test.Sdk" for each in found)
    if tests or "true" in (stated("PackAsTool"), stated("IsPackable"), stated("GeneratePackageOnBuild")):
        return False
    if output := stated("OutputType"):
        return output in ("exe", "winexe", "appcontainerexe")
    sdks = [root.get("Sdk") or "", *(each.get("Name") or "" for each in root if markup.tag(each) == "Sdk")]
    return any(sdk.partition("/")[0].lower() in _RUN_SDKS for sdk in sdks)


def packages_config(files: Files, path: str) -> ManifestContent:
    """Read packages.config, which names every package at one version.

    Raises Malformed, Unobserved.
    """
    root = markup.root(files, path)
    places = _places(files.text(path))
    found = [
        Dependency(name, element.get("version") or "", places.get(name, 1), pinned=True)
        for element in root.iter()
        if markup.tag(element) == "package" and (name := element.get("id"))
    ]
    return ManifestContent(found, lock=True, empty=markup.tag(root) != "packages")


def paket(files: Files, path: str) -> ManifestContent:
    """Read paket.dependencies.

    Raises Unobserved.
    """
    text = files.text(path)
    lines = Lines(text)
    found = []
    for match in _PAKET.finditer(text):
        kind, name, rest = match[1], match[2], (match[3] or "").strip()
        line = lines.at(match.start(1))
        if kind == "nuget":
            found.append(Dependency(name, rest, line, pinned=rest.startswith("==")))
        elif kind == "http":
            found.append(Dependency(name, rest, line, "url"))
        else:
            reference = name.partition(":")[2] if kind != "git" else rest.split()[0] if rest else ""
            found.append(from_git(name, name, line, reference))
    rows = "\n".join(row if row.lstrip().startswith("source") else "" for row in text.splitlines())
    return ManifestContent(found, plain_http(rows))
