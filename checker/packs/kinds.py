"""The kinds of values that our YAML files hold: each reads a node and describes itself.

A kind is the only place that knows what is allowed: `read` enforces it, `schema` states the same
as JSON Schema, so that an editor and the loader agree.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from ruamel.yaml.nodes import MappingNode, SequenceNode

from checker.documents import yaml
from checker.packs.reading import INVALID, Reader, described, did_you_mean, is_scalar, plain, shown

Schema = dict[str, Any]
"""A JSON Schema, or a part of one."""
TEXT_LIMIT = 4000
"""Characters of the longest text or expression."""


class Kind(Protocol):
    """What a value may be."""

    @property
    def what(self) -> str:
        """What is expected, in words: it follows "expected"."""

    def read(self, node: Any, reader: Reader) -> Any:
        """Return the value of *node*; INVALID, with a mistake on record, where it does not fit."""

    def schema(self, definitions: Schema) -> Schema:
        """Return the JSON Schema; shared parts go to *definitions*."""


def _unexpected(kind: Kind, node: Any, reader: Reader, advice: str = "") -> Any:
    return reader.wrong(node, f"expected {kind.what}, found {described(node)}{advice}")


@dataclass(frozen=True, slots=True)
class Text:
    """A text that *pattern* is found in. *literal*: any scalar counts, as it is written."""

    what: str = "a text"
    pattern: str = r"\S"
    limit: int = TEXT_LIMIT
    literal: bool = False

    def read(self, node: Any, reader: Reader) -> Any:
        """Return the text, INVALID where it is none."""
        value = node.value if self.literal and is_scalar(node) else plain(node)
        if not isinstance(value, str):
            quotes = "; put it in quotes" if is_scalar(node) and node.value else ""
            return _unexpected(self, node, reader, quotes)
        if len(value) > self.limit:
            return reader.wrong(node, f"{len(value)} characters, more than {self.limit}")
        if re.search(self.pattern, value) is None:
            return _unexpected(self, node, reader)
        return value

    def schema(self, _definitions: Schema) -> Schema:
        """Return the same as JSON Schema."""
        kinds = ["string", "number", "boolean"] if self.literal else "string"
        found: Schema = {"type": kinds, "maxLength": self.limit}
        return found | ({"pattern": self.pattern} if self.pattern else {})


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words."""

    words: tuple[str, ...]

    @property
    def what(self) -> str:
        """Name the words."""
        return "one of " + ", ".join(self.words)

    def read(self, node: Any, reader: Reader) -> Any:
        """Return the word, INVALID where it is none."""
        value = plain(node)
        if value in self.words:
            return value
        return _unexpected(self, node, reader, did_you_mean(str(value), self.words))

    def schema(self, _definitions: Schema) -> Schema:
        """Return the same as JSON Schema."""
        return {"enum": list(self.words)}


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false; with *only*, nothing but this one says anything."""

    only: bool | None = None

    @property
    def what(self) -> str:
        """Name the values."""
        return "true or false" if self.only is None else str(self.only).lower()

    def read(self, node: Any, reader: Reader) -> Any:
        """Return the flag, INVALID where it is none."""
        value = plain(node)
        fits = isinstance(value, bool) and self.only in (None, value)
        return value if fits else _unexpected(self, node, reader)

    def schema(self, _definitions: Schema) -> Schema:
        """Return the same as JSON Schema."""
        return {"type": "boolean"} if self.only is None else {"const": self.only}


@dataclass(frozen=True, slots=True)
class Number:
    """A number from *least* to *most*; *whole* ones have no fraction."""

    least: float
    most: float
    whole: bool = False

    @property
    def what(self) -> str:
        """Name the bounds."""
        return f"a {'whole ' if self.whole else ''}number from {self.least:g} to {self.most:g}"

    def read(self, node: Any, reader: Reader) -> Any:
        """Return the number, INVALID where it is none."""
        value = plain(node)
        types = (int,) if self.whole else (int, float)
        if isinstance(value, bool) or not isinstance(value, types) or not self.least <= value <= self.most:
            return _unexpected(self, node, reader)
        return value if self.whole else float(value)

    def schema(self, _definitions: Schema) -> Schema:
        """Return the same as JSON Schema."""
        kind = "integer" if self.whole else "number"
        return {"type": kind, "minimum": self.least, "maximum": self.most}


_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar date."""

    what: str = "a date like 2027-03-31"

    def read(self, node: Any, reader: Reader) -> Any:
        """Return the date, INVALID where it is none."""
        value = plain(node)
        if isinstance(value, str) and re.fullmatch(_DATE, value):
            with suppress(ValueError):
                return date.fromisoformat(value)
        return _unexpected(self, node, reader)

    def schema(self, _definitions: Schema) -> Schema:
        """Return the same as JSON Schema."""
        return {"type": "string", "format": "date", "pattern": _DATE}


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a parameter can be: one scalar, or a list of scalars of one type."""

    what: str = "true, false, a number, a text, or a list of texts or of numbers"

    def read(self, node: Any, reader: Reader) -> Any:
        """Return the parameter, INVALID where it is none."""
        items = node.value if isinstance(node, SequenceNode) else [node]
        values = [plain(item) for item in items]
        if None in values or len({type(value) for value in values}) > 1:
            return _unexpected(self, node, reader)
        return tuple(values) if isinstance(node, SequenceNode) else values[0]

    def schema(self, _definitions: Schema) -> Schema:
        """Return the same as JSON Schema."""
        scalars = ("boolean", "number", "string")
        lists = [{"type": "array", "items": {"type": kind}} for kind in scalars]
        return {"anyOf": [{"type": list(scalars)}, *lists]}


@dataclass(frozen=True, slots=True)
class Anything:
    """Any value that YAML can hold."""

    what: str = "a value"

    def read(self, node: Any, _reader: Reader) -> Any:
        """Return the value of any shape, INVALID where it is none."""
        return yaml.value(node)

    def schema(self, _definitions: Schema) -> Schema:
        """Return the same as JSON Schema."""
        return {}


@dataclass(frozen=True, slots=True)
class Many:
    """A list of values of one kind."""

    item: Kind
    least: int = 0
    unique: bool = False

    @property
    def what(self) -> str:
        """Say that it is a list."""
        return "a list" if not self.least else "a list that is not empty"

    def read(self, node: Any, reader: Reader) -> Any:
        """Return the list, INVALID where it is none."""
        if not isinstance(node, SequenceNode) or len(node.value) < self.least:
            return _unexpected(self, node, reader)
        values = [self.item.read(item, reader) for item in node.value]
        if self.unique:
            _refuse_twins(node, values, reader)
        return tuple(value for value in values if value is not INVALID)

    def schema(self, definitions: Schema) -> Schema:
        """Return the same as JSON Schema."""
        found: Schema = {"type": "array", "items": self.item.schema(definitions)}
        found |= {"minItems": self.least} if self.least else {}
        return found | ({"uniqueItems": True} if self.unique else {})


def _refuse_twins(node: Any, values: list[Any], reader: Reader) -> None:
    for index, value in enumerate(values):
        if value is not INVALID and value in values[:index]:
            reader.wrong(node.value[index], f"{shown(value)} is in the list twice")


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping from keys of one kind to values of one kind."""

    key: Text
    value: Kind
    what: str = "a mapping"

    def read(self, node: Any, reader: Reader) -> Any:
        """Return the mapping, INVALID where it is none."""
        if not isinstance(node, MappingNode):
            return _unexpected(self, node, reader)
        found: dict[str, Any] = {}
        for key, item in pairs(node, reader).values():
            if re.search(self.key.pattern, key.value) is None:
                reader.wrong(key, f"expected {self.key.what}, found {shown(key.value)}")
                continue
            value = self.value.read(item, reader)
            if value is not INVALID:
                found[key.value] = value
        return found

    def schema(self, definitions: Schema) -> Schema:
        """Return the same as JSON Schema."""
        found: Schema = {"type": "object", "additionalProperties": self.value.schema(definitions)}
        return found | ({"propertyNames": {"pattern": self.key.pattern}} if self.key.pattern else {})


