"""A JSON Schema from the type hints of dataclasses, so that the two cannot differ."""

import types
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from inspect import getdoc
from typing import Any, TypeAlias, Union, get_args, get_origin, get_type_hints

from checker.model.change import Change
from checker.model.trend import Trend
from checker.render.change import json as change
from checker.render.report import SCHEMA, Report
from checker.render.trend import json as trend

Schema: TypeAlias = dict[str, Any]
_SCALARS = {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}


def audit_schema() -> Schema:
    """Return the JSON Schema of the report that the json format writes."""
    return _document(Report, SCHEMA, "The report of an audit")


def change_schema() -> Schema:
    """Return the JSON Schema of the comparison that its json format writes."""
    return _document(Change, change.SCHEMA, "The comparison of two audits")


def trend_schema() -> Schema:
    """Return the JSON Schema of the trend that its json format writes."""
    return _document(Trend, trend.SCHEMA, "Scores over time")


def _document(kind: Any, name: str, title: str) -> Schema:
    """Return the schema of what starts with the name of its shape."""
    definitions: dict[str, Schema] = {}
    root = _dataclass(kind, definitions)
    properties = {"schema": {"const": name}, **{k: v for k, v in root["properties"].items() if k != "schema"}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": name,
        "title": title,
        **root,
        "properties": properties,
        "required": list(properties),
        "$defs": dict(sorted(definitions.items())),
    }


def _schema(kind: Any, definitions: dict[str, Schema]) -> Schema:
    origin, arguments = get_origin(kind), get_args(kind)
    if is_dataclass(kind):
        return _reference(kind, definitions)
    if origin in (Union, types.UnionType):
        return _union(arguments, definitions)
    if origin is tuple:
        return {"type": "array", "items": _schema(arguments[0], definitions)}
    if origin is not None and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": _schema(arguments[1], definitions)}
    return _scalar(kind)


def _union(options: tuple[Any, ...], definitions: dict[str, Schema]) -> Schema:
    """Write the options, or nothing where a plain value (which refers to itself) may be anything."""
    if any(get_origin(option) is Sequence for option in options):
        return {}
    return {"anyOf": [_schema(option, definitions) for option in options]}


def _scalar(kind: Any) -> Schema:
    if issubclass(kind, Enum):
        return {"enum": [member.value for member in kind]}
    if kind is date:
        return {"type": "string", "format": "date"}
    return {"type": _SCALARS[kind]}


def _reference(kind: Any, definitions: dict[str, Schema]) -> Schema:
    name = kind.__name__
    if name not in definitions:
        definitions[name] = {}  # stands in while its own fields are written
        definitions[name] = _dataclass(kind, definitions)
    return {"$ref": f"#/$defs/{name}"}


def _dataclass(kind: Any, definitions: dict[str, Schema]) -> Schema:
    hints = get_type_hints(kind)
    names = [(field.name, field.name.rstrip("_")) for field in fields(kind)]
    return {
        "description": " ".join((getdoc(kind) or "").replace("*", "`").split()),
        "type": "object",
        "properties": {key: _schema(hints[name], definitions) for name, key in names},
        "required": [key for _, key in names],
        "additionalProperties": False,
    }
