"""Which rules a list of ids and patterns means."""

from collections.abc import Collection, Iterable

from checker.errors import Unobserved
from checker.files import globs
from checker.policy.suggestions import did_you_mean, shown


def selected(ids: Iterable[str], patterns: Collection[str]) -> list[str]:
    """Return the rule ids that any of the patterns matches, in order."""
    return [rule for rule in ids if any(_matches(rule, pattern) for pattern in patterns)]


def _matches(rule: str, pattern: str) -> bool:
    try:
        return rule == pattern or globs.matches(rule, pattern)
    except Unobserved:
        return False


def objection(pattern: str, ids: Collection[str]) -> str:
    """Return what is wrong with a pattern: that it matches no rule; "" if it does."""
    if pattern in ids or selected(ids, [pattern]):
        return ""
    packs = {rule.split("/")[0] + "/*" for rule in ids}
    close = "; did you mean '*/*'?" if pattern == "*" else did_you_mean(pattern, {*ids, *packs})
    return f"{shown(pattern)} matches no rule{close}"
