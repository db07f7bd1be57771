"""Bounded parsers of documents that strangers wrote."""

import json
import re
from collections.abc import Callable

from checker.documents.document import TEXT_LIMIT, Document, Malformed, OverLimit
from checker.patterns import lazy

__all__ = ["TEXT_LIMIT", "Document", "Malformed", "OverLimit", "parse"]

_RELAXED = lazy(r"[tj]sconfig[\w.-]*\.json|\.?(?:renovate|eslint|babel|devcontainer)(?:rc)?\.json")

_INI = frozenset(
    (".editorconfig", ".flake8", ".coveragerc", ".pylintrc", "pylintrc", ".npmrc", ".gitmodules")
)


def parse(path: str, text: str) -> Document:
    """Parse TOML, YAML, JSON or INI, by the ending of *path*.

    Raises Malformed when the text does not parse or its format is not known, OverLimit when it is too
    large or too deep for us.
    """
    if len(text) > TEXT_LIMIT:
        raise OverLimit(f"larger than {TEXT_LIMIT} characters")
    name = path.rsplit("/", 1)[-1].lower()
    try:
        return _parser(name)(text.removeprefix("\ufeff"))
    except RecursionError as error:
        raise OverLimit("nested too deeply") from error


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


_DOTTED = lazy(r"^(?:[^.\n]*+\.){300}", re.MULTILINE)
_OPAQUE = lazy(
    r'"""(?:[^\\]|\\.)*?(?:"""|\Z)|\'\'\'.*?(?:\'\'\'|\Z)|"(?:[^"\\\n]|\\.)*+"?|\'[^\'\n]*+\'?|#[^\n]*+',
    re.DOTALL,
)
"""The strings and comments of TOML: their dots part no keys."""
_ENDLESS_KEY = lazy(r"(?:\.[ \t]*+[A-Za-z0-9_-]++[ \t]*+){300}")
_PLACE = lazy(r"(?P<reason>.*) \(at line (?P<line>\d{1,9}), column \d+\)")


def _toml(text: str) -> Document:
    import tomllib

    from checker.documents import values

    _bound_keys(text)
    try:
        return Document(values.from_toml(tomllib.loads(text)), text)
    except ValueError as error:  # TOMLDecodeError is one
        place = _PLACE.fullmatch(str(error))
        raise Malformed(place["reason"], int(place["line"])) if place else Malformed(str(error)) from error


def _bound_keys(text: str) -> None:
    """Refuse endless dotted keys: the time of the parser grows with the square of their length."""
    if not _DOTTED.search(text):
        return
    bare = _OPAQUE.sub(lambda match: _blank(match[0]), text)
    if match := _ENDLESS_KEY.search(bare):
        raise OverLimit("a key of more than 300 parts", bare.count("\n", 0, match.start()) + 1)


def _blank(token: str) -> str:
    """Write a string as one bare word, a comment as nothing; lines keep their numbers."""
    return ("" if token.startswith("#") else "s") + "\n" * token.count("\n")


def _json(text: str) -> Document:
    from checker.documents import values

    try:
        return Document(values.from_json(text), text)
    except json.JSONDecodeError as error:
        raise Malformed(error.msg, error.lineno) from error
    except ValueError as error:
        raise Malformed(str(error)) from error
