"""Repositories: the list of all, and a page for each with every rule, its outcome, evidence and fix."""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from checker.model.audit import Subject
from checker.model.result import Enforcement, Finding, Outcome, Result
from checker.render.html import address, components
from checker.render.html.audit_index import AuditIndex, title
from checker.render.html.components import Measure, PageLink, Share
from checker.render.html.page import Cut, cut
from checker.render.shared import links, sorting
from checker.render.shared.text import name, sentence, shown

_EVIDENCE = 8
_LOOKED = 3
# The engine says so before the condition that does not hold, which the rule's own page shows.
_INAPPLICABLE = "does not apply: "


class FindingRow(Struct, frozen=True):
    """One finding: where, the address of that line on the forge, and what."""

    place: str
    href: str
    message: str


class ResultRow(Struct, frozen=True):
    """One rule's result with everything that is known of it."""

    rule: PageLink
    anchor: str
    title: str
    outcome: str
    severity: str
    level: str
    reason: str
    warning: str
    evidence: Cut[FindingRow]
    uncounted: int
    observed: str
    expected: str
    looked_at: tuple[str, ...]
    permissions: tuple[str, ...]
    waiver: str
    unneeded: bool
    expired: str
    fix: str
    effort: str
    gain: float
    caused: tuple[PageLink, ...] = ()


class Brief(Struct, frozen=True):
    """A rule that passed or does not apply, in one line."""

    rule: PageLink
    title: str
    about: str


class RepositoryView(Struct, frozen=True):
    """Everything on a repository's page."""

    name: str
    id: str
    web: str
    commit: str
    commit_href: str
    team: PageLink | None
    attributes: tuple[tuple[str, str], ...]
    score: float | None
    score_at_least: float | None
    score_without_waivers: float | None
    coverage: float | None
    level: str
    level_range: str
    level_without_waivers: str
    next_level: str
    blockers: Cut[PageLink]
    outcomes: tuple[Share, ...]
    goals: tuple[Measure, ...]
    failures: Cut[ResultRow]
    undecided: Cut[ResultRow]
    waived: Cut[ResultRow]
    passed: Cut[Brief]
    inapplicable: Cut[Brief]
    notes: Cut[str]
    applied: int
    rules: int
    not_assessed: str


def view(subject: Subject, survey: AuditIndex, limit: int) -> RepositoryView:
    """Return the page of a repository, or of a group that rules are about."""
    known, results = subject.repository, subject.results
    next_level, blockers = sorting.blocking(subject, survey.audit.policy.levels)
    told = [_told(result, subject, limit) for result in sorting.of(results, Outcome.UNKNOWN, Outcome.ERROR)]
    return RepositoryView(
        name=title(subject),
        id=subject.subject,
        web=links.page(known),
        commit=subject.commit[:12],
        commit_href=links.commit(known, subject.commit),
        team=_team(subject, survey),
        attributes=_attributes(subject),
        score=subject.score,
        score_at_least=subject.score_at_least,
        score_without_waivers=subject.score_without_waivers,
        coverage=subject.coverage,
        level=subject.level,
        level_range=sorting.level_range(subject, survey.audit.policy.levels),
        level_without_waivers=subject.level_without_waivers,
        next_level=next_level,
        blockers=cut(
            [PageLink(each.rule, f"#{address.anchor(each.rule)}") for each in blockers], min(limit, 8)
        ),
        outcomes=components.outcomes((subject,)),
        goals=components.measures(subject.objectives, components.titles(survey.audit.policy.objectives)),
        failures=cut(list(_failures(subject, survey, limit)), limit),
        undecided=cut(told, limit),
        waived=cut([_told(result, subject, limit) for result in sorting.of(results, Outcome.WAIVED)], limit),
        passed=cut(list(_briefs(results, Outcome.PASS)), limit),
        inapplicable=cut(list(_briefs(results, Outcome.NOT_APPLICABLE)), limit),
        notes=cut(_notes(subject), min(limit, 20)),
        applied=subject.rules_applied,
        rules=len(results),
        not_assessed=sorting.not_assessed(subject),
    )


