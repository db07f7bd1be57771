"""Two results of one rule, before and after a change: what only one of them has, and what may hide more."""

import re
from collections.abc import Iterable, Iterator, Mapping

from msgspec.structs import replace

from checker.errors import Cause
from checker.model.finding_identity import identities, is_count
from checker.model.result import Finding, Outcome, OwnOutcome, Result, Unseen

_NUMBER = re.compile(r"\d+")


def moved(result: Result, renamed: Mapping[str, str]) -> Result:
    """Return a result of the base with everything where the change moved its file."""
    if not renamed:
        return result
    own = result.own
    if own:
        own = OwnOutcome(own.outcome, _found(own.findings, renamed), _hidden(own.unknown, renamed))
    findings, unknown = _found(result.findings, renamed), _hidden(result.unknown, renamed)
    return replace(result, findings=findings, unknown=unknown, own=own)


def _found(findings: Iterable[Finding], renamed: Mapping[str, str]) -> tuple[Finding, ...]:
    return tuple(
        replace(each, path=renamed[each.path]) if each.path in renamed else each for each in findings
    )


def _hidden(unknown: Iterable[Unseen], renamed: Mapping[str, str]) -> tuple[Unseen, ...]:
    return tuple(
        replace(each, files=tuple(renamed.get(file, file) for file in each.files)) for each in unknown
    )


def fails(result: Result) -> bool:
    """Tell whether a rule fails."""
    return result.outcome is Outcome.FAIL


def by_itself(result: Result) -> Result:
    """Return what a rule comes to before what it requires settles it."""
    own = result.own
    if own is None:
        return result
    return replace(result, outcome=own.outcome, findings=own.findings, unknown=own.unknown, own=None)


def unread(unknown: Iterable[Unseen]) -> tuple[Unseen, ...]:
    """Return what the content itself hides from us."""
    return tuple(each for each in unknown if each.cause is Cause.UNREADABLE)


def hidden_files(result: Result) -> frozenset[str]:
    """Return the files that a result does not know of."""
    return frozenset(file for each in result.unknown for file in each.files)


def unseen_before(old: Result, part: Unseen) -> Iterator[Unseen]:
    """Yield what of a part that is not seen was seen at the base."""
    vague = any(each.path == part.path and not each.files for each in old.unknown)
    known = hidden_files(old)
    files = tuple(file for file in part.files if file not in known)
    if part.files and files and not vague:
        yield replace(part, files=files)
    elif not part.files and all(each.path != part.path for each in old.unknown):
        yield part


def may_hide(result: Result, path: str) -> bool:
    """Tell whether there may be findings in a file that a result does not know of."""
    hidden = [each for each in result.unknown if each.cause is not Cause.UNAVAILABLE]
    return any(not each.files or path in each.files for each in hidden)


def fresh(old: Result, new: Result) -> tuple[Finding, ...]:
    """Return the findings that only the newer result has.

    A finding without a place may only count something, and the number moves: such findings tell
    something only where there are more of them than before.
    """
    known, found = _identified(old), _identified(new)
    fresh = [each for key, each in found.items() if key not in known]
    before, after = _unplaced(old), _unplaced(new)
    if len(after) > len(before):
        fresh += [each for key, each in after.items() if key not in before]
    return tuple(fresh)


def _identified(result: Result) -> Mapping[str, Finding]:
    """Return the findings that have a place by identity, whatever the order that a rule gives them in."""
    placed = (each for each in result.findings if each.path)
    found = tuple(sorted(placed, key=lambda each: (each.path, each.line, each.message)))
    return {key: each for each, key in identities(replace(result, findings=found))}


def _unplaced(result: Result) -> Mapping[str, Finding]:
    """Return the findings that have no place by identity, which no number is a part of."""
    found = sorted(each.message for each in result.findings if not each.path and not is_count(each))
    blind = tuple(Finding(_NUMBER.sub("", message)) for message in found)
    keys = (key for _, key in identities(replace(result, findings=blind)))
    return {key: Finding(message) for key, message in zip(keys, found, strict=True)}
