"""Results as what is not usual about them, and back.

Usual is what the policy says of a rule, and that a result has no evidence.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, get_type_hints

from msgspec import convert
from msgspec.structs import fields

from checker.model import encoding
from checker.model.audit import PolicyStamp, RuleStamp
from checker.model.policy import Fix, Severity
from checker.model.result import Outcome, Result
from checker.store.difference import Tree

_FIELDS = {each.name: place for place, each in enumerate(fields(Result))}
_HINTS: Mapping[str, Any] = get_type_hints(Result)
_SCORES = {Outcome.PASS: 1.0, Outcome.FAIL: 0.0}


class Results:
    """Turns results that were judged by one policy into records. *numbers* leads from rules to numbers."""

    def __init__(self, policy: PolicyStamp, numbers: Mapping[str, int]) -> None:
        self._rules = {rule.id: rule for rule in policy.rules}
        self._order = {rule.id: index for index, rule in enumerate(policy.rules)}
        self._numbers = numbers
        self._names: dict[str, str] = {}
        self._usual = cache(self._make_usual)

    def records(self, results: Sequence[Result]) -> Tree:
        """Return the records by the rule's number, and the order where it is not the policy's."""
        names = [result.rule for result in results]
        found: Tree = {"results": {str(self._numbers[each.rule]): self._record(each) for each in results}}
        if names != sorted(names, key=self._rank):
            found["order"] = [self._numbers[name] for name in names]
        return found

    def restored(self, state: Tree) -> tuple[Result, ...]:
        """Return the results that records tell of."""
        records = state["results"]
        names = {number: self._name(number) for number in records}
        order = [str(number) for number in state.get("order", ())]
        numbers = order or sorted(names, key=lambda number: self._rank(names[number]))
        return tuple(self._result(names[number], records[number]) for number in numbers)

    def _record(self, result: Result) -> Tree:
        usual = self._usual(result.rule, result.outcome)
        record = {
            name: encoding.plain(value)
            for name in _FIELDS
            if (value := getattr(result, name)) != getattr(usual, name)
        }
        if result.outcome is not Outcome.PASS:
            record["outcome"] = result.outcome.value
        return record

    def _result(self, rule: str, record: Tree) -> Result:
        usual = self._usual(rule, Outcome(record.get("outcome", Outcome.PASS)))
        if record.keys() <= {"outcome"}:
            return usual
        values = [getattr(usual, name) for name in _FIELDS]
        for name, value in record.items():
            if name in _FIELDS:
                values[_FIELDS[name]] = convert(value, _HINTS[name])
        return Result(*values)

    def _make_usual(self, rule: str, outcome: Outcome) -> Result:
        """Return the result that the policy leads one to expect."""
        stamp = self._rules.get(rule) or RuleStamp(rule, "", "", "", Severity.INFO, Fix(""))
        return Result(
            rule,
            stamp.title,
            stamp.pack,
            outcome,
            stamp.severity,
            stamp.fix,
            stamp.level,
            stamp.objective,
            _SCORES.get(outcome),
        )

    def _rank(self, rule: str) -> tuple[int, str]:
        return self._order.get(rule, len(self._order)), rule

    def _name(self, number: str) -> str:
        if number not in self._names:
            self._names.update({str(value): key for key, value in self._numbers.items()})
        return self._names[number]
