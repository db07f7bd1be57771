"""Every value of the model survives JSON and the way to another process."""

import copy
import math
import pickle
import types
from collections.abc import Mapping
from datetime import date
from enum import Enum
from functools import cached_property
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import fields

from checker.model import audit, change, facts, history, policy, result, team, tree, trend
from checker.model.encoding import decode, encode, plain, schema
from checker.model.policy import Fix, Policy, Severity
from checker.model.result import Outcome, Result


def classes() -> list[type]:
    """Return every value class of the model."""
    modules = (audit, change, facts, history, policy, result, team, tree, trend)
    return [
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, msgspec.Struct)
        and value.__module__ == module.__name__
    ]


SCALARS: dict[Any, st.SearchStrategy[Any]] = {
    str: st.text(max_size=5),
    int: st.integers(),
    bool: st.booleans(),
    float: st.floats(allow_nan=False, allow_infinity=False),
    date: st.dates(),
    type(None): st.none(),
}
PLAIN = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), SCALARS[float], SCALARS[str]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(SCALARS[str], inner, max_size=2),
    max_leaves=4,
)


def values(kind: Any) -> st.SearchStrategy[Any]:
    """Return a strategy for the values that a type hint allows."""
    origin, arguments = get_origin(kind), get_args(kind)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        hints = get_type_hints(kind)
        return st.builds(kind, **{field.name: values(hints[field.name]) for field in fields(kind)})
    if origin is Literal or (isinstance(kind, type) and issubclass(kind, Enum)):
        return st.sampled_from(arguments or list(kind))
    if origin in (Union, types.UnionType):
        return st.one_of(*map(values, arguments))
    if origin is tuple:
        return st.lists(values(arguments[0]), max_size=2).map(tuple)
    if origin is Mapping:
        return st.dictionaries(SCALARS[str], values(arguments[1]), max_size=2)
    return PLAIN if kind is Any else SCALARS[kind]


RELAXED = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def test_there_are_classes() -> None:
    """The round trips below have something to go round with."""
    assert {Policy, Result, audit.Audit, facts.Facts, tree.TreeEntry} <= set(classes())


@pytest.mark.parametrize("kind", classes(), ids=lambda kind: kind.__name__)
@RELAXED
@given(data=st.data())
def test_values_survive_json(kind: type, data: st.DataObject) -> None:
    """What is encoded and decoded equals what it was, to the type of each number."""
    value = data.draw(values(kind))
    back: object = decode(kind, encode(value))
    assert back == value
    assert repr(back) == repr(value)


@pytest.mark.parametrize("kind", classes(), ids=lambda kind: kind.__name__)
@RELAXED
@given(data=st.data())
def test_values_survive_pickling(kind: type, data: st.DataObject) -> None:
    """Values travel to worker processes and back."""
    value = data.draw(values(kind))
    assert pickle.loads(pickle.dumps(value)) == value


@pytest.mark.parametrize("kind", classes(), ids=lambda kind: kind.__name__)
def test_values_are_frozen_and_slotted(kind: Any) -> None:
    """No stage can change what another stage holds."""
    assert kind.__struct_config__.frozen
    assert not kind.__struct_config__.dict


def a_result(**changes: Any) -> Result:
    return Result(
        rule="docs/readme",
        title="README exists",
        pack="docs",
        outcome=Outcome.FAIL,
        severity=Severity.HIGH,
        fix=Fix("Write one."),
        **changes,
    )


def test_keywords_lose_their_underscore() -> None:
    """A field that Python needs to call `assert_` is `assert` in JSON."""
    assert b'"assert":' in encode(policy.Rule("a/b", "", "", Severity.LOW, Fix(""), "a"))


def test_enums_are_written_as_their_words() -> None:
    """Outcomes and severities are readable in JSON."""
    encoded = decode(dict, encode(a_result(unwaived_outcome=Outcome.NOT_APPLICABLE)))
    assert (encoded["severity"], encoded["outcome"], encoded["unwaived_outcome"]) == (
        "high",
        "fail",
        "not-applicable",
    )


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("outcome", "maybe"),
        ("score", "1"),
        ("title", 3),
        ("findings", [{"message": 3}]),
        ("fix", {"text": 3}),
    ],
)
def test_what_does_not_fit_is_refused(key: str, value: object) -> None:
    """A damaged document is told, never turned into a value of the wrong type."""
    encoded = msgspec.to_builtins(a_result()) | {key: value}
    with pytest.raises(ValueError, match=key):
        decode(Result, encode(encoded))


