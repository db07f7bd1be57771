"""What is kept of a judged repository, so that tomorrow only what depends on the time is judged again."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from checker.engine.call_log import CallLog, RecordedCall, Replay
from checker.engine.compile import Plan
from checker.engine.rule_verdict import Evidence, RuleVerdict
from checker.errors import NotKept
from checker.expressions.functions import SPECS, Answers, TreeAnswers
from checker.files import Files, MemoryTree
from checker.model.facts import Facts
from checker.model.json_value import Json

_LOOKING = frozenset(spec.name for spec in SPECS if spec.looks)


class CarriedVerdicts(Struct, frozen=True):
    """Verdicts of rules that the time does not change; for the others, what they were judged by.

    *facts* hold neither what depends on the time nor what no such rule and no group reads.
    """

    verdicts: Mapping[str, RuleVerdict]
    facts: Facts
    calls: tuple[RecordedCall, ...]

    def evidence(self, plan: Plan, timed: Facts, now: datetime) -> Evidence:
        """Return what the rules are judged by that depend on the time; *timed* was measured anew."""
        facts = Facts({**self.facts.values, **timed.values}, (*timed.problems, *self.facts.problems))
        return Evidence(facts, Replay(self.calls, _Nothing(now)), now, plan.timed)


def parts(plan: Plan, facts: Facts, answers: Answers, now: datetime) -> tuple[Evidence, Evidence, CallLog]:
    """Return the evidence of rules that the time does not change, that of the others, and its ledger."""
    timed = plan.timed
    others = frozenset(rule.id for rule in plan.policy.rules) - timed
    ledger = CallLog(answers)
    return Evidence(facts, answers, now, others), Evidence(facts, ledger, now, timed), ledger


def lasting(plan: Plan, facts: Facts, more: frozenset[str]) -> Facts:
    """Return those facts that do not depend on the time and that timed rules, adjustments or *more* read."""
    specs = plan.table.specs
    return facts.only(plan.lasting.union(path for path in more if path in specs and not specs[path].timed))


class _Nothing:
    """Answers what needs no repository; everything else was not kept."""

    def __init__(self, now: datetime) -> None:
        self._plain = TreeAnswers(Files(MemoryTree({})), now)

    def call(self, name: str, arguments: Sequence[Json]) -> Json:
        if name in _LOOKING:
            raise NotKept(name)
        return self._plain.call(name, arguments)
