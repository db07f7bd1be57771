"""The variables of a Dockerfile: what ARG and ENV say, put in where they are used."""

import re
from collections.abc import Iterator, Mapping

from checker.collectors.containers.dockerfile import Instruction

_USE = r"\$(?:\{([A-Za-z_]\w*)(?:(:?[-+])([^{}$]*))?\}|([A-Za-z_]\w*))"
_PAIR = r"""([A-Za-z_][\w.-]*)=("(?:[^"\\]|\\.)*"|'[^']*'|(?:\\.|[^\s\\])*)"""
_UNSET = "\0"
_LIMIT = 2000
"""Characters of the longest value: variables made of variables grow without end."""


def expand(text: str, values: Mapping[str, str]) -> str | None:
    """Return *text* with its variables put in, None when one has no known value."""
    expanded = re.sub(_USE, lambda found: _value(found, values), unquote(text[:_LIMIT]))
    return None if _UNSET in expanded or "$" in expanded or len(expanded) > _LIMIT else expanded


def _value(found: re.Match[str], values: Mapping[str, str]) -> str:
    name, operator, other = found[1] or found[4], found[2] or "", found[3] or ""
    value = values.get(name, _UNSET)
    missing = value == _UNSET or (operator.startswith(":") and not value)
    if operator.endswith("-"):
        return other if missing else value
    if operator.endswith("+"):
        return "" if missing else other
    return value


def assignments(instruction: Instruction) -> Iterator[tuple[str, str]]:
    """Yield the names and raw values of ENV a=1 b=2, of ARG a=1, and of the older ENV a 1."""
    name, _, rest = instruction.value.partition(" ")
    if instruction.keyword == "ENV" and "=" not in name and rest:
        yield name, rest.strip()
        return
    for found in re.finditer(_PAIR, instruction.value):
        yield found[1], found[2]


def unquote(text: str) -> str:
    """Return *text* without the quotes around it."""
    for quote in "\"'":
        if len(text) > 1 and text.startswith(quote) and text.endswith(quote):
            return text[1:-1]
    return text
