"""How pytest is configured, by the first file that it would read itself."""

import re
from collections.abc import Mapping, Sequence
from itertools import product

from checker.documents import Document
from checker.documents.shapes import at, items, string
from checker.files import Files
from checker.model.json_value import Json

_SOURCES: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] = (
    *((path, (("pytest",),)) for path in ("pytest.toml", ".pytest.toml", "pytest.ini", ".pytest.ini")),
    ("pyproject.toml", (("tool", "pytest", "ini_options"), ("tool", "pytest"))),
    ("tox.ini", (("pytest",),)),
    ("setup.cfg", (("tool:pytest",),)),
)
_SUMMARY = re.compile(r"(?:^|\s)-r(?:=|\s)?\w*[aAfE]")
"""Options that list failed tests at the end; others replace that list."""
_STRICT = {
    "strict-markers": ("strict_markers", "--strict-markers"),
    "strict-config": ("strict_config", "--strict-config"),
    "strict-xfail": ("strict_xfail", ""),
}


def settings(files: Files, folders: Sequence[str]) -> tuple[str, int, list[str]]:
    """Return the file, the line and the names of the good settings in force; "" and 0 for none.

    The first of *folders* that has any decides. Raises Malformed, Unobserved.
    """
    for folder, (name, places) in product(folders, _SOURCES):
        path = f"{folder}/{name}" if folder else name
        document = files.document(path)
        for keys in places:
            found = at(document.data, *keys)
            if isinstance(found, Mapping) and (found or path.endswith("pytest.ini")):
                return path, _line(document, keys), _names(found)
    return "", 0, []


def _line(document: Document, keys: tuple[str, ...]) -> int:
    heading = ".".join(keys)
    for number, line in enumerate(document.text.splitlines(), 1):
        if line.strip().startswith((f"[{heading}]", f"[{heading}.")):
            return number
    return document.line(*keys)


def _names(found: Mapping[str, Json]) -> list[str]:
    options = found.get("addopts")
    words = string(options).split() if isinstance(options, str) else [string(item) for item in items(options)]
    everything = _is_true(found.get("strict"))
    names = [
        name
        for name, (key, option) in _STRICT.items()
        if _is_true(found.get(key), everything) or (option and not {option, "--strict"}.isdisjoint(words))
    ]
    if "strict-xfail" not in names and _is_true(found.get("xfail_strict")):
        names.append("strict-xfail")
    names += [name for name in ("testpaths", "minversion") if found.get(name)]
    names += ["warnings-are-errors"] if _warns_loudly(found.get("filterwarnings"), words) else []
    names += ["summary"] if _SUMMARY.search(" ".join(words)) else []
    return sorted(names)


def _is_true(value: Json, default: bool = False) -> bool:
    if value is None:
        return default
    return value is True or string(value).lower() in ("true", "1", "yes", "on")


def _warns_loudly(value: Json, words: list[str]) -> bool:
    lines = string(value).splitlines() if isinstance(value, str) else [string(item) for item in items(value)]
    return any(line.strip() == "error" for line in lines) or "-Werror" in words or "error" in words


def is_used(files: Files, configured: bool) -> bool:
    """Tell whether tests run by pytest: it is configured, or there is a conftest.py."""
    return configured or any(path.endswith("conftest.py") for path in files.own_paths)
