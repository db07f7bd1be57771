"""Maturity levels."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from checker.engine.levels import LevelRange, blockers, held, possible, within_reach
from checker.model.audit import Blocker
from checker.model.policy import Fix, Policy, Rule, Severity
from checker.model.result import UNDECIDED, Outcome, Result

LEVELS = ("bronze", "silver", "gold")
FINE = (Outcome.PASS, Outcome.WAIVED, Outcome.NOT_APPLICABLE)


def a_result(outcome: Outcome, level: str = "bronze", severity: Severity = Severity.LOW) -> Result:
    return Result(f"docs/{level or 'none'}", "Title", "docs", outcome, severity, Fix(""), level=level)


def a_rule(level: str, severity: Severity = Severity.LOW, subject: str = "repository") -> Rule:
    return Rule(f"docs/{level}", "Title", "Why", severity, Fix(""), "docs", level=level, subject=subject)


def a_policy(*rules: Rule) -> Policy:
    return Policy("p", "P", "1", rules, levels=LEVELS)


results = st.builds(
    a_result, st.sampled_from(Outcome), st.sampled_from(["", *LEVELS]), st.sampled_from(Severity)
)
lists = st.lists(results, max_size=8)


def test_a_level_needs_everything_at_and_below_it() -> None:
    """A failure at silver leaves bronze, whatever gold says."""
    judged = [a_result(Outcome.PASS, level) for level in LEVELS]
    assert held(judged, LEVELS) == "gold"
    assert held([*judged, a_result(Outcome.FAIL, "silver")], LEVELS) == "bronze"
    assert not held([*judged, a_result(Outcome.FAIL, "bronze")], LEVELS)


@pytest.mark.parametrize("outcome", [Outcome.FAIL, Outcome.UNKNOWN, Outcome.ERROR])
def test_what_is_not_fine_blocks(outcome: Outcome) -> None:
    """Failed, unknown and broken rules keep a subject from their level, and are named."""
    judged = [a_result(Outcome.PASS), a_result(outcome, "silver")]
    assert held(judged, LEVELS) == "bronze"
    assert blockers(judged, LEVELS) == (Blocker("silver", "docs/silver", outcome),)


@pytest.mark.parametrize("outcome", FINE)
def test_what_is_fine_does_not_block(outcome: Outcome) -> None:
    """Waived and not applicable rules stand in no way."""
    judged = [a_result(Outcome.PASS), a_result(outcome, "silver")]
    assert held(judged, ("bronze", "silver")) == "silver"
    assert blockers(judged, LEVELS) == ()


@pytest.mark.parametrize("outcome", [Outcome.WAIVED, Outcome.NOT_APPLICABLE])
def test_nothing_passed_holds_nothing(outcome: Outcome) -> None:
    """A subject to which nothing applies, or that has all waived, has earned no level."""
    assert not held([a_result(outcome, level) for level in LEVELS], LEVELS)
    assert not held([], LEVELS)


def test_a_pass_above_does_not_earn_what_lies_below_it() -> None:
    """The passing rule must stand at or below the level that it earns."""
    judged = [a_result(Outcome.NOT_APPLICABLE), a_result(Outcome.PASS, "gold")]
    assert held(judged, LEVELS) == "gold"
    assert not held([*judged, a_result(Outcome.FAIL, "gold")], LEVELS)


@pytest.mark.parametrize(
    "bystander", [a_result(Outcome.FAIL, ""), a_result(Outcome.FAIL, "bronze", Severity.INFO)]
)
def test_some_rules_do_not_count(bystander: Result) -> None:
    """Rules without a level and informational ones neither block nor earn one."""
    assert held([a_result(Outcome.PASS), bystander], ("bronze",)) == "bronze"
    assert blockers([bystander], LEVELS) == ()
    assert not held([a_result(Outcome.PASS, "bronze", Severity.INFO)], LEVELS)


def test_only_levels_with_a_rule_can_be_held() -> None:
    """Passing all of bronze does not make gold when nobody asks anything of gold."""
    policy = a_policy(a_rule("bronze"), a_rule("silver", Severity.INFO), a_rule("gold", subject="team"))
    judged = [a_result(Outcome.PASS)]
    assert possible(policy, "repository", judged) == ("bronze",)
    assert possible(policy, "team", ()) == ("gold",)
    assert held(judged, possible(policy, "repository", judged)) == "bronze"


def test_a_level_without_a_rule_is_stepped_over() -> None:
    """A ladder with a missing rung can still be climbed."""
    policy = a_policy(a_rule("bronze"), a_rule("gold"))
    judged = [a_result(Outcome.PASS), a_result(Outcome.PASS, "gold")]
    assert held(judged, possible(policy, "repository", judged)) == "gold"


def test_an_adjusted_level_can_be_held() -> None:
    """A rule that an adjustment moved to another level for this subject counts there."""
    judged = [a_result(Outcome.PASS, "silver")]
    assert possible(a_policy(a_rule("bronze")), "repository", judged) == ("bronze", "silver")


def test_blockers_come_lowest_level_first() -> None:
    """What to do next comes first; within a level the order of the policy stays."""
    judged = [a_result(Outcome.FAIL, level) for level in ("gold", "bronze", "silver")]
    assert [blocker.level for blocker in blockers(judged, LEVELS)] == ["bronze", "silver", "gold"]


@given(lists)
def test_the_definition(judged: list[Result]) -> None:
    """The level held is the highest for which the definition, read word for word, is true."""
    counting = [r for r in judged if r.level and r.severity is not Severity.INFO]
    highest = ""
    for rank, level in enumerate(LEVELS):
        below = [r for r in counting if r.level in LEVELS[: rank + 1]]
        if all(r.outcome in FINE for r in below) and any(r.outcome is Outcome.PASS for r in below):
            highest = level
    assert held(judged, LEVELS) == highest


@given(lists, st.randoms())
def test_order_does_not_matter(judged: list[Result], random: Random) -> None:
    """Any order of the results holds the same level."""
    shuffled = list(judged)
    random.shuffle(shuffled)
    assert held(shuffled, LEVELS) == held(judged, LEVELS)


@given(lists, st.integers(0, 7))
def test_fixing_never_lowers_a_level(judged: list[Result], at: int) -> None:
    """Turning any result into a pass leaves the level or raises it."""
    ranks = ("", *LEVELS)
    fixed = [
        Result(
            r.rule, r.title, r.pack, Outcome.PASS if number == at else r.outcome, r.severity, r.fix, r.level
        )
        for number, r in enumerate(judged)
    ]
    assert ranks.index(held(fixed, LEVELS)) >= ranks.index(held(judged, LEVELS))


PASS, FAIL, UNKNOWN, ERROR = Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN, Outcome.ERROR


@pytest.mark.parametrize(
    ("outcomes", "level", "expected"),
    [
        ({"bronze": [PASS, UNKNOWN]}, "", LevelRange("bronze", 1)),
        ({"bronze": [UNKNOWN, ERROR], "silver": [PASS]}, "", LevelRange("silver", 2)),
        ({"bronze": [PASS], "silver": [UNKNOWN], "gold": [FAIL]}, "bronze", LevelRange("silver", 1)),
        ({"bronze": [UNKNOWN, FAIL]}, "", None),
        ({"bronze": [PASS], "silver": [PASS]}, "silver", None),
        ({"bronze": [FAIL], "silver": [UNKNOWN]}, "", None),
    ],
)
def test_the_level_that_only_the_undecided_keep_away(
    outcomes: dict[str, list[Outcome]], level: str, expected: LevelRange | None
) -> None:
    """It is the highest below the first failure, with how many results have to pass for it."""
    judged = [a_result(each, name) for name, listed in outcomes.items() for each in listed]
    assert within_reach(judged, LEVELS, level) == expected


@given(lists)
def test_what_is_within_reach_is_held_once_everything_passes(given_results: list[Result]) -> None:
    levels = possible(a_policy(), "repository", given_results)
    level = held(given_results, levels)
    found = within_reach(given_results, LEVELS, level)
    hoped = [replace(each, outcome=PASS) if each.outcome in UNDECIDED else each for each in given_results]
    assert held(hoped, levels) == (found.at_most if found else level)
