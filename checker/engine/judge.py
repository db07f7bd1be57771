"""All rules of a policy on one subject: adjustments, requirements, waivers, enforcement."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from checker.engine import debt as debts
from checker.engine.compile import Plan, adjustment_key
from checker.engine.evaluate import Evaluator
from checker.engine.fixes import spoken
from checker.engine.rule_order import topological
from checker.engine.rule_verdict import Evidence, RuleVerdict, Waived, brief
from checker.engine.waivers import Excuses, WaiverScope, described, excuses, grace, matched, source, within
from checker.errors import Cause
from checker.model.debt import Owed
from checker.model.policy import Adjustment, Rule, Waiver
from checker.model.result import Enforcement, Finding, Outcome, OwnOutcome, Result, Unseen

_WAIVABLE = frozenset((Outcome.FAIL, Outcome.UNKNOWN, Outcome.ERROR))
_NOTHING = Excuses()  # nothing is ever noted in it: there are no waivers
_FINE = frozenset((Outcome.PASS, Outcome.NOT_APPLICABLE))


class _Settled(Struct, frozen=True):
    """A verdict after requirements and waivers, and the outcome that it would have without waivers.

    *own* is what the rule says by itself where a requirement settles another outcome. *waivers* are those
    that hold here, needed or not; *ended* is one that did.
    """

    verdict: RuleVerdict
    unwaived: RuleVerdict
    needs: str = ""
    own: RuleVerdict | None = None
    waivers: tuple[Waiver, ...] = ()
    unneeded: bool = False
    ended: Waiver | None = None


class Verdicts(Protocol):
    """Says what single rules come to: an evaluator, or what stands for one."""

    def verdict(self, rule: Rule, evidence: Evidence, waived: Waived) -> RuleVerdict:
        """Return what a rule by itself says about the evidence."""

    def where(self, key: str, evidence: Evidence) -> bool:
        """Tell whether an adjustment holds."""


class Judge:
    """Judges subjects of one kind by one plan; it keeps compiled expressions, so it stays in its process.

    Failures that are no more than recorded *debt* only warn. *evaluator* says what the rules come to; by
    default they are evaluated. Results are *whole*, or have no more evidence than reports show.
    """

    def __init__(
        self,
        plan: Plan,
        kind: str = "repository",
        debt: Sequence[Owed] = (),
        evaluator: Verdicts | None = None,
        whole: bool = False,
    ) -> None:
        self._plan = plan
        self._debt = debt
        self._graces = any(initiative.grace for initiative in plan.policy.initiatives)
        self._whole = whole
        self._evaluator = evaluator or Evaluator(plan)
        own = [rule for rule in plan.policy.rules if rule.subject == kind]
        self._order = topological(own)
        self._rules = {rule.id: rule for rule in own}
        # Adjustments ask for attributes of repositories, which groups do not have.
        self._conditional = plan.policy.adjustments if kind == "repository" else ()
        self._about = {
            rule.id: about
            for rule in own
            if (about := tuple(i for i, each in enumerate(self._conditional) if matched(each.rules, rule.id)))
        }
        self._last: tuple[Evidence, Sequence[tuple[Rule, RuleVerdict | None]]] | None = None

    def judge(self, evidence: Evidence, place: WaiverScope, own: Sequence[Waiver] = ()) -> tuple[Result, ...]:
        """Return one result a rule, in the policy's order.

        *own* are waivers that the repository holds itself and the policy lets count.
        """
        return self.settle(self.verdicts(evidence), evidence, place, own)

    def verdicts(self, evidence: Evidence, only: Collection[str] | None = None) -> dict[str, RuleVerdict]:
        """Return what each rule, or each of *only*, says by itself."""
        return {
            rule.id: undecided or self._evaluator.verdict(rule, evidence, lambda _: False)
            for rule, undecided in self._adjusted(evidence)
            if only is None or rule.id in only
        }

    def settle(
        self,
        verdicts: Mapping[str, RuleVerdict],
        evidence: Evidence,
        place: WaiverScope,
        own: Sequence[Waiver] = (),
    ) -> tuple[Result, ...]:
        """Apply requirements, waivers and enforcement to what the rules say by themselves."""
        adjusted = {rule.id: (rule, undecided) for rule, undecided in self._adjusted(evidence)}
        rules = {rule_id: rule for rule_id, (rule, _) in adjusted.items()}
        waivers = [each for each in (*self._plan.policy.waivers, *own) if within(each, place)]
        settled: dict[str, _Settled] = {}
        for rule_id in self._order:
            if rule_id in rules:
                held = excuses(waivers, rule_id, place, evidence.now.date()) if waivers else _NOTHING
                if adjusted[rule_id][1]:
                    held = replace(held, paths=[])  # there are no findings that one could be about
                settled[rule_id] = self._settle(rules[rule_id], verdicts[rule_id], evidence, held, settled)
        results = (
            self._result(rules[rule.id], settled[rule.id], place, evidence)
            for rule in self._plan.policy.rules
            if rule.id in settled
        )
        return tuple(results if self._whole else map(brief, results))

    def _adjusted(self, evidence: Evidence) -> Sequence[tuple[Rule, RuleVerdict | None]]:
        """Return the rules that are in force for this subject, as its attributes adjust them.

        Where nobody knows whether an adjustment holds, so it is with the rules that it changes.
        """
        if self._last is None or self._last[0] is not evidence:  # it is asked to judge and to settle
            self._last = (evidence, list(self._adjust(evidence)))
        return self._last[1]

    def _adjust(self, evidence: Evidence) -> Iterator[tuple[Rule, RuleVerdict | None]]:
        answers = [self._evaluator.where(adjustment_key(i), evidence) for i in range(len(self._conditional))]
        for rule_id in self._order:
            about = [
                (self._conditional[i], answer)
                for i in self._about.get(rule_id, ())
                if (answer := answers[i]) is not False
            ]
            if not about:
                yield self._rules[rule_id], None
                continue
            applying = [adjustment for adjustment, answer in about if answer is True]
            off = next((adjustment.off for adjustment in applying if adjustment.off), "")
            switched_off = RuleVerdict(Outcome.NOT_APPLICABLE, reason=f"switched off here: {off}")
            yield _apply(self._rules[rule_id], applying), switched_off if off else _undecided(about)

    def _settle(
        self,
        rule: Rule,
        plain: RuleVerdict,
        evidence: Evidence,
        held: Excuses,
        settled: Mapping[str, _Settled],
    ) -> _Settled:
        own = plain
        if held.paths and plain.outcome is not Outcome.PASS:
            own = self._evaluator.verdict(rule, evidence, held.waives)
        required = {name: settled[name] for name in rule.requires if name in settled}
        if held is _NOTHING and not required:
            return _Settled(plain, plain)
        if not required and own is plain:
            return _waived(rule, _Settled(own, own), held)
        unwaived = _required(plain, {name: each.unwaived for name, each in required.items()})
        final = _required(own, {name: each.verdict for name, each in required.items()})
        hidden = own if final.verdict.outcome is not own.outcome else None
        return _waived(rule, replace(final, unwaived=unwaived.verdict, own=hidden), held)

    def _result(self, rule: Rule, settled: _Settled, place: WaiverScope, evidence: Evidence) -> Result:
        verdict, ended, own, today = settled.verdict, settled.ended, settled.own, evidence.now.date()
        warning = _not_yet(rule, today)
        if self._graces and not warning:
            warning = grace(self._plan.policy, rule, place, today)
        if self._debt and not warning and verdict.outcome is Outcome.FAIL:
            warning = debts.reason(self._debt, rule.id, place, verdict.findings, today)
        differs = settled.unwaived is not verdict and settled.unwaived != verdict
        return Result(
            rule=rule.id,
            title=rule.title,
            pack=rule.pack,
            outcome=verdict.outcome,
            severity=rule.severity,
            fix=spoken(rule.fix, self._plan.fixes.get(rule.id, ()), verdict.findings, evidence.facts),
            level=rule.level,
            objective=rule.objective,
            score=verdict.score if verdict.outcome in (Outcome.PASS, Outcome.FAIL) else None,
            unwaived_outcome=settled.unwaived.outcome if differs else None,
            unwaived_score=settled.unwaived.score if differs else None,
            enforcement=Enforcement.WARN if warning else Enforcement.BLOCK,
            enforcement_reason=warning,
            reason=_reason(verdict.reason, ended) if ended else verdict.reason,
            needs=settled.needs,
            value=verdict.value,
            expected=verdict.expected,
            unknown=verdict.unknown,
            findings=verdict.findings,
            looked_at=verdict.looked_at,
            waiver="; ".join(map(described, settled.waivers)) if settled.waivers else "",
            waiver_source="; ".join(filter(None, map(source, settled.waivers))) if settled.waivers else "",
            unneeded_waiver=settled.unneeded,
            expired_waiver="; ".join((described(ended), source(ended))).removesuffix("; ") if ended else "",
            own=OwnOutcome(own.outcome, own.findings, own.unknown) if own else None,
        )


def _reason(own: str, ended: Waiver) -> str:
    expired = f"its waiver expired on {ended.until}"
    return f"{own}; {expired}" if own else expired


def _waived(rule: Rule, settled: _Settled, held: Excuses) -> _Settled:
    """Apply the waivers of a rule to what it came to by itself and by what it requires."""
    if not (held.whole or held.paths or held.expired):
        return settled
    outcome = settled.verdict.outcome
    waivable = outcome in _WAIVABLE
    if held.whole is None:
        idle = not held.used and settled.unwaived.outcome in _FINE
        waivers = tuple(held.paths if idle else held.used)
        ended = held.ended(_deciding(rule, settled.verdict)) if waivable else None
        return replace(settled, waivers=waivers, unneeded=idle and bool(waivers), ended=ended)
    waivers = (*held.used, held.whole)
    if not waivable:
        return replace(settled, waivers=waivers, unneeded=outcome is not Outcome.WAIVED)
    return replace(
        settled, verdict=replace(settled.verdict, outcome=Outcome.WAIVED, score=None), waivers=waivers
    )


def _deciding(rule: Rule, verdict: RuleVerdict) -> tuple[Finding, ...]:
    """Return the findings that a rule is judged by; beside an assertion they are evidence only."""
    return () if rule.assert_ and not rule.each else verdict.findings


def _undecided(about: Sequence[tuple[Adjustment, bool | Unseen]]) -> RuleVerdict | None:
    """Return what a rule comes to that is adjusted or not, None if every adjustment was decided."""
    hidden = [(each, answer) for each, answer in about if isinstance(answer, Unseen)]
    if not hidden:
        return None
    first = hidden[0][1]
    why = f"an adjustment depends on {first.path}: {first.reason}"
    unknown = tuple(dict.fromkeys(answer for _, answer in hidden))
    return RuleVerdict(
        Outcome.UNKNOWN, reason=why, unknown=unknown, open=any(adjustment.off for adjustment, _ in hidden)
    )


def _apply(rule: Rule, adjustments: list[Adjustment]) -> Rule:
    for change in adjustments:
        rule = replace(
            rule,
            severity=change.severity or rule.severity,
            level=rule.level if change.level is None else change.level,
            objective=rule.objective if change.objective is None else change.objective,
            enforce_from=change.enforce_from or rule.enforce_from,
            params={**rule.params, **{k: v for k, v in change.params.items() if k in rule.params}},
        )
    return rule


def _required(own: RuleVerdict, required: Mapping[str, RuleVerdict]) -> _Settled:
    """Pass on the state of required rules, so that fixing one never lowers a score."""
    if own.outcome is Outcome.NOT_APPLICABLE:
        return _Settled(own, own)
    for state in (Outcome.NOT_APPLICABLE, Outcome.FAIL, Outcome.WAIVED, Outcome.UNKNOWN, Outcome.ERROR):
        name = next((name for name, verdict in required.items() if verdict.outcome is state), "")
        if name:
            verdict = _inherit(own, name, required[name])
            return _Settled(verdict, verdict, needs=name if verdict is not own else "")
    return _Settled(own, own)


def _inherit(own: RuleVerdict, name: str, required: RuleVerdict) -> RuleVerdict:
    reason, state = f"needs {name}", required.outcome
    if state is Outcome.FAIL and own.open:
        return own
    if state is Outcome.FAIL:
        findings = own.findings or (Finding(reason),)
        return replace(own, outcome=Outcome.FAIL, score=0.0, reason=reason, findings=findings)
    if state in (Outcome.NOT_APPLICABLE, Outcome.WAIVED):
        return RuleVerdict(state, reason=f"{reason}, which is {state}")
    if own.outcome is Outcome.FAIL:
        return own
    unseen = own.unknown or (_passed_on(name, required),)
    return RuleVerdict(Outcome.UNKNOWN, reason=f"{reason}, which is {state}", unknown=unseen)


def _passed_on(name: str, required: RuleVerdict) -> Unseen:
    """Return what is not seen of a rule that is required: the worst of what keeps that one open."""
    causes = [each.cause for each in required.unknown]
    worst = next((cause for cause in Cause if cause in causes), Cause.UNREADABLE)
    files = dict.fromkeys(file for each in required.unknown if each.cause is worst for file in each.files)
    return Unseen(name, f"is {required.outcome}", cause=worst, files=tuple(files))


def _not_yet(rule: Rule, today: date) -> str:
    if rule.enforce_from is None or today >= rule.enforce_from:
        return ""
    return f"enforced from {rule.enforce_from.isoformat()}"
