"""What the parsers of the standard library give, brought to plain values within bounds."""

import json
import math
from typing import Any

from checker.documents.document import OverLimit
from checker.model.json_value import Json
from checker.patterns import lazy

DEPTH_LIMIT = 100
"""Levels of nesting."""
_LONE = lazy(r"\\u[dD][89a-fA-F]")
_INTEGERS = range(-(2**63), 2**63)


def from_json(text: str) -> Json:
    """Return what a JSON text holds; numbers that no computer counts with stay text.

    Raises ValueError when it is no JSON, OverLimit when it is nested too deeply.
    """
    data = json.loads(text, parse_int=_integer, parse_float=_float, parse_constant=_constant)
    _bound_depth(data)
    return _sound(data) if _LONE.search(text) else data


def _integer(text: str) -> int | str:
    if len(text) <= 20 and (number := int(text)) in _INTEGERS:
        return number
    return text


def _float(text: str) -> float | str:
    number = float(text)
    return number if math.isfinite(number) else text


def _constant(name: str) -> Json:
    raise ValueError(f"{name} is not JSON")


def _bound_depth(data: Any) -> None:
    level = [data] if isinstance(data, (dict, list)) else []
    for _ in range(DEPTH_LIMIT):
        if not level:
            return
        level = [
            item
            for container in level
            for item in (container.values() if isinstance(container, dict) else container)
            if isinstance(item, (dict, list))
        ]
    raise OverLimit("nested too deeply")


def _sound(value: Any) -> Json:
    """Replace the halves of characters that escapes can stand for: no file could hold them."""
    if isinstance(value, str):
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if isinstance(value, dict):
        return {str(_sound(key)): _sound(item) for key, item in value.items()}
    return [_sound(item) for item in value] if isinstance(value, list) else value


def from_toml(value: Any, depth: int = 0) -> Json:
    """Return what TOML tables hold; dates, `nan` and `inf` as text.

    Raises OverLimit when they are nested too deeply or hold an integer of more than 64 bits.
    """
    if depth > DEPTH_LIMIT:
        raise OverLimit("nested too deeply")
    if isinstance(value, dict):
        return {key: from_toml(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [from_toml(item, depth + 1) for item in value]
    if isinstance(value, (str, bool)):
        return value
    if isinstance(value, int):
        if value not in _INTEGERS:
            raise OverLimit("an integer of more than 64 bits")
        return value
    return value if isinstance(value, float) and math.isfinite(value) else str(value)
