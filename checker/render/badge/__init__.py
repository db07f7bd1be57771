"""Badges for READMEs and pages: a folder of SVG images, and of JSON that shields.io makes its own from.

organization/, teams/NAME/ and repositories/ID/ hold score, level and coverage, and frameworks/ below
each of them how far the controls of a framework are met.
"""

from collections.abc import Iterator, Sequence
from itertools import chain

from msgspec import Struct

from checker.engine.conformance import conformance
from checker.model.audit import Group, Subject
from checker.model.report_input import Audience, ReportInput
from checker.render import Page
from checker.render.badge import wording
from checker.render.badge.image import endpoint, svg
from checker.render.badge.wording import Badge
from checker.render.html.address import slug
from checker.render.html.audit_index import AuditIndex, title
from checker.render.machine.manifest import manifest
from checker.render.shared.redaction import for_partners

SCHEMA = "urn:standards-checker:badges-1"
SUBJECTS_LIMIT = 2000
"""Groups and repositories that have badges; the manifest counts those that have none for it."""


class _Bearer(Struct, frozen=True):
    """Who has badges, in which folder, and what was judged for them."""

    folder: str
    name: str
    whole: Group | Subject
    judged: tuple[Subject, ...]


def pages(story: ReportInput, audience: Audience = Audience.ENGINEER) -> Iterator[Page]:
    """Yield the badges and last the list of all; executives get none of single repositories."""
    missing = len(story.audit.uncollected)
    if audience is Audience.PARTNER:
        story = for_partners(story)
    survey = AuditIndex(story)
    bearers = list(_bearers(survey, audience))
    paths = []
    for page in chain.from_iterable(_badges(each, survey, missing) for each in bearers[:SUBJECTS_LIMIT]):
        paths.append(page.path)
        yield page
    yield manifest(SCHEMA, story, audience, paths, left_out=max(0, len(bearers) - SUBJECTS_LIMIT))


def _bearers(survey: AuditIndex, audience: Audience) -> Iterator[_Bearer]:
    """Yield the organization, its teams, and the repositories that the reader may know, by id."""
    audit = survey.audit
    yield _group(audit.organization, audit.subjects)
    for team in audit.teams:
        own = survey.own(team)
        yield _group(team, (*survey.members(team), *((own,) if own else ())))
    for each in sorted(survey.repositories, key=lambda each: each.subject):
        if audience is not Audience.EXECUTIVE and not (audience is Audience.PARTNER and _is_unnamed(each)):
            yield _Bearer(f"repositories/{slug(each.subject)}", title(each), each, (each,))


def _group(group: Group, judged: Sequence[Subject]) -> _Bearer:
    if group.kind == "organization":
        return _Bearer("organization", group.name or "all repositories", group, tuple(judged))
    return _Bearer(f"teams/{slug(group.name)}", group.name, group, tuple(judged))


def _is_unnamed(subject: Subject) -> bool:
    known = subject.repository
    return known is None or known.attributes.get("visibility") != "public"


def _badges(bearer: _Bearer, survey: AuditIndex, missing: int) -> Iterator[Page]:
    """Yield the two files of each badge; *missing* targets of the organization could not be audited."""
    judged = wording.judged(survey.audit)
    unread = missing if bearer.folder == "organization" else 0
    for name, badge in _named(bearer, survey):
        said = wording.without(badge, unread)
        yield Page(f"{bearer.folder}/{name}.svg", svg(said, f"{bearer.name}: {said.told} ({judged})"))
        yield Page(f"{bearer.folder}/{name}.json", endpoint(said))


def _named(bearer: _Bearer, survey: AuditIndex) -> Iterator[tuple[str, Badge]]:
    """Yield the badges of one bearer by their names."""
    levels, rules = survey.audit.policy.levels, [standing.rule for standing in survey.rules.values()]
    yield "score", wording.score(bearer.whole)
    yield "coverage", wording.coverage(bearer.whole)
    if levels:
        yield "level", wording.level(bearer.whole, levels)
    for found in conformance(rules, bearer.judged, survey.story.frameworks):
        yield f"frameworks/{slug(found.framework.id)}", wording.framework(found)
