"""What the search finds: repositories, teams, rules and pages, by their names."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from checker.render.html import address
from checker.render.html.audit_index import AuditIndex, title
from checker.render.html.layout import NAMES
from checker.render.html.page import SitePage
from checker.render.shared.text import name, number


class SearchEntry(Struct, frozen=True):
    """Something that can be found, and where it is."""

    kind: str
    name: str
    about: str
    href: str


def entries(planned: Sequence[SitePage], survey: AuditIndex) -> Iterator[SearchEntry]:
    """Yield everything that has a page of its own."""
    paths = {leaf.path for leaf in planned}
    for path, said in NAMES.items():
        if path in paths:
            yield SearchEntry("Page", said, "", path)
    for each in _everything(survey):
        if each.href in paths:
            yield each


def _everything(survey: AuditIndex) -> Iterator[SearchEntry]:
    for group in survey.audit.teams:
        yield SearchEntry("Team", name(group.name), f"score {number(group.score)}", address.team(group.name))
    for each in survey.repositories:
        team = each.repository.team if each.repository else ""
        yield SearchEntry("Repository", title(each), name(team), address.repository(each.subject))
    for found in survey.conformance:
        framework = found.framework
        yield SearchEntry("Framework", name(framework.title), "", address.framework(framework.id))
    for standing in survey.rules.values():
        rule = standing.rule
        yield SearchEntry("Rule", name(rule.title), name(rule.id), address.rule(rule.id))
