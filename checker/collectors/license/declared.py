"""The licences that manifests declare."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from msgspec import Struct

from checker.documents import Malformed
from checker.documents.shapes import at, items, string, table
from checker.ecosystems.catalog import catalog
from checker.ecosystems.schema import License
from checker.errors import Unobserved
from checker.files import Files
from checker.files.file_names import FileNames
from checker.model.json_value import Json
from checker.model.tree import PathClass
from checker.patterns import lazy, linear
from checker.spdx import licensing

MANIFEST_LIMIT = 1000
"""Manifests that are read at most."""
_NONE = lazy(r"(?i)file\s+licen[cs]e\b.*|see licen[cs]e in .*|licen[cs]e \(.*etc\)|\$\{?\w.*")
"""What refers to the text, to a variable, or stands in a template that nobody filled in."""


class LicenseDeclaration(Struct, frozen=True):
    """One declaration, where it stands, and the SPDX expression it amounts to ("" if none)."""

    path: str
    line: int
    expression: str
    normalized: str


def manifests(files: Files) -> list[str]:
    """Return the files of the own source that may declare a license, those near the top first."""
    matching = {entry.path: entry for entry, _ in _names().found(files.index)}
    own = [path for path, entry in matching.items() if entry.path_class is PathClass.SOURCE]
    return sorted(own, key=lambda path: (path.count("/"), path))


@cache
def _names() -> FileNames:
    return FileNames({str(index): way.files for index, way in enumerate(_ways())})


@cache
def _ways() -> Sequence[License]:
    return [way for each in catalog().ecosystems for way in each.licenses]


def declared(files: Files, paths: Sequence[str]) -> list[LicenseDeclaration]:
    """Read the declarations of these manifests; what does not parse declares nothing."""
    texts = files.texts(files.within(paths, MANIFEST_LIMIT))
    ways: dict[str, list[License]] = {}
    for entry, index in _names().found(files.index):
        ways.setdefault(entry.path, []).append(_ways()[int(index)])
    return [
        LicenseDeclaration(path, _line(text, written), written, normalize(written))
        for path, text in texts.items()
        for written in _written(files, path, ways.get(path, ()))
    ]


def _written(files: Files, path: str, ways: Sequence[License]) -> Sequence[str]:
    first = _clean(value for way in ways if not way.otherwise for value in _values(files, path, way))
    return first or _clean(value for way in ways if way.otherwise for value in _values(files, path, way))


def _clean(values: Iterator[str]) -> list[str]:
    words = (value.strip() for value in values)
    return [
        word
        for word in dict.fromkeys(words)
        if 0 < len(word) <= 200 and "\n" not in word and not _NONE.fullmatch(word)
    ]


def _values(files: Files, path: str, way: License) -> Iterator[str]:
    joint = " OR " if way.any else " AND "
    if way.pattern:
        text = files.text(path)
        groups = _compiled(way.pattern).findall(text)
        found = [next(filter(None, group), "") if isinstance(group, tuple) else group for group in groups]
        each = found if way.otherwise or way.all else found[:1]
        names = [name for written in each for name in _QUOTED.findall(written) or [written]]
        yield from [joint.join(dict.fromkeys(names))] if names else []
        return
    try:
        data = files.document(path).data
    except (Malformed, Unobserved):
        return
    if at(data, "private") is True and at(data, "license") == "UNLICENSED":
        return
    for key in way.keys:
        found = [text for value in _at(data, key.split(".")) for text in _texts(value)]
        yield joint.join(found)


_QUOTED = lazy(r"[\"']([^\"'\n]{1,100})[\"']")
"""The items of a list; a single license stands without its quotes."""


def _at(value: Json, keys: Sequence[str]) -> Iterator[Json]:
    """Yield what stands at the end of *keys*, `*` for each item of a list."""
    if not keys:
        yield value
    elif keys[0] == "*":
        for item in items(value):
            yield from _at(item, keys[1:])
    else:
        yield from _at(table(value).get(keys[0]), keys[1:])


def _texts(value: Json) -> Iterator[str]:
    yield from (string(each) for each in (items(value) or [value]) if string(each))


@cache
def _compiled(pattern: str) -> Any:
    return linear(f"(?m){pattern}")


def _line(text: str, written: str) -> int:
    """Return the line that states it: one that speaks of a licence, else one that holds it."""
    needle = written.split(" OR ", maxsplit=1)[0]
    holding = [(n, line) for n, line in enumerate(text.splitlines(), 1) if needle in line]
    stating = [n for n, line in holding if "icense" in line]
    return (stating or [n for n, _ in holding] or [1])[0]


_DROPPED = frozenset(("the", "license", "licence", "version", "osi", "approved"))


def normalize(written: str) -> str:
    """Return the SPDX expression that a declaration amounts to, "" if it is none."""
    written = _ADDRESS.sub("", written)
    known = _spoken().get(_plain_name(written))
    return known or _expression(_SLASH.sub(" OR ", written)) if written.strip() else ""


_ADDRESS = lazy(r"https?://(?:www\.)?(?:spdx\.org/licenses|opensource\.org/licen[cs]es?)/")
"""What stands before the identifier where a license is declared by its address."""
_SLASH = lazy(r"\s*(?:/|\|)\s*")
"""How Cargo once and R still separate licenses that one may choose from."""


@cache
def _spoken() -> Mapping[str, str]:
    """Return what ecosystems and people call licenses, without the words that `_plain_name` drops."""
    names = (item for each in catalog().ecosystems for item in each.license_names.items())
    return {_plain_name(name): spdx for name, spdx in names}


def _plain_name(written: str) -> str:
    words = re.sub(r"[-,()_]|::", " ", written.lower()).split()
    return " ".join(word for word in words if word not in _DROPPED)


_SIMPLE = frozenset(
    [
        "MIT",
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "ISC",
        "MPL-2.0",
        "Unlicense",
        "CC0-1.0",
        "Zlib",
        "0BSD",
    ]
)
_OPERATORS = frozenset(("AND", "OR"))


def _expression(written: str) -> str:
    """Normalise an expression; the common ones are told without loading the whole list."""
    words = written.split()
    if all(word in (_OPERATORS if at % 2 else _SIMPLE) for at, word in enumerate(words)) and len(words) % 2:
        return written
    try:
        info = licensing(written).validate(written)
    except Exception:  # noqa: BLE001 - the parser raises whatever it trips over; then it is no expression
        return ""
    return "" if info.errors else str(info.normalized_expression)


_WORD = lazy(r"[A-Za-z0-9][A-Za-z0-9.+-]*")


def symbols(expression: str) -> frozenset[str]:
    """Return the licences named in a normalised expression, those after WITH left out."""
    words = re.sub(r" WITH [A-Za-z0-9.-]+", "", expression)
    return frozenset(word for word in _WORD.findall(words) if word not in _OPERATORS)
