"""The expression engine: three-valued logic, and every trap of its library."""

import itertools
import pickle

import pytest

from checker.errors import Unobserved
from checker.expressions.analysis import refusals
from checker.expressions.cel_expression import (
    LENGTH_LIMIT,
    BrokenInput,
    Done,
    Environment,
    EvaluationFailed,
    ExpressionError,
    Missing,
)
from checker.expressions.functions import BrokenDocument

VARIABLES = {
    "protection.approvals": "int",
    "t": "bool",
    "f": "bool",
    "u": "bool",
    "v": "bool",
    "share": "double",
    "name": "string",
    "names": "list(string)",
    "records": "list(map)",
    "settings": "map",
    "params.max": "int",
    "item": "any",
    "now": "timestamp",
    "r.l": "string",
    "r.l.s": "string",
}


class Answers:
    """Answers some functions and raises from others."""

    def call(self, name, arguments):
        if name == "text":
            raise Unobserved("secret.txt", "too large", "Contents: read")
        if name == "grep":
            raise KeyboardInterrupt
        if name == "size_of":
            raise ZeroDivisionError("a bug")
        if name == "count":
            return 2**64
        if name == "data":
            if arguments[0] == "bad.toml":
                raise BrokenDocument("bad.toml", "no value", 3)
            return {"a": {"b": 1}}
        return ["a.py", "b.py"] if name == "files" else True


@pytest.fixture(scope="module")
def env():
    return Environment(VARIABLES)


def ask(env, source, **values):
    values = {key.replace("__", "."): value for key, value in values.items()}
    return env.compile(source).evaluate(env, values, Answers())


STATES = {"t": True, "f": False, "u": None}


def kleene(operator, left, right):
    if operator == "&&":
        return False if False in (left, right) else None if None in (left, right) else True
    return True if True in (left, right) else None if None in (left, right) else False


@pytest.mark.parametrize(("left", "operator", "right"), list(itertools.product(STATES, ("&&", "||"), STATES)))
def test_logic_is_kleenes(env, left, operator, right):
    """A value that was not observed decides nothing, and hides nothing that decides."""
    answer = ask(env, f"{left} {operator} {right}", t=True, f=False)
    wanted = kleene(operator, STATES[left], STATES[right])
    assert answer == (Missing("u") if wanted is None else Done(wanted))


def test_a_missing_fact_names_its_whole_path(env):
    """The message about a missing value leads back to the fact."""
    assert ask(env, "protection.approvals >= 1") == Missing("protection.approvals")


@pytest.mark.parametrize("source", ["u ? t : f", "names.exists(n, u)", "[u].all(x, x)", "size(names) > 0"])
def test_unobserved_spreads_through_every_construct(env, source):
    """Conditions, macros and functions over unseen values are unseen."""
    values = {} if source.startswith("size") else {"names": ["a"]}
    assert isinstance(ask(env, source, t=True, f=False, **values), Missing)


def test_presence_tests_on_unseen_facts_would_lie(env):
    """The library answers false for unseen keys: why presence tests on facts are refused at load."""
    assert ask(env, "item.?gone.orValue(0) == 0", item={}) == Done(True)


def test_misspelled_facts_are_found_where_they_stand(env):
    """The flaw points at the start of the name and suggests the right one."""
    with pytest.raises(ExpressionError) as caught:
        env.compile("t &&\n  protection.aprovals > 1")
    (flaw,) = caught.value.flaws
    assert (flaw.line, flaw.column) == (2, 3)
    assert flaw.message == "no fact is called 'protection.aprovals'; did you mean protection.approvals?"


@pytest.mark.parametrize(
    ("source", "part"),
    [
        ("len(names) > 0", "use size()"),
        ("name.lower() == 'a'", "use lowerAscii()"),
        ("t and f", "use &&"),
        ("t or f", "use ||"),
        ("has_fle('a')", "did you mean has_file?"),
        ("name + 1 == 'a'", "no matching overload"),
        ("protection.approvals > 2.5", "no matching overload"),
        ("share * 100 > 1.0", "no matching overload"),
        ("name[0] == 'a'", "no matching overload"),
        ("t ? 1 : 'a'", "no matching overload"),
        ("1 +", "Syntax error"),
        ("x" * (LENGTH_LIMIT + 1), "longer than"),
    ],
)
def test_mistakes_come_with_advice(env, source, part):
    """What CEL does not know is explained, not only refused."""
    with pytest.raises(ExpressionError) as caught:
        env.compile(source)
    assert part in caught.value.flaws[0].message


def test_an_error_value_is_never_true(env):
    """The library's error values are truthy strings: they must come out as failures of the rule."""
    assert isinstance(ask(env, "1 / 0 == 1"), EvaluationFailed)
    assert isinstance(ask(env, "item.gone == 1", item={}), EvaluationFailed)


