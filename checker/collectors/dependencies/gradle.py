"""Gradle: build scripts in Groovy and Kotlin, and version catalogs."""

import re
from collections.abc import Iterator, Mapping, Sequence

from checker.collectors.dependencies.declared import (
    Dependency,
    ManifestContent,
    Missed,
    Untrusted,
    plain_http,
)
from checker.collectors.dependencies.literals import calls, without_comments
from checker.documents import Malformed
from checker.documents.lines import Lines
from checker.documents.shapes import at, string, strings, table
from checker.errors import Unobserved
from checker.files import Files
from checker.model.json_value import Json
from checker.patterns import lazy

_BLOCK = lazy(r"\bdependencies\s{0,20}\{")
_STATEMENT = lazy(
    r"(?P<left>\b(?:exclude|capabilities|requireCapability|because)\b[^\n;}]*+)"
    r"|(?:^|(?<=[{;]))[ \t]*+[\"']?(?P<configuration>(?!exclude|because|capabilities|requireCap)[A-Za-z]\w*+)"
    r"[\"']?(?=[ \t]*[(\"']|[ \t]+[\w\"'(\[])"
    r"|[\"'](?P<group>[\w.$-]+|\$\{\w+\}):(?P<name>[\w.$-]+|\$\{\w+\})(?::(?P<version>[^\"'\n@:]*+))?[^\"'\n]*+[\"']"
    r"|\bgroup\s{0,20}[:=]\s{0,20}[\"'](?P<group2>[^\"'\n]+)[\"']\s{0,20},\s{0,20}(?:module|name)\s{0,20}[:=]\s{0,20}[\"'](?P<name2>[^\"'\n]+)[\"']"
    r"(?:\s{0,20},\s{0,20}version\s{0,20}[:=]\s{0,20}[\"']?(?P<version2>[^\"'\n,)]*+))?"
    r"|\bkotlin\s{0,20}\(\s{0,20}[\"'](?P<kotlin>[\w-]+)[\"']"
    r"|(?P<local>\b(?:projects?\b|files|fileTree|gradleApi|gradleKotlinDsl|localGroovy|gradleTestKit|npm"
    r"|compose\.\w|sourceSets\b|layout\.|rootProject\b|kotlin\.\w|embeddedKotlin|platform\(project|devNpm))"
    r"|\b(?P<alias>[A-Za-z]\w*+(?:\.[A-Za-z]\w*+)++)(?!\s{0,20}[({]\s{0,20}\{)",
    re.MULTILINE,
)
_CONFIGURATION = lazy(
    r"(?i)\w*(?:implementation|api|compileonly|runtimeonly|classpath|processor|kapt|ksp)|(?:test)?(?:compile|runtime)"
)
_COORDINATES = lazy(r"[\"']([\w-]+(?:\.[\w-]+)*+:[\w.-]+):([\w.+$\[{}(,)-]*[\d$][\w.+$\[\]{}(,)-]*)[\"'@:]")
_PLUGIN = lazy(
    r"\b(?:id\s{0,20}\(?\s{0,20}[\"'](?P<id>[\w.-]+)[\"']\s{0,20}\)?|kotlin\s{0,20}\(\s{0,20}[\"'](?P<kotlin>[\w.-]+)[\"']\s{0,20}\))"
    r"\s{1,20}version\s{0,20}\(?\s{0,20}[\"']?(?P<version>[^\"'\s)]+)|\balias\s{0,20}\(?\s{0,20}(?P<alias>\w+\.plugins(?:\.\w+)++)"
)
_RUN = lazy(
    r"\b(?:id|plugin:?)\s{0,20}\(?\s{0,20}[\"'](?:application|war|ear|com\.android\.application"
    r"|org\.springframework\.boot|io\.quarkus|io\.micronaut\.application|com\.google\.cloud\.tools\.jib|io\.ktor\.plugin)"
    r"[\"'](?![^\n]{0,200}\bapply[ (]{1,3}false)"
    r"|\balias\s{0,20}\(\s{0,20}\w{1,50}\.plugins\.(?:[\w.]{0,100}\.)?(?:android\.?[aA]pplication|spring\.?[bB]oot|quarkus|jib)"
    r"\s{0,20}\)(?![^\n]{0,200}\bapply[ (]{1,3}false)"
)
_PLUGINS = lazy(r"\bplugins\s{0,20}\{")
_RUN_ACCESSOR = lazy(r"(?<![\w.\"'-])`?(?:application|war|ear)`?(?=[\s;]|$)")
_LIBRARY_BOOT = lazy(r"\bbootJar\b[^\n}]{0,100}\{?[^}]{0,200}\benabled\s{0,20}=\s{0,20}false")
_DYNAMIC = lazy(r"\+|^[\[(]|latest\.|SNAPSHOT$")
_REPOSITORIES = lazy(r"\brepositories\s{0,20}\{")

