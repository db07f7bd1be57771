"""The addresses that manifests give for the project itself: its page, its source, its downloads."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from checker.collectors import Checkout, measured
from checker.documents import Malformed
from checker.documents.lines import Lines
from checker.documents.shapes import at, items, table
from checker.ecosystems.catalog import catalog
from checker.ecosystems.schema import Addresses
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
_INSIGHTS = ("security-insights.yml", "security-insights.yaml")
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
    names, endings = _names()
    candidates = files.index.named(*names, *_INSIGHTS, endings=endings)
    paths = [entry.path for entry in candidates if _is_manifest(entry)]
    paths.sort(key=lambda path: (path.count("/"), path))
    return measured(files, "manifests.addresses", lambda: _found(files, paths))


@cache
def _addressing() -> Mapping[str, Addresses]:
    """Return where manifests give addresses, by their names, which may begin with `*`."""
    stated = (each for known in catalog().packages.values() for each in known.addresses)
    return {name: each for each in stated for name in each.files}


@cache
def _names() -> tuple[Sequence[str], Sequence[str]]:
    """Return the names of manifests, and the endings of those that have no name of their own."""
    known = _addressing()
    names = [name for name in known if not name.startswith("*")]
    return names, [name.rpartition(".")[2] for name in known if name.startswith("*")]


def _addresses_of(name: str) -> Addresses | None:
    return _addressing().get(name) or _addressing().get(f"*.{name.rpartition('.')[2]}")


def _found(files: Files, paths: Sequence[str]) -> list[Json]:
    read = files.within(paths, MANIFEST_LIMIT)
    return [record for path in files.texts(read) for record in _records(files, path)]


def _is_manifest(entry: TreeEntry) -> bool:
    folder, _, name = entry.path.rpartition("/")
    insights = name.lower() in _INSIGHTS and folder in ("", ".github")
    known = insights or _addresses_of(name) is not None
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
    stated = _addresses_of(name)
    if stated and stated.pattern:
        yield from re.findall(stated.pattern, _own(text) if name == "pom.xml" else text, re.MULTILINE)
        return
    try:
        data = files.document(path).data
    except (Malformed, Unobserved):
        return
    for keys in stated.keys if stated else ("",):
        yield from _strings(at(data, *keys.split(".")) if keys else data)


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
