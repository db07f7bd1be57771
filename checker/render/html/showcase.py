"""The page that leads through a demonstration: one audit, told to every audience."""

from collections.abc import Iterator

from msgspec import Struct

from checker.model.report_input import Audience, ReportInput
from checker.render import Page
from checker.render.html import assets, written
from checker.render.html.layout import shell
from checker.render.html.page import SitePage


class Showcase(Struct, frozen=True, kw_only=True):
    """What the page names of the audit: the organization, how much it judged, and the team with a report."""

    name: str
    repositories: int
    teams: int
    rules: int
    audits: int
    team: str
    badges: tuple[str, ...] = ("score", "level", "coverage")


def pages(story: ReportInput, team: str) -> Iterator[Page]:
    """Yield the page, and what it needs to look as it should."""
    view = _view(story, team)
    leaf = SitePage("index.html", "One audit, told to everybody", "showcase.html.j2", "", lambda _: view)
    yield from assets()
    yield Page(leaf.path, written(leaf, shell(story, [leaf], Audience.ENGINEER)))


def _view(story: ReportInput, team: str) -> Showcase:
    audit = story.audit
    return Showcase(
        name=audit.organization.name,
        repositories=sum(each.kind == "repository" for each in audit.subjects),
        teams=sum(each.kind == "team" for each in audit.teams),
        rules=len(audit.policy.rules),
        audits=max((len(line.points) for line in story.lines), default=1),
        team=team,
    )
