"""Rules: the handbook of all, and a page for each with why, how, and who does not meet it."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from msgspec import Struct

from checker.model.audit import RuleStamp, Subject
from checker.model.result import Outcome
from checker.render.html import address
from checker.render.html.audit_index import AuditIndex, RuleStanding, SubjectResult, title
from checker.render.html.components import PageLink, Share
from checker.render.html.page import Cut, cut
from checker.render.shared import links

_ORDER = (Outcome.FAIL, Outcome.ERROR, Outcome.UNKNOWN, Outcome.WAIVED)


class RuleRow(Struct, frozen=True, kw_only=True):
    """One rule in the handbook."""

    rule: PageLink
    title: str
    severity: str
    level: str
    effort: str
    share: float | None
    failed: int
    unknown: int


class Pack(Struct, frozen=True):
    """The rules of one pack."""

    name: str
    anchor: str
    rows: tuple[RuleRow, ...]


class Handbook(Struct, frozen=True):
    """The rules by pack, and those that are switched off with the reasons."""

    packs: tuple[Pack, ...]
    off: tuple[tuple[str, str], ...]


class CaseRow(Struct, frozen=True):
    """A subject that does not simply pass, and why."""

    subject: PageLink
    team: str
    outcome: str
    reason: str


class Mapped(Struct, frozen=True):
    """A control of a framework that a rule speaks for."""

    framework: PageLink
    control: str
    extent: str


class RuleView(Struct, frozen=True, kw_only=True):
    """Everything on a rule's page; *pages* are those over which its cases are spread."""

    rule: RuleStamp
    objective: str
    share: float | None
    outcomes: tuple[Share, ...]
    maps: tuple[Mapped, ...]
    links: tuple[str, ...]
    requires: tuple[PageLink, ...]
    cases: Cut[CaseRow]
    page: int
    pages: tuple[str, ...]


def handbook(standings: Sequence[RuleStanding], off: Mapping[str, str]) -> Handbook:
    """Return the rules by pack, and those that are switched off."""
    ordered = sorted(standings, key=lambda each: each.rule.pack)
    packs = tuple(
        Pack(name, address.anchor(name), tuple(map(_row, group)))
        for name, group in groupby(ordered, key=lambda each: each.rule.pack)
    )
    return Handbook(packs, tuple(off.items()))


def _row(standing: RuleStanding) -> RuleRow:
    rule = standing.rule
    return RuleRow(
        rule=PageLink(rule.id, address.rule(rule.id)),
        title=rule.title,
        severity=rule.severity,
        level=rule.level,
        effort=rule.fix.effort,
        share=standing.share,
        failed=standing.tally.get(Outcome.FAIL, 0),
        unknown=standing.tally.get(Outcome.UNKNOWN, 0) + standing.tally.get(Outcome.ERROR, 0),
    )


def ordered(standing: RuleStanding) -> list[SubjectResult]:
    """Return the cases of a rule: failures first, the worst repository first."""
    return sorted(standing.cases, key=lambda case: _ORDER.index(case.result.outcome))


def view(  # noqa: PLR0913, PLR0917  # what is shown, and where in a row of pages
    standing: RuleStanding,
    survey: AuditIndex,
    cases: Sequence[SubjectResult],
    page: int,
    pages: tuple[str, ...],
    limit: int,
) -> RuleView:
    """Return a rule's page."""
    rule = standing.rule
    objectives = {each.id: each.title for each in survey.audit.policy.objectives}
    tally: Mapping[Outcome, int] = standing.tally
    return RuleView(
        rule=rule,
        objective=objectives.get(rule.objective, rule.objective),
        share=standing.share,
        outcomes=tuple(Share(each.value, tally[each], each.value) for each in Outcome if tally.get(each)),
        maps=tuple(_maps(rule, survey)),
        links=tuple(address for address in map(links.web, rule.links) if address),
        requires=tuple(PageLink(each, address.rule(each)) for each in rule.requires if each in survey.rules),
        cases=cut([_case(case, survey) for case in cases], limit),
        page=page,
        pages=pages,
    )


def _maps(rule: RuleStamp, survey: AuditIndex) -> Iterator[Mapped]:
    titles = {each.framework.id: each.framework.title for each in survey.conformance}
    for framework, controls in sorted(rule.maps.items()):
        for control, extent in controls.items():
            href = f"{address.framework(framework)}#{address.anchor(control)}"
            yield Mapped(PageLink(titles.get(framework, framework), href), control, extent)


def _case(case: SubjectResult, survey: AuditIndex) -> CaseRow:
    subject, result = case.subject, case.result
    known = subject.repository
    page = address.repository(subject.subject) if known else _group_page(subject, survey)
    first = result.findings[0] if result.findings else None
    reason = result.reason or (first.message if first else "")
    if result.outcome is Outcome.WAIVED:
        reason = result.waiver or reason
    return CaseRow(
        PageLink(title(subject), f"{page}#{address.anchor(result.rule)}" if page else ""),
        known.team if known else "",
        result.outcome.value,
        "" if reason == result.title else reason,
    )


def _group_page(subject: Subject, survey: AuditIndex) -> str:
    return survey.page(subject.subject) if subject.kind == "team" else "organization.html"
