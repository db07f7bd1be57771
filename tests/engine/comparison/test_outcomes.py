"""What became of each rule and each finding of a repository, and of levels."""

import pytest
from msgspec.structs import replace

from checker.engine.comparison import compare
from checker.model.audit import Audit, Uncollected
from checker.model.change import Difference, Direction, OutcomeChange, RuleChange, ScoreStep, Turn
from checker.model.policy import Severity
from checker.model.result import Finding, Outcome, Result
from tests.engine.comparison.audits import (
    ERROR,
    FAIL,
    LEVELS,
    NOT_APPLICABLE,
    PASS,
    UNKNOWN,
    Given,
    a_policy,
    a_result,
    a_rule,
    a_subject,
    an_audit,
    found,
    waived,
)

A, B = a_rule("x/a", level="bronze"), a_rule("x/b", level="silver")
POLICY = a_policy(A, B)


def one(given: Given) -> Audit:
    return an_audit(POLICY, [a_subject(POLICY, "r", {"x/b": PASS, **given})])


def outcome(before: Outcome | Result, after: Outcome | Result) -> OutcomeChange | None:
    """Return what is told of a rule, None where nothing is."""
    change = compare(one({"x/a": before}), one({"x/a": after}))
    told = [each for subject in change.subjects for each in subject.outcomes]
    assert len(told) <= 1
    return told[0] if told else None


def failing(*places: str, share: float = 0.0) -> Result:
    return a_result(A, FAIL, score=share, findings=found(*places))


@pytest.mark.parametrize(
    ("before", "after", "turn"),
    [
        (FAIL, PASS, Turn.BETTER),
        (PASS, FAIL, Turn.WORSE),
        (failing(share=0.2), failing(share=0.4), Turn.BETTER),
        (failing(share=0.4), failing(share=0.2), Turn.WORSE),
        (failing("a:1"), failing("a:1", "b:1"), Turn.WORSE),
        (failing("a:1", "b:1"), failing("b:1"), Turn.BETTER),
        (failing("a:1"), failing("b:1"), Turn.OTHER),
        (failing("a:1", share=0.2), failing("a:1", "b:1", share=0.4), Turn.BETTER),
        (UNKNOWN, FAIL, Turn.OTHER),
        (UNKNOWN, PASS, Turn.OTHER),
        (PASS, ERROR, Turn.OTHER),
        (FAIL, NOT_APPLICABLE, Turn.OTHER),
        (UNKNOWN, ERROR, Turn.OTHER),
        (FAIL, waived(A), Turn.OTHER),
        (waived(A), FAIL, Turn.OTHER),
        (waived(A), PASS, Turn.BETTER),
        (PASS, waived(A), Turn.WORSE),
        (waived(A), waived(A, UNKNOWN), Turn.OTHER),
    ],
)
def test_turns(before: Outcome | Result, after: Outcome | Result, turn: Turn) -> None:
    """Better and worse take a decision in both audits, waivers aside; findings decide last."""
    told = outcome(before, after)
    assert told is not None
    assert told.turn is turn


@pytest.mark.parametrize("result", [PASS, FAIL, UNKNOWN, NOT_APPLICABLE, waived(A), failing("a:1")])
def test_nothing_is_told_of_what_is_as_it_was(result: Outcome | Result) -> None:
    """An equal result is no news, nor are lines that moved within a file."""
    assert outcome(result, result) is None
    assert outcome(failing("a:1", "b:7"), failing("a:31", "b:2")) is None


def test_rules_that_come_and_go() -> None:
    """Their outcomes are new and gone, whatever they are."""
    with_both, without = one({"x/a": FAIL}), one({})
    (told,) = compare(without, with_both).subjects[0].outcomes
    assert (told.turn, told.before, told.after) == (Turn.NEW, None, FAIL)
    (told,) = compare(with_both, without).subjects[0].outcomes
    assert (told.turn, told.before, told.after) == (Turn.GONE, FAIL, None)
    assert (told.rule, told.title, told.severity) == ("x/a", "X/A", Severity.MEDIUM)


def test_findings_are_told_apart_by_identity() -> None:
    """New ones and fixed ones, each with its place, whatever line the others are in by now."""
    told = outcome(failing("a:1", "b:2"), failing("b:9", "c:3"))
    assert told is not None
    assert told.fixed_findings == found("a:1")
    assert told.new_findings == found("c:3")


def test_findings_of_what_passes_now_are_fixed() -> None:
    """And those of what passed before are new; waivers do not matter."""
    told = outcome(failing("a:1"), PASS)
    assert told is not None
    assert told.fixed_findings == found("a:1")
    told = outcome(PASS, waived(A, findings=found("a:1")))
    assert told is not None
    assert told.new_findings == found("a:1")


