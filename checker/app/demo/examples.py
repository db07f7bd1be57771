"""What rules say about the examples that come with them, to be told of made-up repositories."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from checker.app.policies.run_cases import judge
from checker.engine.compile import Plan
from checker.engine.evaluate import Evaluator
from checker.engine.rule_verdict import Evidence, RuleVerdict, Waived
from checker.model.policy import Rule
from checker.model.result import Outcome, Unseen
from checker.policy.cases import Case

_CLOSED = ("protection.", "access.", "alerts.", "security.")
_PERMISSION = "Administration: read"
_HIDDEN = "GitHub does not show it to this token"


class Examples:
    """Verdicts of every rule by outcome, as its cases come to them."""

    def __init__(self, plan: Plan, cases: Sequence[Case]) -> None:
        self._plan = plan
        found: defaultdict[tuple[str, Outcome], list[RuleVerdict]] = defaultdict(list)
        evaluator = Evaluator(plan)
        for case in cases:
            rule = plan.policy.rule(case.rule)
            if rule is not None and not case.params:
                verdict = judge(case, rule, plan, evaluator)
                found[case.rule, verdict.outcome].append(verdict)
        self._found: Mapping[tuple[str, Outcome], list[RuleVerdict]] = found

    def verdict(self, rule: str, outcome: Outcome, choice: int) -> RuleVerdict:
        """Return what a rule says where it comes to an outcome; *choice* picks one of its examples."""
        if outcome is Outcome.UNKNOWN:
            return self._unseen(rule)
        known = self._found.get((rule, outcome), ())
        if not known and outcome is Outcome.FAIL:  # no failure without evidence, not even a made-up one
            outcome = Outcome.PASS
        if not known:
            return RuleVerdict(outcome, score=float(outcome is Outcome.PASS))
        return known[choice % len(known)]

    def can(self, rule: str, outcome: Outcome) -> bool:
        """Tell whether a rule has an example that comes to an outcome."""
        return (rule, outcome) in self._found

    def closed(self, rule: str) -> tuple[str, ...]:
        """Return the facts of a rule that only some tokens may see."""
        return tuple(sorted(path for path in self._plan.wanted_by(rule) if path.startswith(_CLOSED)))

    def _unseen(self, rule: str) -> RuleVerdict:
        unknown = tuple(Unseen(path, _HIDDEN, _PERMISSION) for path in self.closed(rule)[:2])
        return RuleVerdict(Outcome.UNKNOWN, reason=f"{unknown[0].path}: {_HIDDEN}", unknown=unknown)


class PickedAnswers:
    """Says of each rule what was picked for it; everything that follows is left to the judge."""

    def __init__(self, picked: Mapping[str, RuleVerdict]) -> None:
        self._picked = picked

    def verdict(self, rule: Rule, evidence: Evidence, waived: Waived) -> RuleVerdict:
        """Return the picked verdict; paths are not waived here."""
        del evidence, waived
        return self._picked[rule.id]

    def where(self, key: str, evidence: Evidence) -> bool:
        """Leave rules as they are everywhere."""
        del key, evidence
        return False


def shares(rules: Sequence[Rule]) -> Iterator[tuple[str, float]]:
    """Yield how hard each rule is to meet: low levels are met first, what is much work last."""
    for rule in rules:
        level = {"bronze": 0.26, "silver": 0.56, "gold": 0.88}.get(rule.level, 0.5)
        effort = {"low": -0.04, "medium": 0.03, "high": 0.12}.get(rule.fix.effort, 0.0)
        yield rule.id, level + effort
