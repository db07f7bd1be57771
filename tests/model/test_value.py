"""Value classes behave as the standard frozen dataclasses do."""

import copy
import dataclasses
import pickle
from collections.abc import Mapping
from dataclasses import FrozenInstanceError, field, fields, replace

import pytest

from checker.model.value import dataclass


@dataclass(frozen=True, slots=True)
class Ours:
    """A value with every kind of field."""

    a: int
    b: str = "x"
    c: tuple[int, ...] = ()
    d: Mapping[str, int] = field(default_factory=dict)
    e: float = field(default=0.0, compare=False, repr=False)

    @property
    def double(self) -> int:
        """Twice the first field."""
        return 2 * self.a


@dataclasses.dataclass(frozen=True, slots=True)
class Standard:
    """The same, made by the standard decorator."""

    a: int
    b: str = "x"
    c: tuple[int, ...] = ()
    d: Mapping[str, int] = field(default_factory=dict)
    e: float = field(default=0.0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Hashable:
    """A value that can be a key."""

    a: int
    b: str = ""


def test_it_reads_as_the_standard_one() -> None:
    """Arguments by place and by name, defaults, representation, fields."""
    ours, standard = Ours(1, "y", d={"k": 2}, e=3.0), Standard(1, "y", d={"k": 2}, e=3.0)
    assert repr(ours) == repr(standard).replace("Standard", "Ours")
    assert [each.name for each in fields(ours)] == [each.name for each in fields(standard)]
    assert dataclasses.asdict(ours) == dataclasses.asdict(standard)
    assert ours.double == 2
    assert not hasattr(ours, "__dict__")


def test_equality_and_hash_follow_the_compared_fields() -> None:
    """And another class is never equal."""
    assert Ours(1, e=1.0) == Ours(1, e=2.0)
    assert Ours(1) != Ours(2)
    assert Ours(1) != Standard(1)  # type: ignore[comparison-overlap]
    assert hash(Hashable(1)) == hash(Hashable(1, ""))
    assert len({Hashable(1), Hashable(1), Hashable(2)}) == 2
    with pytest.raises(TypeError):
        hash(Ours(1))


def test_each_value_gets_defaults_of_its_own() -> None:
    """A factory is called for each."""
    assert Ours(1).d is not Ours(1).d


def test_it_is_frozen() -> None:
    """Neither set nor deleted."""
    with pytest.raises(FrozenInstanceError):
        Ours(1).a = 2  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del Ours(1).a


def test_it_travels() -> None:
    """Pickled, copied and replaced."""
    value = Ours(1, c=(2,), d={"k": 3}, e=4.0)
    assert pickle.loads(pickle.dumps(value)) == value
    assert pickle.loads(pickle.dumps(value)).e == 4.0
    assert copy.deepcopy(value) == value
    assert replace(value, a=5) == Ours(5, c=(2,), d={"k": 3})


def test_missing_and_unknown_arguments_are_errors() -> None:
    """As in any call."""
    with pytest.raises(TypeError, match="'a'"):
        Ours()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="'z'"):
        Ours(1, z=2)  # type: ignore[call-arg]