@pytest.mark.parametrize("unseen", [UNKNOWN, ERROR])
def test_what_was_not_looked_for_is_neither_new_nor_fixed(unseen: Outcome) -> None:
    """An unknown blames nobody and absolves nobody."""
    for told in (outcome(failing("a:1"), unseen), outcome(unseen, failing("a:1"))):
        assert told is not None
        assert (told.new_findings, told.fixed_findings) == ((), ())


def test_findings_beyond_a_cut_are_not_claimed() -> None:
    """Of a list that was cut, nothing is known about what is not in it."""
    cut = a_result(A, FAIL, findings=(*found("a:1", "b:1"), Finding("and 7 more")))
    assert outcome(cut, failing("a:1", "c:1")) == replace(
        outcome(cut, failing("a:1", "c:1")),  # type: ignore[type-var]
        new_findings=(),
        fixed_findings=found("b:1"),
    )
    told = outcome(failing("a:1", "c:1"), cut)
    assert told is not None
    assert (told.new_findings, told.fixed_findings) == (found("b:1"), ())


def test_points_and_the_step_they_come_from() -> None:
    """What the change of a result is worth to its repository, and which step most of it comes from."""
    told = outcome(FAIL, PASS)
    assert told is not None
    assert (told.points, told.step) == (50.0, ScoreStep.REPOSITORIES)
    told = outcome(FAIL, waived(A))
    assert told is not None
    assert (told.points, told.step) == (50.0, ScoreStep.WAIVERS)
    told = outcome(failing("a:1"), failing("a:1", "b:1"))
    assert told is not None
    assert (told.points, told.step) == (0.0, ScoreStep.REPOSITORIES)
    assert (told.share_before, told.share_after) == (0.0, 0.0)


def test_levels() -> None:
    """Gained, lost or the same, by the order of the newer policy."""
    both, bronze, none = one({"x/a": PASS}), one({"x/a": PASS, "x/b": FAIL}), one({"x/a": FAIL})
    change = compare(bronze, both)
    assert (change.organization.level.before, change.organization.level.after) == ("bronze", "silver")
    assert change.organization.level.direction is Direction.GAINED
    assert change.subjects[0].level.direction is Direction.GAINED
    assert compare(both, none).subjects[0].level.direction is Direction.LOST
    assert compare(both, both).organization.level.direction is Direction.SAME


def test_levels_that_the_newer_policy_does_not_have() -> None:
    """Nobody can say which is the higher one."""
    older = one({"x/a": PASS})
    renamed = replace(POLICY, levels=("basic",), rules=(replace(A, level="basic"), B))
    newer = an_audit(renamed, [a_subject(renamed, "r", {"x/a": PASS})])
    level = compare(older, newer).organization.level
    assert (level.before, level.after, level.direction) == ("silver", "basic", Direction.OTHER)
    assert LEVELS[1] == "silver"


def test_policies() -> None:
    """Which rules came, went or are others, and what about them is."""
    newer = a_policy(replace(A, severity=Severity.LOW, level="gold", assert_="false"), a_rule("x/c"))
    change = compare(one({}), an_audit(newer, []))
    assert change.policy.rules == (
        RuleChange("x/a", "X/A", Difference.CHANGED, ("judgement", "severity", "level")),
        RuleChange("x/b", "X/B", Difference.WENT),
        RuleChange("x/c", "X/C", Difference.CAME),
    )


def test_a_rule_in_other_words_is_the_same_rule() -> None:
    """Titles, fixes and reasons judge nobody."""
    newer = a_policy(replace(A, title="Other words", why="Another why"), B)
    assert compare(one({}), an_audit(newer, [])).policy.rules == ()


def test_audits_that_do_not_compare_well_say_so() -> None:
    """Another version of the tool, the wrong order, and targets that could not be read."""
    first = replace(one({"x/a": PASS}), started_at="2026-11-01T00:00:00Z")
    second = replace(one({"x/a": FAIL}), tool="tool 2", uncollected=(Uncollected("../r", "gone"),))
    notes = " ".join(compare(first, second).notes)
    assert "is the later one" in notes
    assert "judged by tool 1, then by tool 2" in notes
    assert "1 target of the second audit could not be read" in notes
    assert compare(one({}), one({})).notes == ()


def test_scores_that_results_do_not_come_to_are_named() -> None:
    """A report that was edited, or that lacks what its scores were made of, is not explained silently."""
    audit = one({"x/a": PASS})
    edited = replace(audit, organization=replace(audit.organization, score=12.0))
    (note,) = compare(audit, edited).notes
    assert note == "in the second audit the score of acme is not what the results there come to"
    rounded = replace(audit, organization=replace(audit.organization, score=99.96))
    assert compare(audit, rounded).notes == ()
