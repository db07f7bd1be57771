"""What an expression reads, and whether more of a fact keeps it true."""

import pytest

from checker.expressions import analysis, syntax_tree
from checker.expressions.cel_expression import Environment

ENV = Environment(
    {"a.n": "int", "a.b": "bool", "l": "list(string)", "rs": "list(map)", "m": "map", "other": "bool"}
)


def usage(source):
    return ENV.usage(source, ENV.compile(source))


@pytest.mark.parametrize(
    ("source", "values"),
    [
        ("a.n > 1", {("a.n",)}),
        ("rs.exists(r, r.x == 'y')", {("rs",), ("rs", "[]", "x")}),
        ("rs.filter(r, r.x == 1).size() == 0", {("rs",), ("rs", "[]"), ("rs", "[]", "x")}),
        ("rs[0].x == 1", {("rs", "[]", "x")}),
        ("m['k'] == 1", {("m", "k")}),
        ("m[l[0]] == 1", {("m", "*"), ("l", "[]")}),
        ("cel.bind(x, a.n, x > 1)", {("a.n",)}),
        ("l.all(i, v, v != '')", {("l",), ("l", "[]")}),
        ("{'k': a.n}.k == 1", {("a.n",)}),
        ("files('*').size() == 0", set()),
    ],
)
def test_reads_are_attributed(source, values):
    """Fields of items, computed keys, bindings and maps lead back to their facts."""
    assert values <= usage(source).values
    assert {path[0] for path in usage(source).values} == {path[0] for path in values}


def test_calls_are_listed():
    """Functions are known by name, so that some can be refused."""
    assert "files" in usage("files('*').size() == 0").calls


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a.n >= 1", True),
        ("1 <= a.n", True),
        ("a.b", True),
        ("a.b && a.n > 2", True),
        ("'x' in l", True),
        ("size(l) >= 1", True),
        ("l.exists(x, x == 'a')", True),
        ("other || a.b", True),
        ("['a', 'b'].all(x, x in l)", True),
        ("['a', 'b'].exists(x, x in l && a.b)", True),
        ("['a', 'b'].exists(x, !(x in l))", False),
        ("[1, 2].all(x, a.n <= x)", False),
        ("['a'].exists_one(x, x in l)", False),
        ("!a.b", False),
        ("a.n == 1", False),
        ("a.n <= 1", False),
        ("l.all(x, x == 'a')", False),
        ("!(a.n >= 1)", False),
        ("a.n >= size(l)", False),
        ("a.b ? other : true", False),
        ("size(l.filter(x, x == 'a')) == 0", False),
    ],
)
def test_only_growing_uses_may_decide(source, expected):
    """A lower bound decides only where more of the fact could not make the answer false."""
    tree = syntax_tree.tree(ENV.compile(source).serialized)
    assert analysis.monotone(tree, ["a.n", "a.b", "l"]) is expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("rs", True),
        ("rs.filter(r, r.x == 1)", True),
        ("rs.filter(r, r.x == 1).map(r, r.y)", True),
        ("rs.filter(r, size(rs) > 1)", False),
        ("rs + rs", True),
        ("rs.map(r, 1) + [2]", True),
        ("rs.map(r, 1) + [size(rs)]", False),
        ("l.filter(x, x == 'a')", False),
    ],
)
def test_lists_that_come_item_by_item(source, expected):
    """Failures in the seen part of such a list are failures of the whole."""
    assert analysis.picks(syntax_tree.tree(ENV.compile(source).serialized), "rs") is expected
