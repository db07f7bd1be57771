"""Holds a change against what it is based on: only what it made worse counts against it.

Worse is a rule that passed, or did not apply, and fails now, and a finding that a failing rule did
not have before: the same rule, path and evidence, whatever the line or version, and wherever the change moved
the file. What could not be judged at the base blames nobody.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from checker.model.audit import Subject
from checker.model.gate import Gate, Remaining, Turned
from checker.model.identity import identities, is_count
from checker.model.result import Enforcement, Finding, Outcome, Result

_FINE = (Outcome.PASS, Outcome.NOT_APPLICABLE)
_UNJUDGED = (Outcome.UNKNOWN, Outcome.ERROR)


def gate(
    base: Subject,
    head: Subject,
    deciding: Collection[str],
    touched: Collection[str],
    renamed: Mapping[str, str],
) -> Gate:
    """Return what the change from *base* to *head* did; both are judged by one policy at one time.

    *deciding* are the rules that read nothing but Git, *touched* the paths that the change touches,
    *renamed* the new paths of files that it moved.
    """
    before = {result.rule: _moved(result, renamed) for result in base.results}
    pairs = [(before.get(after.rule), after) for after in head.results]
    known = [(old, new) for old, new in pairs if old is not None]
    return Gate(
        base.commit,
        head.commit,
        base.score,
        head.score,
        base.level,
        head.level,
        tuple(each for old, new in known for each in _worse(old, new, deciding)),
        tuple(each for old, new in known for each in _better(old, new, deciding)),
        tuple(each for old, new in known for each in _remaining(old, new, touched)),
        tuple(new.rule for old, new in pairs if _fails(new) and (old is None or old.outcome in _UNJUDGED)),
    )


def _moved(result: Result, renamed: Mapping[str, str]) -> Result:
    """Return a result of the base with each finding where the change moved its file."""
    if not any(each.path in renamed for each in result.findings):
        return result
    found = tuple(replace(each, path=renamed.get(each.path, each.path)) for each in result.findings)
    return replace(result, findings=found)


def _worse(old: Result, new: Result, deciding: Collection[str]) -> Iterator[Turned]:
    if not _fails(new) or not (old.outcome in _FINE or _fails(old)):
        return
    fresh = _fresh(old, new) if _fails(old) else new.findings
    if fresh or not _fails(old):
        yield _turned(old, new, fresh, deciding)


def _better(old: Result, new: Result, deciding: Collection[str]) -> Iterator[Turned]:
    if not _fails(old) or not (new.outcome in _FINE or _fails(new)):
        return
    gone = _fresh(new, old) if _fails(new) else old.findings
    if gone or not _fails(new):
        yield _turned(old, new, gone, deciding)


def _remaining(old: Result, new: Result, touched: Collection[str]) -> Iterator[Remaining]:
    if not (_fails(old) and _fails(new)):
        return
    fresh = set(_fresh(old, new))
    found = tuple(each for each in new.findings if each.path in touched and each not in fresh)
    if found:
        yield Remaining(new.rule, new.title, new.severity, found)


def _fails(result: Result) -> bool:
    return result.outcome is Outcome.FAIL


def _fresh(old: Result, new: Result) -> tuple[Finding, ...]:
    """Return the findings that only the newer result has.

    A finding without a place may only count something, and the number moves: it tells nothing. What
    was cut off from the older list cannot be told from what is new.
    """
    known, cut = _identified(old), any(map(is_count, old.findings))
    found = _identified(new)
    return () if cut else tuple(each for key, each in found.items() if key not in known)


def _identified(result: Result) -> Mapping[str, Finding]:
    return {key: each for each, key in identities(result) if each.path and not is_count(each)}


def _turned(old: Result, new: Result, findings: tuple[Finding, ...], deciding: Collection[str]) -> Turned:
    return Turned(
        new.rule,
        new.title,
        new.severity,
        old.outcome,
        new.outcome,
        findings,
        new.fix,
        new.enforcement,
        new.enforcement_reason,
        new.rule in deciding and new.enforcement is Enforcement.BLOCK,
    )
