"""From a policy to a plan: every mistake located, reads known, parameters typed."""

import pickle

import pytest

from checker.engine.compile import compile_policy, fill, holes, parameter_type
from checker.engine.plan_cache import pack, unpack
from checker.model.policy import Adjustment, Position

from .conftest import TABLE, make_policy, make_rule


def mistakes(*rules, **changes):
    """Return the mistakes as text."""
    _, found = compile_policy(make_policy(*rules, **changes), TABLE)
    return [str(mistake) for mistake in found]


def test_the_position_in_the_expression_is_added_to_that_in_the_file():
    """Columns count from the value's start: the lines of a block are indented alike."""
    assert mistakes(make_rule(assert_="a.b && a.m > 1"))[0].startswith("x.yml:7:20: no fact is called 'a.m'")
    assert mistakes(make_rule(assert_="a.b &&\n a.m > 1"))[0].startswith("x.yml:8:14: no fact")


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"assert_": "a.n"}, "`assert` must be true or false, this gives INT"),
        ({"assert_": "true", "when": "a.name"}, "`when` must be true or false"),
        ({"findings": "a.n"}, "`findings` must be a list"),
        ({"assert_": "has(a.b)"}, "a presence test on a.b"),
        ({"assert_": '"k" in a.map'}, "a presence test on a.map.k"),
        ({"assert_": "params.gone == 1"}, "this rule has no parameter 'gone'"),
        ({"assert_": "item.ok"}, "`item` needs `each`"),
        ({"each": "a.items", "assert_": "item.okay"}, "no field 'okay'; they have path, line, ok"),
        ({"assert_": "a.items.exists(i, i.okay)"}, "no field 'okay'"),
        ({"findings": "a.items", "message": "{item.nope}"}, "no field 'nope'"),
        ({"assert_": "lists.range(9).size() == 9"}, "lists.range is not allowed"),
        ({"assert_": "repositories.size() > 0"}, "no fact is called 'repositories'"),
        ({"assert_": "true", "expect": "{a.nn}"}, "no fact is called 'a.nn'; did you mean"),
        ({"assert_": "has_file('x')", "subject": "team"}, "has_file"),
    ],
)
def test_what_cannot_be_right_is_found_at_load(changes, part):
    """Types, presence tests, parameters, item fields and forbidden calls."""
    assert part in "\n".join(mistakes(make_rule(**changes)))


def test_all_mistakes_come_at_once():
    """One bad rule does not hide another."""
    assert len(mistakes(make_rule("x/a", assert_="a.q"), make_rule("x/b", assert_="a.r", when="a.s"))) == 3


def test_parameters_of_one_name_may_have_different_types():
    """Each rule has its own parameters."""
    rules = [
        make_rule("x/a", assert_="params.max > 1", params={"max": 1}),
        make_rule("x/b", assert_='params.max == "x"', params={"max": "x"}),
        make_rule("x/c", assert_='"x" in params.max', params={"max": ["x"]}),
    ]
    assert mistakes(*rules) == []


def test_a_parameter_of_another_rule_is_none_of_ours():
    """They share an environment, not their values."""
    rules = [
        make_rule("x/a", assert_="params.max > 1", params={"max": 1}),
        make_rule("x/b", assert_="params.max > 1"),
    ]
    assert mistakes(*rules) == ["x.yml:7:13: this rule has no parameter 'max'"]


def test_where_reads_attributes_only():
    """They are the only facts that always have a value."""
    place = Position("y.yml", 3, 9)
    good = Adjustment(("x/*",), 'repo.tier == "a"', position=place)
    bad = Adjustment(("x/*",), "a.n > 1", position=place)
    assert mistakes(make_rule(assert_="true"), adjustments=(good,)) == []
    assert "catalog attributes" in mistakes(make_rule(assert_="true"), adjustments=(bad,))[0]


def test_what_is_read_is_known_before_anything_is_collected():
    """From assertions, conditions, values and texts alike."""
    rule = make_rule(when="a.b", assert_="a.n > 1", value="a.share", message="{a.name}")
    plan, _ = compile_policy(make_policy(rule), TABLE)
    assert plan.wanted == {"a.b", "a.n", "a.share", "a.name"}
    assert plan.wanted_by("x/rule") == plan.wanted


def test_plans_travel(world):
    """They pickle, and come back from the cache as they were."""
    plan, _ = compile_policy(make_policy(make_rule(assert_="a.n > 1")), TABLE)
    assert pickle.loads(pickle.dumps(plan)) == plan
    restored = unpack(pack(plan), plan.policy, TABLE)
    assert restored is not None
    assert {k: dict(v) for k, v in restored.programs.items()} == {
        k: dict(v) for k, v in plan.programs.items()
    }


@pytest.mark.parametrize("damaged", [b"", b"[]", b"{}", b"[[[1]],[]]", b'[[["x/rule","a","b","!",[],0]],[]]'])
def test_damaged_plans_are_made_anew(damaged):
    """What the cache holds is not trusted to be whole."""
    plan, _ = compile_policy(make_policy(make_rule(assert_="a.n > 1")), TABLE)
    assert unpack(damaged, plan.policy, TABLE) is None


def test_templates():
    """Holes hold expressions; doubled braces are braces."""
    assert holes("a {x} {{b}} {y + 1}") == ["x", "y + 1"]
    assert fill("a {x} {{b}} {y + 1}", ["1", "2"]) == "a 1 {b} 2"


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (True, "bool"),
        (1, "int"),
        (1.5, "double"),
        ("x", "string"),
        (["x"], "list(string)"),
        ([1], "list(int)"),
        ([1, "x"], "list(any)"),
        ([], "list(any)"),
        ({"a": 1}, "map"),
    ],
)
def test_parameters_have_the_types_of_their_defaults(value, name):
    """A truth value is no number."""
    assert parameter_type(value) == name