def test_nan_is_no_number() -> None:
    """It is written as null, and refused where a number has to be."""
    assert encode([math.nan, math.inf]) == b"[null,null]"
    with pytest.raises(ValueError, match="float"):
        decode(list[float], encode([math.nan]))


def test_whole_numbers_are_read_as_scores() -> None:
    """JSON writers may drop the `.0`; the value is a float all the same."""
    score = decode(Result, encode(msgspec.to_builtins(a_result()) | {"score": 1})).score
    assert isinstance(score, float)


def test_a_field_that_is_not_there_has_its_default() -> None:
    """What an older version wrote is read; a field without a default must be there."""
    encoded = msgspec.to_builtins(a_result())
    for key in ("findings", "score", "waiver"):
        del encoded[key]
    assert decode(Result, encode(encoded)) == a_result()
    del encoded["title"]
    with pytest.raises(ValueError, match="title"):
        decode(Result, encode(encoded))


def test_a_field_that_is_not_known_is_left_out() -> None:
    """What a newer version wrote is read as far as this one knows it."""
    assert decode(Fix, b'{"text": "Write one.", "cost": 3}') == Fix("Write one.")


@given(st.text(st.characters(categories=["L", "Cs", "Cc"]), max_size=5))
def test_names_that_are_not_utf_8_survive(name: str) -> None:
    """Git lets a file have any bytes as its name; lone surrogates stand for those that are not UTF-8."""
    entry = tree.TreeEntry(name, 0o100644, "0" * 40, 1)
    assert decode(tree.TreeEntry, encode(entry)) == entry
    mapped: object = decode(dict[str, str], encode({name: name}))
    assert mapped == {name: name}


@pytest.mark.parametrize("depth", [5_000, 100_000])
@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_what_is_nested_too_deeply_is_refused(opening: str, depth: int) -> None:
    """A document of a stranger ends in an error, not in a crash of the interpreter."""
    text = opening * depth + "1" + ("]" if opening == "[" else "}") * depth
    with pytest.raises(ValueError, match="nested too deeply"):
        decode(Any, text)
    with pytest.raises(ValueError, match=r"nested too deeply|malformed"):
        decode(Any, text.replace("1", '"\\udcff"'))


def test_a_value_that_is_nested_too_deeply_is_not_written() -> None:
    """Plain values may be deep; the error is one of Python, no crash."""
    value: Any = 1
    for _ in range(100_000):
        value = [value]
    with pytest.raises(RecursionError):
        encode(value)


@pytest.mark.parametrize("value", ["a\ud800", ["\ud800"], {"a": "\ud800"}, "\udcff", "\ud800\ud800"])
def test_a_lone_surrogate_at_the_end_survives(value: object) -> None:
    """Where a pair would go on, the document ends."""
    assert plain(value) == value


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity", "1e999", '{"a": "\\udcff", "b": NaN}'])
def test_what_is_no_number_is_refused(text: str) -> None:
    """JSON has neither NaN nor infinities, whichever way it is read."""
    with pytest.raises(ValueError):  # noqa: PT011  # each of another decoder
        decode(Any, text)


def test_a_shape_is_named_by_its_document() -> None:
    """Readers ask it before they decode the rest."""
    assert schema('{"schema": "urn:a", "more": [1]}') == "urn:a"
    assert schema("{}") == ""


@pytest.mark.parametrize("text", ['{"schema": 1}', "[]", "nonsense", "[" * 100_000])
def test_what_is_no_document_has_no_shape(text: str) -> None:
    """And the reason is told."""
    with pytest.raises(ValueError, match=r"Expected|malformed|nested too deeply"):
        schema(text)


class Remembering(msgspec.Struct, frozen=True, dict=True):
    """A value with something worked out late."""

    number: int

    @cached_property
    def double(self) -> int:
        """Twice the number."""
        return 2 * self.number


def test_what_is_worked_out_late_is_no_part_of_a_value() -> None:
    """It is neither compared, nor written, nor pickled."""
    value = Remembering(2)
    assert value.double == 4
    assert value == Remembering(2)
    assert encode(value) == b'{"number":2}'
    assert pickle.loads(pickle.dumps(value)).double == 4
    assert copy.deepcopy(value) == value
