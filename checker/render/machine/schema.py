"""JSON Schema of what the json formats write, from the same types, so that the two cannot differ."""

from inspect import getdoc
from typing import Any, TypeAlias

from msgspec import Struct
from msgspec.json import schema_components

from checker.model.change import Change
from checker.model.trend import Trend
from checker.render.machine import change_json as change
from checker.render.machine import trend_json as trend
from checker.render.machine.report import SCHEMA, Report

Schema: TypeAlias = dict[str, Any]


def audit_schema() -> Schema:
    """Return the JSON Schema of the report that the json format writes."""
    return _document(Report, SCHEMA, "The report of an audit")


def change_schema() -> Schema:
    """Return the JSON Schema of the comparison that its json format writes."""
    return _document(Change, change.SCHEMA, "The comparison of two audits")


def trend_schema() -> Schema:
    """Return the JSON Schema of the trend that its json format writes."""
    return _document(Trend, trend.SCHEMA, "Scores over time")


def _document(kind: type[Struct], name: str, title: str) -> Schema:
    """Return the schema of what starts with the name of its shape."""
    _, components = schema_components([kind])
    definitions = {key: _written(component) for key, component in sorted(components.items())}
    root = definitions.pop(kind.__name__)
    properties = {"schema": {"const": name}, **{k: v for k, v in root["properties"].items() if k != "schema"}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": name,
        **root,
        "title": title,
        "description": _described(getdoc(kind)),
        "properties": properties,
        "required": list(properties),
        "$defs": definitions,
    }


def _written(component: Schema) -> Schema:
    """Return the schema of what is written: every field, also those that a reader may do without."""
    if "properties" not in component:
        return component
    fields = {
        name: {key: part for key, part in field.items() if key != "default"}
        for name, field in component["properties"].items()
    }
    return {
        **{key: part for key, part in component.items() if key != "title"},
        "description": _described(component.get("description")),
        "properties": fields,
        "required": list(fields),
        "additionalProperties": False,
    }


def _described(docstring: str | None) -> str:
    return " ".join((docstring or "").replace("*", "`").split())
