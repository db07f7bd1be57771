"""Which context values can flow into the text that an expression leaves behind."""

import re
from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

from checker.collectors.actions.expression import LENGTH_LIMIT, parsed
from checker.collectors.actions.expression_tree import (
    Both,
    Either,
    FunctionCall,
    Item,
    Literal,
    Member,
    Named,
    Node,
)
from checker.patterns import lazy

_PATH = lazy(r"[A-Za-z_][\w-]*+(?:\s*+(?:\.\s*+(?:[\w-]++|\*)|\[\s*+(?:\*|'')\s*+\]))*+")
UNREAD = "?"
"""The function through which everything passes in an expression that is not understood."""
_OPAQUE = frozenset(
    {"contains", "startswith", "endswith", "hashfiles", "success", "failure", "always", "cancelled"}
)
"""Functions whose result says nothing verbatim about their arguments."""


class Flow(Struct, frozen=True):
    """A context value that can reach the result: lower-case *path*, `*` for any index.

    *calls* names the functions it passes through, the outermost first.
    """

    path: tuple[str, ...]
    calls: tuple[str, ...] = ()


@lru_cache(maxsize=4096)
def flows(expression: str) -> tuple[Flow, ...]:
    """Return the context values whose content can be in what *expression* leaves behind.

    Conditions, comparisons and functions that answer yes or no let nothing through. Where this does not
    understand what is written, every context value that is named can.
    """
    if len(expression) > LENGTH_LIMIT:
        return ()
    node = parsed(expression)
    return tuple(_named(expression) if node is None else _flows(node))


def _named(expression: str) -> Iterator[Flow]:
    for match in _PATH.finditer(re.sub(r"'(?:[^']|'')*+'", "''", expression)):
        parts = re.split(r"[.\[\]]+", re.sub(r"\s+", "", match[0]).lower().rstrip("]"))
        yield Flow(tuple("?" if part == "''" else part for part in parts if part), (UNREAD,))


def _flows(node: Node) -> list[Flow]:
    found: list[Flow] = []
    match node:
        case Named(name):
            found = [Flow((name,))]
        case Member(of, name):
            found = _deeper(_flows(of), name)
        case Item(of, index):
            found = _at_index(_flows(of), index)
        case FunctionCall(name, arguments):
            found = _through(name, arguments)
        case Either(operands):
            found = [flow for each in operands for flow in _flows(each)]
        case Both(operands):
            # What stands before the last one only reaches the result when it is empty.
            found = _flows(operands[-1])
    return found


def _through(name: str, arguments: tuple[Node, ...]) -> list[Flow]:
    if name in _OPAQUE:
        return []
    if name == "case":
        # case(condition, value, condition, value, …, otherwise)
        arguments = (*arguments[1::2], *(arguments[-1:] if len(arguments) % 2 else ()))
    return [Flow(flow.path, (name, *flow.calls)) for each in arguments for flow in _flows(each)]


def _at_index(found: list[Flow], index: Node) -> list[Flow]:
    if isinstance(index, Literal) and isinstance(index.value, float):
        # What a filter gives is a list already: its items stand at the same path.
        return [flow if "*" in flow.path else each for flow in found for each in _deeper([flow], "*")]
    return _deeper(found, "?")


def _deeper(found: list[Flow], name: str) -> list[Flow]:
    """Go to a part: of a context value it is another one, of a function's result the same."""
    return [Flow((*flow.path, name)) if not flow.calls else flow for flow in found]
