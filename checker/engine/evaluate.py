"""One rule and one subject: what the rule itself says, before requirements and waivers."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from checker.engine import compile as compiling
from checker.engine import unseen_fields
from checker.engine.compile import Plan, Program
from checker.engine.rule_verdict import Evidence, RuleVerdict, Waived, broken, shown, squeezed, unseen
from checker.errors import Cause, Unobserved
from checker.expressions import analysis, syntax_tree
from checker.expressions.cel_expression import (
    NOW,
    Answer,
    BrokenInput,
    Done,
    Environment,
    EvaluationFailed,
    Expression,
    Missing,
)
from checker.expressions.fact_table import BUG
from checker.expressions.functions import Answers
from checker.expressions.lookup_trace import LookupTrace
from checker.model.json_value import Json
from checker.model.policy import Rule
from checker.model.result import Finding, Outcome, Unseen

_UNEXPLAINED = "no collector gave it and none said why"
_DECISIVE = ("when", "each", "assert", "findings")


class Evaluator:
    """Evaluates the rules of a plan for one subject after another, in one process."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._environments: dict[int, Environment] = {}
        self._expressions: dict[bytes, Expression] = {}

    def verdict(self, rule: Rule, evidence: Evidence, waived: Waived) -> RuleVerdict:
        """Return what *rule* (its parameters already adjusted) says about the evidence."""
        return _Judgement(self, self._plan, rule, evidence, waived).verdict()

    def where(self, key: str, evidence: Evidence) -> bool | Unseen:
        """Tell whether an adjustment holds, or which attribute of the repository is not known."""
        program = self._plan.programs[key]["where"]
        answer = self.run(program, evidence.facts.values, evidence.answers)
        problem = evidence.facts.problem(answer.path) if isinstance(answer, Missing) else None
        if problem is not None:
            return unseen(problem.path, problem)
        return isinstance(answer, Done) and answer.value is True

    def run(self, program: Program, values: Mapping[str, Any], answers: Answers) -> Answer:
        """Evaluate one program over *values*."""
        env = self._environment(program.group)
        if program.serialized not in self._expressions:
            self._expressions[program.serialized] = env.restore(program.serialized)
        return self._expressions[program.serialized].evaluate(env, values, answers)

    def _environment(self, group: int) -> Environment:
        if group not in self._environments:
            self._environments[group] = compiling.environment(self._plan.table, self._plan.groups[group])
        return self._environments[group]


class _Items(Struct):
    """The state of judging a list item by item."""

    passed: int = 0
    failed: list[Finding] = field(default_factory=list)
    unclear: list[Answer] = field(default_factory=list)


class _Partly(Struct, frozen=True):
    """Answers calls of some *functions* by the part of their list that was seen."""

    answers: Answers
    functions: Collection[str]

    def call(self, name: str, arguments: Sequence[Json]) -> Json:
        try:
            return self.answers.call(name, arguments)
        except Unobserved as error:
            if name in self.functions and error.seen is not None:
                return error.seen
            raise


