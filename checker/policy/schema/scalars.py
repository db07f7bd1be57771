"""The kinds of values that our YAML files hold: each reads a node and describes itself.

A kind is the only place that knows what is allowed: `read` enforces it, `schema` states the same
as JSON Schema, so that an editor and the loader agree.
"""

import re
from contextlib import suppress
from datetime import date
from typing import Any, Protocol

from msgspec import Struct

from checker.documents import yaml
from checker.documents.pyyaml import SequenceNode
from checker.errors import Unobserved
from checker.files import globs
from checker.policy.schema.reader import Reader, described, is_scalar, plain
from checker.policy.suggestions import did_you_mean

Schema = dict[str, Any]
"""A JSON Schema, or a part of one."""
TEXT_LIMIT = 4000
"""Characters of the longest text or expression."""


class ValueKind(Protocol):
    """A kind of value: reads a node, and describes itself as JSON Schema."""

    @property
    def what(self) -> str:
        """What is expected, in words: it follows "expected"."""

    def read(self, node: Any, reader: Reader) -> Any:
        """Return the value of *node*; INVALID, with a mistake on record, where it does not fit."""

    def schema(self, definitions: Schema) -> Schema:
        """Return the JSON Schema; shared parts go to *definitions*."""


def unexpected(kind: ValueKind, node: Any, reader: Reader, advice: str = "") -> Any:
    """Record that *node* is not of this kind."""
    return reader.wrong(node, f"expected {kind.what}, found {described(node)}{advice}")


class TextKind(Struct, frozen=True):
    """A text that *pattern* is found in. *literal*: any scalar counts, as it is written."""

    what: str = "a text"
    pattern: str = r"\S"
    limit: int = TEXT_LIMIT
    literal: bool = False

    def read(self, node: Any, reader: Reader) -> Any:
        """Return the text, INVALID where it is none."""
        value = plain(node)
        if self.literal and value is not None:
            value = node.value
        if not isinstance(value, str):
            quotes = "; put it in quotes" if is_scalar(node) and node.value else ""
            return unexpected(self, node, reader, quotes)
        if len(value) > self.limit:
            return reader.wrong(node, f"{len(value)} characters, more than {self.limit}")
        if re.search(self.pattern, value) is None:
            return unexpected(self, node, reader)
        return value

    def schema(self, _definitions: Schema) -> Schema:
        """Return the same as JSON Schema."""
        kinds = ["string", "number", "boolean"] if self.literal else "string"
        found: Schema = {"type": kinds, "maxLength": self.limit}
        return found | ({"pattern": self.pattern} if self.pattern else {})


class GlobKind(Struct, frozen=True):
    """A pattern over paths or names."""

    what: str = "a pattern like acme/pay-*"

    def read(self, node: Any, reader: Reader) -> Any:
        """Return the pattern, INVALID where it is none."""
        value = plain(node)
        if not isinstance(value, str) or not value.strip():
            return unexpected(self, node, reader)
        try:
            globs.compiled(value)
        except Unobserved as error:
            return reader.wrong(node, error.reason)
        return value

    def schema(self, _definitions: Schema) -> Schema:
        """Return the same as JSON Schema."""
        return {"type": "string", "pattern": r"\S", "maxLength": globs.GLOB_LIMIT}


class ChoiceKind(Struct, frozen=True):
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
        return unexpected(self, node, reader, did_you_mean(str(value), self.words))

    def schema(self, _definitions: Schema) -> Schema:
        """Return the same as JSON Schema."""
        return {"enum": list(self.words)}


class FlagKind(Struct, frozen=True):
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
        return value if fits else unexpected(self, node, reader)

    def schema(self, _definitions: Schema) -> Schema:
        """Return the same as JSON Schema."""
        return {"type": "boolean"} if self.only is None else {"const": self.only}


class NumberKind(Struct, frozen=True):
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
            return unexpected(self, node, reader)
        return value if self.whole else float(value)

    def schema(self, _definitions: Schema) -> Schema:
        """Return the same as JSON Schema."""
        kind = "integer" if self.whole else "number"
        return {"type": kind, "minimum": self.least, "maximum": self.most}


_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


class DayKind(Struct, frozen=True):
    """A calendar date."""

    what: str = "a date like 2027-03-31"

    def read(self, node: Any, reader: Reader) -> Any:
        """Return the date, INVALID where it is none."""
        value = plain(node)
        if isinstance(value, str) and re.fullmatch(_DATE, value):
            with suppress(ValueError):
                return date.fromisoformat(value)
        return unexpected(self, node, reader)

    def schema(self, _definitions: Schema) -> Schema:
        """Return the same as JSON Schema."""
        return {"type": "string", "format": "date", "pattern": _DATE}


class ParameterKind(Struct, frozen=True):
    """What a parameter can be: one scalar, or a list of scalars of one type."""

    what: str = "true, false, a number, a text, or a list of texts or of numbers"

    def read(self, node: Any, reader: Reader) -> Any:
        """Return the parameter, INVALID where it is none."""
        items = node.value if isinstance(node, SequenceNode) else [node]
        values = [plain(item) for item in items]
        if None in values or len({type(value) for value in values}) > 1:
            return unexpected(self, node, reader)
        return tuple(values) if isinstance(node, SequenceNode) else values[0]

    def schema(self, _definitions: Schema) -> Schema:
        """Return the same as JSON Schema."""
        scalars = ("boolean", "number", "string")
        lists = [{"type": "array", "items": {"type": kind}} for kind in scalars]
        return {"anyOf": [{"type": list(scalars)}, *lists]}


class AnyKind(Struct, frozen=True):
    """Any value that YAML can hold."""

    what: str = "a value"

    def read(self, node: Any, _reader: Reader) -> Any:
        """Return the value of any shape, INVALID where it is none."""
        return yaml.value(node)

    def schema(self, _definitions: Schema) -> Schema:
        """Return the same as JSON Schema."""
        return {}
