"""Which pages there are."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import TypeVar

from msgspec.structs import replace

from checker.model.audit import Group, Subject
from checker.model.report_input import Audience
from checker.render.html import (
    about,
    address,
    changes,
    components,
    executive,
    frameworks,
    heatmap,
    initiatives,
    partner,
    repositories,
    rules,
    teams,
    waivers,
)
from checker.render.html.audit_index import AuditIndex, title
from checker.render.html.layout import NAMES
from checker.render.html.overview import overview
from checker.render.html.page import Numbered, SitePage, batches, cut

T = TypeVar("T")
_INDEX = "index.html"
_ROWS = 500
_CASES = 400
_HEAT = 60


def leaves(survey: AuditIndex, audience: Audience) -> Iterator[SitePage]:
    """Yield every page of a report."""
    yield from _EDITIONS[audience](survey)


def _engineer(survey: AuditIndex) -> Iterator[SitePage]:
    yield _first("overview.html.j2", partial(overview, survey))
    yield from _changes(survey)
    yield from _initiatives(survey)
    yield from _heatmap(survey)
    yield from _teams(survey, "teams.html")
    yield from _repositories(survey)
    yield from _rules(survey)
    yield from _frameworks(survey)
    yield from _waivers(survey)
    yield from _about(survey)


def _team(survey: AuditIndex) -> Iterator[SitePage]:
    """Yield what teams need for their work: standing, what to do, and how."""
    whole = survey.audit.organization
    if survey.audit.teams and whole.kind == "organization":
        yield from _teams(survey, "index.html")
    else:
        yield _first("team.html.j2", partial(teams.view, whole, survey))
        yield from _teams(survey, "teams.html")
    yield from _repositories(survey)
    yield from _rules(survey)
    yield from _waivers(survey)
    yield from _about(survey)


def _executive(survey: AuditIndex) -> Iterator[SitePage]:
    yield _first("executive.html.j2", partial(executive.view, survey))


def _partner(survey: AuditIndex) -> Iterator[SitePage]:
    yield _first("partner.html.j2", partial(partner.view, survey))
    yield from _rules(survey, told=False)
    yield from _frameworks(survey)
    yield from _about(survey)


_EDITIONS: Mapping[Audience, Callable[[AuditIndex], Iterator[SitePage]]] = {
    Audience.ENGINEER: _engineer,
    Audience.TEAM: _team,
    Audience.EXECUTIVE: _executive,
    Audience.PARTNER: _partner,
}


def _first(template: str, view: Callable[[int], object]) -> SitePage:
    return SitePage(_INDEX, NAMES[_INDEX], template, _INDEX, view)


def _about(survey: AuditIndex) -> Iterator[SitePage]:
    path = "about.html"
    yield SitePage(path, NAMES[path], f"{path}.j2", path, partial(about.view, survey))


def _changes(survey: AuditIndex) -> Iterator[SitePage]:
    if survey.story.change is not None:
        path, view = "changes.html", partial(changes.view, survey, survey.story.change)
        yield SitePage(path, NAMES[path], f"{path}.j2", path, view)


def _initiatives(survey: AuditIndex) -> Iterator[SitePage]:
    if survey.initiatives:
        path = "initiatives.html"
        yield SitePage(path, NAMES[path], f"{path}.j2", path, partial(initiatives.views, survey))


def _heatmap(survey: AuditIndex) -> Iterator[SitePage]:
    if survey.audit.teams:
        groups = sorted(survey.audit.teams, key=lambda each: each.name)
        yield from _listed("heatmap.html", groups, _HEAT, partial(_heat, survey))


def _teams(survey: AuditIndex, path: str) -> Iterator[SitePage]:
    if not survey.audit.teams:
        return
    yield from _listed(path, teams.rows(survey), _ROWS, lambda rows, _: rows, "teams.html.j2")
    for group in sorted(survey.audit.teams, key=lambda each: each.name):
        view = partial(teams.view, group, survey)
        yield SitePage(address.team(group.name), group.name, "team.html.j2", path, view)


def _heat(survey: AuditIndex, groups: Sequence[Group], limit: int) -> object:
    whole = survey.audit.organization
    shown = [*groups[:limit], whole]
    return heatmap.by_objective(survey, shown), heatmap.by_pack(survey, shown)


def _repositories(survey: AuditIndex) -> Iterator[SitePage]:
    found = [components.row(each, survey) for each in survey.repositories]
    section = "repositories.html"
    yield from _listed(section, found, _ROWS, lambda rows, _: rows)
    for subject in survey.repositories:
        yield _repository(subject, survey, address.repository(subject.subject), section)
    for subject in survey.groups_judged:
        if subject.kind == "organization":
            yield _repository(subject, survey, "organization.html", "index.html")


def _repository(subject: Subject, survey: AuditIndex, path: str, section: str) -> SitePage:
    view = partial(repositories.view, subject, survey)
    return SitePage(path, title(subject), "repository.html.j2", section, view)


def _rules(survey: AuditIndex, told: bool = True) -> Iterator[SitePage]:
    found = list(survey.rules.values())
    section = "rules.html"
    yield from _listed(section, found, _ROWS, lambda each, _: rules.handbook(each, survey.audit.policy.off))
    for standing in found:
        parts = list(batches(rules.ordered(standing) if told else (), _CASES))
        path = address.rule(standing.rule.id)
        names = tuple(address.numbered(path, number) for number in range(1, len(parts) + 1))
        for number, (name, cases) in enumerate(zip(names, parts, strict=True), 1):
            view = partial(rules.view, standing, survey, cases, number, names)
            yield SitePage(name, standing.rule.title, "rule.html.j2", section, view)


def _frameworks(survey: AuditIndex) -> Iterator[SitePage]:
    found, section = survey.conformance, "frameworks.html"
    if found:
        yield SitePage(
            section, NAMES[section], "frameworks.html.j2", section, lambda _: frameworks.rows(found)
        )
    for each in found:
        path, view = address.framework(each.framework.id), partial(frameworks.view, each, survey)
        yield SitePage(path, each.framework.title, "framework.html.j2", section, view)


def _waivers(survey: AuditIndex) -> Iterator[SitePage]:
    found = waivers.rows(survey)
    if found:
        view = partial(cut, found)
        yield SitePage("waivers.html", "Waivers", "waivers.html.j2", "waivers.html", view)


def _listed(
    path: str,
    items: Sequence[T],
    size: int,
    view: Callable[[Sequence[T], int], object],
    template: str = "",
) -> Iterator[SitePage]:
    """Yield the pages of a long list, under its entry of the navigation."""
    parts = list(batches(items, size))
    names = tuple(address.numbered(path, number) for number in range(1, len(parts) + 1))
    for number, (own, part) in enumerate(zip(names, parts, strict=True), 1):
        place = Numbered((), number, names, len(items))
        yield SitePage(
            own, NAMES[path], template or f"{path}.j2", path, partial(_numbered, place, part, view)
        )


def _numbered(
    place: Numbered, part: Sequence[T], view: Callable[[Sequence[T], int], object], limit: int
) -> Numbered:
    return replace(place, rows=view(part, limit))
