"""Which waivers hold where, which have ended, and where initiatives give grace."""

from datetime import date

import pytest
from msgspec.structs import replace

from checker.engine.waivers import WaiverScope, excuses, source, warnings, within
from checker.model.policy import Initiative, Position, Waiver
from checker.model.result import Finding, Outcome

from .conftest import make_rule

TODAY = date(2026, 11, 22)
WAIVER = Waiver(
    ("x/*",), "frozen", "pay", "cto", date(2026, 12, 31), everywhere=True, position=Position("p.yml", 4, 5)
)
ENDED = replace(WAIVER, until=date(2026, 11, 21), reason="old")
PLACE = WaiverScope("github.com/acme/app", "app", "payments", "acme/app")
ITEMS = [{"path": "old/a", "line": 1, "ok": False}, {"path": "b", "line": 1, "ok": False}]
OLD = replace(WAIVER, everywhere=False, paths=("old/**",))


def one(world, *waivers, own=(), facts=None, **changes):
    """Return the result of one rule under some waivers."""
    from checker.engine.compile import compile_policy
    from checker.engine.judge import Judge

    from .conftest import TABLE, make_policy

    plan, mistakes = compile_policy(make_policy(make_rule(**changes), waivers=waivers), TABLE)
    assert not mistakes
    judged = world(facts or {})
    [result] = Judge(plan).judge(judged.evidence(), judged.place, own)
    return result


def test_a_result_says_where_its_waiver_was_said(world):
    """In which file and line, so that somebody can end it."""
    result = one(world, WAIVER, assert_="false")
    assert (result.outcome, result.waiver_source) == (Outcome.WAIVED, "p.yml:4:5")
    assert result.expired_waiver == ""


def test_a_repository_may_hold_its_own(world):
    """They count as those of the policy, and tell where they come from."""
    own = replace(WAIVER, everywhere=False, own=True, position=Position(".checker/waivers.yml", 2, 5))
    result = one(world, own=(own,), assert_="false")
    assert (result.outcome, result.unwaived_outcome) == (Outcome.WAIVED, Outcome.FAIL)
    assert result.waiver_source == ".checker/waivers.yml:2:5 of the repository itself"
    assert source(replace(own, position=None)) == ""


def test_an_ended_waiver_is_named_where_it_would_hold(world):
    """The failure says which it was and when it ended."""
    result = one(world, ENDED, assert_="false", message="no {{x}}")
    assert (result.outcome, result.reason) == (Outcome.FAIL, "no {x}; its waiver expired on 2026-11-21")
    assert result.expired_waiver == "old (owner pay, approved by cto, until 2026-11-21); p.yml:4:5"
    assert (result.waiver, result.unneeded_waiver) == ("", False)


@pytest.mark.parametrize(
    ("waivers", "changes"),
    [
        ((ENDED,), {"assert_": "true"}),
        ((ENDED,), {"assert_": "false", "when": "false"}),
        ((ENDED, WAIVER), {"assert_": "false"}),
        ((replace(ENDED, rules=("y/*",)),), {"assert_": "false"}),
        ((replace(ENDED, everywhere=False, teams=("other",)),), {"assert_": "false"}),
    ],
)
def test_an_ended_waiver_is_silent_where_it_does_not_matter(world, waivers, changes):
    """The rule passes, another waiver holds, or it was about something else."""
    result = one(world, *waivers, **changes)
    assert (result.expired_waiver, "expired" in result.reason) == ("", False)


def test_the_latest_end_counts(world):
    """Of several that ended, the last one is why people thought it waived."""
    older = replace(ENDED, until=date(2026, 1, 1))
    assert "expired on 2026-11-21" in one(world, older, ENDED, assert_="false").reason


