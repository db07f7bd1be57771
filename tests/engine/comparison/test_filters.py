"""What of a comparison is told when some teams, repositories or rules are asked for."""

import pytest

from checker.engine.comparison import compare
from checker.errors import Unobserved
from checker.model.audit import Audit
from checker.model.change import Change, Focus
from checker.model.team import Team
from tests.engine.comparison.audits import FAIL, PASS, a_policy, a_rule, a_subject, an_audit

POLICY = a_policy(a_rule("x/a"), a_rule("y/b"))
TEAMS = (Team("pay", part_of="shop"), Team("web", part_of="shop"), Team("ops"))


def fleet(outcome, other=PASS, moved="ops") -> Audit:
    """Return four repositories, the last of which changes hands."""
    owners = {"acme/a": "pay", "acme/b": "web", "acme/c": "ops", "acme/d": moved}
    judged = [
        a_subject(POLICY, name, {"x/a": outcome, "y/b": other if name == "acme/a" else PASS}, team)
        for name, team in owners.items()
    ]
    return an_audit(POLICY, judged, TEAMS)


def told(**focus: tuple[str, ...]) -> Change:
    return compare(fleet(FAIL), fleet(PASS, FAIL, "pay"), Focus(**focus))


def names(change: Change) -> list[str]:
    return [each.subject for each in change.subjects]


def test_a_team_and_all_below_it() -> None:
    """With the repositories that it has, or had in one of the audits."""
    change = told(teams=("shop",))
    assert {each.name for each in change.teams} == {"shop", "pay", "web"}
    assert names(change) == ["acme/a", "acme/b", "acme/d"]
    assert names(told(teams=("ops",))) == ["acme/c", "acme/d"]
    assert names(told(teams=("web", "ops"))) == ["acme/b", "acme/c", "acme/d"]


def test_repositories_by_globs() -> None:
    """Over the id or the name."""
    assert names(told(repositories=("acme/[ab]",))) == ["acme/a", "acme/b"]
    assert names(told(repositories=("*/c", "acme/d"), teams=("ops",))) == ["acme/c", "acme/d"]
    assert names(told(repositories=("other/*",))) == []


def test_rules_by_globs() -> None:
    """Subjects about which no such rule tells anything are left out, and counted as unchanged."""
    change = told(rules=("y/*",))
    assert [(each.subject, [o.rule for o in each.outcomes]) for each in change.subjects] == [
        ("acme/a", ["y/b"])
    ]
    assert change.unchanged == 3
    assert [each.id for each in change.organization.rules] == ["y/b"]


def test_no_score_depends_on_the_focus() -> None:
    """It chooses what is told, and nothing is computed anew."""
    whole, narrow = told(), told(teams=("pay",), repositories=("acme/a",), rules=("y/b",))
    assert narrow.organization.score == whole.organization.score
    assert narrow.organization.movers == whole.organization.movers
    pay = next(team for team in whole.teams if team.name == "pay")
    assert narrow.teams[0].score == pay.score
    assert narrow.subjects[0].score == whole.subjects[0].score
    assert whole.unchanged == narrow.unchanged == 0


def test_what_is_no_glob_is_refused() -> None:
    """Rather than to tell of nothing."""
    with pytest.raises(Unobserved):
        told(repositories=("a" * 5000,))
