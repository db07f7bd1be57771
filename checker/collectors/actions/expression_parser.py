"""The grammar of GitHub's expressions, by recursive descent."""

import re
from collections.abc import Iterator

from checker.collectors.actions.expression_tree import (
    Both,
    Comparison,
    Either,
    FunctionCall,
    Item,
    Literal,
    Member,
    Named,
    Node,
    Not,
    WrongExpression,
)
from checker.patterns import lazy

_DEPTH_LIMIT = 50
_TOKEN = lazy(
    r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<number>[-+]?(?:0x[0-9a-fA-F]+|0o[0-7]+|(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?))"
    r"|(?P<name>[A-Za-z_][\w-]*)|(?P<mark>&&|\|\||[=!<>]=|[!<>()\[\].,*]))"
)


def _tokens(expression: str) -> list[str]:
    found: list[str] = []
    at, end = 0, len(expression.rstrip())
    while at < end:
        match = _TOKEN.match(expression, at)
        if match is None:
            raise WrongExpression(f"holds {expression[at : at + 20].strip()!r}, which is no part of one")
        found.append(match[0].strip())
        at = match.end()
    return found


def tree(expression: str) -> Node:
    """Return what an expression says. Raises WrongExpression, which says what is wrong with it."""
    return _Parser(_tokens(expression)).parse()


class _Parser:
    """Recursive descent over the tokens."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens = [*tokens, ""]
        self._at = 0
        self._depth = 0

    def parse(self) -> Node:
        found = self._either()
        if token := self._peek():
            raise WrongExpression(f"has {token!r} where it should end")
        return found

    def _peek(self) -> str:
        return self._tokens[self._at]

    def _take(self, *wanted: str) -> str:
        token = self._peek()
        if wanted and token not in wanted:
            return ""
        if self._at < len(self._tokens) - 1:
            self._at += 1
        return token

    def _expect(self, mark: str) -> None:
        if not self._take(mark):
            raise WrongExpression(f"lacks {mark!r} before {self._peek() or 'its end'!r}")

    def _either(self) -> Node:
        self._depth += 1
        if self._depth > _DEPTH_LIMIT:
            raise WrongExpression("is nested too deeply")
        found = [self._both()]
        while self._take("||"):
            found.append(self._both())
        self._depth -= 1
        return Either(tuple(found)) if len(found) > 1 else found[0]

    def _both(self) -> Node:
        found = [self._equal()]
        while self._take("&&"):
            found.append(self._equal())
        return Both(tuple(found)) if len(found) > 1 else found[0]

    def _equal(self) -> Node:
        found = self._ordered()
        for _ in range(_DEPTH_LIMIT):
            if not (sign := self._take("==", "!=")):
                break
            found = Comparison(sign, found, self._ordered())
        return found

    def _ordered(self) -> Node:
        found = self._negated()
        for _ in range(_DEPTH_LIMIT):
            if not (sign := self._take("<", ">", "<=", ">=")):
                break
            found = Comparison(sign, found, self._negated())
        return found

    def _negated(self) -> Node:
        count = 0
        while self._take("!"):
            count += 1
        found = self._value()
        for _ in range(2 - count % 2 if count else 0):
            found = Not(found)
        return found

    def _value(self) -> Node:
        grouped = self._peek() == "("
        found = self._primary()
        if isinstance(found, Literal) and not grouped:
            return found
        for _ in range(_DEPTH_LIMIT):
            if not (mark := self._take(".", "[")):
                break
            found = self._member(found) if mark == "." else self._index(found)
        return found

    def _primary(self) -> Node:
        token = self._take()
        if token == "(":
            found = self._either()
            self._expect(")")
            return found
        if token[:1] == "'":
            return Literal(token[1:-1].replace("''", "'"))
        if token[:1].isdigit() or token[:1] in ("-", "+") or (token[:1] == "." and token[1:2].isdigit()):
            return Literal(_number(token))
        if not re.match(r"[A-Za-z_]", token):
            raise WrongExpression(f"has {token!r} where a value should stand" if token else "ends too early")
        if self._take("("):
            return FunctionCall(token.lower(), tuple(self._arguments()))
        return _CONSTANTS.get(token) or Named(token.lower())

    def _arguments(self) -> Iterator[Node]:
        if self._take(")"):
            return
        while True:
            yield self._either()
            if not self._take(","):
                self._expect(")")
                return

    def _member(self, of: Node) -> Node:
        name = self._take()
        if name != "*" and not re.match(r"[A-Za-z_]", name):
            raise WrongExpression(f"has {name!r} after a dot" if name else "ends with a dot")
        return Member(of, name.lower())

    def _index(self, of: Node) -> Node:
        if self._take("*"):
            self._expect("]")
            return Member(of, "*")
        index = self._either()
        self._expect("]")
        if isinstance(index, Literal) and isinstance(index.value, str):
            return Member(of, index.value.lower())
        return Item(of, index)


_CONSTANTS = {
    "true": Literal(True),
    "false": Literal(False),
    "null": Literal(None),
    "NaN": Literal(float("nan")),
    "Infinity": Literal(float("inf")),
}


def _number(token: str) -> float:
    if "0x" in token.lower() or "0o" in token.lower():
        return float(int(token, 0))
    return float(token)
