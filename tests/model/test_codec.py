"""Every value of the model survives JSON and the way to another process."""

import json
import pickle
import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checker.model import audit, change, facts, history, policy, result, team, tree, trend
from checker.model.codec import decode, encode
from checker.model.policy import Fix, Policy, Severity
from checker.model.result import Outcome, Result


def classes() -> list[type]:
    """Return every dataclass of the model."""
    modules = (audit, change, facts, history, policy, result, team, tree, trend)
    return [
        value
        for module in modules
        for value in vars(module).values()
        if is_dataclass(value) and isinstance(value, type) and value.__module__ == module.__name__
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
    if isinstance(kind, type) and is_dataclass(kind):
        hints = get_type_hints(kind)
        return st.builds(kind, **{field.name: values(hints[field.name]) for field in fields(kind)})
    if isinstance(kind, type) and issubclass(kind, Enum):
        return st.sampled_from(list(kind))
    if origin in (Union, types.UnionType):
        return PLAIN if len(arguments) > 3 else st.one_of(*map(values, arguments))
    if origin is tuple:
        return st.lists(values(arguments[0]), max_size=2).map(tuple)
    if origin is Mapping:
        return st.dictionaries(SCALARS[str], values(arguments[1]), max_size=2)
    return SCALARS[kind]


RELAXED = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def test_there_are_classes() -> None:
    """The round trips below have something to go round with."""
    assert {Policy, Result, audit.Audit, facts.Facts, tree.Entry} <= set(classes())


@pytest.mark.parametrize("kind", classes(), ids=lambda kind: kind.__name__)
@RELAXED
@given(data=st.data())
def test_values_survive_json(kind: type, data: st.DataObject) -> None:
    """What is encoded, written, read and decoded equals what it was, to the type of each number."""
    value = data.draw(values(kind))
    back: object = decode(kind, json.loads(json.dumps(encode(value))))
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
    assert kind.__dataclass_params__.frozen
    assert "__dict__" not in dir(kind)


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
    assert "assert" in encode(policy.Rule("a/b", "", "", Severity.LOW, Fix(""), "a"))


def test_enums_are_written_as_their_words() -> None:
    """Outcomes and severities are readable in JSON."""
    encoded = encode(a_result(unwaived_outcome=Outcome.NOT_APPLICABLE))
    assert type(encoded["severity"]) is str
    assert (encoded["outcome"], encoded["unwaived_outcome"]) == ("fail", "not-applicable")


@pytest.mark.parametrize(
    ("key", "value"),
    [("outcome", "maybe"), ("score", "1"), ("title", 3), ("findings", [{"message": "no path"}])],
)
def test_what_does_not_fit_is_refused(key: str, value: object) -> None:
    """A damaged document is told, never turned into a value of the wrong type."""
    encoded = encode(a_result())
    encoded[key] = value
    with pytest.raises((TypeError, KeyError, ValueError)):
        decode(Result, encoded)


def test_whole_numbers_are_read_as_scores() -> None:
    """JSON writers may drop the `.0`; the value is a float all the same."""
    encoded = encode(a_result(score=1.0))
    encoded["score"] = 1
    score = decode(Result, encoded).score
    assert isinstance(score, float)


def test_lenient_reading_fills_in_what_is_missing() -> None:
    """A field that an older version did not know has its default; one without a default must be there."""
    encoded = encode(a_result())
    for key in ("findings", "score", "waiver"):
        del encoded[key]
    assert decode(Result, encoded, lenient=True) == a_result()
    with pytest.raises(KeyError):
        decode(Result, encoded)
    del encoded["title"]
    with pytest.raises(KeyError):
        decode(Result, encoded, lenient=True)


def test_lenient_reading_is_as_exact_about_what_is_there() -> None:
    """A value of the wrong type is refused all the same, at any depth."""
    encoded = encode(a_result())
    encoded["fix"] = {"text": 3}
    with pytest.raises(TypeError):
        decode(Result, encoded, lenient=True)
