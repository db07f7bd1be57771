"""What the search finds: repositories, teams, rules and pages, by their names."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from checker.render.site import address
from checker.render.site.leaf import Leaf
from checker.render.site.shell import NAMES
from checker.render.site.survey import Survey, title
from checker.render.text import name, number


class Found(Struct, frozen=True):
    """Something that can be found, and where it is."""

    kind: str
    name: str
    about: str
    href: str


def entries(planned: Sequence[Leaf], survey: Survey) -> Iterator[Found]:
    """Yield everything that has a page of its own."""
    paths = {leaf.path for leaf in planned}
    for path, said in NAMES.items():
        if path in paths:
            yield Found("Page", said, "", path)
    for each in _everything(survey):
        if each.href in paths:
            yield each


def _everything(survey: Survey) -> Iterator[Found]:
    for group in survey.audit.teams:
        yield Found("Team", name(group.name), f"score {number(group.score)}", address.team(group.name))
    for each in survey.repositories:
        team = each.repository.team if each.repository else ""
        yield Found("Repository", title(each), name(team), address.repository(each.subject))
    for found in survey.conformance:
        framework = found.framework
        yield Found("Framework", name(framework.title), "", address.framework(framework.id))
    for standing in survey.rules.values():
        rule = standing.rule
        yield Found("Rule", name(rule.title), name(rule.id), address.rule(rule.id))
