"""The JSON Schemas of every kind of file that people and programs exchange with us."""

import json
from collections.abc import Callable, Mapping
from typing import Any


def schema(kind: str) -> str:
    """Return the schema of a kind of file as JSON text."""
    return json.dumps(KINDS[kind](), indent=2, sort_keys=True) + "\n"


def _policy() -> Mapping[str, Any]:
    from checker.policy.json_schema import json_schema

    return json_schema()


def _rules() -> Mapping[str, Any]:
    from checker.policy.json_schema import topic_schema

    return topic_schema()


def _config() -> Mapping[str, Any]:
    from checker.policy.settings.config import config_schema

    return config_schema()


def _cases() -> Mapping[str, Any]:
    from checker.policy.cases import cases_schema

    return cases_schema()


def _teams() -> Mapping[str, Any]:
    from checker.policy.settings.teams import teams_schema

    return teams_schema()


def _waivers() -> Mapping[str, Any]:
    from checker.policy.repository_waivers import waivers_schema

    return waivers_schema()


def _debt() -> Mapping[str, Any]:
    from checker.policy.debt import debt_schema

    return debt_schema()


def _audit() -> Mapping[str, Any]:
    from checker.render.machine.schema import audit_schema

    return audit_schema()


def _change() -> Mapping[str, Any]:
    from checker.render.machine.schema import change_schema

    return change_schema()


def _trend() -> Mapping[str, Any]:
    from checker.render.machine.schema import trend_schema

    return trend_schema()


KINDS: Mapping[str, Callable[[], Mapping[str, Any]]] = {
    "policy": _policy,
    "rules": _rules,
    "cases": _cases,
    "config": _config,
    "teams": _teams,
    "waivers": _waivers,
    "debt": _debt,
    "audit": _audit,
    "change": _change,
    "trend": _trend,
}
