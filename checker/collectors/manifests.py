"""The addresses that manifests give for the project itself: its page, its source, its downloads."""

import re
from collections.abc import Iterator, Mapping

from checker.collectors import Checkout
from checker.documents import Malformed
from checker.documents.shapes import at, items, table
from checker.errors import Unobserved
from checker.files import Files
from checker.model.facts import Facts, FactSpec, FactType, Problem
from checker.model.plain import Plain
from checker.model.tree import Entry, PathClass
from checker.patterns import lazy

FACTS = (
    FactSpec(
        "manifests.addresses",
        FactType.RECORDS,
        "Web addresses that package manifests and security-insights.yml give for the project itself: its "
        "home page, source, documentation, issues and downloads; not those of its licence, its authors or "
        "what it depends on.",
        item={
            "path": FactType.STRING,
            "line": FactType.INT,
            "address": FactType.STRING,
        },
    ),
)

MANIFEST_LIMIT = 200
"""Manifests that are read."""
ADDRESS_LIMIT = 1000
"""Addresses that are told."""
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
    paths = [entry.path for entry in files.tree.entries if _is_manifest(entry)]
    paths.sort(key=lambda path: (path.count("/"), path))
    read, unread = paths[:MANIFEST_LIMIT], len(paths[MANIFEST_LIMIT:])
    files.texts(read)
    found: list[Plain] = []
    why = f"{unread} more manifests were not read" if unread else ""
    for path in read:
        try:
            found += _records(files, path)
        except Unobserved as error:
            why = why or str(error)
    if len(found) > ADDRESS_LIMIT:
        why = why or f"there are {len(found)} addresses, more than {ADDRESS_LIMIT}"
    if why:
        return Facts(problems=(Problem("manifests.addresses", why, seen=found[:ADDRESS_LIMIT]),))
    return Facts({"manifests.addresses": found})


def _is_manifest(entry: Entry) -> bool:
    folder, _, name = entry.path.rpartition("/")
    known = name in _PLACES or name in _PATTERNS or name.endswith(_ENDINGS)
    known = known or (name.lower() in _INSIGHTS and folder in ("", ".github"))
    return known and entry.is_file and entry.path_class is PathClass.SOURCE


def _records(files: Files, path: str) -> Iterator[Plain]:
    text = files.text(path)
    for address in dict.fromkeys(_addresses(files, path, text)):
        yield {"path": path, "line": _line(text, address), "address": address}


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
    except Malformed:
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


def _strings(value: Plain, depth: int = 6) -> Iterator[str]:
    """Yield the texts in a value and below it."""
    if isinstance(value, str):
        yield from value.splitlines()
    elif depth:
        for each in (*table(value).values(), *items(value)):
            yield from _strings(each, depth - 1)


def _line(text: str, address: str) -> int:
    return text[: max(text.find(address), 0)].count("\n") + 1
