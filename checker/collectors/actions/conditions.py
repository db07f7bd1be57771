"""What GitHub reads in an `if`: one expression, with or without `${{ }}`, or a text that is always true.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idif;
https://github.com/actions/runner/issues/1173 and https://github.com/github/docs/issues/6508 show the text.
"""

from collections.abc import Sequence

from checker.collectors.actions.constants import truth
from checker.collectors.actions.expression import expressions, parsed
from checker.collectors.actions.expression_tree import (
    Both,
    Comparison,
    Either,
    FunctionCall,
    Literal,
    Node,
    Not,
)

_CASES = 3
"""How deep `case` may stand inside `case`."""
_BRANCHES = 20
"""Conditions of one `case` that are looked at."""


def is_text(condition: str) -> bool:
    """Tell whether anything stands around a `${{ }}`, be it a line break: the whole is a text then.

    GitHub puts the value into the text and takes every text that is not empty as true.
    """
    found = next(expressions(condition), None)
    if found is None:
        return False
    whole = condition.startswith("${{") and condition.endswith("}}")
    return not whole or condition[3:-2].strip() != found.text


def expression_of(condition: str) -> str:
    """Return the expression that an `if` is, which is not a text, without its `${{ }}`."""
    return next((each.text for each in expressions(condition)), condition.strip())


def condition_of(condition: str) -> Node | None:
    """Return what an `if` says, None for an empty one, a text, and what is not understood.

    It is put in the words that have the same truth: `case` becomes `&&` and `||`.
    """
    node = None if is_text(condition) or not condition.strip() else parsed(expression_of(condition))
    return None if node is None else _plain(node, 0)


def _plain(node: Node, cases: int) -> Node:
    match node:
        case Not(of):
            return Not(_plain(of, cases))
        case Both(operands):
            return Both(tuple(_plain(each, cases) for each in operands))
        case Either(operands):
            return Either(tuple(_plain(each, cases) for each in operands))
        case Comparison(sign, left, right):
            return _compared(sign, left, right, cases)
        case FunctionCall("case", arguments) if cases < _CASES and 1 < len(arguments) <= 2 * _BRANCHES + 1:
            return _branches(arguments, cases + 1)
    return node


def _compared(sign: str, left: Node, right: Node, cases: int) -> Node:
    """Leave out what says the same: `X == true` where X is true or false, `format('{0}', X)`."""
    for one, other in ((left, right), (right, left)):
        if isinstance(other, Literal) and isinstance(other.value, bool) and _is_truth(one):
            inner = _plain(one, cases)
            return inner if (sign == "==") is other.value else Not(inner)
    return Comparison(sign, _unformatted(left), _unformatted(right))


def _is_truth(node: Node) -> bool:
    return isinstance(node, (Not, Comparison)) or (
        isinstance(node, FunctionCall) and node.name in ("contains", "startswith", "endswith")
    )


def _unformatted(node: Node) -> Node:
    match node:
        case FunctionCall("format", (Literal("{0}"), of)):
            return of
    return node


def _branches(arguments: Sequence[Node], cases: int) -> Node:
    """Say `case(condition, value, …, otherwise)` as `condition && value || !condition && …`."""
    otherwise: Node = _plain(arguments[-1], cases) if len(arguments) % 2 else Literal(None)
    conditions = [_plain(each, cases) for each in arguments[: len(arguments) // 2 * 2 : 2]]
    for condition, value in zip(reversed(conditions), reversed(arguments[1::2]), strict=True):
        rest = Both((Not(condition), otherwise))
        known = truth(value)
        if known is None:
            otherwise = Either((Both((condition, _plain(value, cases))), rest))
        else:
            otherwise = Either((condition, otherwise)) if known else rest
    return otherwise
