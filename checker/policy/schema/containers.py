"""Kinds that are made of others: lists, mappings and alternatives."""

import re
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from checker.documents.pyyaml import MappingNode, SequenceNode
from checker.policy.schema.reader import INVALID, Reader, is_scalar
from checker.policy.schema.scalars import Schema, TextKind, ValueKind, unexpected
from checker.policy.suggestions import shown


class ListKind(Struct, frozen=True):
    """A list of values of one kind."""

    item: ValueKind
    least: int = 0
    unique: bool = False

    @property
    def what(self) -> str:
        """Say that it is a list."""
        return "a list" if not self.least else "a list that is not empty"

    def read(self, node: Any, reader: Reader) -> Any:
        """Return the list, INVALID where it is none."""
        if not isinstance(node, SequenceNode) or len(node.value) < self.least:
            return unexpected(self, node, reader)
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


class MappingKind(Struct, frozen=True):
    """A mapping from keys of one kind to values of one kind."""

    key: TextKind
    value: ValueKind
    what: str = "a mapping"

    def read(self, node: Any, reader: Reader) -> Any:
        """Return the mapping, INVALID where it is none."""
        if not isinstance(node, MappingNode):
            return unexpected(self, node, reader)
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


class UnionKind(Struct, frozen=True):
    """One kind or another, told apart by the shape of the node."""

    scalar: ValueKind | None = None
    many: ValueKind | None = None
    table: ValueKind | None = None

    @property
    def what(self) -> str:
        """Name the kinds."""
        return " or ".join(kind.what for kind in self._kinds().values())

    def _kinds(self) -> Mapping[type, ValueKind]:
        kinds = {MappingNode: self.table, SequenceNode: self.many}
        found: dict[type, ValueKind] = {} if self.scalar is None else {object: self.scalar}
        return found | {node: kind for node, kind in kinds.items() if kind is not None}

    def read(self, node: Any, reader: Reader) -> Any:
        """Return the value of either kind, INVALID where it is none."""
        kinds = self._kinds()
        kind = kinds.get(object) if is_scalar(node) else kinds.get(type(node))
        return unexpected(self, node, reader) if kind is None else kind.read(node, reader)

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
