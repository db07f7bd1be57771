"""Recorded debt: failures warn as long as they are no more than what was recorded."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from checker.engine.waivers import WaiverScope
from checker.model.debt import Owed
from checker.model.finding_identity import evidence, is_count
from checker.model.result import Finding, Outcome, Result

_SAID = "recorded debt, "


def owed(debt: Sequence[Owed], rule: str, place: WaiverScope) -> Owed | None:
    """Return what a repository owes to a rule."""
    names = {place.repository, place.name, place.path} - {""}
    return next((each for each in debt if each.rule == rule and each.repository in names), None)


def counted(findings: Iterable[Finding]) -> dict[str, dict[str, int]]:
    """Return how often each path has each piece of evidence; what has no place is left out."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for each in findings:
        if each.path and not is_count(each):
            found[each.path][evidence(each)] += 1
    return {path: dict(sorted(found[path].items())) for path in sorted(found)}


def has_grown(known: Owed, findings: Iterable[Finding]) -> bool:
    """Tell whether there are findings that were not recorded, or a failure of another kind."""
    found = counted(findings)
    if bool(found) != bool(known.findings):
        return True
    return not all(_within(said, known.findings.get(path)) for path, said in found.items())


def _within(said: Mapping[str, int], known: Mapping[str, int] | None) -> bool:
    return all(number <= (known or {}).get(what, 0) for what, number in said.items())


def is_owed(result: Result) -> bool:
    """Tell whether a failure only warns because it is recorded as debt."""
    return result.outcome is Outcome.FAIL and result.enforcement_reason.startswith(_SAID)


def reason(
    debt: Sequence[Owed], rule: str, place: WaiverScope, findings: Sequence[Finding], today: date
) -> str:
    """Return why a failure only warns, "" where it is more than what was recorded."""
    known = owed(debt, rule, place)
    if known is None or any(map(is_count, findings)) or has_grown(known, findings):
        return ""
    age = max(0, (today - known.recorded).days)
    return f"{_SAID}{age} day{'' if age == 1 else 's'} old (owner {known.owner})"