Library = tuple[str, str]
"""The coordinates of a library or the id of a plugin, and its version."""


def script(files: Files, path: str) -> ManifestContent:
    """Read what a build script declares literally, or by the names of a version catalog.

    Raises Unobserved.
    """
    text = without_comments(files.text(path))
    lines = Lines(text)
    catalogs = _catalogs(files, path)
    found: dict[tuple[str, int], Dependency] = {}
    missed: list[Missed] = []
    for block in calls(text, _BLOCK):
        for item in _statements(block.body, block.start, lines, catalogs):
            if isinstance(item, Missed):
                missed.append(item)
            else:
                found.setdefault((item.name, item.line), item)
    for item in (*_constants(text, lines), *_plugins(text, lines, catalogs)):
        found.setdefault((item.name, item.line), item)
    dependencies, untrusted = [*found.values()], [*_repositories(text, lines)]
    build = path.rpartition("/")[2] in ("build.gradle", "build.gradle.kts")
    return ManifestContent(
        dependencies=dependencies,
        untrusted=untrusted,
        application=_is_run(text),
        lock=bool(dependencies) and not missed and all(item.pinned for item in dependencies),
        empty=not (build or dependencies or untrusted or missed),
        missed=missed,
    )


def _is_run(text: str) -> bool:
    accessor = any(_RUN_ACCESSOR.search(block.body) for block in calls(text, _PLUGINS))
    return (accessor or _RUN.search(text) is not None) and _LIBRARY_BOOT.search(text) is None


def _repositories(text: str, lines: Lines) -> Iterator[Untrusted]:
    for block in calls(text, _REPOSITORIES):
        first = lines.at(block.start) - 1
        for place in plain_http(block.body):
            yield Untrusted(first + place.line, place.source, place.kind)


def _statements(
    body: str, start: int, lines: Lines, catalogs: Mapping[str, Mapping[str, Sequence[Library]]]
) -> Iterator[Dependency | Missed]:
    """Yield what a block declares, and the statements of which nothing is understood."""
    pending: tuple[str, int] | None = None
    scope = "runtime"
    for match in _STATEMENT.finditer(body):
        line = lines.at(start + match.end() - 1)
        if configuration := match["configuration"]:
            if pending:
                yield Missed(pending[1], f"{pending[0]} by an expression", source=False)
            pending = (configuration, line) if _CONFIGURATION.fullmatch(configuration) else None
            scope = _scope(configuration)
            continue
        if match["left"]:
            continue
        if pending and match["alias"] and match["alias"][0].isupper():
            continue  # a constant of the build's own code
        pending = None
        for name, version in _libraries(match, catalogs):
            if "$" in name:
                yield Missed(line, f"{name} is computed", source=False)
            else:
                yield _dependency(name, version, line, scope)
    if pending:
        yield Missed(pending[1], f"{pending[0]} by an expression", source=False)


def _libraries(
    match: "re.Match[str]", catalogs: Mapping[str, Mapping[str, Sequence[Library]]]
) -> Sequence[Library]:
    if match["group"]:
        return [(f"{match['group']}:{match['name']}", match["version"] or "")]
    if match["group2"]:
        return [(f"{match['group2']}:{match['name2']}", (match["version2"] or "").strip())]
    if match["kotlin"]:
        return [(f"org.jetbrains.kotlin:kotlin-{match['kotlin']}", "")]
    if match["alias"]:
        catalog, _, alias = match["alias"].partition(".")
        if catalog in catalogs or catalog == "libs":
            known = catalogs.get(catalog, {})
            return known.get(alias.removesuffix(".get")) or [(match["alias"], "")]
    return []


