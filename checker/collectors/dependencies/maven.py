"""Maven's project files, and those of Ivy."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from checker.collectors.dependencies import markup
from checker.collectors.dependencies.declared import Dependency, ManifestContent, beside, plain_http
from checker.documents.lines import Lines
from checker.files import Files
from checker.patterns import lazy

if TYPE_CHECKING:
    from xml.etree import ElementTree as ET

_ARTIFACT = lazy(r"<artifactId>\s{0,20}([^<\s]{1,300})\s{0,20}</artifactId>")
_IVY_NAME = lazy(r"<dependency\b[^>]{0,500}?\bname=[\"']([^\"'\s]{1,300})[\"']")
_PROPERTY = lazy(r"\$\{([^}]{1,200})\}")
_MOVING = lazy(r"[\[(,]|LATEST|RELEASE|SNAPSHOT")
_RUN_PLUGINS = frozenset(
    ("spring-boot-maven-plugin", "quarkus-maven-plugin", "jib-maven-plugin", "wildfly-maven-plugin")
)


def pom_xml(files: Files, path: str) -> ManifestContent:
    """Read a Maven project: its parent, dependencies, managed versions and plugins.

    Raises Malformed, Unobserved.
    """
    root = markup.root(files, path)
    text = files.text(path)
    lines = Lines(text)
    places = {match[1]: lines.at(match.start()) for match in reversed([*_ARTIFACT.finditer(text)])}
    properties = _properties(root)
    found = [
        _artifact(places, properties, element, scope)
        for element, scope in _declared(files, path, root)
        if markup.child(element, "artifactId")
    ]
    urls = [each for each in root.iter() if markup.tag(each) in ("repository", "pluginRepository")]
    addresses = {markup.child(element, "url") for element in urls}
    packaged = markup.child(root, "packaging")
    plugins = {markup.child(each, "artifactId") for each in root.iter() if markup.tag(each) == "plugin"}
    run = packaged in ("war", "ear") or (packaged != "pom" and bool(plugins & _RUN_PLUGINS))
    return ManifestContent(
        dependencies=found,
        untrusted=[place for place in plain_http(text) if place.source in addresses],
        application=run,
        # There is no lock file for Maven: what is published never changes, so versions say it all.
        lock=bool(found)
        and not any(_MOVING.search(item.version) for item in found if item.source == "registry"),
    )


def ivy_xml(files: Files, path: str) -> ManifestContent:
    """Read a module of Ivy.

    Raises Malformed, Unobserved.
    """
    root, lines = markup.root(files, path), Lines(files.text(path))
    places = {
        match[1]: lines.at(match.start()) for match in reversed([*_IVY_NAME.finditer(files.text(path))])
    }
    found = []
    for element in root.iter():
        if markup.tag(element) == "dependency" and (name := element.get("name")):
            version = element.get("rev", "")
            pinned = version[:1].isdigit() and not version.endswith("+")
            found.append(
                Dependency(f"{element.get('org', '')}:{name}", version, places.get(name, 1), pinned=pinned)
            )
    return ManifestContent(found, lock=bool(found) and all(item.pinned for item in found))


def _declared(files: Files, path: str, root: "ET.Element") -> Iterator[tuple["ET.Element", str]]:
    for element in root:
        if markup.tag(element) == "parent" and not _is_here(files, path, element):
            yield element, "build"
    for element in root.iter():
        if markup.tag(element) == "dependency":
            yield element, "dev" if markup.child(element, "scope") == "test" else "runtime"
        elif markup.tag(element) in ("plugin", "extension") and markup.child(element, "version"):
            yield element, "build"


def _is_here(files: Files, path: str, parent: "ET.Element") -> bool:
    """Tell whether a parent stands in this repository."""
    stated = [each for each in parent if markup.tag(each) == "relativePath"]
    relative = (stated[0].text or "").strip() if stated else "../pom.xml"
    if not relative:
        return False
    relative = relative if relative.endswith(".xml") else f"{relative.rstrip('/')}/pom.xml"
    from posixpath import normpath

    return files.entry(normpath(beside(path, relative))) is not None


def _properties(root: "ET.Element") -> Mapping[str, str]:
    parents = [each for each in root if markup.tag(each) == "parent"]
    found = {
        f"project.{name}": next(filter(None, (markup.child(each, name) for each in (root, *parents))), "")
        for name in ("version", "groupId")
    }
    found["project.parent.version"] = next((markup.child(each, "version") for each in parents), "")
    for element in root.iter():
        if markup.tag(element) == "properties":
            found.update({markup.tag(each): (each.text or "").strip() for each in element})
    return found


def _artifact(
    places: Mapping[str, int], properties: Mapping[str, str], element: "ET.Element", scope: str
) -> Dependency:
    artifact = markup.child(element, "artifactId")
    own_group = properties["project.groupId"]
    group, version = (
        _PROPERTY.sub(lambda match: properties.get(match[1]) or match[0], markup.child(element, name))
        for name in ("groupId", "version")
    )
    group = group or ("org.apache.maven.plugins" if markup.tag(element) == "plugin" else "")
    # Modules of one build share its group and its version, which is a moving one between releases.
    own = (group, version) == (own_group, properties["project.version"]) and markup.tag(element) != "parent"
    return Dependency(
        name=f"{group}:{artifact}",
        version=version,
        line=places.get(artifact, 1),
        source="path" if own or markup.child(element, "systemPath") else "registry",
        pinned=own or (bool(version) and "$" not in version and not _MOVING.search(version)),
        scope=scope,
    )
