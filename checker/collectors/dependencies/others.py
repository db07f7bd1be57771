"""Ruby, PHP and Java; the manifests of other ecosystems are found, not read."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from checker.collectors.dependencies.declared import Dependency, ManifestContent, is_commit, plain_http
from checker.documents import Malformed, OverLimit
from checker.documents.lines import Lines
from checker.documents.shapes import at, items, string, table
from checker.files import Files
from checker.patterns import lazy

if TYPE_CHECKING:
    from xml.etree import ElementTree as ET

_GEM = lazy(
    r"^[ \t]*(?:gem|\w+\.add(?:_runtime|_development)?_dependency)[ (]+[\"']([\w.-]+)[\"']"
    r"(?:,[ \t]*[\"']([^\"'\n]+)[\"'])?(.*)$",
    re.MULTILINE,
)
_GEM_GIT = lazy(r"\b(?:git|github|gitlab|bitbucket):?\s*(?:=>)?\s*[\"']([^\"']+)")
_GEM_REF = lazy(r"\bref:?\s*(?:=>)?\s*[\"']([0-9a-f]+)")
_GRADLE = lazy(
    r"^[ \t]*(?:api|implementation|compileOnly|runtimeOnly|testImplementation|annotationProcessor)[ \t(]+"
    r"[\"']([\w.-]+:[\w.-]+):([^\"'\n]+)",
    re.MULTILINE,
)
_XML_LIMIT = 2 * 1024 * 1024
_ARTIFACT = lazy(r"<artifactId>\s{0,20}([^<\s]{1,300})\s{0,20}</artifactId>")


def gemfile(files: Files, path: str) -> ManifestContent:
    """Read a Gemfile or a gemspec, as far as it is literal.

    Raises Unobserved.
    """
    text = files.text(path)
    lines = Lines(text)
    found = [_gem(lines.at(match.start(1)), match) for match in _GEM.finditer(text)]
    folder, slash, _ = path.rpartition("/")
    library = bool(files.glob(f"{folder}{slash}*.gemspec"))
    run = ("config.ru", "config/application.rb", "Dockerfile", "Procfile")
    served = any(files.entry(f"{folder}{slash}{name}") for name in run)
    rows = "\n".join(row if row.lstrip().startswith("source") else "" for row in text.splitlines())
    return ManifestContent(found, plain_http(rows), application=served and not library)


def _gem(line: int, match: re.Match[str]) -> Dependency:
    version, rest = match[2] or "", match[3]
    if git := _GEM_GIT.search(rest):
        reference = _GEM_REF.search(rest)
        return Dependency(match[1], git[1], line, "git", reference is not None and is_commit(reference[1]))
    if re.search(r"\bpath:?\s*(?:=>)?\s*[\"']", rest):
        return Dependency(match[1], version, line, "path", pinned=True)
    return Dependency(match[1], version, line, pinned=bool(re.fullmatch(r"=?\s*\d[\w.]*", version)))


def composer_json(files: Files, path: str) -> ManifestContent:
    """Read a PHP package.

    Raises Malformed, Unobserved.
    """
    document = files.document(path)
    found = [
        Dependency(name, string(version), document.line(section, name), scope=scope)
        for section, scope in (("require", "runtime"), ("require-dev", "dev"))
        for name, version in table(at(document.data, section)).items()
        if "/" in name
    ]
    urls = [string(at(entry, "url")) for entry in items(at(document.data, "repositories"))]
    untrusted = [found for url in urls for found in plain_http(url)]
    return ManifestContent(
        found, untrusted, application=at(document.data, "type") == "project" and bool(found)
    )


def pom_xml(files: Files, path: str) -> ManifestContent:
    """Read a Maven project.

    Raises Malformed, Unobserved.
    """
    from xml.etree import ElementTree as ET

    text = files.text(path)
    if len(text) > _XML_LIMIT or "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise OverLimit("larger than a project file, or with a document type of its own")
    try:
        root = ET.fromstring(text)  # noqa: S314 (no DTD, so neither entities nor anything external)
    except (ET.ParseError, ValueError) as error:
        raise Malformed(str(error), getattr(error, "position", (0, 0))[0]) from error
    lines = Lines(text)
    places = {match[1]: lines.at(match.start()) for match in reversed([*_ARTIFACT.finditer(text)])}
    found = [_artifact(places, element) for element in root.iter() if _tag(element) == "dependency"]
    urls = [element for element in root.iter() if _tag(element) in ("repository", "pluginRepository")]
    addresses = {_child(element, "url") for element in urls}
    return ManifestContent(found, [found for found in plain_http(text) if found.source in addresses])


def _artifact(places: Mapping[str, int], element: "ET.Element") -> Dependency:
    artifact, version = _child(element, "artifactId"), _child(element, "version")
    line = places.get(artifact, 1)
    scope = "dev" if _child(element, "scope") == "test" else "runtime"
    pinned = bool(version) and not re.search(r"[\[(,$]|LATEST|RELEASE|SNAPSHOT", version)
    return Dependency(f"{_child(element, 'groupId')}:{artifact}", version, line, pinned=pinned, scope=scope)


def _tag(element: "ET.Element") -> str:
    return str(element.tag).rpartition("}")[2]


def _child(element: "ET.Element", name: str) -> str:
    return next(((child.text or "").strip() for child in element if _tag(child) == name), "")


def gradle(files: Files, path: str) -> ManifestContent:
    """Read the literal coordinates of a Gradle build.

    Raises Unobserved.
    """
    text = files.text(path)
    lines = Lines(text)
    found = [
        Dependency(match[1], match[2], lines.at(match.start(1)), pinned="+" not in match[2])
        for match in _GRADLE.finditer(text)
    ]
    rows = "\n".join(row if re.search(r"\burl\b|\buri\(", row) else "" for row in text.splitlines())
    return ManifestContent(found, plain_http(rows))


def unread(files: Files, path: str) -> ManifestContent:
    """Note a manifest that is only known to be there."""
    del files, path
    return ManifestContent(read=False)
