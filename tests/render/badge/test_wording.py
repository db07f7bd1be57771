"""Badges say what was decided, and never shine for what was not."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from checker.model.audit import Blocker, Group, Score, Subject
from checker.model.framework import Assessment, Conformance, ControlState, Framework
from checker.model.result import Outcome
from checker.render.badge import wording
from checker.render.badge.wording import AMBER, BLUE, GREEN, GREY, RED
from tests.render import example

LEVELS = ("bronze", "silver", "gold")
PERCENT = st.none() | st.floats(0, 100)


def group(score: float | None, coverage: float | None, level: str = "") -> Group:
    certain = Score.of_one(score, coverage).score_at_least
    return Group("web", "team", score, coverage, level, score_at_least=certain)


def subject(level: str, *blockers: Blocker) -> Subject:
    return replace(example.single().subjects[0], level=level, level_blockers=blockers)


def conformance(**counts: int) -> Conformance:
    states = [ControlState(name.replace("_", "-")) for name, number in counts.items() for _ in range(number)]
    return Conformance(Framework("f", "F"), tuple(Assessment(f"{n}", "", s) for n, s in enumerate(states)))


def test_what_was_not_scored_says_so():
    """Neither zero points nor no level: nobody knows."""
    nothing = group(None, None)
    found = wording.score(nothing), wording.coverage(nothing), wording.level(nothing, LEVELS)
    assert [each.message for each in found] == ["not scored", "nothing judged", "not scored"]
    assert {each.colour for each in found} == {GREY}


def test_a_score_stands_behind_what_is_certain():
    assert wording.score(group(91.25, 100.0)).message == "91.2"
    assert wording.score(group(91.25, 64.0)).message == "at least 58.4 · 91.2 of what was decided"
    assert wording.score(group(0.0, 100.0)).message == "0.0"


def test_colours_follow_what_is_certain():
    """A good score of half of the rules is no good score."""
    colours = [
        wording.score(group(*each)).colour for each in ((91, 100), (91, 90), (91, 20), (60, 100), (9, 9))
    ]
    assert colours == [GREEN, BLUE, GREY, AMBER, RED]


@given(PERCENT, PERCENT, st.sampled_from(["", *LEVELS]), st.integers(0, 3))
def test_no_badge_is_green_for_what_was_not_decided(score, coverage, level, missing):
    """Green takes full coverage of every target; a top level takes that it is held."""
    whole = group(score, coverage, level)
    told = wording.score(whole), wording.coverage(whole), wording.level(whole, LEVELS)
    for each in (wording.without(badge, missing) for badge in told):
        if each.colour == GREEN:
            assert not missing
            assert score is not None or each.label == "standards coverage"
            assert (round(coverage or 0, 1) == 100) or each.message == "gold"


def test_a_level_that_only_unknowns_keep_away_is_not_decided():
    unknown, failed = (Blocker("silver", "r", outcome) for outcome in (Outcome.UNKNOWN, Outcome.FAIL))
    assert wording.level(subject("bronze", unknown), LEVELS).message == "bronze · silver not decided"
    assert wording.level(subject("bronze", unknown, failed), LEVELS).message == "bronze"
    assert wording.level(subject("", replace(unknown, level="bronze")), LEVELS).colour == GREY


def test_the_highest_level_alone_is_green():
    found = [wording.level(group(90, 100, level), LEVELS) for level in ("", *LEVELS)]
    assert [each.colour for each in found] == [AMBER, BLUE, BLUE, GREEN]
    assert [each.message for each in found] == ["no level yet", *LEVELS]


def test_a_framework_counts_all_of_its_controls():
    """Those that no rule speaks for, and those met in part, are not decided."""
    found = wording.framework(conformance(met=3, partly=1, not_assessed=2, not_applicable=5))
    assert (found.message, found.colour) == ("3 of 6 met · 3 not decided", GREY)
    assert wording.framework(conformance(met=2, not_met=1, unknown=1)).message == (
        "1 of 4 met · 1 not met · 1 not decided".replace("1 of", "2 of")
    )
    assert wording.framework(conformance(met=2, risk_accepted=1)).colour == AMBER
    assert wording.framework(conformance(met=2, not_met=1)).colour == RED
    assert wording.framework(conformance(met=2, not_applicable=1)).colour == GREEN


def test_a_framework_of_which_nothing_is_decided_is_no_failure():
    assert wording.framework(conformance(not_assessed=2)).message == "none of 2 controls decided"
    assert wording.framework(conformance(not_applicable=2)).message == "not applicable"


def test_targets_that_could_not_be_audited_are_said():
    found = wording.without(wording.level(group(100, 100, "gold"), LEVELS), 2)
    assert (found.message, found.colour) == ("gold · 2 targets not audited", BLUE)
