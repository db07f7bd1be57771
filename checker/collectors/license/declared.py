"""The licences that manifests declare."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from msgspec import Struct

from checker.documents import Malformed
from checker.errors import Unobserved
from checker.files import Files
from checker.model.json_value import Json
from checker.patterns import lazy

MANIFEST_LIMIT = 200
"""Manifests that are read at most."""


class LicenseDeclaration(Struct, frozen=True):
    """One declaration, where it stands, and the SPDX expression it amounts to ("" if none)."""

    path: str
    line: int
    expression: str
    normalized: str


def declared(files: Files, paths: Sequence[str]) -> list[LicenseDeclaration]:
    """Read the declarations of these manifests; what does not parse declares nothing."""
    texts = files.texts(files.within(paths, MANIFEST_LIMIT))
    return [
        LicenseDeclaration(path, _line(text, written), written, normalize(written))
        for path, text in texts.items()
        for written in _written(files, path)
    ]


def _written(files: Files, path: str) -> Sequence[str]:
    name = path.rpartition("/")[2]
    try:
        if name in _DOCUMENTS:
            return _clean(_DOCUMENTS[name](_mapping(files.document(path).data)))
        return _clean(_search(name, files.text(path)))
    except (Malformed, Unobserved):
        return ()


def _clean(values: Iterator[Json]) -> list[str]:
    words = (value.strip() for value in values if isinstance(value, str))
    return [word for word in dict.fromkeys(words) if 0 < len(word) <= 200 and "\n" not in word]


def _mapping(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, Mapping) else {}


def _items(value: Json) -> Sequence[Json]:
    return value if isinstance(value, Sequence) and not isinstance(value, str) else [value]


def _pyproject(data: Mapping[str, Json]) -> Iterator[Json]:
    project = _mapping(data.get("project"))
    poetry = _mapping(_mapping(data.get("tool")).get("poetry"))
    stated = [project.get("license"), _mapping(project.get("license")).get("text"), poetry.get("license")]
    yield from stated
    if not any(isinstance(value, str) for value in stated):
        yield from _classifiers(_items(project.get("classifiers")))


def _setup_cfg(data: Mapping[str, Json]) -> Iterator[Json]:
    metadata = _mapping(data.get("metadata"))
    yield metadata.get("license")
    if not metadata.get("license"):
        yield from _classifiers(str(metadata.get("classifiers", "")).splitlines())


def _classifiers(values: Sequence[Json]) -> Iterator[Json]:
    """Return the licences among the trove classifiers, the umbrella entries left out."""
    names = (str(value).strip() for value in values)
    for name in names:
        if name.startswith("License :: ") and name.count("::") > 1:
            yield name.rpartition(" :: ")[2]


def _package_json(data: Mapping[str, Json]) -> Iterator[Json]:
    if data.get("private") is True and data.get("license") == "UNLICENSED":
        return
    yield data.get("license")
    yield _mapping(data.get("license")).get("type")
    licenses = [_mapping(item).get("type") for item in _items(data.get("licenses"))]
    yield _joined(licenses)


def _cargo(data: Mapping[str, Json]) -> Iterator[Json]:
    workspace = _mapping(_mapping(data.get("workspace")).get("package"))
    for table in (_mapping(data.get("package")), workspace):
        written = table.get("license")
        yield written.replace("/", " OR ") if isinstance(written, str) else None


def _composer(data: Mapping[str, Json]) -> Iterator[Json]:
    yield _joined(_items(data.get("license")))


def _citation(data: Mapping[str, Json]) -> Iterator[Json]:
    yield _joined(_items(data.get("license")))


def _joined(values: Sequence[Json]) -> str:
    return " OR ".join(value for value in values if isinstance(value, str))


_DOCUMENTS: Mapping[str, Callable[[Mapping[str, Json]], Iterator[Json]]] = {
    "pyproject.toml": _pyproject,
    "setup.cfg": _setup_cfg,
    "package.json": _package_json,
    "Cargo.toml": _cargo,
    "composer.json": _composer,
    "CITATION.cff": _citation,
}
_PATTERNS = {
    "setup.py": r"^\s{1,12}license\s{0,4}=\s{0,4}[\"']([^\"'\n]{1,100})[\"']",
    ".gemspec": r"\.licen[cs]es?\s{0,4}=\s{0,4}\[?\s{0,4}[\"']([^\"'\n]{1,100})[\"']",
    ".csproj": r"<PackageLicenseExpression>([^<\n]{1,100})</PackageLicenseExpression>",
    ".cabal": r"(?i)^license:[ \t]{1,20}([^\n]{1,100})$",
    "pom.xml": r"<license>\s{0,200}(?:<!--[^>]{0,200}-->\s{0,100})?<name>([^<\n]{1,100})</name>",
}


def _search(name: str, text: str) -> Iterator[Json]:
    for ending, pattern in _PATTERNS.items():
        if name.endswith(ending) and (match := re.search(pattern, text, re.MULTILINE)):
            yield match[1]


def _line(text: str, written: str) -> int:
    """Return the line that states it: one that speaks of a licence, else one that holds it."""
    needle = written.split(" OR ", maxsplit=1)[0]
    holding = [(n, line) for n, line in enumerate(text.splitlines(), 1) if needle in line]
    stating = [n for n, line in holding if "icense" in line]
    return (stating or [n for n, _ in holding] or [1])[0]


_NAMES = {
    "mit": "MIT",
    "mit mit": "MIT",
    "x11": "MIT",
    "apache": "Apache-2.0",
    "apache 2": "Apache-2.0",
    "apache 2.0": "Apache-2.0",
    "apache2": "Apache-2.0",
    "apache software": "Apache-2.0",
    "apache software 2.0": "Apache-2.0",
    "bsd": "BSD-2-Clause OR BSD-3-Clause",
    "new bsd": "BSD-3-Clause",
    "modified bsd": "BSD-3-Clause",
    "3 clause bsd": "BSD-3-Clause",
    "bsd 3 clause": "BSD-3-Clause",
    "bsd 3": "BSD-3-Clause",
    "simplified bsd": "BSD-2-Clause",
    "2 clause bsd": "BSD-2-Clause",
    "bsd 2 clause": "BSD-2-Clause",
    "isc": "ISC",
    "isc iscl": "ISC",
    "mozilla public 2.0": "MPL-2.0",
    "mozilla public 2.0 mpl 2.0": "MPL-2.0",
    "mpl 2.0": "MPL-2.0",
    "gplv2": "GPL-2.0-only",
    "gplv3": "GPL-3.0-only",
    "gplv3+": "GPL-3.0-or-later",
    "gnu general public v2 gplv2": "GPL-2.0-only",
    "gnu general public v2 or later gplv2+": "GPL-2.0-or-later",
    "gnu general public v3 gplv3": "GPL-3.0-only",
    "gnu general public v3 or later gplv3+": "GPL-3.0-or-later",
    "gnu lesser general public v3 lgplv3": "LGPL-3.0-only",
    "gnu lesser general public v3 or later lgplv3+": "LGPL-3.0-or-later",
    "gnu affero general public v3": "AGPL-3.0-only",
    "gnu affero general public v3 or later agplv3+": "AGPL-3.0-or-later",
    "python software foundation": "PSF-2.0",
    "unlicense": "Unlicense",
    "unlicense unlicense": "Unlicense",
    "eclipse public 2.0": "EPL-2.0",
    "eclipse public 2.0 epl 2.0": "EPL-2.0",
}
"""What people write who do not write SPDX, without the words that `_plain_name` drops."""
_DROPPED = frozenset(("the", "license", "licence", "version", "osi", "approved"))


def normalize(written: str) -> str:
    """Return the SPDX expression that a declaration amounts to, "" if it is none."""
    known = _NAMES.get(_plain_name(written))
    return known or _expression(written) if written.strip() else ""


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
        info = _licensing().validate(written)
    except Exception:  # noqa: BLE001 - the parser raises whatever it trips over; then it is no expression
        return ""
    return "" if info.errors else str(info.normalized_expression)


@cache
def _licensing() -> Any:
    """Return what knows all expressions, made once: making it takes a sixth of a second."""
    from license_expression import get_spdx_licensing

    return get_spdx_licensing()


_WORD = lazy(r"[A-Za-z0-9][A-Za-z0-9.+-]*")


def symbols(expression: str) -> frozenset[str]:
    """Return the licences named in a normalised expression, those after WITH left out."""
    words = re.sub(r" WITH [A-Za-z0-9.-]+", "", expression)
    return frozenset(word for word in _WORD.findall(words) if word not in _OPERATORS)
