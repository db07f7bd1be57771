"""How an entry of a list reads in YAML: in lines of its own, or in brackets."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeAlias

from checker.patterns import lazy

Value: TypeAlias = "str | bool | date | Sequence[str] | Sequence[Entry]"
Entry: TypeAlias = Mapping[str, Value]
"""What an entry says: texts, flags, dates, and lists of texts or of entries by key, in this order."""
# Plain scalars that mean the same in every YAML, inside brackets and outside.
_INSIDE = lazy(r"[^\W\d_][\w./@+()*-]*(?: [\w./@+()-]+)*")
_OUTSIDE = lazy(r"[^\W\d_](?:[\w./@+()*,;'-]|:(?=/))*(?: [\w./@+(),;'-]+)*")
_STEP = 2
_WORDS = frozenset(("true", "false", "null", "yes", "no", "on", "off", "y", "n"))


def block(entry: Entry, column: int, offset: int) -> list[str]:
    """Return the lines of an entry whose dash stands in *column*, its keys *offset* further right."""
    dash, blank = f"{' ' * column}-{' ' * (offset - 1)}", " " * (column + offset)
    said = [line for key, value in entry.items() for line in _lines(key, value)]
    return [f"{blank if index else dash}{line}" for index, line in enumerate(said)]


def _lines(key: str, value: Value) -> list[str]:
    inner = _entries(value)
    if not inner:
        return [f"{key}: {_written(value, inside=False)}"]
    return [f"{key}:", *(line for each in inner for line in block(each, _STEP, _STEP))]


def _entries(value: Value) -> Sequence[Entry]:
    listed = () if isinstance(value, (str, bool, date)) else value
    return [each for each in listed if not isinstance(each, str)]


def flow(entry: Entry) -> str:
    """Return an entry in braces, on one line."""
    said = (f"{key}: {_written(value, inside=True)}" for key, value in entry.items())
    return f"{{{', '.join(said)}}}"


def _written(value: Value, inside: bool) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return _text(value, inside)
    said = (_text(each, inside=True) if isinstance(each, str) else flow(each) for each in value)
    return f"[{', '.join(said)}]"


def _text(text: str, inside: bool) -> str:
    """Return a text as it stands where that is safe, else in double quotes."""
    plain = _INSIDE if inside else _OUTSIDE
    if plain.fullmatch(text) and text.lower() not in _WORDS:
        return text
    # Of its escapes YAML knows all but surrogates, which cannot occur: nothing printable is escaped.
    return json.dumps(text, ensure_ascii=False)
