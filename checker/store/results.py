"""Results as rows of the history, and back.

A row holds outcome and score. Its evidence is JSON with those other fields of the result that are not
what the policy says of the rule: an empty object is not stored.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple, get_type_hints

from msgspec import convert

from checker.model.audit import PolicyStamp, RuleStamp
from checker.model.encoding import plain
from checker.model.policy import Fix, Severity
from checker.model.result import Outcome, Result
from checker.store.encoding import Tree, digest_of, text_of, value_of

_FIELDS = Result.__struct_fields__
_EVIDENCE = frozenset(_FIELDS) - {"rule", "outcome", "score"}
_HINTS: Mapping[str, Any] = get_type_hints(Result)
_SCORES = {Outcome.PASS: 1.0, Outcome.FAIL: 0.0}


class StoredResult(NamedTuple):
    """What a row holds of a result: the last one is the digest of its evidence, None without any."""

    outcome: str
    score: float | None
    evidence: bytes | None


class Results:
    """Turns results that were judged by one policy into rows and back.

    *texts* holds evidence by its digest, for rows that are read.
    """

    def __init__(self, policy: PolicyStamp) -> None:
        self._rules = {rule.id: rule for rule in policy.rules}
        self._order = {rule.id: index for index, rule in enumerate(policy.rules)}
        self._usual = cache(self._make_usual)
        self._known: dict[tuple[str, StoredResult], Result] = {}
        self.texts: dict[bytes, str] = {}

    def row(self, result: Result) -> tuple[StoredResult, str]:
        """Return the row of a result and the text of its evidence, "" without any."""
        evidence = self.evidence(result)
        text = text_of(evidence) if evidence else ""
        return StoredResult(result.outcome.value, result.score, digest_of(text) if text else None), text

    def evidence(self, result: Result) -> Tree:
        """Return the fields of a result that neither columns nor the policy say."""
        usual = self._usual(result.rule, result.outcome)
        return {
            name: plain(value)
            for name in _FIELDS
            if (value := getattr(result, name)) != getattr(usual, name) and name in _EVIDENCE
        }

    def result(self, rule: str, row: StoredResult) -> Result:
        """Return the result that a row stands for; its evidence has to be among the texts.

        Raises TypeError, LookupError or ValueError when it stands for none.
        """
        known = self._known.get((rule, row))
        if known is None:
            known = self._known[rule, row] = self._read(rule, row)
        return known

    def _read(self, rule: str, row: StoredResult) -> Result:
        if row.score is not None and not 0 <= row.score <= 1:
            raise ValueError(f"a share is {row.score}")
        outcome = Outcome(row.outcome)
        usual = self._usual(rule, outcome)
        evidence = {} if row.evidence is None else value_of(self.texts[row.evidence])
        changed = {name: convert(evidence[name], _HINTS[name]) for name in _EVIDENCE & evidence.keys()}
        changed["score"] = row.score
        return Result(*(changed.get(name, getattr(usual, name)) for name in _FIELDS))

    def in_order(self, rules: Sequence[str]) -> list[str]:
        """Return rules in the usual order: the policy's, then others by name."""
        return sorted(rules, key=lambda rule: (self._order.get(rule, len(self._order)), rule))

    def _make_usual(self, rule: str, outcome: Outcome) -> Result:
        """Return the result that the policy leads one to expect."""
        stamp = self._rules.get(rule) or RuleStamp(
            id=rule, title="", why="", pack="", severity=Severity.INFO, fix=Fix("")
        )
        return Result(
            rule=rule,
            title=stamp.title,
            pack=stamp.pack,
            outcome=outcome,
            severity=stamp.severity,
            fix=stamp.fix,
            level=stamp.level,
            objective=stamp.objective,
            score=_SCORES.get(outcome),
        )