@dataclass(frozen=True, slots=True)
class Either:
    """One kind or another, told apart by the shape of the node."""

    scalar: Kind | None = None
    many: Kind | None = None
    table: Kind | None = None

    @property
    def what(self) -> str:
        """Name the kinds."""
        return " or ".join(kind.what for kind in self._kinds().values())

    def _kinds(self) -> Mapping[type, Kind]:
        kinds = {MappingNode: self.table, SequenceNode: self.many}
        found: dict[type, Kind] = {} if self.scalar is None else {object: self.scalar}
        return found | {node: kind for node, kind in kinds.items() if kind is not None}

    def read(self, node: Any, reader: Reader) -> Any:
        """Return the value of either kind, INVALID where it is none."""
        kinds = self._kinds()
        kind = kinds.get(object) if is_scalar(node) else kinds.get(type(node))
        return _unexpected(self, node, reader) if kind is None else kind.read(node, reader)

    def schema(self, definitions: Schema) -> Schema:
        """Return the same as JSON Schema."""
        return {"anyOf": [kind.schema(definitions) for kind in self._kinds().values()]}


def pairs(node: Any, reader: Reader) -> dict[str, tuple[Any, Any]]:
    """Return the key and value nodes of a mapping by key; a key that is there twice is a mistake."""
    found: dict[str, tuple[Any, Any]] = {}
    for key, value in node.value:
        if key.value in found:
            first = found[key.value][0].start_mark.line + 1
            reader.wrong(key, f"duplicate key {shown(key.value)}; it is on line {first} already")
        else:
            found[key.value] = (key, value)
    return found
