"""What an audit would have said without one of its rules."""

from math import fsum

from msgspec.structs import replace

from benchmarks.audits import Judged, Standing
from benchmarks.calibration.figures import APPLIES, LEVELS, UNDECIDED
from checker.model.policy import Severity


def without(judged: Judged, rule: str) -> Judged:
    """Return the score and the level that a repository would have if a rule did not exist.

    The formulas are those of the program: a mean weighted by severity and objective, and the highest level at
    and below which something passes and nothing fails or is undecided.
    """
    rules = {name: standing for name, standing in judged.rules.items() if name != rule}
    counting = [
        (Severity(each.severity).weight * judged.weights.get(each.objective, 1.0), each)
        for each in rules.values()
        if each.outcome in APPLIES
    ]
    passed = fsum(weight * _passed(standing) for weight, standing in counting)
    decided = fsum(weight for weight, standing in counting if standing.outcome not in UNDECIDED)
    return replace(
        judged,
        score=100 * passed / (decided or 1),
        score_at_least=100 * passed / (fsum(weight for weight, _ in counting) or 1),
        level=_level([standing for weight, standing in counting if weight and standing.level]),
        rules=rules,
    )


def _passed(standing: Standing) -> float:
    if standing.outcome in UNDECIDED:
        return 0.0
    return float(standing.outcome == "pass") if standing.share is None else standing.share


def _level(counting: list[Standing]) -> str:
    ranks = {level: rank for rank, level in enumerate(LEVELS[1:])}
    blocked = min((ranks[each.level] for each in counting if each.outcome != "pass"), default=len(ranks))
    passed = min((ranks[each.level] for each in counting if each.outcome == "pass"), default=len(ranks))
    return LEVELS[blocked] if passed < blocked else ""
