"""The addresses that manifests give for the project itself: its page, its source, its downloads."""

import re
from collections.abc import Iterator, Mapping, Sequence

from checker.collectors import Checkout, measured
from checker.documents import Malformed
from checker.documents.lines import Lines
from checker.documents.shapes import at, items, table
from checker.errors import Unobserved
from checker.files import Files
from checker.model.facts import Facts, FactSpec, FactType
from checker.model.json_value import Json
from checker.model.tree import PathClass, TreeEntry
from checker.patterns import lazy

FACTS = (
    FactSpec(
        "manifests.addresses",
        FactType.RECORDS,
        "Web addresses that package manifests and security-insights.yml give for the project itself: its "
        "home page, source, documentation, issues and downloads; not those of its licence, its authors or "
        "what it depends on.",
        grows=True,
        item={
            "path": FactType.STRING,
            "line": FactType.INT,
            "address": FactType.STRING,
        },
    ),
)

MANIFEST_LIMIT = 200
"""Manifests that are read."""
_ADDRESS = lazy(r"(?:git\+|scm:git:)?((?:https?|ftp|git)://[^\s\"'<>`,)\]}]{1,500})")
_ENDINGS = (".gemspec", ".csproj", ".fsproj", ".cabal", ".podspec")
_INSIGHTS = frozenset(("security-insights.yml", "security-insights.yaml"))

Keys = tuple[str, ...]
_PLACES: Mapping[str, tuple[Keys, ...]] = {
    "package.json": (("homepage",), ("repository",), ("bugs",)),
    "composer.json": (("homepage",), ("support",)),
    "Cargo.toml": tuple(
        (*above, key)
        for above in (("package",), ("workspace", "package"))
        for key in ("homepage", "repository", "documentation")
    ),
    "pyproject.toml": (
        ("project", "urls"),
        *(("tool", "poetry", key) for key in ("homepage", "repository", "documentation", "urls")),
    ),
    "setup.cfg": (("metadata", "url"), ("metadata", "download_url"), ("metadata", "project_urls")),
    "pubspec.yaml": (("homepage",), ("repository",), ("issue_tracker",), ("documentation",)),
    "Chart.yaml": (("home",), ("sources",)),
}
"""Where documents hold the addresses; everything below counts."""
_PATTERNS = {
    "setup.py": r"^\s{0,20}(?:download_)?url\s{0,4}=\s{0,4}[\"']([^\"'\n]{1,500})[\"']",
    ".gemspec": r"(?:\.homepage|_uri[\"']\])\s{0,4}=\s{0,4}[\"']([^\"'\n]{1,500})[\"']",
    ".podspec": r"\.homepage\s{0,4}=\s{0,4}[\"']([^\"'\n]{1,500})[\"']",
    "sproj": r"<(?:PackageProject|Repository)Url>\s{0,20}([^<\s]{1,500})",
    ".cabal": r"(?i)^\s{0,20}(?:homepage|bug-reports|package-url|location):[ \t]{0,40}(\S{1,500})",
    "mix.exs": r"^\s{0,20}(?:source|homepage)_url:\s{0,4}[\"']([^\"'\n]{1,500})[\"']",
    "pom.xml": r"<url>\s{0,20}([^<\s]{1,500})",
}
"""How texts say them, by the end of the file's name."""
_OTHERS = lazy(
    r"<(/?)(?:licenses|dependencies|dependencyManagement|build|profiles|parent|developers|contributors"
    r"|repositories|pluginRepositories|distributionManagement|organization|mailingLists|reporting)>"
)
"""Parts of a pom.xml that speak of others."""


def collect(checkout: Checkout, wanted: frozenset[str]) -> Facts:
    """Read the manifests, those near the top first."""
    if "manifests.addresses" not in wanted:
        return Facts()
    files = checkout.files
    endings = [ending.removeprefix(".") for ending in _ENDINGS]
    candidates = files.index.named(*_PLACES, *_PATTERNS, *_INSIGHTS, endings=endings)
    paths = [entry.path for entry in candidates if _is_manifest(entry)]
    paths.sort(key=lambda path: (path.count("/"), path))
    return measured(files, "manifests.addresses", lambda: _found(files, paths))


def _found(files: Files, paths: Sequence[str]) -> list[Json]:
    read = files.within(paths, MANIFEST_LIMIT)
    return [record for path in files.texts(read) for record in _records(files, path)]


def _is_manifest(entry: TreeEntry) -> bool:
    folder, _, name = entry.path.rpartition("/")
    known = name in _PLACES or name in _PATTERNS or name.endswith(_ENDINGS)
    known = known or (name.lower() in _INSIGHTS and folder in ("", ".github"))
    return known and not entry.is_submodule and entry.path_class is PathClass.SOURCE


def _records(files: Files, path: str) -> Iterator[Json]:
    text = files.text(path)
    lines, places = Lines(text), {found[1]: found.start(1) for found in reversed([*_ADDRESS.finditer(text)])}
    for address in dict.fromkeys(_addresses(files, path, text)):
        yield {"path": path, "line": lines.at(places.get(address, 0)), "address": address}


def _addresses(files: Files, path: str, text: str) -> Iterator[str]:
    """Yield what one manifest gives; one that does not parse gives nothing."""
    for value in _values(files, path, text):
        yield from _ADDRESS.findall(value[:1000])


def _values(files: Files, path: str, text: str) -> Iterator[str]:
    name = path.rpartition("/")[2]
    pattern = next((pattern for end, pattern in _PATTERNS.items() if name.endswith(end)), "")
    if pattern:
        yield from re.findall(pattern, _own(text) if name == "pom.xml" else text, re.MULTILINE)
        return
    try:
        data = files.document(path).data
    except (Malformed, Unobserved):
        return
    for keys in _PLACES.get(name, ((),)):
        yield from _strings(at(data, *keys) if keys else data)


def _own(pom: str) -> str:
    """Return a pom.xml without the parts that speak of others, however they nest."""
    kept, start, depth = [], 0, 0
    for tag in _OTHERS.finditer(pom):
        if not tag[1] and depth == 0:
            kept.append(pom[start : tag.start()])
        depth = max(0, depth - 1) if tag[1] else depth + 1
        start = tag.end()
    return "".join([*kept, "" if depth else pom[start:]])


def _strings(value: Json, depth: int = 6) -> Iterator[str]:
    """Yield the texts in a value and below it."""
    if isinstance(value, str):
        yield from value.splitlines()
    elif depth:
        for each in (*table(value).values(), *items(value)):
            yield from _strings(each, depth - 1)
