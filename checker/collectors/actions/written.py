"""Every expression that a workflow or an action holds, with its place."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from msgspec import Struct

from checker.collectors.actions.conditions import expression_of, is_text
from checker.collectors.actions.expression import expressions, parsed
from checker.collectors.actions.expression_tree import Node
from checker.collectors.actions.places import YamlPosition
from checker.collectors.actions.source import WorkflowSource

_STEPS = ("steps", "parallel")
_EXPRESSIONS = 500
"""Expressions of one text that are looked at."""


class WrittenExpression(Struct, frozen=True):
    """One expression: what it says, its *text*, where it stands; *condition*: it is a whole `if`."""

    node: Node
    text: str
    place: YamlPosition
    offset: int
    condition: bool

    @property
    def line(self) -> int:
        """The line on which it begins."""
        return self.place.line_within(self.offset) if self.offset else self.place.line

    @property
    def job(self) -> str:
        """The job that holds it, "" outside of jobs."""
        return job_of(self.place)


def written_expressions(source: WorkflowSource) -> list[WrittenExpression]:
    """Find every expression that is understood."""
    return [each for place, text in source.once(expression_texts) for each in _expressions(place, text)]


def _expressions(place: YamlPosition, text: str) -> Iterator[WrittenExpression]:
    condition = is_condition(place.keys)
    if condition and not is_text(text):
        found = [(expression_of(text), 0)]
    else:
        found = [(each.text, each.offset) for each in islice(expressions(text), _EXPRESSIONS)]
        condition = False
    for each, offset in found:
        if (node := parsed(each)) is not None:
            yield WrittenExpression(node, each, place, offset, condition)


def expression_texts(source: WorkflowSource) -> list[tuple[YamlPosition, str]]:
    """List the conditions of all files, and the texts with expressions in them, in order."""
    return [found for workflow in source.all for found in _texts(workflow.place)]


def _texts(place: YamlPosition) -> Iterator[tuple[YamlPosition, str]]:
    """Go through one file; what an anchor names several times is visited once."""
    from checker.documents.pyyaml import MappingNode, SequenceNode

    seen: set[int] = set()
    waiting: list[tuple[Any, tuple[str | int, ...]]] = [(place.document.root, ())]
    while waiting:
        node, keys = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, MappingNode):
            waiting += [(value, (*keys, str(key.value))) for key, value in reversed(node.value)]
        elif isinstance(node, SequenceNode):
            waiting += [(each, (*keys, number)) for number, each in reversed(list(enumerate(node.value)))]
        elif "${{" in node.value or is_condition(keys):
            yield place.at(*keys), node.value


def is_condition(keys: tuple[str | int, ...]) -> bool:
    """Tell whether the `if` of a job or a step stands there."""
    if keys[-1:] != ("if",):
        return False
    return (len(keys) == 3 and keys[0] == "jobs") or (len(keys) > 3 and keys[-3] in _STEPS)


def job_of(place: YamlPosition) -> str:
    """Return the job that holds a place, "" outside of jobs."""
    return str(place.keys[1]) if place.keys[:1] == ("jobs",) and len(place.keys) > 1 else ""
