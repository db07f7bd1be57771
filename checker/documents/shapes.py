"""Typed looks into documents: what has another shape counts as not there."""

from collections.abc import Mapping, Sequence

from checker.model.json_value import Json

# `dict` and `list` stand first because nearly all values are: abstract classes take longer to ask.


def table(value: Json) -> Mapping[str, Json]:
    """Return a mapping, {} for anything else."""
    return value if isinstance(value, (dict, Mapping)) else {}


def items(value: Json) -> Sequence[Json]:
    """Return a list, [] for anything else."""
    return value if isinstance(value, (list, Sequence)) and not isinstance(value, str) else []


def string(value: Json) -> str:
    """Return a string, "" for anything else."""
    return value if isinstance(value, str) else ""


def strings(value: Json) -> list[str]:
    """Return the strings of a list; a lone string is a list of one."""
    return [value] if isinstance(value, str) else [item for item in items(value) if isinstance(item, str)]


def at(value: Json, *keys: str) -> Json:
    """Follow *keys* through nested mappings; None where the way ends."""
    for key in keys:
        value = table(value).get(key)
    return value
