"""Initiatives: what was promised by when, how far it has come, and who is still to move."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time

from msgspec import Struct

from checker.model.initiative import Progress
from checker.render.html import address
from checker.render.html.audit_index import AuditIndex, title
from checker.render.html.chart import Chart, chart
from checker.render.html.components import PageLink
from checker.render.html.page import Cut, cut

_WORD = {"on track": "on-track", "at risk": "at-risk"}


class InitiativeRow(Struct, frozen=True, kw_only=True):
    """One initiative in a list."""

    title: str
    href: str
    owner: str
    due: str
    target: float
    share: float | None
    status: str
    kind: str


class InitiativeView(Struct, frozen=True, kw_only=True):
    """One initiative in full."""

    row: InitiativeRow
    anchor: str
    start: str
    met: int
    unmet: Cut[PageLink]
    unknown: Cut[PageLink]
    outlook: str
    rate: float | None
    trend: Chart | None


def rows(survey: AuditIndex) -> tuple[InitiativeRow, ...]:
    """Return the initiatives as rows."""
    return tuple(map(_row, survey.initiatives))


def _row(found: Progress) -> InitiativeRow:
    return InitiativeRow(
        title=found.title,
        href=f"initiatives.html#{address.anchor(found.id)}",
        owner=found.owner,
        due=found.due.isoformat(),
        target=found.target,
        share=found.share,
        status=found.status.value,
        kind=_WORD.get(found.status.value, found.status.value),
    )


def views(survey: AuditIndex, limit: int) -> tuple[InitiativeView, ...]:
    """Return the initiatives in full."""
    names = {each.subject: title(each) for each in survey.repositories}
    return tuple(_view(found, names, limit) for found in survey.initiatives)


def _view(found: Progress, names: dict[str, str], limit: int) -> InitiativeView:
    return InitiativeView(
        row=_row(found),
        anchor=address.anchor(found.id),
        start=found.start.isoformat(),
        met=found.met,
        unmet=cut(list(_links(found.unmet, names)), limit),
        unknown=cut(list(_links(found.unknown, names)), limit),
        outlook=found.outlook,
        rate=found.rate * 7 if found.rate is not None else None,
        trend=_trend(found),
    )


def _links(ids: Iterable[str], names: dict[str, str]) -> Iterable[PageLink]:
    for each in ids:
        yield PageLink(names.get(each, each), address.repository(each) if each in names else "")


def _trend(found: Progress) -> Chart | None:
    """Return the share that meets it over time, and the target on the way to the day it is due."""
    met = [(_noon(point.day), point.share) for point in found.points]
    target = [(_noon(found.start), found.target), (_noon(found.due), found.target)]
    return chart(
        "Share of repositories that meet it, and the target, in percent", {"met": met, "target": target}
    )


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)
