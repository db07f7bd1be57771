"""What the terminal report says about where things are going."""

from datetime import date

import pytest
from msgspec.structs import replace

from checker.engine.groups import roll_up
from checker.model.audit import Audit, Repository
from checker.model.initiative import ProgressPoint
from checker.model.team import Team
from checker.render import Style
from checker.render.machine import json
from checker.render.markdown import audit as markdown_audit
from checker.render.terminal import table
from tests.render import example


def text(audit: Audit, style: Style | None = None) -> str:
    return table.render(audit, style or Style())


def test_an_initiative_is_told_in_three_lines() -> None:
    """What is to be reached, how far it is, and who is at it."""
    said = text(example.audit())
    assert "INITIATIVES\n  All actions pinned before the audit\n" in said
    assert "  ░░░░░░░░░░░░░░░░░░░░  0.0 % of 95 %  at risk, due 2027-01-31\n" in said
    assert "  0 met, 1 not met; stalled for 4 weeks; owner platform\n" in said
    assert said.index("NEXT LEVELS") < said.index("INITIATIVES") < said.index("WHAT TO DO NEXT")


def test_a_projection_is_told_where_there_is_one() -> None:
    """With the day on which the target would be reached."""
    whole = example.audit()
    goal = replace(whole.policy.initiatives[0], rules=("review/approvals",), target=10.0)
    past = {goal.id: (ProgressPoint(date(2026, 10, 13), 0.0),)}
    audit = replace(whole, policy=replace(whole.policy, initiatives=(goal,)), past=past)
    assert "0 met, 0 not met, 2 unknown; stalled for 5 weeks; owner platform" in text(audit)
    docs = replace(goal, rules=("docs/readme", "actions/pinned-actions"), target=90.0)
    audit = replace(audit, policy=replace(whole.policy, initiatives=(docs,)))
    assert "██████████░░░░░░░░░░  50.0 % of 90 %  on track, due 2027-01-31" in text(audit)
    assert "done on 2026-12-24 at the rate of the last 8 weeks" in " ".join(text(audit).split())
    assert (
        "| 50.0 % of 90 % | on track | 2027-01-31 | done on 2026-12-24 at the rate of the last 8 weeks |"
        in markdown_audit.render(audit, Style())
    )


def test_of_one_repository_the_initiatives_come_last() -> None:
    """Its verdict is what people look for first."""
    said = text(example.single())
    assert said.index("WHAT TO DO NEXT") < said.index("INITIATIVES")
    assert "NEXT LEVELS" not in said
    assert "                 2 fixes (effort 2)\n" in said


def test_without_initiatives_nothing_is_said() -> None:
    """Not even a heading."""
    audit = example.audit()
    bare = replace(audit, policy=replace(audit.policy, initiatives=()))
    assert "INITIATIVES" not in text(bare)
    assert "Initiatives" not in markdown_audit.render(bare, Style())


def test_the_next_level_of_each_team() -> None:
    """How much it takes, in how many repositories, and where to begin."""
    said = " ".join(text(example.audit()).split())
    assert (
        "payments to bronze: 2 fixes in 1 repository (effort 2) "
        "begin with acme/payments: actions/no-template-injection, licence/file commerce" in said
    )
    assert (
        "web to silver: 1 rule to find out in 1 repository "
        "begin with acme/storefront: review/approvals (find out)" in said
    )


def test_many_teams_are_cut_short() -> None:
    """Unless all are asked for."""
    whole = example.audit()
    teams = [Team(f"team {n}", part_of="") for n in range(12)]
    subjects = [
        replace(each, subject=f"r{n}", repository=Repository(f"r{n}", f"r{n}", team=f"team {n}"))
        for n, each in enumerate([whole.subjects[0]] * 12)
        if each.repository
    ]
    organization, groups = roll_up(subjects, teams, example.POLICY, "acme")
    audit = replace(whole, subjects=tuple(subjects), organization=organization, teams=groups)
    assert ("3 more; --verbose tells of all" in text(audit), text(audit).count(" to bronze:")) == (True, 10)
    assert text(audit, Style(verbose=True)).count(" to bronze:") == 13


@pytest.mark.parametrize("width", [40, 60, 120])
def test_the_width_is_kept(width: int) -> None:
    """On small terminals too."""
    assert all(len(line) <= width for line in text(example.audit(), Style(width=width)).splitlines())


def test_past_shares_come_back_from_a_report() -> None:
    """What a report says of the burn-up is what the next one goes on from."""
    audit = json.read(json.render(example.audit(), Style()))
    assert audit.past["pin-everything"] == (
        ProgressPoint(date(2026, 10, 20), 0.0),
        ProgressPoint(date(2026, 11, 22), 0.0),
    )
    assert audit.policy.initiatives == example.POLICY.initiatives
