"""Expressions that give the same whatever happens."""

import pytest

from checker.collectors.actions.constants import constant, truth
from checker.collectors.actions.expression import parse
from checker.collectors.actions.expression_tree import Literal


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("'x'", "x"),
        ("!'x'", False),
        ("1 == '1'", True),
        ("'A' == 'a'", True),
        ("'a' != 'b' && 'c'", "c"),
        ("'' || 0 || 'd'", "d"),
        ("fromJSON('\"x\"')", "x"),
        ("fromJSON('null')", None),
        ("format('{0}-{1}', 'a', 'b')", "a-b"),
        ("case(false, 1, true, 'x', 2)", "x"),
    ],
)
def test_values(expression, value) -> None:
    """What holds no context has a value."""
    assert constant(parse(expression)) == Literal(value)


@pytest.mark.parametrize(
    "expression", ["a.b", "a.b || 'x'", "fromJSON('[]')", "fromJSON('{')", "format('{{0}}')", "case(a, 1, 2)"]
)
def test_no_values(expression) -> None:
    """What a context decides, and what is no single value, is not known."""
    assert constant(parse(expression)) is None


@pytest.mark.parametrize(
    ("expression", "known"),
    [
        ("a || always()", True),
        ("a && false", False),
        ("!(a || true)", False),
        ("NaN", False),
        ("fromJSON('{}')", True),
        ("case(a, '', false)", False),
        ("case(a, 1, 'x')", True),
        ("case(a, 1, '')", None),
        ("a == 'x'", None),
        ("a", None),
    ],
)
def test_truth(expression, known) -> None:
    """A condition can be decided although its value is not."""
    assert truth(parse(expression)) is known
