"""What the formats say of a change that was held against its base: first what it made worse."""

from collections.abc import Callable, Iterator

from msgspec.structs import replace

from checker.model.gate import Gate, RegressionKind, Remaining, Turned
from checker.model.policy import Fix
from checker.model.result import Enforcement, Finding, Outcome, Result
from checker.render.shared import sorting
from checker.render.shared.text import NOTHING, count, name, number

_BLAMELESS = "it reads what a change of files cannot move"
_OPTIONAL = "it blocks with --fail-on-unknown only"
NO_LONGER = "can no longer be judged"
"""What is said of what was judged before and cannot be now."""
OPEN = "cannot be judged where this change is at work"
"""What is said of what could not be judged before and cannot be now."""
LIMIT = 10
"""Rules that became better, or are not clear, which are told of one by one."""


def worse(gate: Gate) -> list[Result]:
    """Return what became worse as failures, with their new findings only; the worst first.

    What can no longer be judged is a finding, too, at the file that is not read. What does not decide
    warns, and says why.
    """
    return sorting.of((_failure(each, NO_LONGER) for each in gate.worse), Outcome.FAIL)


def hidden(gate: Gate) -> list[Result]:
    """Return only what can no longer be judged of what became worse."""
    found = [_failure(replace(each, findings=()), NO_LONGER) for each in gate.worse if each.unseen]
    return sorting.of(found, Outcome.FAIL)


def not_understood(gate: Gate) -> list[Result]:
    """Return what can no longer be judged for what is not understood, as failures that only warn."""
    found = [_failure(each, NO_LONGER) for each in gate.not_understood]
    warnings = (
        replace(each, enforcement=Enforcement.WARN, enforcement_reason=each.enforcement_reason or _OPTIONAL)
        for each in found
    )
    return sorting.of(warnings, Outcome.FAIL)


def unjudged(gate: Gate) -> list[Result]:
    """Return what could not be judged before and cannot now as failures, at the files that are not read."""
    return sorting.of((_failure(each, OPEN) for each in gate.unjudged), Outcome.FAIL)


def remaining(gate: Gate) -> list[Result]:
    """Return what failed before and does still, with its findings in touched files only."""
    return sorting.of(map(_left, gate.remaining), Outcome.FAIL)


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
    return "passes now" if turned.after is Outcome.PASS else f"{count(len(turned.findings), 'finding')} less"


def fate(turned: Turned) -> str:
    """Return what became of a failure that is neither better nor worse."""
    if turned.after is Outcome.NOT_APPLICABLE:
        return "failed before, does not apply now"
    return f"failed before, cannot be judged now: {turned.reason}"


def lost(gate: Gate) -> int:
    """Return how many of the rules that became worse can no longer be judged, and fail by nothing else."""
    return sum(each.kind is RegressionKind.UNJUDGED for each in gate.worse)


def states(gate: Gate) -> Callable[[Result, Finding], str]:
    """Return what tells whether a finding is new or was there before; "" where the base could not tell."""
    fresh = {each.rule: frozenset(each.findings) for each in gate.worse}
    vague = {each.rule for each in gate.worse if each.before in {Outcome.UNKNOWN, Outcome.ERROR}}

    def state(result: Result, finding: Finding) -> str:
        if finding in fresh.get(result.rule, ()):
            return "new"
        return "" if result.rule in gate.unclear or result.rule in vague else "unchanged"

    return state


def beyond(number: int) -> Iterator[str]:
    """Yield how many of a list are left out, if any are."""
    if number > LIMIT:
        yield f"and {number - LIMIT} more"


def _moved(before: str, after: str) -> str:
    return after if before == after else f"{before} → {after}"


def _failure(turned: Turned, said: str) -> Result:
    warns = not turned.decides
    reason = turned.enforcement_reason or (_BLAMELESS if warns else "")
    return Result(
        rule=turned.rule,
        title=turned.title,
        pack="",
        outcome=Outcome.FAIL,
        severity=turned.severity,
        # No fix of a rule mends that nobody can tell.
        fix=turned.fix if turned.kind is RegressionKind.FAILURE else Fix(""),
        enforcement=Enforcement.WARN if warns else turned.enforcement,
        enforcement_reason=reason,
        findings=(*turned.findings, *_unseen(turned, said)),
    )


def _unseen(turned: Turned, said: str) -> Iterator[Finding]:
    """Yield what is not seen as findings, one a file where files are known."""
    for part in turned.unseen:
        for file in part.files:
            yield Finding(f"{said}: {part.reason.removeprefix(f'{file}: ')}", file)
    if turned.unseen and not any(part.files for part in turned.unseen):
        yield Finding(f"{said}: {turned.reason}")


def _left(each: Remaining) -> Result:
    return Result(
        rule=each.rule,
        title=each.title,
        pack="",
        outcome=Outcome.FAIL,
        severity=each.severity,
        fix=Fix(""),
        findings=each.findings,
    )