def _dependency(name: str, version: str, line: int, scope: str) -> Dependency:
    return Dependency(name, version, line, pinned=_DYNAMIC.search(version) is None, scope=scope)


def _scope(configuration: str) -> str:
    lower = configuration.lower()
    if "test" in lower:
        return "dev"
    return "build" if lower.endswith(("classpath", "processor", "kapt", "ksp")) else "runtime"


def _constants(text: str, lines: Lines) -> Iterator[Dependency]:
    """Yield coordinates with a version that stand anywhere, as in maps of libraries."""
    for match in _COORDINATES.finditer(text):
        yield _dependency(match[1], match[2], lines.at(match.start()), "runtime")


def _plugins(
    text: str, lines: Lines, catalogs: Mapping[str, Mapping[str, Sequence[Library]]]
) -> Iterator[Dependency]:
    for match in _PLUGIN.finditer(text):
        line = lines.at(match.start())
        if match["alias"]:
            catalog, _, alias = match["alias"].partition(".")
            [(name, version)] = (catalogs.get(catalog, {}).get(alias) or [(match["alias"], "")])[:1]
        else:
            name = match["id"] or f"org.jetbrains.kotlin.{match['kotlin']}"
            version = match["version"]
        yield _dependency(name, version, line, "build")


def _catalogs(files: Files, path: str) -> Mapping[str, Mapping[str, Sequence[Library]]]:
    """Return the version catalogs of the build: the libraries by their accessors, by the catalog's name."""
    found: dict[str, Mapping[str, Sequence[Library]]] = {}
    folder = path.rpartition("/")[0]
    while True:
        for catalog in files.glob(f"{folder}/gradle/*.versions.toml" if folder else "gradle/*.versions.toml"):
            name = catalog.rpartition("/")[2].removesuffix(".versions.toml")
            if name not in found:
                found[name] = _accessors(files, catalog)
        if not folder:
            return found
        folder = folder.rpartition("/")[0]


def _accessors(files: Files, path: str) -> Mapping[str, Sequence[Library]]:
    try:
        data = files.document(path).data
    except (Malformed, Unobserved):
        return {}
    named = {alias: _library(data, stated) for alias, stated in table(at(data, "libraries")).items()}
    found: dict[str, Sequence[Library]] = {_accessor(alias): [library] for alias, library in named.items()}
    for alias, stated in table(at(data, "plugins")).items():
        found[f"plugins.{_accessor(alias)}"] = [_library(data, stated)]
    for bundle, members in table(at(data, "bundles")).items():
        found[f"bundles.{_accessor(bundle)}"] = [named[each] for each in strings(members) if each in named]
    return found


def _accessor(alias: str) -> str:
    return re.sub(r"[-_.]", ".", alias)


def _library(data: Json, stated: Json) -> Library:
    if isinstance(stated, str):
        coordinates, _, literal = stated.rpartition(":")
        return coordinates, literal
    name = string(at(stated, "module")) or string(at(stated, "id"))
    name = name or f"{string(at(stated, 'group'))}:{string(at(stated, 'name'))}"
    version = at(stated, "version")
    if reference := string(at(version, "ref")):
        version = at(data, "versions", reference)
    rich = (string(at(version, key)) for key in ("strictly", "require", "prefer"))
    return name, string(version) or next(filter(None, rich), "")


def constants(files: Files, path: str) -> ManifestContent:
    """Read the coordinates in the code of a build, whose scripts name them by its constants.

    Raises Unobserved.
    """
    text = without_comments(files.text(path))
    found = [*_constants(text, Lines(text))]
    return ManifestContent(found, empty=not found)


def catalog(files: Files, path: str) -> ManifestContent:
    """Read a version catalog.

    Raises Malformed, Unobserved.
    """
    document = files.document(path)
    found = []
    for section, scope in (("libraries", "runtime"), ("plugins", "build")):
        for alias, stated in table(at(document.data, section)).items():
            name, version = _library(document.data, stated)
            found.append(_dependency(name, version, document.line(section, alias), scope))
    return ManifestContent(found, empty=not found)
