"""Compiled programs to bytes and back, for the cache."""

import base64
import json

from checker.engine.compile import Plan, Program, planned
from checker.expressions.fact_table import FactTable
from checker.model.policy import Policy


def pack(plan: Plan) -> bytes:
    """Return everything in a plan that compiling took, as JSON."""
    rows = [
        [
            rule,
            key,
            program.source,
            _text(program.serialized),
            program.reads,
            program.group,
            program.looks,
            program.timed,
        ]
        for rule, programs in plan.programs.items()
        for key, program in programs.items()
    ]
    return json.dumps([rows, plan.groups], default=dict).encode()


def unpack(stored: bytes, policy: Policy, table: FactTable) -> Plan | None:
    """Return the plan of a policy from what `pack` made of it, None if that is damaged."""
    try:
        rows, groups = json.loads(stored)
        programs: dict[str, dict[str, Program]] = {rule.id: {} for rule in policy.rules}
        for rule, key, source, serialized, *rest in rows:
            paths, group, looks, timed = rest
            code = base64.b64decode(serialized, validate=True)
            program = Program(
                source=source,
                serialized=code,
                reads=tuple(paths),
                group=group,
                looks=bool(looks),
                timed=bool(timed),
            )
            programs.setdefault(rule, {})[key] = program
    except (ValueError, TypeError):
        return None
    return planned(policy, table, programs, tuple(groups))


def _text(serialized: bytes) -> str:
    return base64.b64encode(serialized).decode()
