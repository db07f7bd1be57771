"""What keeps two audits from being compared well, said to people."""

from collections.abc import Iterator, Sequence

from checker.engine.comparison.audit_pair import Pair
from checker.model.audit import Audit, Group
from checker.model.change import GroupChange

_ROUNDED = 0.05 + 1e-6
"""How far a score in a report may be from what its results come to: reports have one decimal."""
_NAMES = 3


def notes(pair: Pair, groups: Sequence[GroupChange]) -> Iterator[str]:
    """Yield one sentence for each thing that readers of a comparison should know of."""
    before, after = pair.before, pair.after
    if before.started_at > after.started_at:
        yield f"the first audit ({before.started_at}) is the later one ({after.started_at})"
    if before.tool != after.tool:
        known = before.tool_digest and after.tool_digest
        under = (
            "under repositories and time, but for repositories of the same commit"
            if known
            else "under repositories and time"
        )
        yield f"judged by {before.tool}, then by {after.tool}: whatever they judge differently shows {under}"
    if any(not rule.digest for audit in (before, after) for rule in audit.policy.rules):
        yield (
            "a report does not say how its rules are judged: rules that are judged in another way show "
            "under repositories and time"
        )
    yield from _uncollected("first", before, "come")
    yield from _uncollected("second", after, "gone")
    yield from _unexplained(pair, groups)


def _uncollected(which: str, audit: Audit, what: str) -> Iterator[str]:
    number = len(audit.uncollected)
    if number:
        are = "target" if number == 1 else "targets"
        seem = f"repositories may only seem to have {what}"
        yield f"{number} {are} of the {which} audit could not be read: {seem}"


def _unexplained(pair: Pair, groups: Sequence[GroupChange]) -> Iterator[str]:
    """Yield the scores in an audit that its own results do not come to."""
    for which, audit, found in (
        ("first", pair.before, {_key(each): each.score.before for each in groups}),
        ("second", pair.after, {_key(each): each.score.after for each in groups}),
    ):
        stated = (audit.organization, *audit.teams)
        wrong = [each.name or "all repositories" for each in stated if _off(each.score, found[_key(each)])]
        if wrong:
            names = ", ".join(wrong[:_NAMES]) + (" and others" if len(wrong) > _NAMES else "")
            yield f"in the {which} audit the score of {names} is not what the results there come to"


def _key(group: Group | GroupChange) -> tuple[bool, str]:
    """Return what tells groups apart; the organization is one, whatever it is called."""
    return (True, "") if group.kind == "organization" else (False, group.name)


def _off(stated: float | None, found: float | None) -> bool:
    if stated is None or found is None:
        return stated is not found
    return abs(stated - found) > _ROUNDED
