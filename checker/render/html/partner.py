"""The first page for partners: where the organization stands, and how far frameworks are met."""

from msgspec import Struct

from checker.render.html import frameworks, overview
from checker.render.html.audit_index import AuditIndex, title
from checker.render.html.components import PageLink
from checker.render.html.frameworks import FrameworkRow
from checker.render.html.page import Cut, cut
from checker.render.shared import links


class PublicRow(Struct, frozen=True):
    """A repository that everybody may know, and its level."""

    repository: PageLink
    score: float | None
    level: str


class Partner(Struct, frozen=True):
    """Everything on the page."""

    name: str
    policy: str
    standing: overview.GroupFigures
    goals: tuple[overview.Goal, ...]
    frameworks: tuple[FrameworkRow, ...]
    public: Cut[PublicRow]


def view(survey: AuditIndex, limit: int) -> Partner:
    """Return the page."""
    audit, group = survey.audit, survey.audit.organization
    public = [
        PublicRow(PageLink(title(each), links.page(each.repository)), each.score, each.level)
        for each in survey.repositories
        if each.repository and each.repository.attributes.get("visibility") == "public"
    ]
    return Partner(
        name=group.name,
        policy=audit.policy.title or audit.policy.id,
        standing=overview.standing(survey, group),
        goals=overview.goals(survey, group, survey.points(group)),
        frameworks=frameworks.rows(survey.conformance),
        public=cut(sorted(public, key=lambda each: each.repository.name), min(limit, 200)),
    )
