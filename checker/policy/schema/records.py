"""Mappings with known keys: what each key holds, and which keys need or exclude each other."""

from collections.abc import Mapping
from typing import Any, Protocol

from msgspec import Struct

from checker.documents.pyyaml import MappingNode
from checker.policy.schema.containers import pairs
from checker.policy.schema.reader import INVALID, Reader, Section, described
from checker.policy.schema.scalars import Schema, ValueKind
from checker.policy.suggestions import did_you_mean, shown


class RecordField(Struct, frozen=True):
    """One key of a record: what it holds, what it is for, and what holds without it (None: nothing)."""

    kind: ValueKind
    doc: str
    required: bool = False
    default: Any = None

    def schema(self, definitions: Schema) -> Schema:
        """Return the JSON Schema of what the key holds, with what editors tell about it."""
        held = self.kind.schema(definitions)
        # Whatever stands beside a reference would be ignored.
        found = {"allOf": [held]} if "$ref" in held else held
        told = {"description": self.doc}
        return {**found, **told} if self.default is None else {**found, **told, "default": self.default}


class Constraint(Protocol):
    """A condition on which keys stand together."""

    @property
    def why(self) -> str:
        """What is wrong where it does not hold, in words."""

    def broken(self, keys: frozenset[str]) -> str:
        """Return what is wrong, "" if nothing is."""

    def schema(self) -> Schema:
        """Return the condition as JSON Schema."""


class OneOf(Struct, frozen=True):
    """At least one of these keys is there; *why* says so in words."""

    keys: tuple[str, ...]
    why: str

    def broken(self, keys: frozenset[str]) -> str:
        """Return what is wrong, "" if nothing is."""
        return "" if keys.intersection(self.keys) else self.why

    def schema(self) -> Schema:
        """Return the same as JSON Schema."""
        return {"anyOf": [{"required": [key]} for key in self.keys]}


class Needs(Struct, frozen=True):
    """A key makes sense only beside another."""

    key: str
    other: str
    why: str

    def broken(self, keys: frozenset[str]) -> str:
        """Return what is wrong, "" if nothing is."""
        return self.why if self.key in keys and self.other not in keys else ""

    def schema(self) -> Schema:
        """Return the same as JSON Schema."""
        return {"dependencies": {self.key: [self.other]}}


class Excludes(Struct, frozen=True):
    """A key does not stand beside any of the others."""

    key: str
    others: tuple[str, ...]
    why: str

    def broken(self, keys: frozenset[str]) -> str:
        """Return what is wrong, "" if nothing is."""
        return self.why if self.key in keys and keys.intersection(self.others) else ""

    def schema(self) -> Schema:
        """Return the same as JSON Schema."""
        others = [{"required": [other]} for other in self.others]
        return {"if": {"required": [self.key]}, "then": {"not": {"anyOf": others}}}


class RecordKind(Struct, frozen=True):
    """A mapping with known keys; it is read as a Section."""

    name: str
    fields: Mapping[str, RecordField]
    constraints: tuple[Constraint, ...] = ()
    doc: str = ""

    @property
    def what(self) -> str:
        """Say what the mapping describes."""
        return f"{self.name} (a mapping)"

    def read(self, node: Any, reader: Reader) -> Any:
        """Return the mapping as a Section, INVALID where it is none."""
        if not isinstance(node, MappingNode):
            return reader.wrong(node, f"expected {self.what}, found {described(node)}")
        before = len(reader.mistakes)
        found = pairs(node, reader)
        values = {key: self._value(key, key_node, item, reader) for key, (key_node, item) in found.items()}
        for key, field in self.fields.items():
            if field.required and key not in found:
                reader.wrong(node, f"{self.name} needs the key {key!r}")
        self._constrain(node, frozenset(found), reader)
        sound = len(reader.mistakes) == before
        return Section(values, node, reader.name, sound)

    def _value(self, key: str, key_node: Any, item: Any, reader: Reader) -> Any:
        field = self.fields.get(key)
        if field is not None:
            return field.kind.read(item, reader)
        reader.wrong(key_node, f"unknown key {shown(key)} in {self.name}{did_you_mean(key, self.fields)}")
        return INVALID

    def _constrain(self, node: Any, keys: frozenset[str], reader: Reader) -> None:
        if not keys <= self.fields.keys():
            return  # one of the unknown keys may be meant for the one that is missed
        for constraint in self.constraints:
            if why := constraint.broken(keys):
                reader.wrong(node, why)

    def schema(self, definitions: Schema) -> Schema:
        """Return the same as JSON Schema."""
        name = self.name.removeprefix("an ").removeprefix("a ").replace(" ", "-")
        if name not in definitions:
            definitions[name] = {}  # taken, should the record hold itself
            definitions[name].update(self._object(definitions))
        return {"$ref": f"#/definitions/{name}"}

    def _object(self, definitions: Schema) -> Schema:
        properties = {key: field.schema(definitions) for key, field in self.fields.items()}
        required = [key for key, field in self.fields.items() if field.required]
        constraints = [constraint.schema() for constraint in self.constraints]
        return {
            "type": "object",
            "title": self.name.removeprefix("an ").removeprefix("a "),
            **({"description": self.doc} if self.doc else {}),
            "properties": properties,
            "required": required,
            "additionalProperties": False,
            **({"allOf": constraints} if constraints else {}),
        }