def _team(subject: Subject, survey: AuditIndex) -> PageLink | None:
    team = subject.repository.team if subject.repository else ""
    return PageLink(team, survey.page(team)) if team else None


def _attributes(subject: Subject) -> tuple[tuple[str, str], ...]:
    attributes = subject.repository.attributes if subject.repository else {}
    return tuple((key, shown(value)) for key, value in sorted(attributes.items()) if value not in ("", False))


def _notes(subject: Subject) -> list[str]:
    assumptions = subject.repository.assumptions if subject.repository else ()
    return list(dict.fromkeys((*subject.notes, *assumptions)))


def _failures(subject: Subject, survey: AuditIndex, limit: int) -> Iterator[ResultRow]:
    """Yield the failures worst first, each followed by those that it causes."""
    gains = {action.result.rule: action.gain for action in survey.actions.get(subject.subject, ())}
    for failure in sorting.failures(subject.results):
        caused = tuple(_own(each) for each in failure.caused)
        yield _told(failure.result, subject, limit, gains.get(failure.result.rule, 0.0), caused)
        for each in failure.caused:
            yield _told(each, subject, limit)


def _own(result: Result) -> PageLink:
    return PageLink(result.rule, f"#{address.anchor(result.rule)}")


def _told(
    result: Result, subject: Subject, limit: int, gain: float = 0.0, caused: tuple[PageLink, ...] = ()
) -> ResultRow:
    telling = [finding for finding in result.findings if _tells(finding, result)]
    most = min(limit, _EVIDENCE)
    places = any(finding.path for finding in telling)
    warns = result.enforcement is Enforcement.WARN and result.outcome is Outcome.FAIL
    return ResultRow(
        rule=PageLink(result.rule, address.rule(result.rule)),
        anchor=address.anchor(result.rule),
        title=name(result.title),
        outcome=result.outcome.value,
        severity=result.severity.value,
        level=result.level,
        reason=_reason(result, telling),
        warning=result.enforcement_reason if warns else "",
        evidence=Cut(tuple(_evidence(finding, subject) for finding in telling[:most])),
        uncounted=sorting.beyond(telling, most) if len(telling) > most else 0,
        observed="" if result.value is None else shown(result.value),
        expected=result.expected,
        looked_at=() if places or result.value is not None else result.looked_at[:_LOOKED],
        permissions=tuple(dict.fromkeys(each.permission for each in result.unknown if each.permission)),
        waiver=result.waiver,
        unneeded=result.unneeded_waiver,
        expired=result.expired_waiver,
        fix=result.fix.text,
        effort=result.fix.effort,
        gain=gain,
        caused=caused,
    )


def _tells(finding: Finding, result: Result) -> bool:
    return bool(finding.path) or finding.message not in (result.title, f"needs {result.needs}")


def _reason(result: Result, telling: Sequence[Finding]) -> str:
    """Return why a result is what it is, where evidence and title do not say it already."""
    if result.outcome is Outcome.UNKNOWN and result.unknown:
        return sentence(dict.fromkeys(each.reason for each in result.unknown))
    counted = result.outcome is Outcome.FAIL and telling and result.reason.endswith(("finding", "findings"))
    said = {result.title, *(finding.message for finding in telling)}
    return "" if counted or result.reason in said else result.reason


def _evidence(finding: Finding, subject: Subject) -> FindingRow:
    place = f"{name(finding.path)}:{finding.line}" if finding.path and finding.line else name(finding.path)
    href = links.place(subject.repository, subject.commit, finding.path, finding.line)
    return FindingRow(place, href, finding.message)


def _briefs(results: Iterable[Result], outcome: Outcome) -> Iterator[Brief]:
    for result in sorting.of(results, outcome):
        reason = "" if result.reason.startswith(_INAPPLICABLE) else result.reason
        observed = "" if result.value is None else shown(result.value)
        about = sentence((reason, observed, "a waiver is not needed" if result.unneeded_waiver else ""))
        yield Brief(PageLink(result.rule, address.rule(result.rule)), result.title, about)
