"""Subjects as states of plain values, without what the policy and the columns say, and back."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from functools import cache
from typing import Any

from checker.model import codec
from checker.model.audit import Blocker, PolicyStamp, Repository, RuleStamp, Score, Subject
from checker.model.policy import Fix, Severity
from checker.model.result import Outcome, Result
from checker.model.value import dataclass
from checker.store.difference import Tree

_FIELDS = tuple(each.name for each in fields(Result))
_SCORES = {Outcome.PASS: 1.0, Outcome.FAIL: 0.0}
_VIEWS = ("objectives", "packs")
_UNNAMED: Tree = codec.encode(Subject("", "", None, "", ()))
_EMPTY_REPOSITORY: Tree = codec.encode(Repository("", ""))
_COLUMNS = ("subject", "kind", "commit", "score", "coverage", "score_without_waivers", "level")


@dataclass(frozen=True, slots=True)
class Columns:
    """What a table says of a subject beside its state."""

    subject: str
    kind: str
    commit: str
    score: float | None
    coverage: float | None
    score_without_waivers: float | None
    level: str
    team: str


class Documents:
    """Turns subjects that were judged by one policy into states. *numbers* leads from rules to numbers."""

    def __init__(self, policy: PolicyStamp, numbers: Mapping[str, int]) -> None:
        self._rules = {rule.id: rule for rule in policy.rules}
        self._order = {rule.id: index for index, rule in enumerate(policy.rules)}
        self._levels = {level: index for index, level in enumerate(policy.levels)}
        self._numbers = numbers
        self._names: dict[str, str] = {}
        self._usual = cache(self._make_usual)

    def state(self, subject: Subject) -> Tree:
        """Return everything about a subject that is not in its columns and not usual."""
        whole = codec.encode(replace(subject, results=(), level_blockers=()))
        state = {key: whole[key] for key in whole if whole[key] != _UNNAMED[key] and key not in _COLUMNS}
        if subject.repository is not None:
            state["repository"] = _repository(whole["repository"], subject.subject)
        if subject.level_without_waivers == subject.level:
            state.pop("level_without_waivers", None)
        else:
            state["level_without_waivers"] = subject.level_without_waivers
        state.update((view, _views(getattr(subject, view))) for view in _VIEWS if getattr(subject, view))
        state.update(self._blockers(subject.level_blockers))
        state.update(self._results(subject.results))
        return state

    def subject(self, columns: Columns, state: Tree) -> Subject:
        """Return the subject that a state and its columns tell of."""
        whole = {**_UNNAMED, **state}
        whole.update({key: getattr(columns, key) for key in _COLUMNS})
        whole["level_without_waivers"] = state.get("level_without_waivers", columns.level)
        for view in _VIEWS:
            whole[view] = {key: {"score": s, "coverage": c} for key, (s, c) in whole[view].items()}
        if whole["repository"] is not None:
            known = {"id": columns.subject, "team": columns.team}
            whole["repository"] = {**_EMPTY_REPOSITORY, **known, **whole["repository"]}
        whole["results"] = whole["level_blockers"] = ()
        return replace(
            codec.decode(Subject, whole),
            results=self._restored(state),
            level_blockers=self._blocking(state),
        )

    def _results(self, results: Sequence[Result]) -> Tree:
        names = [result.rule for result in results]
        found: Tree = {"results": {str(self._numbers[each.rule]): self._record(each) for each in results}}
        if names != sorted(names, key=self._rank):
            found["order"] = [self._numbers[name] for name in names]
        return found

    def _record(self, result: Result) -> Tree:
        usual, _ = self._usual(result.rule, result.outcome)
        record = {
            name: codec.encode(value)
            for name in _FIELDS
            if (value := getattr(result, name)) != getattr(usual, name)
        }
        if result.outcome is not Outcome.PASS:
            record["outcome"] = result.outcome.value
        return record

    def _restored(self, state: Tree) -> tuple[Result, ...]:
        names = {number: self._name(number) for number in state["results"]}
        order = [str(number) for number in state.get("order", ())]
        numbers = order or sorted(names, key=lambda number: self._rank(names[number]))
        return tuple(self._result(names[number], state["results"][number]) for number in numbers)

    def _result(self, rule: str, record: Tree) -> Result:
        usual, encoded = self._usual(rule, Outcome(record.get("outcome", Outcome.PASS)))
        if record.keys() <= {"outcome"}:
            return usual
        return codec.decode(Result, {**encoded, **record})

    def _make_usual(self, rule: str, outcome: Outcome) -> tuple[Result, Tree]:
        """Return the result without any evidence that the policy leads one to expect."""
        stamp = self._rules.get(rule) or RuleStamp(rule, "", "", "", Severity.INFO, Fix(""))
        result = Result(
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
        return result, codec.encode(result)

    def _blockers(self, blockers: Sequence[Blocker]) -> Tree:
        found = {f"{self._numbers[each.rule]} {each.level}": each.outcome.value for each in blockers}
        if not blockers:
            return {}
        if list(blockers) == sorted(blockers, key=self._severity) and len(found) == len(blockers):
            return {"blockers": found}
        return {"level_blockers": codec.encode(blockers)}

    def _blocking(self, state: Tree) -> tuple[Blocker, ...]:
        if "level_blockers" in state:
            return tuple(codec.decode(Blocker, each) for each in state["level_blockers"])
        found = []
        for key, outcome in state.get("blockers", {}).items():
            number, _, level = key.partition(" ")
            found.append(Blocker(level, self._name(number), Outcome(outcome)))
        return tuple(sorted(found, key=self._severity))

    def _severity(self, blocker: Blocker) -> tuple[int, tuple[int, str], str]:
        rank = self._levels.get(blocker.level, len(self._levels))
        return rank, self._rank(blocker.rule), blocker.level

    def _rank(self, rule: str) -> tuple[int, str]:
        return self._order.get(rule, len(self._order)), rule

    def _name(self, number: str) -> str:
        if number not in self._names:
            self._names.update({str(value): key for key, value in self._numbers.items()})
        return self._names[number]


def _repository(encoded: Tree, subject: str) -> Tree:
    usual = {**_EMPTY_REPOSITORY, "id": subject}
    return {key: value for key, value in encoded.items() if key != "team" and value != usual[key]}


def scores(written: Mapping[str, Sequence[float | None]]) -> dict[str, Score]:
    """Return the scores that a state holds, by name."""
    return {name: Score(*each) for name, each in written.items()}


def _views(scores: Mapping[str, Score]) -> dict[str, list[Any]]:
    return {name: [each.score, each.coverage] for name, each in scores.items()}
