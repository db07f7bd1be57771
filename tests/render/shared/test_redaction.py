"""Less than everything of a story."""

import json

import pytest
from msgspec import to_builtins
from msgspec.structs import replace

from checker.app.reports.story import told
from checker.model.report_input import Audience, ReportInput
from checker.render import html
from checker.render.machine.report import report
from checker.render.shared import redaction
from tests.render import example, hostile

SECRETS = (
    "github.event.issue.title",
    "web/package.json",
    "triage.yml",
    "cto@acme.example",
    "frozen until the migration",
    "storefront",
    "scratch",
    "../ledger",
    "acme.yml",
    "Replace each tag by the full commit id",
    "9f2c1e07b4d85a3c6e1f0a9d8b7c6e5f4a3b2c1d",
    "uncommitted changes",
    "commerce",
)
"""What the example holds that is nobody's business outside."""


@pytest.fixture
def story() -> ReportInput:
    """Tell of the example, in which one repository is public."""
    audit = example.audit()
    payments, *others = audit.subjects
    assert payments.repository
    attributes = {**payments.repository.attributes, "visibility": "public"}
    public = replace(payments, repository=replace(payments.repository, attributes=attributes))
    return told(replace(audit, subjects=(public, *others)))


def test_partners_see_no_evidence(story: ReportInput) -> None:
    """Not in any page, not in the search, not in JSON: what is left out is not there to be shown."""
    pages = {page.path: page.content.decode() for page in html.pages(story, Audience.PARTNER)}
    told_as_json = json.dumps(to_builtins(report(redaction.for_partners(story).audit)))
    for secret in SECRETS:
        assert [path for path, text in pages.items() if secret in text] == []
        assert secret not in told_as_json
    assert not [path for path in pages if path.startswith(("repositories/", "teams/"))]


def test_partners_see_what_was_left_out(story: ReportInput) -> None:
    """How much of what, on every page."""
    notice = redaction.for_partners(story).notices[-1]
    assert "the evidence for 6 failures" in notice
    assert "names of 2 repositories not marked as public" in notice
    assert "3 teams" in notice
    for page in html.pages(story, Audience.PARTNER):
        if page.path.endswith(".html"):
            assert "Edition for partners. Left out" in page.content.decode()


def test_partners_see_the_same_figures(story: ReportInput) -> None:
    """Scores, levels and outcomes are those of everybody else."""
    whole, seen = story.audit, redaction.for_partners(story).audit
    assert seen.organization.score == whole.organization.score
    assert [each.score for each in seen.subjects] == [each.score for each in whole.subjects]
    outcomes = [[result.outcome for result in each.results] for each in seen.subjects]
    assert outcomes == [[result.outcome for result in each.results] for each in whole.subjects]
    index = next(page for page in html.pages(story, Audience.PARTNER) if page.path == "index.html")
    assert "acme/payments" in index.content.decode()


@pytest.mark.parametrize("field", ["attack"])
def test_nothing_slips_through_to_partners(field: str) -> None:
    """With a mark in every text of every result, only titles, ids and reasons of rules carry it."""
    audit = example.single()
    marked = replace(audit, subjects=hostile.poisoned(audit.subjects, "SECRET-MARK"))
    seen = redaction.for_partners(told(marked)).audit
    allowed = {"rule", "title", "pack", "level", "objective", "outcome", "severity"}
    for subject in seen.subjects:
        for result in subject.results:
            carrying = {
                name for name, value in to_builtins(result).items() if "SECRET-MARK" in json.dumps(value)
            }
            assert carrying <= allowed


def test_a_team_sees_what_is_its_own(story: ReportInput) -> None:
    """Its repositories, itself as the whole, and nothing of others."""
    found = redaction.of_team(story, "payments")
    assert found
    assert [each.subject for each in found.audit.subjects] == ["github.com/acme/payments"]
    assert found.audit.organization.name == "payments"
    assert found.audit.teams == ()
    for audience in (Audience.TEAM, Audience.ENGINEER, Audience.EXECUTIVE):
        for page in html.pages(found, audience):
            assert b"storefront" not in page.content


def test_a_department_sees_its_teams(story: ReportInput) -> None:
    """All below it, in whatever depth."""
    found = redaction.of_team(story, "commerce")
    assert found
    assert [team.name for team in found.audit.teams] == ["payments", "web"]
    assert len(found.audit.subjects) == 2


def test_nobody_is_no_team(story: ReportInput) -> None:
    """A name that is not there narrows to nothing, rather than to everything."""
    assert redaction.of_team(story, "nobody") is None
