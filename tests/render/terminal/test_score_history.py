"""Scores of earlier audits in the terminal's report."""

from msgspec.structs import replace

from checker.model.report_input import Audience, ReportInput
from checker.model.trend import TrendLine, TrendPoint
from checker.render import Style
from checker.render.terminal import score_history, table
from tests.render import example

STYLE = Style()


def line(name: str, kind: str, *scores: float | None) -> TrendLine:
    """Return what somebody came to, one audit a month."""
    return TrendLine(
        name,
        kind,
        tuple(
            TrendPoint(at, f"2026-{at:02}-01T00:00:00Z", score, 90.0, "", {})
            for at, score in enumerate(scores, 1)
        ),
    )


def test_teams_have_their_way_beside_them() -> None:
    """A little bar for each audit, by name and kind; none for whom nothing is known."""
    audit = example.audit()
    lines = (
        line(audit.organization.name, "organization", 20.0, 50.0, 90.0),
        line("payments", "group", 70.0, 70.0),
    )
    said = table.tell(ReportInput(audit, lines), Audience.ENGINEER, STYLE).splitlines()
    head = next(each for each in said if each.startswith(" team") and "trend" in each)
    whole = next(each for each in said if each.startswith(f" {audit.organization.name} ") and "▁" in each)
    assert whole[head.index("trend") :].startswith("▁▄█ ")
    assert any(each.startswith(" payments ") and " ▅▅ " in each for each in said)
    assert all(len(each) <= 80 for each in said)


def test_one_audit_has_no_column() -> None:
    """A single bar would say nothing."""
    audit = example.audit()
    lines = (line(audit.organization.name, "organization", 20.0),)
    assert table.tell(ReportInput(audit, lines), Audience.ENGINEER, STYLE) == table.render(audit, STYLE)


def test_one_repository_has_its_way_below_its_score() -> None:
    """How far it came, since when, in how many audits."""
    audit = example.single()
    lines = (line(audit.organization.name, "organization", 20.0, None, 62.04),)
    said = table.tell(ReportInput(audit, lines), Audience.ENGINEER, STYLE)
    assert "\n  ▁ █   +42.0 since 2026-01-01, 3 audits\n" in said


def test_a_way_needs_two_scores() -> None:
    """Audits that decided nothing are no ends."""
    assert score_history.told(line("x", "group", None, 50.0).points, STYLE) is None
    assert score_history.told((), STYLE) is None


def test_no_change_is_plain() -> None:
    """Nothing gained has no sign."""
    told = score_history.told(line("x", "group", 50.0, 50.0).points, STYLE)
    assert told
    assert "0.0 since" in told.plain
    assert "+0.0" not in told.plain


def test_groups_are_told_apart_by_kind() -> None:
    """A team called as the organization is another."""
    audit = example.audit()
    story = ReportInput(audit, (line(audit.organization.name, "group", 1.0, 2.0),))
    assert score_history.points(story, audit.organization) == ()
    team = replace(audit.organization, kind="team")
    assert len(score_history.points(story, team)) == 2
