"""What the formats say of a change that was held against its base: first what it made worse."""

from collections.abc import Iterator

from checker.model.gate import Gate, Remaining, Turned
from checker.model.policy import Fix
from checker.model.result import Enforcement, Finding, Outcome, Result
from checker.render import order
from checker.render.text import NOTHING, count, name, number

_BLAMELESS = "it reads what a change of files cannot move"
LIMIT = 10
"""Rules that became better, or are not clear, which are told of one by one."""


def worse(gate: Gate) -> list[Result]:
    """Return what became worse as failures, with their new findings only; the worst first.

    What does not decide warns, and says why.
    """
    return order.of(map(_failure, gate.worse), Outcome.FAIL)


def remaining(gate: Gate) -> list[Result]:
    """Return what failed before and does still, with its findings in touched files only."""
    return order.of(map(_left, gate.remaining), Outcome.FAIL)


def score(gate: Gate) -> str:
    """Return the score before and after, with how far it moved."""
    before, after = gate.score_before, gate.score_after
    if before is None or after is None or round(before, 1) == round(after, 1):
        return _moved(number(before), number(after))
    return f"{_moved(number(before), number(after))} ({after - before:+.1f})"


def level(gate: Gate) -> str:
    """Return the level before and after."""
    return _moved(name(gate.level_before) or "none", name(gate.level_after) or "none")


def commits(gate: Gate) -> str:
    """Return what was held against what."""
    return f"{name(gate.base[:8]) or NOTHING} → {name(gate.head[:8]) or NOTHING}"


def gain(turned: Turned) -> str:
    """Return what is better about a rule."""
    if turned.after is Outcome.FAIL:
        return f"{count(len(turned.findings), 'finding')} less"
    return "passes now" if turned.after is Outcome.PASS else "does not apply any more"


def state(result: Result, finding: Finding, gate: Gate) -> str:
    """Return whether a finding is new or was there before; "" where the base could not tell."""
    if result.rule in gate.unclear:
        return ""
    fresh = any(finding in each.findings for each in gate.worse if each.rule == result.rule)
    return "new" if fresh else "unchanged"


def beyond(number: int) -> Iterator[str]:
    """Yield how many of a list are left out, if any are."""
    if number > LIMIT:
        yield f"and {number - LIMIT} more"


def _moved(before: str, after: str) -> str:
    return after if before == after else f"{before} → {after}"


def _failure(turned: Turned) -> Result:
    warns = not turned.decides
    reason = turned.enforcement_reason or (_BLAMELESS if warns else "")
    return Result(
        turned.rule,
        turned.title,
        "",
        Outcome.FAIL,
        turned.severity,
        turned.fix,
        enforcement=Enforcement.WARN if warns else turned.enforcement,
        enforcement_reason=reason,
        findings=turned.findings,
    )


def _left(each: Remaining) -> Result:
    return Result(each.rule, each.title, "", Outcome.FAIL, each.severity, Fix(""), findings=each.findings)
