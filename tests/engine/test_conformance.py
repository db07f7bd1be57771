"""How far the controls of frameworks are met."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from checker.engine.conformance import conformance, natural, state_of
from checker.model.audit import RuleStamp, Subject
from checker.model.framework import ControlState, Framework
from checker.model.policy import Fix, Severity
from checker.model.result import Outcome, Result

P, F, U, E, N = Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN, Outcome.ERROR, Outcome.NOT_APPLICABLE


def result(outcome: Outcome, rule: str = "a/b", unwaived: Outcome | None = None) -> Result:
    return Result(rule, "", "a", outcome, Severity.HIGH, Fix(""), unwaived_outcome=unwaived)


def waived(unwaived: Outcome) -> Result:
    return result(Outcome.WAIVED, unwaived=unwaived)


def rule(name: str, maps) -> RuleStamp:
    return RuleStamp(name, name, "", "a", Severity.HIGH, Fix(""), maps=maps)


def subject(name: str, **outcomes: Outcome) -> Subject:
    found = tuple(result(outcome, f"a/{rule}") for rule, outcome in outcomes.items())
    return Subject(name, "repository", None, "", found)


@pytest.mark.parametrize(
    ("full", "partial", "state"),
    [
        ([], [], ControlState.NOT_ASSESSED),
        ([P], [], ControlState.MET),
        ([P, P], [], ControlState.MET),
        ([P, F], [], ControlState.NOT_MET),
        ([P, U], [], ControlState.UNKNOWN),
        ([F, U], [], ControlState.NOT_MET),
        ([E], [], ControlState.UNKNOWN),
        ([N], [], ControlState.NOT_APPLICABLE),
        ([N, P], [], ControlState.MET),
        ([], [P], ControlState.PARTLY),
        ([], [P, F], ControlState.NOT_MET),
        ([], [N], ControlState.NOT_APPLICABLE),
        ([], [U], ControlState.UNKNOWN),
        ([P], [F], ControlState.MET),
        ([F], [P], ControlState.NOT_MET),
        ([N], [P], ControlState.PARTLY),
        ([N], [N], ControlState.NOT_APPLICABLE),
    ],
)
def test_full_rules_decide_and_partial_ones_speak_where_none_applies(full, partial, state) -> None:
    """Met takes every full rule that applies; a partial one gives at most a part."""
    assert state_of([result(each) for each in full], [result(each) for each in partial]) is state


def test_a_waived_failure_is_not_met_but_accepted() -> None:
    """A waiver never makes a control met, and a waived unknown stays unknown."""
    assert state_of([result(P), waived(F)], []) is ControlState.RISK_ACCEPTED
    assert state_of([waived(F), result(F)], []) is ControlState.NOT_MET
    assert state_of([waived(U)], []) is ControlState.UNKNOWN
    assert state_of([], [waived(F)]) is ControlState.RISK_ACCEPTED


@given(st.lists(st.sampled_from(list(Outcome))), st.lists(st.sampled_from(list(Outcome))))
def test_nothing_unseen_or_failed_is_ever_met(full, partial) -> None:
    """Whatever else passes, met means that some full rule passed and all others passed or do not apply."""
    state = state_of([result(each) for each in full], [result(each) for each in partial])
    if state is ControlState.MET:
        assert P in full
        assert set(full) <= {P, N}
    if state is ControlState.PARTLY:
        assert P in partial
        assert set(full) <= {N}
    if state is ControlState.NOT_APPLICABLE:
        assert set(full) | set(partial) == {N}


def test_a_whole_lacks_what_one_place_lacks() -> None:
    """The state of all is that of the worst, and how many are in which state is counted."""
    rules = [rule("a/x", {"f": {"1.10": "full"}}), rule("a/y", {"f": {"1.2": "partial"}})]
    subjects = [subject("1", x=P, y=P), subject("2", x=F, y=P), subject("3", x=U, y=N), subject("4")]
    (found,) = conformance(rules, subjects, ())
    first, second = found.assessments
    assert (first.control, first.state) == ("1.2", ControlState.PARTLY)
    assert (second.control, second.state) == ("1.10", ControlState.NOT_MET)
    assert dict(second.subjects) == {ControlState.NOT_MET: 1, ControlState.UNKNOWN: 1, ControlState.MET: 1}
    assert (second.full, second.partial, first.partial) == (("a/x",), (), ("a/y",))
    assert found.framework.title == "f"


def test_controls_without_rules_are_listed_as_not_assessed() -> None:
    """The framework's own order and titles are kept, and controls that it does not name come last."""
    known = Framework("f", "A framework", controls={"B": "second letter", "A": "first letter"})
    (found,) = conformance([rule("a/x", {"f": {"A": "full", "Z": "full"}})], [subject("1", x=P)], [known])
    assert [(each.control, each.title, each.state) for each in found.assessments] == [
        ("B", "second letter", ControlState.NOT_ASSESSED),
        ("A", "first letter", ControlState.MET),
        ("Z", "", ControlState.MET),
    ]
    assert found.count(ControlState.MET) == 2


def test_frameworks_that_no_rule_speaks_for_are_left_out() -> None:
    """A report tells of what it can say something about."""
    assert conformance([rule("a/x", {})], [subject("1", x=P)], [Framework("f", "F")]) == ()


def test_a_rule_that_was_not_judged_assesses_nothing() -> None:
    """A rule in force without any result says nothing about a control."""
    (found,) = conformance([rule("a/x", {"f": {"1": "full"}})], [], ())
    assert found.assessments[0].state is ControlState.NOT_ASSESSED


def test_extents_that_are_not_full_are_partial() -> None:
    """Whatever else a report says of the extent, it does not make a rule decide alone."""
    odd = replace(rule("a/x", {}), maps={"f": {"1": "mostly"}})
    (found,) = conformance([odd], [subject("1", x=P)], ())
    assert found.assessments[0].state is ControlState.PARTLY


def test_controls_are_ordered_as_people_count() -> None:
    """1.2 comes before 1.10, and letters beside numbers do no harm."""
    assert sorted(["1.10", "1.2", "A.8.4", "A.8.12", "CC6", "²"], key=natural) == sorted(
        ["1.2", "1.10", "A.8.4", "A.8.12", "CC6", "²"], key=natural
    )
    assert sorted(["A.10", "A.9"], key=natural) == ["A.9", "A.10"]