def test_the_first_error_hides_a_missing_fact(env):
    """A division by zero is reported even where a value is missing too."""
    assert isinstance(ask(env, "1 / 0 == 1 && u"), EvaluationFailed)


def test_iterations_are_bounded(env):
    """Past 10,000 iterations the library raises; the rule is in error, whatever `||` follows."""
    squared = "names.exists(a, names.exists(b, names.exists(c, a + b + c == 'x'))) || t"
    assert isinstance(ask(env, squared, names=[str(n) for n in range(100)], t=True), EvaluationFailed)


def test_an_unusable_function_result_is_a_failure(env):
    """A number over 64 bits cannot be held: an error, not a crash."""
    assert isinstance(ask(env, "count('x') > 0"), EvaluationFailed)


def test_function_errors_keep_what_they_said(env):
    """Unobserved contents, broken documents and bugs inside functions stay told apart."""
    assert ask(env, "text('a') == ''") == Missing("secret.txt", "too large", "Contents: read")
    assert ask(env, "data('bad.toml').a == 1") == BrokenInput("bad.toml", "does not parse: no value", 3)
    assert ask(env, "size_of('a') == 1") == EvaluationFailed("ZeroDivisionError: a bug")


def test_function_errors_are_absorbed_like_unknowns(env):
    """What was not seen does not matter where the rest decides."""
    assert ask(env, "t || text('a') == ''", t=True) == Done(True)


def test_an_interruption_is_not_swallowed(env):
    """The library turns KeyboardInterrupt into a value: it is raised again afterwards."""
    with pytest.raises(KeyboardInterrupt):
        ask(env, "t || grep('a', 'b').size() > 0 || f", t=False, f=False)


def test_names_with_common_beginnings_resolve(env):
    """A fact whose path begins with another fact's path is a variable of its own."""
    assert ask(env, "r.l == 'a' && r.l.s == 'b'", r__l="a", r__l__s="b") == Done(True)


def test_a_macro_variable_hides_a_fact(env):
    """Inside a macro its own variable wins."""
    assert ask(env, "names.all(name, name == 'x')", names=["x"], name="y") == Done(True)


def test_documents_may_be_asked_for_presence(env):
    """Optional access is fine on documents."""
    assert ask(env, "data('a.yml').?a.?b.orValue(0) == 1") == Done(True)
    assert ask(env, "data('a.yml').?a.?c.orValue(7) == 7") == Done(True)


@pytest.mark.parametrize(
    "source",
    [
        "'Ab'.lowerAscii() == 'ab'",
        "' a '.trim() == 'a'",
        "'a,b'.split(',') == ['a', 'b']",
        "['a', 'b'].join('-') == 'a-b'",
        "'ABC'.matches('(?i)abc')",
        "math.greatest([1, 3, 2]) == 3",
        "sets.intersects([1, 2], [2, 3])",
        "[1, 1].distinct() == [1]",
        "cel.bind(x, 2, x * x) == 4",
    ],
)
def test_extensions_are_there(env, source):
    """The documented extensions work."""
    assert ask(env, source) == Done(True)


@pytest.mark.parametrize(
    "source", ["lists.range(10).size() == 1", "name.replace('a','b').replace('b','c') == ''"]
)
def test_what_grows_without_bound_is_refused(env, source):
    """Ranges and nested replacements are not covered by the library's bounds."""
    assert refusals(env.usage(source, env.compile(source)))


@pytest.mark.parametrize(
    ("source", "path"),
    [
        ("has(r.l)", ("r.l",)),
        ("'k' in settings", ("settings", "k")),
        ("settings.?k.orValue(1) == 1", ("settings", "k")),
        ("settings[?'k'].hasValue()", ("settings", "k")),
    ],
)
def test_presence_tests_are_seen(env, source, path):
    """Every way of asking whether a fact is there is found, though the checker rewrites `has`."""
    assert path in env.usage(source, env.compile(source)).tests


def test_restored_expressions_answer_alike(env):
    """Compiled bytes travel between processes; the objects themselves do not pickle."""
    compiled = env.compile("protection.approvals >= params.max")
    with pytest.raises(TypeError):
        pickle.dumps(compiled._compiled)
    restored = env.restore(compiled.serialized)
    values = {"protection.approvals": 2, "params.max": 1}
    assert restored.evaluate(env, values, Answers()) == Done(True)


def test_a_fresh_environment_takes_timestamps():
    """Expressions restored where nothing was compiled before still take times."""
    from datetime import UTC, datetime

    variables = {"now": "timestamp"}
    serialized = Environment(variables).compile('now > timestamp("2026-01-01T00:00:00Z")').serialized
    fresh = Environment(variables)
    moment = datetime(2026, 11, 22, tzinfo=UTC)
    assert fresh.restore(serialized).evaluate(fresh, {"now": moment}, Answers()) == Done(True)
