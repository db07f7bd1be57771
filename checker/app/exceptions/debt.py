"""Recorded debt: today's failures written down, and how much of it is left."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from checker.engine.debt import counted, owed
from checker.engine.waivers import WaiverScope
from checker.errors import UsageError
from checker.filesystem.write import Destination
from checker.model.audit import Audit, Subject
from checker.model.debt import DebtAccount, Owed
from checker.model.finding_identity import is_count
from checker.model.result import Outcome, Result
from checker.policy.debt import written
from checker.policy.settings.configuration import Configuration


class Recorded(Struct, frozen=True):
    """What recording changed: the debt there is now, and how many entries came, shrank and went."""

    debt: tuple[Owed, ...]
    added: int = 0
    shrunk: int = 0
    paid: int = 0


def record(audit: Audit, known: Sequence[Owed], owner: str, rules: Sequence[str], today: date) -> Recorded:
    """Return the debt after an audit: what was mended is taken out, and nothing is added to old debt.

    Failures that are not recorded yet are, if there is no debt so far or *rules* name them. What was
    not audited, or could not be judged, stays as it is.
    """
    left: list[Owed] = []
    counts: Counter[str] = Counter()
    places = {subject.subject: _place(subject) for subject in audit.subjects if subject.repository}
    for each in known:
        kept = _after(each, audit, places)
        counts["paid" if kept is None else "shrunk" if kept != each else "same"] += 1
        left += [kept] if kept else []
    new = list(_new(audit, places, known, rules, Owed("", "", today, owner))) if rules or not known else []
    return Recorded((*left, *new), len(new), counts["shrunk"], counts["paid"])


def _place(subject: Subject) -> WaiverScope:
    repository = subject.repository
    assert repository
    return WaiverScope(repository.id, repository.path, repository.team, repository.name)


def _results(audit: Audit, each: Owed, places: dict[str, WaiverScope]) -> Iterator[Result]:
    for subject in audit.subjects:
        place = places.get(subject.subject)
        if place and owed((each,), each.rule, place):
            yield from (result for result in subject.results if result.rule == each.rule)


def _after(each: Owed, audit: Audit, places: dict[str, WaiverScope]) -> Owed | None:
    """Return what is left of a debt, None if it is paid."""
    result = next(_results(audit, each, places), None)
    if result is None or result.outcome in (Outcome.UNKNOWN, Outcome.ERROR, Outcome.WAIVED):
        return each
    if result.outcome is not Outcome.FAIL:
        return None
    if any(map(is_count, result.findings)):
        return each
    found = counted(result.findings)
    findings = {
        path: {what: min(times, found[path][what]) for what, times in said.items() if what in found[path]}
        for path, said in each.findings.items()
        if path in found
    }
    rest = {path: said for path, said in findings.items() if said}
    return replace(each, findings=rest) if rest or not each.findings else None


def _new(
    audit: Audit, places: dict[str, WaiverScope], known: Sequence[Owed], rules: Sequence[str], blank: Owed
) -> Iterator[Owed]:
    from checker.files.globs import matches

    for subject in audit.subjects:
        place = places.get(subject.subject)
        for result in subject.results if place else ():
            wanted = not rules or any(matches(result.rule, rule) for rule in rules)
            if place and wanted and result.outcome is Outcome.FAIL and not owed(known, result.rule, place):
                yield replace(
                    blank,
                    repository=place.name or place.repository,
                    rule=result.rule,
                    findings=counted(result.findings),
                )


def accounts(audit: Audit, known: Sequence[Owed], today: date) -> list[DebtAccount]:
    """Return what is left of each debt, the oldest first."""
    places = {subject.subject: _place(subject) for subject in audit.subjects if subject.repository}
    found = [_account(each, audit, places, today) for each in known]
    return sorted(found, key=lambda each: (-each.days, each.repository, each.rule))


def _account(each: Owed, audit: Audit, places: dict[str, WaiverScope], today: date) -> DebtAccount:
    rest = _after(each, audit, places)
    failing = [r for r in _results(audit, each, places) if r.outcome is Outcome.FAIL]
    grown = any(not result.enforcement_reason for result in failing)
    return DebtAccount(
        repository=each.repository,
        rule=each.rule,
        owner=each.owner,
        days=max(0, (today - each.recorded).days),
        recorded=_total(each),
        left=_total(rest) if rest else 0,
        grown=grown,
    )


def _total(each: Owed) -> int:
    return sum(times for said in each.findings.values() for times in said.values()) or 1


def save(configuration: Configuration, debt: Sequence[Owed]) -> None:
    """Write the file that records debt, in one step; raises UsageError when it cannot be written."""
    path = configuration.debt_path
    try:
        text = written(debt).encode()
    except UnicodeEncodeError as error:
        raise UsageError(f"{path}: cannot be written: {error}") from error
    below = configuration.folder if configuration.confined else None
    Destination(path, below).write(text, parents=True)