class _Judgement:
    def __init__(
        self, evaluator: Evaluator, plan: Plan, rule: Rule, evidence: Evidence, waived: Waived
    ) -> None:
        self._evaluator = evaluator
        self._plan = plan
        self._rule = rule
        self._evidence = evidence
        self._waived = waived
        self._looks = LookupTrace(evidence.answers)
        self._programs = plan.programs[rule.id]
        self._params = {f"params.{name}": value for name, value in rule.params.items()}

    def verdict(self) -> RuleVerdict:
        applies = self._ask("when") if self._rule.when else Done(True)
        if isinstance(applies, Missing) and self._seen_decides(self._programs["when"]):
            applies = Done(True)
        if applies == Done(False):
            return RuleVerdict(Outcome.NOT_APPLICABLE, reason=f"does not apply: {squeezed(self._rule.when)}")
        own = self._own()
        if applies != Done(True):
            inconclusive = self._inconclusive([applies])
            hint = f"if it applies: {own.outcome}"
            return replace(inconclusive, reason=f"{inconclusive.reason}; {hint}", open=True)
        if own.outcome in (Outcome.PASS, Outcome.FAIL):
            return self._described(own)
        return own

    def _own(self) -> RuleVerdict:
        if self._rule.each:
            return self._each()
        return self._assertion() if self._rule.assert_ else self._findings_only()

    def _ask(self, key: str, **extra: Json) -> Answer:
        return self._run(self._programs[key], extra)

    def _run(
        self, program: Program, extra: Mapping[str, Json], parts: Mapping[str, Json] | None = None
    ) -> Answer:
        """Evaluate a program; *parts* are what was seen of facts and of functions, by name."""
        known, hidden = self._evidence.facts.values, unseen_fields.unseen(program, self._evidence.facts)
        readable = [path for path in program.reads if path in known and path not in hidden]
        values: dict[str, Any] = {path: known[path] for path in readable}
        for path in values:
            self._looks.fact(path, known[path])
        answers: Answers = self._looks
        if parts:
            values.update({path: part for path, part in parts.items() if path in program.reads})
            answers = _Partly(self._looks, parts)
        answer = self._evaluator.run(
            program, {**self._params, NOW: self._evidence.now, **values, **extra}, answers
        )
        if isinstance(answer, Missing) and (problem := hidden.get(answer.path)):
            return Missing(problem.path, problem.reason, problem.permission, problem.cause, problem.files)
        return answer

    def _assertion(self) -> RuleVerdict:
        answer = self._ask("assert")
        if isinstance(answer, Missing) and self._seen_decides(self._programs["assert"]):
            return RuleVerdict(Outcome.PASS, 1.0)
        if isinstance(answer, BrokenInput):
            return RuleVerdict(Outcome.FAIL, 0.0, findings=(broken(answer),))
        if answer == Done(True):
            return RuleVerdict(Outcome.PASS, 1.0)
        if answer != Done(False):
            return self._inconclusive([answer])
        if not self._rule.findings:
            return RuleVerdict(Outcome.FAIL, 0.0)
        # Beside an assertion findings are evidence only.
        items, unclear = self._items("findings")
        return self._failed(0.0, [self._finding(item) for item in items or ()], unclear)

    def _failed(self, score: float, findings: Sequence[Finding], unclear: Sequence[Answer]) -> RuleVerdict:
        """Return a failure with each finding once, and what there may be more of."""
        found = tuple(dict.fromkeys(findings))
        return RuleVerdict(Outcome.FAIL, score, findings=found, unknown=self._hidden(unclear))

    def _findings_only(self) -> RuleVerdict:
        items, unclear = self._items("findings")
        if items is None:
            return self._inconclusive(unclear)
        kept = [item for item in items if not self._is_waived(item)]
        if kept:
            return self._failed(0.0, [self._finding(item) for item in kept], unclear)
        return self._inconclusive(unclear) if unclear else RuleVerdict(Outcome.PASS, 1.0)

    def _each(self) -> RuleVerdict:
        items, unclear = self._items("each")
        if items is None:
            return replace(self._inconclusive(unclear), open=True)
        if not items and not unclear:
            return RuleVerdict(
                Outcome.NOT_APPLICABLE, reason=f"there is nothing in {squeezed(self._rule.each)}"
            )
        state = _Items(unclear=unclear)
        for item in items:
            self._judge(item, state)
        return self._summed(state)

    def _judge(self, item: Json, state: _Items) -> None:
        if self._is_waived(item):
            return
        answer = self._ask("assert", item=item)
        if answer == Done(True):
            state.passed += 1
        elif answer == Done(False):
            state.failed.append(self._finding(item))
        elif isinstance(answer, BrokenInput):
            state.failed.append(broken(answer))
        else:
            state.unclear.append(answer)

    def _summed(self, state: _Items) -> RuleVerdict:
        broke = [answer for answer in state.unclear if isinstance(answer, EvaluationFailed)]
        if broke or (state.unclear and not state.failed):
            return self._inconclusive(broke or state.unclear)
        if not state.failed:
            return RuleVerdict(Outcome.PASS, 1.0)
        share = state.passed / (state.passed + len(state.failed)) if self._rule.partial else 0.0
        return self._failed(share, state.failed, state.unclear)

    def _items(self, key: str) -> tuple[Sequence[Json] | None, list[Answer]]:
        """Return the items that were seen, and why there may be more (nothing: these are all)."""
        program = self._programs[key]
        answer = self._run(program, {})
        parts: dict[str, Json] = {}
        unclear: list[Answer] = []
        while isinstance(answer, Missing):
            unclear.append(answer)
            name, seen = self._part(program, answer)
            if (
                seen is None
                or name in parts
                or not analysis.picks(syntax_tree.tree(program.serialized), name)
            ):
                return None, unclear
            parts[name] = seen
            answer = self._run(program, {}, parts)
        if isinstance(answer, Done) and isinstance(answer.value, list):
            return answer.value, unclear
        return None, unclear or [
            EvaluationFailed(f"`{key}` gave no list") if isinstance(answer, Done) else answer
        ]

    def _part(self, program: Program, answer: Missing) -> tuple[str, list[Json] | None]:
        """Return the fact or function of which only a part was seen, and that part, None if there is none."""
        if answer.seen is not None:
            return answer.path, list(answer.seen)
        problem = self._evidence.facts.problem(answer.path)
        if problem is None or not isinstance(problem.seen, (list, tuple)):
            return answer.path, None
        fact = answer.path if answer.path in program.reads else answer.path.rpartition(".")[0]
        return fact, list(problem.seen)

    def _seen_decides(self, program: Program) -> bool:
        """Tell whether lower bounds of growing facts already make an assertion true."""
        facts = self._evidence.facts
        missing = [path for path in program.reads if path not in facts.values]
        problems = {path: facts.problem(path) for path in missing}
        seen = {
            path: problem.seen
            for path, problem in problems.items()
            if problem and problem.seen is not None and self._plan.table.specs[path].grows
        }
        if not seen or not analysis.monotone(syntax_tree.tree(program.serialized), seen):
            return False
        return self._run(program, {}, seen) == Done(True)

    def _inconclusive(self, answers: Sequence[Answer]) -> RuleVerdict:
        """Turn answers that are no values into unknown or error, as the first of them says."""
        looked, first = self._looks.seen(), answers[0]
        if not isinstance(first, (Missing, BrokenInput)):
            message = first.message if isinstance(first, EvaluationFailed) else "not true or false"
            return RuleVerdict(Outcome.ERROR, reason=message, looked_at=looked)
        hidden = self._unseen(first)
        reason = f"{hidden.path}: {hidden.reason}"
        if hidden.reason.startswith((BUG, _UNEXPLAINED)):
            return RuleVerdict(Outcome.ERROR, reason=reason, looked_at=looked)
        unknown = dict.fromkeys((*self._hidden(answers), *self._also_hidden()))
        return RuleVerdict(Outcome.UNKNOWN, reason=reason, unknown=tuple(unknown), looked_at=looked)

    def _hidden(self, answers: Sequence[Answer]) -> tuple[Unseen, ...]:
        """Return what was not seen, each once."""
        found = [self._unseen(answer) for answer in answers if isinstance(answer, (Missing, BrokenInput))]
        return tuple(dict.fromkeys(found))

    def _unseen(self, answer: Missing | BrokenInput) -> Unseen:
        if isinstance(answer, BrokenInput):
            return Unseen(answer.path, answer.reason, files=(answer.path,))
        if answer.reason:
            return Unseen(answer.path, answer.reason, answer.permission, answer.cause, answer.files)
        problem = self._evidence.facts.problem(answer.path)
        return Unseen(answer.path, _UNEXPLAINED) if problem is None else unseen(answer.path, problem)

    def _also_hidden(self) -> Iterator[Unseen]:
        """Yield what else the files hide from a rule that is unknown: an expression names the first gap only.

        Otherwise a file that cannot be read would hide behind a setting of GitHub that nobody asked for.
        """
        for error in self._looks.unobserved:
            if error.cause is not Cause.UNAVAILABLE:
                yield Unseen(error.path, error.reason, error.permission, error.cause, error.files)
        facts = self._evidence.facts
        for key in _DECISIVE:
            for path in self._programs[key].reads if key in self._programs else ():
                problem = None if path in facts.values else facts.problem(path)
                if problem and problem.cause is not Cause.UNAVAILABLE and not problem.reason.startswith(BUG):
                    yield unseen(path, problem)

    def _described(self, verdict: RuleVerdict) -> RuleVerdict:
        """Add the observed and the expected value and where we looked."""
        failed = verdict.outcome is Outcome.FAIL
        findings = verdict.findings
        looked = self._looks.seen()
        if failed and not findings:
            # The message of a rule with `findings` speaks of one item, and there is none.
            message = "" if self._rule.findings else self._filled("message", self._rule.message)
            findings = (Finding(message or self._rule.title),)
        return replace(
            verdict,
            findings=findings,
            looked_at=looked if failed else (),
            value=self._value(),
            expected=self._filled("expect", self._rule.expect),
            reason=f"{len(findings)} findings"
            if failed and len(findings) > 1
            else findings[0].message
            if failed
            else "",
        )

    def _value(self) -> Json:
        if not self._rule.value:
            return None
        answer = self._ask("value")
        return answer.value if isinstance(answer, Done) else None

    def _filled(self, key: str, template: str, **extra: Json) -> str:
        answers = [self._ask(f"{key}.{index}", **extra) for index in range(len(compiling.holes(template)))]
        values = (shown(answer.value) if isinstance(answer, Done) else "?" for answer in answers)
        return compiling.fill(template, values)

    def _finding(self, item: Json) -> Finding:
        message = self._filled("message", self._rule.message, item=item) or self._rule.title
        if not isinstance(item, Mapping):
            listed = self._rule.each or self._rule.findings
            return Finding(message, item if isinstance(item, str) and "files(" in listed else "")
        path, line = item.get("path"), item.get("line")
        return Finding(message, path if isinstance(path, str) else "", line if isinstance(line, int) else 0)

    def _is_waived(self, item: Json) -> bool:
        path = item.get("path") if isinstance(item, Mapping) else item
        return isinstance(path, str) and self._waived(path)
