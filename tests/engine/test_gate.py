"""What a change made worse, and what it must not be blamed for."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.engine.gate import gate
from checker.model.audit import Subject
from checker.model.policy import Fix, Severity
from checker.model.result import Enforcement, Finding, Outcome, Result

OLD = Finding("a/b@v1 can change", "ci.yml", 3)
MOVED = replace(OLD, line=9)
IMAGE = Finding("x/py:3.12 is not pinned", "Containerfile", 1)
NEW = Finding("c/d@v2 can change", "ci.yml", 4)


def result(outcome, *findings, rule="x/rule", **changes):
    return Result(
        rule, "It holds", "x", Outcome(outcome), Severity.HIGH, Fix("Mend it."), findings=findings, **changes
    )


def held(*pairs, deciding=("x/rule",), touched=("ci.yml",), renamed=()):
    base, head = (
        Subject("app", "repository", None, commit, tuple(pair[index] for pair in pairs if pair[index]))
        for index, commit in enumerate("ab")
    )
    return gate(base, head, frozenset(deciding), frozenset(touched), dict(renamed))


@pytest.mark.parametrize(
    ("before", "after", "worse"),
    [
        (result("pass"), result("fail", OLD), [(OLD,)]),
        (result("not-applicable"), result("fail", OLD), [(OLD,)]),
        (result("fail", OLD), result("fail", MOVED, NEW), [(NEW,)]),
        (result("fail", OLD), result("fail", MOVED), []),
        (result("fail", OLD, NEW), result("fail", OLD), []),
        (result("fail", OLD), result("fail", replace(OLD, message="a/b@v2.0.1 can change")), []),
        (
            result("fail", replace(OLD, message=f"a/b@{'a' * 40} leaves a token")),
            result("fail", replace(OLD, message=f"a/b@{'b1' * 20} leaves a token")),
            [],
        ),
        (result("fail", IMAGE), result("fail", replace(IMAGE, message="x/py:3.13-slim is not pinned")), []),
        (
            result("fail", IMAGE),
            result("fail", replace(IMAGE, message="x/go:3.13-slim is not pinned")),
            [(replace(IMAGE, message="x/go:3.13-slim is not pinned"),)],
        ),
        (result("unknown"), result("fail", OLD), []),
        (result("error"), result("fail", OLD), []),
        (result("pass"), result("unknown"), []),
        (result("fail", OLD), result("waived"), []),
        (None, result("fail", OLD), []),
        (result("fail", Finding("5 are missing")), result("fail", Finding("4 are missing")), []),
        (result("fail", OLD, Finding("and 3 more")), result("fail", OLD, NEW), []),
        (
            result("fail", OLD, OLD),
            result("fail", OLD, MOVED, replace(OLD, line=12)),
            [(replace(OLD, line=12),)],
        ),
    ],
)
def test_worse_is_what_was_fine_and_fails_or_a_finding_that_was_not_there(before, after, worse):
    """Moved lines, updates, mere counts, lists that were cut off and unknown bases blame nobody."""
    assert [each.findings for each in held((before, after)).worse] == worse


def test_a_finding_moves_with_its_file():
    """In the renamed file only what is new is worse, and the old path is not better."""
    there = [replace(each, path="moved.yml") for each in (OLD, NEW)]
    pair = (result("fail", OLD), result("fail", *there))
    found = held(pair, renamed={"ci.yml": "moved.yml"}, touched=("ci.yml", "moved.yml"))
    assert [each.findings for each in found.worse] == [(there[1],)]
    assert found.better == ()
    assert [each.findings for each in found.remaining] == [(there[0],)]


def test_what_could_not_be_judged_at_the_base_is_named():
    found = held((result("unknown"), result("fail", OLD)), (None, result("fail", rule="x/new")))
    assert found.unclear == ("x/rule", "x/new")


@pytest.mark.parametrize(
    ("changes", "deciding", "decides"),
    [
        ({}, ("x/rule",), True),
        ({}, (), False),
        ({"enforcement": Enforcement.WARN}, ("x/rule",), False),
    ],
)
def test_only_blocking_rules_about_git_decide(changes, deciding, decides):
    found = held((result("pass"), result("fail", OLD, **changes)), deciding=deciding)
    assert [each.decides for each in found.worse] == [decides]


def test_better_and_remaining():
    """Old failures are shown only where the change was at work anyway."""
    other = Finding("e/f@v1 can change", "other.yml", 1)
    found = held(
        (result("fail", OLD, NEW, other), result("fail", MOVED, other)),
        (result("fail", rule="x/gone"), result("pass", rule="x/gone")),
    )
    assert [(each.rule, each.findings) for each in found.better] == [("x/rule", (NEW,)), ("x/gone", ())]
    assert [(each.rule, each.findings) for each in found.remaining] == [("x/rule", (MOVED,))]


FINDINGS = st.lists(
    st.builds(Finding, st.sampled_from("abc"), st.sampled_from(["", "p", "q"]), st.integers(0, 3))
)
RESULTS = st.builds(lambda outcome, findings: result(outcome, *findings), st.sampled_from(Outcome), FINDINGS)


@given(RESULTS, RESULTS)
def test_back_and_forth(before, after):
    """Whatever is worse one way is better the other way, and nothing is worse than itself."""
    forth, back = held((before, after)), held((after, before))
    assert [(each.rule, each.findings) for each in forth.worse] == [
        (each.rule, each.findings) for each in back.better
    ]
    assert held((before, before)).worse == ()
