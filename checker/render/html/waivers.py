"""Waivers: the risks that somebody accepted, by the day on which they end."""

import re
from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from checker.model.audit import Subject
from checker.model.result import Outcome, Result
from checker.patterns import lazy
from checker.render.html import address
from checker.render.html.audit_index import AuditIndex, SubjectResult, title
from checker.render.html.components import PageLink
from checker.render.html.page import Cut, cut
from checker.render.html.times import moment

_UNTIL = lazy(r"until ([0-9]{4}-[0-9]{2}-[0-9]{2})(?!.*until [0-9])", re.ASCII | re.DOTALL)
_SOON = 30
_PLACES = 6


class WaiverRow(Struct, frozen=True):
    """What one waiver covers; *left* is how many days it still holds, None where no end is told."""

    text: str
    until: str
    left: int | None
    rules: tuple[PageLink, ...]
    places: Cut[PageLink]
    failing: int

    @property
    def ended(self) -> bool:
        """Tell whether it does not hold any more."""
        return self.left is not None and self.left < 0

    @property
    def soon(self) -> bool:
        """Tell whether it ends within a month."""
        return self.left is not None and 0 <= self.left <= _SOON


def rows(survey: AuditIndex, subjects: Sequence[Subject] | None = None) -> list[WaiverRow]:
    """Return what is waived (of some subjects, else of all), the waiver that ends first before the others.

    One that has ended is told as long as something fails for it.
    """
    found: dict[str, list[SubjectResult]] = {}
    for subject in survey.audit.subjects if subjects is None else subjects:
        for result in subject.results:
            text = _told(result)
            if text:
                found.setdefault(text, []).append(SubjectResult(subject, result))
    today = moment(survey.audit.started_at).date()
    listed = [_row(text, cases, today, survey) for text, cases in found.items()]
    return sorted(listed, key=lambda each: (each.until or "9999", each.text))


def _told(result: Result) -> str:
    """Return the waiver that holds for a result, or that has ended, "" for none."""
    if result.outcome is Outcome.WAIVED:
        return result.waiver or result.reason
    return result.expired_waiver if result.outcome is Outcome.FAIL else ""


def _row(text: str, cases: Sequence[SubjectResult], today: date, survey: AuditIndex) -> WaiverRow:
    ended = _UNTIL.search(text)
    until = ended[1] if ended and _is_date(ended[1]) else ""
    rules = dict.fromkeys(case.result.rule for case in cases)
    places = {case.subject.subject: case.subject for case in cases}
    return WaiverRow(
        text=text,
        until=until,
        left=(date.fromisoformat(until) - today).days if until else None,
        rules=tuple(PageLink(rule, address.rule(rule)) for rule in rules),
        places=cut([PageLink(title(each), _page(each, survey)) for each in places.values()], _PLACES),
        failing=sum(_fails(case.result) for case in cases),
    )


def _fails(result: Result) -> bool:
    return Outcome.FAIL in (result.outcome, result.unwaived_outcome)


def _page(subject: Subject, survey: AuditIndex) -> str:
    if subject.kind == "team":
        return survey.page(subject.subject)
    return address.repository(subject.subject) if subject.repository else "organization.html"


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
