"""Expressions: where they are and what flows out of them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.collectors.actions.expression import expressions
from checker.collectors.actions.flows import Flow, flows


def paths(text: str) -> list[str]:
    return [".".join(flow.path) for flow in flows(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("github.head_ref", ["github.head_ref"]),
        ("GitHub.Event.Issue.Title", ["github.event.issue.title"]),
        ("github['event'].issue['title']", ["github.event.issue.title"]),
        ("github.event.commits[0].message", ["github.event.commits.*.message"]),
        ("github.event.commits.*.message", ["github.event.commits.*.message"]),
        ("github.event.commits[*].message", ["github.event.commits.*.message"]),
        ("github.event[inputs.key]", ["github.event.?"]),
        ("format('{0} {1}', github.head_ref, github.sha)", ["github.head_ref", "github.sha"]),
        ("toJSON(github.event)", ["github.event"]),
        ("fromJSON(toJSON(github.event)).issue", ["github.event"]),
        ("github.head_ref || github.ref_name", ["github.head_ref", "github.ref_name"]),
        ("github.head_ref && 'a' || 'b'", []),
        ("true && github.head_ref", ["github.head_ref"]),
        ("contains(github.head_ref, 'x')", []),
        ("startsWith(github.head_ref, 'x') || endsWith(github.head_ref, 'y')", []),
        ("github.head_ref == 'main'", []),
        ("!github.head_ref", []),
        ("(github.head_ref)", ["github.head_ref"]),
        ("'github.head_ref'", []),
        ("'it''s' || github.sha", ["github.sha"]),
        ("-1.5e3", []),
        ("always()", []),
    ],
)
def test_flows(text: str, expected: list[str]) -> None:
    """Only values that can stand in the result flow."""
    assert paths(text) == expected


def test_functions_are_kept_on_the_way() -> None:
    """A flow knows the functions it passes through, outermost first."""
    assert flows("format('{0}', toJSON(secrets))") == (Flow(("secrets",), ("format", "tojson")),)


@pytest.mark.parametrize("text", ["", "a b", "(a", "a)", "a~b", "a[", "f(a", "f(a b)", "'", "a ? b", "é"])
def test_what_is_not_understood_lets_everything_through(text: str) -> None:
    """GitHub may know better what is an expression, so each value that it names may flow."""
    assert {flow.path for flow in flows(text)} == {(name,) for name in re.findall("[ab]", text)} | (
        {("f",)} if "f" in text else set()
    )


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("join(github.event.issue.*, 0)", "github.event.issue.*"),
        ("github.event['issue']['title']", "github.event.issue.title"),
        ("github.event.issue[format('ti{0}', 'tle')]", "github.event.issue.?"),
        ("format('{0}{1}', github.event.issue.title, 1e-3)", "github.event.issue.title"),
        ("github.event.issue.*[0]", "github.event.issue.*"),
        ("github.event.commits[0].message", "github.event.commits.*.message"),
        ("github . event . issue . title ~", "github.event.issue.title"),
    ],
)
def test_other_ways_to_name_a_value(text: str, path: str) -> None:
    """Filters, computed indexes and what is not understood name the same value."""
    assert [".".join(flow.path) for flow in flows(text)] == [path]


def test_depth_and_length_are_bounded() -> None:
    """Hostile expressions end quickly and quietly; GitHub refuses those that are too long."""
    assert [flow.path for flow in flows("(" * 5000 + "a" + ")" * 5000)] == [("a",)]
    assert flows("a || " * 10_000 + "a") == ()
    assert flows("!" * 15_000 + "a") == ()


@given(st.text(alphabet="abg.[]()'!&|=, *0ü\n", max_size=60))
def test_any_text_is_answered(text: str) -> None:
    """No text makes the parser fail."""
    assert isinstance(flows(text), tuple)


def test_expressions_are_found_with_their_offsets() -> None:
    """Braces inside quotes do not end an expression; an open one is none."""
    text = "a ${{ x }} ${{ format('}}', y) }} ${{ open"
    assert [(found.text, found.offset) for found in expressions(text)] == [("x", 2), ("format('}}', y)", 11)]


def test_many_open_expressions_are_quick() -> None:
    """The search is linear in what it reads."""
    assert list(expressions("${{ '" * 200_000)) == []
    assert len(list(expressions("${{ a }}" * 50_000))) == 50_000
