"""Waivers: the risks that somebody accepted, by the day on which they end."""

import re
from collections.abc import Sequence
from datetime import date

from checker.model.result import Outcome
from checker.model.value import dataclass
from checker.patterns import lazy
from checker.render.site import address
from checker.render.site.leaf import Cut, cut
from checker.render.site.pieces import Link
from checker.render.site.survey import Case, Survey, title
from checker.render.site.times import moment

_UNTIL = lazy(r"until ([0-9]{4}-[0-9]{2}-[0-9]{2})(?!.*until [0-9])", re.ASCII | re.DOTALL)
_SOON = 30
_PLACES = 6


@dataclass(frozen=True, slots=True)
class WaiverRow:
    """What one waiver covers; *left* is how many days it still holds, None where no end is told."""

    text: str
    until: str
    left: int | None
    rules: tuple[Link, ...]
    places: Cut[Link]
    failing: int

    @property
    def soon(self) -> bool:
        """Tell whether it ends within a month."""
        return self.left is not None and self.left <= _SOON


def rows(survey: Survey) -> list[WaiverRow]:
    """Return what is waived, the waiver that ends first before the others."""
    found: dict[str, list[Case]] = {}
    for standing in survey.rules.values():
        for case in standing.cases:
            if case.result.outcome is Outcome.WAIVED:
                found.setdefault(case.result.waiver or case.result.reason, []).append(case)
    today = moment(survey.audit.started_at).date()
    listed = [_row(text, cases, today) for text, cases in found.items()]
    return sorted(listed, key=lambda each: (each.until or "9999", each.text))


def of(survey: Survey, subjects: frozenset[str], every: Sequence[WaiverRow]) -> list[WaiverRow]:
    """Return the waivers that cover any of these repositories."""
    texts = {
        result.waiver or result.reason
        for each in survey.repositories
        if each.subject in subjects
        for result in each.results
        if result.outcome is Outcome.WAIVED
    }
    return [row for row in every if row.text in texts]


def _row(text: str, cases: Sequence[Case], today: date) -> WaiverRow:
    ended = _UNTIL.search(text)
    until = ended[1] if ended and _is_date(ended[1]) else ""
    rules = dict.fromkeys(case.result.rule for case in cases)
    places = {case.subject.subject: case.subject for case in cases}
    return WaiverRow(
        text,
        until,
        (date.fromisoformat(until) - today).days if until else None,
        tuple(Link(rule, address.rule(rule)) for rule in rules),
        cut([Link(title(each), address.repository(name)) for name, each in places.items()], _PLACES),
        sum(case.result.unwaived_outcome is Outcome.FAIL for case in cases),
    )


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
