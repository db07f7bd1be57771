"""Bounded parsers of documents that strangers wrote."""

import json
from collections.abc import Callable
from dataclasses import field
from typing import Any

from checker.model.plain import Plain
from checker.model.value import dataclass
from checker.patterns import lazy

TEXT_LIMIT = 2 * 1024 * 1024
"""Characters of the largest document that is parsed."""

_RELAXED = lazy(r"[tj]sconfig[\w.-]*\.json|\.?(?:renovate|eslint|babel|devcontainer)(?:rc)?\.json")

_INI = frozenset(
    (".editorconfig", ".flake8", ".coveragerc", ".pylintrc", "pylintrc", ".npmrc", ".gitmodules")
)
_AFTER_KEY = frozenset("=:].")
_IN_WORD = frozenset("-_")


class Malformed(Exception):
    """A document does not parse: *reason* at *line* (from 1, 0 where there is no place)."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(reason, line)
        self.reason = reason
        self.line = line


@dataclass(frozen=True, slots=True)
class Document:
    """Parsed data and where its parts stand in the text."""

    data: Plain
    text: str = ""
    root: Any = field(default=None, repr=False, compare=False)

    def line(self, *path: str | int) -> int:
        """Return the line (from 1) of the value at *path*, of its nearest ancestor if absent.

        For a value in a mapping this is the line of its key.
        """
        if self.root is None:
            return self._search(path)
        from checker.documents import yaml

        return yaml.position(self.root, path)[0]

    def _search(self, path: tuple[str | int, ...]) -> int:
        """Follow the keys of *path* down the text: the formats without marks."""
        position = 0
        for key in (part for part in path if isinstance(part, str) and part):
            position = max(position, _find_key(self.text, key, position))
        return self.text.count("\n", 0, position) + 1


def _find_key(text: str, key: str, start: int) -> int:
    """Return where *key* stands as a key at or after *start*, else where it first occurs, else -1."""
    first = found = text.find(key, start)
    while found >= 0:
        after = text[found + len(key) : found + len(key) + 8].lstrip("\"' ")
        before = text[found - 1 : found]
        if after[:1] in _AFTER_KEY and not (before.isalnum() or before in _IN_WORD):
            return found
        found = text.find(key, found + 1)
    return first


def parse(path: str, text: str) -> Document:
    """Parse TOML, YAML, JSON or INI, by the ending of *path*.

    Raises Malformed when the text does not parse or is too large, or its format is not known.
    """
    if len(text) > TEXT_LIMIT:
        raise Malformed(f"larger than {TEXT_LIMIT} characters")
    name = path.rsplit("/", 1)[-1].lower()
    try:
        return _parser(name)(text.removeprefix("\ufeff"))
    except RecursionError as error:
        raise Malformed("nested too deeply") from error


def _parser(name: str) -> Callable[[str], Document]:
    if name.endswith((".yml", ".yaml", ".cff")):
        from checker.documents import yaml

        return yaml.parse
    if name.endswith(".toml") or name in ("cargo.lock", "poetry.lock", "uv.lock", "pipfile"):
        return _toml
    if name.endswith((".cfg", ".ini")) or name in _INI:
        from checker.documents import ini

        return ini.parse
    if name.endswith((".json5", ".jsonc", "rc")) or _RELAXED.fullmatch(name):
        from checker.documents import relaxed

        return relaxed.parse
    if name.endswith((".json", ".webmanifest")) or name == "composer.lock":
        return _json
    raise Malformed("a format that is not TOML, YAML, JSON or INI")


# The parser's time grows with the square of a dotted key's length.
_ENDLESS_KEY = lazy(r"(?:\.[ \t]*+[A-Za-z0-9_-]++[ \t]*+){300}")


_PLACE = lazy(r"(?P<reason>.*) \(at line (?P<line>\d{1,9}), column \d+\)")


def _toml(text: str) -> Document:
    import tomllib

    from checker.documents import values

    if match := _ENDLESS_KEY.search(text):
        raise Malformed("a key of more than 300 parts", text.count("\n", 0, match.start()) + 1)
    try:
        return Document(values.from_toml(tomllib.loads(text)), text)
    except ValueError as error:  # TOMLDecodeError is one
        place = _PLACE.fullmatch(str(error))
        raise Malformed(place["reason"], int(place["line"])) if place else Malformed(str(error)) from error


def _json(text: str) -> Document:
    from checker.documents import values

    try:
        return Document(values.from_json(text), text)
    except json.JSONDecodeError as error:
        raise Malformed(error.msg, error.lineno) from error
    except ValueError as error:
        raise Malformed(str(error)) from error
