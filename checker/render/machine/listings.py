"""JSON of what commands list: rules, waivers, the policy in force."""

from collections.abc import Sequence
from typing import Any

from msgspec import to_builtins

from checker.model.listed_waiver import ListedWaiver
from checker.model.policy import Policy, Rule
from checker.render.machine.json import write


def rules(listed: Sequence[Rule]) -> str:
    """Return rules as JSON: {rules: […]}."""
    return write({"rules": [_plain(rule) for rule in listed]}).rstrip("\n")


def _plain(rule: Rule) -> dict[str, Any]:
    data: dict[str, Any] = to_builtins(rule)
    del data["positions"]
    return {**data, "defined_at": str(rule.positions[""])}


def waivers(listed: Sequence[ListedWaiver]) -> str:
    """Return waivers as JSON: {waivers: […]}."""
    return write({"waivers": to_builtins(listed)}).rstrip("\n")


def policy(in_force: Policy) -> str:
    """Return the policy in force as JSON, without the places where it was said."""
    data: dict[str, Any] = to_builtins(in_force)
    del data["origins"]
    for rule in data["rules"]:
        del rule["positions"]
    return write(data).rstrip("\n")
