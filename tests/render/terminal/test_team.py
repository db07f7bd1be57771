"""What a team reads standing."""

import pytest
from msgspec.structs import replace

from checker.model.report_input import Audience, ReportInput
from checker.render import Style
from checker.render.shared.redaction import of_team
from checker.render.terminal import table
from tests.render import example, hostile


def told(story: ReportInput, style: Style | None = None) -> str:
    return table.tell(story, Audience.TEAM, style or Style())


def of(story: ReportInput, team: str) -> ReportInput:
    found = of_team(story, team)
    assert found
    return found


def test_a_team_sees_where_it_is_and_what_to_do_first(story: ReportInput) -> None:
    """Standing, way, what moved, next level, tasks by how much work they are, waivers, repositories."""
    said = told(of(story, "checkout"))
    at = [
        said.index(part)
        for part in (
            "checkout  ",
            "level",
            "5 audits",
            "SINCE 2026-08-23",
            "NEXT LEVELS",
            "LITTLE WORK",
            "SOME WORK",
            "INITIATIVES",
            "REPOSITORIES, WORST FIRST",
        )
    ]
    assert at == sorted(at)
    assert said.count("\n") < 100
    assert max(map(len, said.splitlines())) <= 80


@pytest.mark.parametrize(
    ("day", "said"), [("2027-03-01", "ends in 30 days"), ("2027-04-01", "has ended"), ("2027-02-28", "")]
)
def test_waivers_are_told_when_they_end(day: str, said: str) -> None:
    """Those that end within a month, and those that have ended; others can wait."""
    text = told(ReportInput(replace(example.audit(), started_at=f"{day}T00:00:00Z")))
    assert ("WAIVERS THAT END" in text) == bool(said)
    assert said in text


def test_it_tells_of_its_own_only(story: ReportInput) -> None:
    """No other team's repositories, and each of its own."""
    said = told(of(story, "pricing"))
    names = {each.repository.name for each in story.audit.subjects if each.repository}
    own = {
        each.repository.name
        for each in story.audit.subjects
        if each.repository and each.repository.team == "pricing"
    }
    assert {name for name in names if f"{name} " in said} == own


def test_what_is_left_out_is_said_and_can_be_had(story: ReportInput) -> None:
    """Three tasks of a kind, all of them with --verbose."""
    assert "--verbose tells of all" in told(of(story, "mobile"))
    assert "--verbose tells of all" not in told(of(story, "mobile"), Style(verbose=True))


def test_without_a_past_nothing_is_said_of_it() -> None:
    """One audit alone has no way and no difference."""
    said = told(ReportInput(example.audit()))
    assert "SINCE" not in said
    assert "▁" not in said
    assert "REPOSITORIES" in said


@pytest.mark.parametrize("attack", hostile.ATTACKS, ids=[ascii(each)[:24] for each in hostile.ATTACKS])
def test_no_text_acts_on_the_terminal(attack: str) -> None:
    """Whatever names, reasons and fixes say."""
    said = told(ReportInput(hostile.poisoned(example.audit(), attack)), Style(ascii=True))
    assert "\x1b" not in said
    assert said.isascii()
    assert all(len(line) <= 80 for line in said.splitlines())
