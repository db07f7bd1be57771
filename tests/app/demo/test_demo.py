"""The made-up organization."""

from datetime import date, timedelta

import pytest

from checker.app.demo import NOTICE, DemoHistory
from checker.model.result import Outcome

DAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def past() -> DemoHistory:
    return DemoHistory(DAY)


def test_it_is_always_the_same(past) -> None:
    """Another run on the same day tells the same."""
    assert past.audit(DAY) == DemoHistory(DAY).audit(DAY)


def test_it_has_something_of_everything(past) -> None:
    """Twelve teams in departments, eighty repositories, every outcome that a report has to show."""
    audit = past.audit(DAY)
    assert sum(team.kind == "team" for team in audit.teams) == 12
    assert len(audit.organization.repositories) == 80
    outcomes = {result.outcome for subject in audit.subjects for result in subject.results}
    assert outcomes == set(Outcome) - {Outcome.ERROR}
    assert {subject.kind for subject in audit.subjects} == {"repository", "team", "organization"}
    assert {subject.level for subject in audit.subjects if subject.repository} >= {"", "bronze", "silver"}
    assert any(not each.repository.team for each in audit.subjects if each.repository)


def test_its_evidence_is_what_rules_say(past) -> None:
    """Failures have findings, reasons or values of the rules themselves, and what is required holds."""
    for subject in past.audit(DAY).subjects:
        outcomes = {result.rule: result for result in subject.results}
        for result in subject.results:
            if result.outcome is Outcome.FAIL:
                assert result.reason
            if result.outcome is Outcome.FAIL and result.needs:
                assert outcomes[result.needs].outcome is Outcome.FAIL


def test_its_year_leads_to_today(past) -> None:
    """The story has a course, a change that adds up, initiatives with a past, and says that it is made up."""
    story = past.story(3)
    whole = next(line for line in story.lines if line.kind == "organization")
    assert [point.started_at[:10] for point in whole.points] == [
        str(DAY - timedelta(days=days)) for days in (364, 182, 0)
    ]
    assert whole.points[0].score and whole.points[-1].score
    assert whole.points[-1].score > whole.points[0].score + 5
    assert story.change and story.change.organization.score.parts
    assert story.audit.past
    assert story.notices == (NOTICE,)
    assert "Simulated" in NOTICE
