"""Model values to JSON-able values and back, without loss, driven by the type hints."""

import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")
_PLAIN = (str, int, float, bool)
_AS_IS = frozenset((*_PLAIN, type(None)))


def encode(value: Any) -> Any:
    """Return *value* as dicts, lists, strings, numbers, booleans and None.

    A trailing underscore of a field's name (`assert_`) is left out of its key.
    """
    return _encoder(type(value), brief=False)(value)  # type: ignore[arg-type]  # any type is hashable


def encode_briefly(value: Any) -> Any:
    """Return what `encode` does without the fields that have their defaults: decode it leniently."""
    return _encoder(type(value), brief=True)(value)  # type: ignore[arg-type]  # any type is hashable


@cache
def _encoder(kind: Any, brief: bool) -> Callable[[Any], Any]:
    """Return what encodes values of exactly this type."""
    inner = encode_briefly if brief else encode
    if is_dataclass(kind):
        return _fields_of(kind) if brief else _all_fields_of(kind)
    if issubclass(kind, Enum):
        return lambda value: value.value
    if issubclass(kind, date):
        return lambda value: value.isoformat()
    if issubclass(kind, Mapping):
        return lambda value: {k: item if type(item) in _AS_IS else inner(item) for k, item in value.items()}
    if issubclass(kind, (list, tuple)):
        return lambda value: [item if type(item) in _AS_IS else inner(item) for item in value]
    return lambda value: value


def _all_fields_of(kind: Any) -> Callable[[Any], Any]:
    names = [(each.name.rstrip("_"), each.name) for each in fields(kind)]
    return lambda value: {
        key: found if type(found := getattr(value, name)) in _AS_IS else encode(found) for key, name in names
    }


def _fields_of(kind: Any) -> Callable[[Any], Any]:
    """Return what encodes the fields that do not have their defaults."""
    usual = dict(_defaults(kind))
    names = [(key := each.name.rstrip("_"), each.name, usual.get(key, object)()) for each in fields(kind)]
    return lambda value: {
        key: found if type(found) in _AS_IS else encode_briefly(found)
        for key, name, default in names
        if (found := getattr(value, name)) is not default and found != default
    }


def decode(kind: type[T], value: Any, lenient: bool = False) -> T:
    """Return the model value that *value*, made by `encode`, stands for.

    *lenient* reads what an older version wrote, too: a field that it did not know has its default.
    What a newer version added is left out. Raises TypeError, KeyError or ValueError when it does not fit.
    """
    result: T = _decoder(kind, lenient)(value)  # type: ignore[arg-type]  # any type is hashable
    return result


@cache
def _decoder(kind: Any, lenient: bool) -> Any:
    origin = get_origin(kind)
    if is_dataclass(kind):
        return _dataclass(kind, lenient)
    if origin in (Union, types.UnionType):
        return _union(get_args(kind), lenient)
    if origin is tuple:
        item = _decoder(get_args(kind)[0], lenient)
        return lambda value: tuple(item(each) for each in value)
    if origin is not None and issubclass(origin, Mapping):
        item = _decoder(get_args(kind)[1], lenient)
        return lambda value: {key: item(each) for key, each in value.items()}
    return _scalar(kind)


def _scalar(kind: Any) -> Any:
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    if kind is date:
        return date.fromisoformat
    if kind is float:
        number = _checked((int, float))
        return lambda value: float(number(value))
    return _checked(kind) if kind in (int, str, bool) else lambda value: value


def _checked(kind: Any) -> Any:
    def check(value: Any) -> Any:
        if isinstance(value, kind):
            return value
        raise TypeError(f"expected {kind}, got {value!r}")

    return check


def _union(options: Sequence[Any], lenient: bool) -> Any:
    concrete = [option for option in options if option is not type(None)]
    if len(concrete) != 1:
        return lambda value: value  # plain values only: they stand for themselves
    inner = _decoder(concrete[0], lenient)
    return lambda value: None if value is None else inner(value)


def _dataclass(kind: Any, lenient: bool) -> Any:
    plan: list[tuple[str, Any, Any]] = []
    defaults: dict[str, Callable[[], Any]] = {}

    def build(value: Any) -> Any:
        if not plan:  # made late, so that a type may hold itself
            plan.extend(_plan(kind, lenient))
            defaults.update(_defaults(kind) if lenient else ())
        values = []
        for key, exact, item in plan:
            if key in defaults and key not in value:
                values.append(defaults[key]())
                continue
            part = value[key]
            values.append(part if type(part) is exact else item(part))
        return kind(*values)

    return build


def _plan(kind: Any, lenient: bool) -> Iterator[tuple[str, Any, Any]]:
    """Yield each field's key, the type that needs no decoding, and what decodes the others."""
    hints = get_type_hints(kind)
    for each in fields(kind):
        hint = hints[each.name]
        yield each.name.rstrip("_"), hint if hint in _PLAIN else None, _decoder(hint, lenient)


def _defaults(kind: Any) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Yield the keys of the fields that have a default, and what gives it."""
    for each in fields(kind):
        if each.default_factory is not MISSING:
            yield each.name.rstrip("_"), each.default_factory
        elif each.default is not MISSING:
            yield each.name.rstrip("_"), _constant(each)


def _constant(each: Field[Any]) -> Callable[[], Any]:
    return lambda: each.default
