"""Values of the model as readable JSON text, the one form in which the history stores them.

JSON text goes into columns of text, and some databases refuse characters that Python's strings hold: see
`checker.store.names`. Strings that hold such characters are escaped before they become JSON, so that the
JSON functions of every database accept the text.
"""

import hashlib
import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

import msgspec

from checker.store.names import restored, stored

T = TypeVar("T")
Tree = dict[str, Any]
"""A JSON object."""

_SUSPECT = re.compile(r"[\ud800-\udfff]|\\u|NaN|Infinity")
"""What JSON text may hold that needs a closer look."""


def plain(value: Any) -> Any:
    """Return a value of the model as JSON-able values, without fields that have their defaults."""
    if isinstance(value, msgspec.Struct):
        return {
            name: plain(held)
            for name, attribute, usual in _fields(type(value))
            if (held := getattr(value, attribute)) is not usual and held != usual
        }
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return msgspec.to_builtins(value)


@cache
def _fields(kind: type[msgspec.Struct]) -> Sequence[tuple[str, str, object]]:
    """Return of each field its name in JSON, its attribute, and its default."""
    return [
        (field.encode_name, field.name, field.default_factory())
        if field.default_factory is not msgspec.NODEFAULT
        else (field.encode_name, field.name, field.default)
        for field in msgspec.structs.fields(kind)
    ]


def built(kind: type[T], value: Any) -> T:
    """Return the value of the model that JSON-able values stand for; missing fields have their defaults.

    Raises ValueError when they do not fit.
    """
    return msgspec.convert(value, kind)


def text_of(value: Any) -> str:
    """Return JSON-able values as JSON text. Numbers that JSON does not have become null."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if _SUSPECT.search(text):
        return json.dumps(_mapped(value, stored), ensure_ascii=False, separators=(",", ":"))
    return text


def value_of(text: str) -> Any:
    """Return the values that JSON text stands for.

    Raises ValueError or RecursionError when it is not JSON.
    """
    value = json.loads(text)
    return _mapped(value, restored) if "\\\\u" in text else value


def digest_of(text: str) -> bytes:
    """Return what identifies a text among all others."""
    return hashlib.sha256(text.encode()).digest()[:16]


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    """Return a JSON-able value with all its strings and keys changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {change(key): _mapped(item, change) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_mapped(item, change) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