def test_waived_paths_name_their_waiver(world):
    """What was left out of the judgement is told, with the outcome it would have had."""
    result = one(world, OLD, facts={"a.items": ITEMS}, findings="a.items")
    assert [finding.path for finding in result.findings] == ["b"]
    assert result.waiver.startswith("frozen (owner pay")
    clean = one(world, OLD, facts={"a.items": ITEMS[:1]}, each="a.items", assert_="item.ok")
    assert (clean.outcome, clean.unwaived_outcome) == (Outcome.PASS, Outcome.FAIL)
    assert clean.waiver_source == "p.yml:4:5"


def test_an_ended_waiver_of_paths_is_about_findings_there(world):
    """A failure elsewhere was never waived."""
    ended = replace(OLD, until=date(2026, 11, 1))
    there = one(world, ended, facts={"a.items": ITEMS[:1]}, findings="a.items")
    assert "expired on 2026-11-01" in there.reason
    assert one(world, ended, facts={"a.items": ITEMS[1:]}, findings="a.items").expired_waiver == ""
    beside = one(world, ended, facts={"a.items": ITEMS[:1]}, findings="a.items", assert_="false")
    assert beside.expired_waiver == ""  # findings beside an assertion are evidence only


def test_unneeded_waivers_of_paths(world):
    """Nothing is wrong anywhere: the waiver can go. Something is wrong elsewhere: nothing is said."""
    fine = one(world, OLD, facts={"a.items": []}, findings="a.items")
    assert (fine.outcome, fine.unneeded_waiver) == (Outcome.PASS, True)
    other = one(world, OLD, facts={"a.items": ITEMS[1:]}, findings="a.items")
    assert (other.outcome, other.unneeded_waiver, other.waiver) == (Outcome.FAIL, False, "")


def test_both_kinds_at_once(world):
    """A waiver of paths and one of the whole rule are both told."""
    result = one(world, OLD, replace(WAIVER, reason="all"), facts={"a.items": ITEMS}, findings="a.items")
    assert result.outcome is Outcome.WAIVED
    assert result.waiver.startswith("frozen (")
    assert "; all (" in result.waiver


def test_scores_with_and_without(world):
    """The share without waivers is kept beside the one with them."""
    facts = {"a.items": [*ITEMS, {"path": "c", "line": 1, "ok": True}]}
    result = one(world, OLD, facts=facts, each="a.items", assert_="item.ok", partial=True)
    assert (result.score, result.unwaived_score) == (0.5, 1 / 3)


@pytest.mark.parametrize(
    ("scope", "inside"),
    [
        ({}, True),
        ({"repositories": ("acme/*",)}, True),
        ({"repositories": ("github.com/**",)}, True),
        ({"repositories": ("acme/b*",)}, False),
        ({"teams": ("pay*",)}, True),
        ({"teams": ("pay*",), "repositories": ("other",)}, False),
    ],
)
def test_scopes(world, scope, inside):
    """Initiatives have the scope that waivers have, and grace ends at it."""
    initiative = Initiative(
        "i", "I", date(2026, 11, 1), date(2026, 12, 1), "p", rules=("x/*",), grace=True, **scope
    )
    assert within(initiative, PLACE) is inside
    result = world().judge(make_rule(assert_="false"), initiatives=(initiative,))["x/rule"]
    assert result.enforcement == ("warn" if inside else "block")
    assert (result.outcome, result.score) == (Outcome.FAIL, 0.0)


def test_findings_without_a_path_match_no_glob():
    """An empty path is no path."""
    held = excuses([replace(OLD, paths=("**",), until=date(2026, 1, 1))], "x/rule", PLACE, TODAY)
    assert held.ended([Finding("x")]) is None
    assert held.ended([Finding("x", "a")]) is not None


def test_warnings_name_what_ended_and_what_matches_nothing():
    """By the file and line where it was said."""
    other = replace(WAIVER, everywhere=False, teams=("nobody",))
    said = warnings([WAIVER, ENDED, other], [make_rule()], [PLACE], TODAY)
    assert said == [
        "waiver of x/* (p.yml:4:5) expired on 2026-11-21: its rules count again",
        "waiver of x/* (p.yml:4:5) matches nothing that was audited",
    ]
