"""Typed looks into documents: what has another shape counts as not there."""

from collections.abc import Mapping, Sequence

from checker.model.plain import Plain


def table(value: Plain) -> Mapping[str, Plain]:
    """Return a mapping, {} for anything else."""
    return value if isinstance(value, Mapping) else {}


def items(value: Plain) -> Sequence[Plain]:
    """Return a list, [] for anything else."""
    return value if isinstance(value, Sequence) and not isinstance(value, str) else []


def string(value: Plain) -> str:
    """Return a string, "" for anything else."""
    return value if isinstance(value, str) else ""


def strings(value: Plain) -> list[str]:
    """Return the strings of a list; a lone string is a list of one."""
    return [value] if isinstance(value, str) else [item for item in items(value) if isinstance(item, str)]


def at(value: Plain, *keys: str) -> Plain:
    """Follow *keys* through nested mappings; None where the way ends."""
    for key in keys:
        value = table(value).get(key)
    return value
