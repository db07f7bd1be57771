"""GitHub's `${{ }}` expressions, parsed.

The grammar, literals, functions and operators are those of
https://docs.github.com/en/actions/reference/workflows-and-actions/expressions.
"""

from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

from checker.collectors.actions.expression_parser import tree
from checker.collectors.actions.expression_tree import Node, WrongExpression

LENGTH_LIMIT = 21_000
"""Characters of the longest expression, which is GitHub's own limit."""


class WorkflowExpression(Struct, frozen=True):
    """One `${{ }}`: its text without the braces, and where it begins and ends."""

    text: str
    offset: int
    end: int = 0


def expressions(text: str) -> Iterator[WorkflowExpression]:
    """Find every `${{ }}`; braces inside quotes do not end one."""
    start = text.find("${{")
    while start >= 0:
        end = text.find("}}", start + 3)
        quotes = text.count("'", start, end)
        while end >= 0 and quotes % 2:
            further = text.find("}}", end + 2)
            quotes += text.count("'", end, further)
            end = further
        if end < 0:
            return
        yield WorkflowExpression(text[start + 3 : end].strip(), start, end + 2)
        start = text.find("${{", end + 2)


def parsed(expression: str) -> Node | None:
    """Return what an expression says, None where it is not understood."""
    found = _read(expression)
    return None if isinstance(found, WrongExpression) else found


def parse(expression: str) -> Node:
    """Return what an expression says. Raises WrongExpression, which says what is wrong with it."""
    found = _read(expression)
    if isinstance(found, WrongExpression):
        raise found
    return found


@lru_cache(maxsize=4096)
def _read(expression: str) -> Node | WrongExpression:
    if len(expression) > LENGTH_LIMIT:
        return WrongExpression(f"is longer than {LENGTH_LIMIT} characters")
    try:
        return tree(expression)
    except WrongExpression as error:
        return error.with_traceback(None)
