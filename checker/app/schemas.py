"""The JSON Schemas of every kind of file that people and programs exchange with us."""

import json
from collections.abc import Callable, Mapping
from typing import Any


def schema(kind: str) -> str:
    """Return the schema of a kind of file as JSON text."""
    return json.dumps(_KINDS[kind](), indent=2, sort_keys=True) + "\n"


def _policy() -> Mapping[str, Any]:
    from checker.packs.schema import json_schema

    return json_schema()


def _config() -> Mapping[str, Any]:
    from checker.packs.config import config_schema

    return config_schema()


def _cases() -> Mapping[str, Any]:
    from checker.packs.cases import cases_schema

    return cases_schema()


def _audit() -> Mapping[str, Any]:
    from checker.render.schema import audit_schema

    return audit_schema()


def _change() -> Mapping[str, Any]:
    from checker.render.schema import change_schema

    return change_schema()


def _trend() -> Mapping[str, Any]:
    from checker.render.schema import trend_schema

    return trend_schema()


_KINDS: Mapping[str, Callable[[], Mapping[str, Any]]] = {
    "policy": _policy,
    "config": _config,
    "cases": _cases,
    "audit": _audit,
    "change": _change,
    "trend": _trend,
}
