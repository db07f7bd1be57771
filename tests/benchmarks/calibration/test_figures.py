"""The figures of a calibration are computed right on made-up results."""

import pytest

from benchmarks.audits import Judged, Standing
from benchmarks.calibration import bounds, figures
from benchmarks.calibration.figures import Bound, Calibrated


def subject(name, group, *, level="", score=50.0, at_least=None, ecosystem="Go", rules=None):
    standings = {rule: Standing(outcome, "high", "bronze") for rule, outcome in (rules or {}).items()}
    judged = Judged(score, score if at_least is None else at_least, level, standings)
    return Calibrated(name, group, ecosystem, "tune", judged)


@pytest.mark.parametrize(
    ("good", "poor", "expected"),
    [
        ([90, 80], [10, 20], 1.0),
        ([10, 20], [90, 80], 0.0),
        ([50], [50], 0.5),
        ([90, 40], [50], 0.5),
        ([90, 50, 40], [50], 0.5),
        ([], [50], None),
        ([50], [], None),
    ],
)
def test_area_is_the_share_of_pairs_that_are_in_order(good, poor, expected):
    assert figures.area(good, poor) == expected


def test_a_half_follows_from_the_name_and_both_are_about_as_large():
    halves = [figures.half(f"owner/name{number}") for number in range(400)]
    assert halves == [figures.half(f"owner/name{number}") for number in range(400)]
    assert 150 < halves.count("tune") < 250
    assert set(halves) == {"tune", "report"}


def test_a_share_of_nothing_is_none():
    assert figures.share([], bool) is None
    assert figures.share([1, 0, 0, 0], bool) == 0.25


def test_a_higher_level_holds_the_lower_ones():
    gold, bronze, none = (subject(f"a/{level}", "good", level=level) for level in ("gold", "bronze", ""))
    assert [each.holds("silver") for each in (gold, bronze, none)] == [True, False, False]
    assert figures.holding([gold, bronze, none], "bronze") == pytest.approx(2 / 3)


def test_separation_compares_only_the_good_with_the_poor():
    found = [
        subject("a/a", "good", score=90, at_least=30),
        subject("a/b", "poor", score=40),
        subject("a/c", "hollow", score=99),
    ]
    assert figures.separation(found, lambda judged: judged.score) == 1.0
    assert figures.separation(found, lambda judged: judged.score_at_least) == 0.0


def test_unknown_counts_errors_and_leaves_out_what_does_not_apply():
    found = [subject("a/a", "good", rules={"a": "pass", "b": "unknown", "c": "error", "d": "not-applicable"})]
    assert figures.unknown(found) == pytest.approx(2 / 3)


def test_what_only_a_token_decides_is_counted_apart():
    rules = {
        "a": Standing("pass", "high", "bronze"),
        "b": Standing("unknown", "high", "bronze", unavailable=True),
    }
    found = [Calibrated("a/a", "good", "Go", "tune", Judged(50, 50, "", rules))]
    assert (figures.unknown(found), figures.unavailable(found)) == (0, 0.5)
    row = next(row for row in figures.rules(found) if row.rule == "b")
    assert (row.unknown, row.unavailable) == (0, 1)


def test_rules_are_told_with_their_shares_strongest_first():
    found = [
        subject("a/a", "good", rules={"weak": "fail", "strong": "pass", "nowhere": "not-applicable"}),
        subject("a/b", "good", rules={"weak": "pass", "strong": "unknown"}),
        subject("a/c", "poor", rules={"weak": "fail", "strong": "fail"}),
        subject("a/d", "poor", rules={"weak": "pass"}),
    ]
    strong, weak = figures.rules(found)
    assert (strong.rule, strong.good, strong.good_fails, strong.poor, strong.poor_fails) == (
        "strong",
        2,
        0,
        1,
        1,
    )
    assert strong.unknown == pytest.approx(1 / 3)
    assert (strong.power, weak.power) == (1.0, 0.0)


def test_a_rule_that_only_one_group_has_separates_nothing():
    (row,) = figures.rules([subject("a/a", "poor", rules={"a": "fail"})])
    assert row.good_fails is None
    assert row.power == 0


@pytest.mark.parametrize(
    ("value", "missed"), [(0.6, False), (0.8, False), (0.59, True), (0.81, True), (None, True)]
)
def test_a_bound_includes_its_ends_and_is_missed_by_nothing_measured(value, missed):
    assert Bound("a", value, 0.6, 0.8).missed is missed


def test_an_ecosystem_with_four_good_projects_needs_one_with_bronze():
    go = [subject(f"a/{number}", "good") for number in range(4)]
    rust = [subject(f"b/{number}", "good", ecosystem="Rust") for number in range(3)]
    missed = {bound.what for bound in bounds.of_all([*go, *rust]) if bound.missed}
    assert "good of Go that hold bronze" in missed
    assert "good of Rust that hold bronze" not in missed
    held = [*go[1:], subject("a/9", "good", level="silver")]
    assert "good of Go that hold bronze" not in {b.what for b in bounds.of_all(held) if b.missed}


def test_one_hollow_repository_with_bronze_is_a_miss():
    hollow = [subject("hollow/a", "hollow", level="bronze"), subject("hollow/b", "hollow")]
    assert "hollow that hold bronze" in {bound.what for bound in bounds.of_all(hollow) if bound.missed}


def test_a_half_is_held_to_its_shares():
    good = [
        subject(f"a/{n}", "good", score=90, level="silver" if n < 2 else "bronze" if n < 7 else "")
        for n in range(10)
    ]
    poor = [subject(f"b/{n}", "poor", score=20) for n in range(10)]
    assert not [bound.what for bound in bounds.of_half([*good, *poor]) if bound.missed]
    lucky = [*poor, subject("b/11", "poor", level="bronze")]
    assert [bound.what for bound in bounds.of_half([*good, *lucky]) if bound.missed] == [
        "poor that hold bronze"
    ]
