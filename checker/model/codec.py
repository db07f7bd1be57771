"""Model values to JSON-able values and back, without loss, driven by the type hints."""

import types
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def encode(value: Any) -> Any:
    """Return *value* as dicts, lists, strings, numbers, booleans and None.

    A trailing underscore of a field's name (`assert_`) is left out of its key.
    """
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name.rstrip("_"): encode(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: encode(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [encode(item) for item in value]
    return value


def decode(kind: type[T], value: Any) -> T:
    """Return the model value that *value*, made by `encode`, stands for.

    Raises TypeError, KeyError or ValueError when it does not fit.
    """
    result: T = _decoder(kind)(value)  # type: ignore[arg-type]  # any type is hashable
    return result


@cache
def _decoder(kind: Any) -> Any:
    origin = get_origin(kind)
    if is_dataclass(kind):
        return lambda value: _dataclass(kind, value)
    if origin in (Union, types.UnionType):
        return _union(get_args(kind))
    if origin is tuple:
        item = _decoder(get_args(kind)[0])
        return lambda value: tuple(item(each) for each in value)
    if origin is not None and issubclass(origin, Mapping):
        item = _decoder(get_args(kind)[1])
        return lambda value: {key: item(each) for key, each in value.items()}
    return _scalar(kind)


def _scalar(kind: Any) -> Any:
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    if kind is date:
        return date.fromisoformat
    if kind is float:
        return lambda value: float(_checked((int, float), value))
    if kind in (int, str, bool):
        return lambda value: _checked(kind, value)
    return lambda value: value


def _checked(kind: Any, value: Any) -> Any:
    if not isinstance(value, kind):
        raise TypeError(f"expected {kind}, got {value!r}")
    return value


def _union(options: Sequence[Any]) -> Any:
    concrete = [option for option in options if option is not type(None)]
    if len(concrete) != 1:
        return lambda value: value  # plain values only: they stand for themselves
    inner = _decoder(concrete[0])
    return lambda value: None if value is None else inner(value)


@cache
def _plan(kind: Any) -> Any:
    hints = get_type_hints(kind)
    return [(f.name, f.name.rstrip("_"), _decoder(hints[f.name])) for f in fields(kind)]


def _dataclass(kind: Any, value: Any) -> Any:
    return kind(**{name: item(value[key]) for name, key, item in _plan(kind)})
