"""One rule and one subject, as far as a score sees it, on its way from one audit to another."""

from msgspec import Struct

from checker.engine.comparison.policy_diff import Terms
from checker.engine.score import share, unwaived
from checker.model.policy import Severity
from checker.model.result import Outcome, Result

_WAIVABLE = (Outcome.FAIL, Outcome.UNKNOWN, Outcome.ERROR)
_DECIDED = (Outcome.PASS, Outcome.FAIL)


class ComparedVerdict(Struct, frozen=True):
    """An outcome, and the share passed where it is decided."""

    outcome: Outcome
    score: float | None

    @property
    def decided(self) -> bool:
        """Tell whether the outcome is decided, so that it counts in a score."""
        return self.outcome in _DECIDED


class Waiving(Struct, frozen=True):
    """What waivers make of a verdict: `waived` of whatever can be waived, or *to* of the outcome *on*.

    The latter is a waiver of paths, after which the rule is judged on the rest.
    """

    on: Outcome | None = None
    to: ComparedVerdict | None = None

    def of(self, bare: ComparedVerdict) -> ComparedVerdict:
        """Return what becomes of a verdict."""
        if self.to is not None:
            return self.to if bare.outcome is self.on else bare
        return ComparedVerdict(Outcome.WAIVED, None) if bare.outcome in _WAIVABLE else bare

    @property
    def of_paths(self) -> bool:
        """Tell whether it depends on what was found."""
        return self.to is not None


class WeightedResult(Struct, frozen=True):
    """A result as it counts: the verdict without waivers (*bare*), what waivers make of it, its weight.

    *idle*: a waiver is there that nothing needs.
    """

    severity: Severity
    objective: str
    bare: ComparedVerdict
    waiving: Waiving | None
    outcome: Outcome
    score: float | None
    idle: bool = False


def cell(
    severity: Severity, objective: str, bare: ComparedVerdict, waiving: Waiving | None, idle: bool = False
) -> WeightedResult:
    """Return the cell that these make."""
    final = waiving.of(bare) if waiving else bare
    return WeightedResult(
        severity=severity,
        objective=objective,
        bare=bare,
        waiving=waiving,
        outcome=final.outcome,
        score=final.score,
        idle=idle,
    )


def of(result: Result) -> WeightedResult:
    """Return the cell of a result."""
    without = unwaived(result)
    bare = ComparedVerdict(without.outcome, share(without))
    final = ComparedVerdict(result.outcome, share(result))
    return cell(result.severity, result.objective, bare, _waiving(bare, final), result.unneeded_waiver)


def _waiving(bare: ComparedVerdict, final: ComparedVerdict) -> Waiving | None:
    if final.outcome is Outcome.WAIVED and bare.outcome in _WAIVABLE:
        return Waiving()
    return None if final == bare else Waiving(bare.outcome, final)


def stages(
    rule: str, before: WeightedResult | None, after: WeightedResult | None, terms: Terms, upgraded: bool
) -> tuple[WeightedResult | None, ...]:
    """Return what stands for a rule in each of the seven states; None where there is no result.

    The first is *before*, the last *after*; the scope changes nothing about the rules of a subject.
    *upgraded*: only another program can have come to another verdict.
    """
    if before == after:
        return (before,) * 7
    learned = before
    if upgraded and before and after:
        learned = cell(before.severity, before.objective, after.bare, before.waiving)
    by_policy = _policy(rule, learned, after, terms)
    waived = _waivers(rule, by_policy, learned, after, terms)
    seen = _coverage(rule, waived, learned, after, terms)
    return before, before, learned, by_policy, waived, seen, after


def _policy(
    rule: str, before: WeightedResult | None, after: WeightedResult | None, terms: Terms
) -> WeightedResult | None:
    """Give a rule its new weight and, if it is judged in another way, its new verdict without waivers."""
    other = terms.judged_otherwise(rule)
    if before is None or after is None:
        if not other:
            return before
        return after and cell(after.severity, after.objective, after.bare, None)
    waiving = after.waiving if other and _of_paths(before) and _of_paths(after) else before.waiving
    return cell(after.severity, after.objective, after.bare if other else before.bare, waiving)


def _waivers(
    rule: str,
    now: WeightedResult | None,
    before: WeightedResult | None,
    after: WeightedResult | None,
    terms: Terms,
) -> WeightedResult | None:
    """Replace waivers; one of paths in both audits waits for the findings that it was made for.

    A waiver that nothing needs any more is still there: what ended the need comes later.
    """
    if now is None or after is None or after.idle:
        return now
    if before and _of_paths(before) and _of_paths(after) and not terms.judged_otherwise(rule):
        return now
    return cell(now.severity, now.objective, now.bare, after.waiving)


def _coverage(
    rule: str,
    now: WeightedResult | None,
    before: WeightedResult | None,
    after: WeightedResult | None,
    terms: Terms,
) -> WeightedResult | None:
    """Replace what was decided in one audit alone."""
    if terms.judged_otherwise(rule):
        return now
    if before is None or after is None:
        return after
    return after if before.bare.decided != after.bare.decided else now


def _of_paths(given: WeightedResult) -> bool:
    return given.waiving is not None and given.waiving.of_paths
