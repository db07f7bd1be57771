"""What expressions without any context give, and which conditions are always true or never.

Falsy values, comparisons and functions are those of
https://docs.github.com/en/actions/reference/workflows-and-actions/expressions.
"""

import json
import math
from collections.abc import Iterator, Sequence

from checker.collectors.actions.expression_tree import (
    Both,
    Comparison,
    Either,
    FunctionCall,
    Literal,
    Node,
    Not,
)

Scalar = str | float | bool | None


def is_true(value: Scalar) -> bool:
    """Tell whether GitHub takes a value as true."""
    return bool(value) and not (isinstance(value, float) and math.isnan(value))


def constant(node: Node) -> Literal | None:
    """Return what an expression gives whatever happens, None where that depends or is no single value."""
    found: Literal | None = None
    match node:
        case Literal():
            found = node
        case Both(operands) | Either(operands):
            found = _chosen(operands, stops=isinstance(node, Either))
        case FunctionCall("case", arguments):
            outcomes = [*_outcomes(arguments)]
            found = constant(outcomes[0]) if len(outcomes) == 1 else None
        case FunctionCall("fromjson", (written,)):
            value = _from_json(written)
            found = Literal(value) if value is None or isinstance(value, (str, float, bool)) else None
        case FunctionCall("format", (pattern, *values)):
            found = _formatted(pattern, values)
        case Not() | Comparison():
            known = truth(node)
            found = None if known is None else Literal(known)
    return found


def truth(node: Node) -> bool | None:
    """Return what a condition always is, None where that depends."""
    known: bool | None = None
    match node:
        case Not(of):
            inner = truth(of)
            known = None if inner is None else not inner
        case Both(operands) | Either(operands):
            decisive = isinstance(node, Either)  # one side that is so decides the whole
            known = _agreed([truth(each) for each in operands], decisive=decisive)
        case Comparison("==" | "!=" as sign, left, right):
            one, other = constant(left), constant(right)
            if one is not None and other is not None:
                known = _equal(one.value, other.value) is (sign == "==")
        case FunctionCall("always", ()):
            known = True
        case FunctionCall("case", arguments):
            outcomes = {truth(each) for each in _outcomes(arguments)}
            known = outcomes.pop() if len(outcomes) == 1 else None
        case FunctionCall("fromjson", (written,)) if isinstance(_from_json(written), (list, dict)):
            known = True
        case Literal() | FunctionCall():
            found = constant(node)
            known = None if found is None else is_true(found.value)
    return known


def _chosen(operands: Sequence[Node], *, stops: bool) -> Literal | None:
    """Return what `&&` and `||` give: the first operand that *stops* them, else the last one."""
    for each in operands[:-1]:
        found = constant(each)
        if found is None or is_true(found.value) is stops:
            return found
    return constant(operands[-1])


def _agreed(sides: Sequence[bool | None], *, decisive: bool) -> bool | None:
    if decisive in sides:
        return decisive
    return None if None in sides else not decisive


def _outcomes(arguments: Sequence[Node]) -> Iterator[Node]:
    """Yield what `case(condition, value, …, otherwise)` can give."""
    for condition, value in zip(arguments[::2], arguments[1::2], strict=False):
        known = truth(condition)
        if known is not False:
            yield value
        if known:
            return
    yield arguments[-1] if len(arguments) % 2 else Literal(None)


def _from_json(written: Node) -> object:
    """Return the value of a constant JSON text; what is no such text is its own answer."""
    text = constant(written)
    if text is None or not isinstance(text.value, str):
        return written
    try:
        return json.loads(text.value, parse_int=float)
    except (ValueError, RecursionError):
        return written


def _formatted(pattern: Node, values: Sequence[Node]) -> Literal | None:
    """Return what `format` makes of texts alone, where no brace is escaped."""
    given = [constant(each) for each in (pattern, *values)]
    texts = [each.value for each in given if each is not None and isinstance(each.value, str)]
    if len(texts) < len(given) or "{{" in texts[0] or "}}" in texts[0]:
        return None
    found = texts[0]
    for number, text in enumerate(texts[1:]):
        found = found.replace(f"{{{number}}}", text)
    return Literal(found)


def _equal(left: Scalar, right: Scalar) -> bool:
    """Compare as GitHub does: texts without regard to case, values of different kinds as numbers."""
    if isinstance(left, str) and isinstance(right, str):
        return left.lower() == right.lower()
    return _number(left) == _number(right)


def _number(value: Scalar) -> float:
    try:
        return float(value or 0)
    except ValueError:
        return math.nan
