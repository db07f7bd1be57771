"""GitHub's `${{ }}` expressions: which context values can flow into the text they leave behind."""

import re
from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

from checker.patterns import lazy

LENGTH_LIMIT = 21_000
"""Characters of the longest expression, which is GitHub's own limit."""
_DEPTH_LIMIT = 50
_TOKEN = lazy(
    r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<number>0x[0-9a-fA-F]+|[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)|(?P<name>[A-Za-z_][\w-]*)"
    r"|(?P<mark>&&|\|\||[=!<>]=|[-+!<>()\[\].,*]))"
)
_PATH = lazy(r"[A-Za-z_][\w-]*+(?:\s*+(?:\.\s*+(?:[\w-]++|\*)|\[\s*+(?:\*|'')\s*+\]))*+")
UNREAD = "?"
"""The function through which everything passes in an expression that is not understood."""
_COMPARISONS = frozenset({"==", "!=", "<", ">", "<=", ">="})
_OPAQUE = frozenset(
    {"contains", "startswith", "endswith", "hashfiles", "success", "failure", "always", "cancelled"}
)
"""Functions whose result says nothing verbatim about their arguments."""


class WorkflowExpression(Struct, frozen=True):
    """One `${{ }}`: its text without the braces and where it begins."""

    text: str
    offset: int


class Flow(Struct, frozen=True):
    """A context value that can reach the result: lower-case *path*, `*` for any index.

    *calls* names the functions it passes through, the outermost first.
    """

    path: tuple[str, ...]
    calls: tuple[str, ...] = ()


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
        yield WorkflowExpression(text[start + 3 : end].strip(), start)
        start = text.find("${{", end + 2)


@lru_cache(maxsize=4096)
def flows(expression: str) -> tuple[Flow, ...]:
    """Return the context values whose content can be in what *expression* leaves behind.

    Conditions, comparisons and functions that answer yes or no let nothing through. Where this does not
    understand what is written, every context value that is named can.
    """
    if len(expression) > LENGTH_LIMIT:
        return ()
    try:
        return tuple(_Parser(_tokens(expression)).parse())
    except (_Wrong, IndexError):
        return tuple(_named(expression))


def _named(expression: str) -> Iterator[Flow]:
    for match in _PATH.finditer(re.sub(r"'(?:[^']|'')*+'", "''", expression)):
        parts = re.split(r"[.\[\]]+", re.sub(r"\s+", "", match[0]).lower().rstrip("]"))
        yield Flow(tuple("?" if part == "''" else part for part in parts if part), (UNREAD,))


class _Wrong(Exception):
    """The text is no expression."""


def _tokens(expression: str) -> list[str]:
    found: list[str] = []
    at, end = 0, len(expression.rstrip())
    while at < end:
        match = _TOKEN.match(expression, at)
        if match is None:
            raise _Wrong
        found.append(match[0].strip())
        at = match.end()
    return found


class _Parser:
    """Recursive descent over the tokens; every method returns the flows of what it reads."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens = [*tokens, ""]
        self._at = 0
        self._depth = 0

    def parse(self) -> list[Flow]:
        found = self._either()
        if self._peek():
            raise _Wrong
        return found

    def _peek(self) -> str:
        return self._tokens[self._at]

    def _take(self, *wanted: str) -> str:
        token = self._peek()
        if wanted and token not in wanted:
            return ""
        self._at += 1
        return token

    def _either(self) -> list[Flow]:
        self._depth += 1
        if self._depth > _DEPTH_LIMIT:
            raise _Wrong
        found = self._both()
        while self._take("||"):
            found = found + self._both()
        self._depth -= 1
        return found

    def _both(self) -> list[Flow]:
        """Read a chain of &&, whose left sides only reach the result when they are empty."""
        found = self._comparison()
        while self._take("&&"):
            found = self._comparison()
        return found

    def _comparison(self) -> list[Flow]:
        found = self._value()
        while self._take(*_COMPARISONS):
            self._value()
            found = []
        return found

    def _value(self) -> list[Flow]:
        negated = False
        while self._take("!"):
            negated = True
        self._take("-", "+")
        found = self._primary()
        while mark := self._take(".", "["):
            found = self._member(found) if mark == "." else self._index(found)
        return [] if negated else found

    def _primary(self) -> list[Flow]:
        token = self._take()
        if token == "(":
            return self._closed(self._either(), ")")
        if token[:1] == "'" or token[:1].isdigit():
            return []
        if not re.match(r"[A-Za-z_]", token):
            raise _Wrong
        if self._take("("):
            return self._call(token.lower())
        if token.lower() in ("true", "false", "null", "nan", "infinity"):
            return []
        return [Flow((token.lower(),))]

    def _call(self, name: str) -> list[Flow]:
        found: list[Flow] = []
        while not self._take(")"):
            found = found + self._either()
            if not self._take(",") and self._peek() != ")":
                raise _Wrong
        if name in _OPAQUE:
            return []
        return [Flow(flow.path, (name, *flow.calls)) for flow in found]

    def _member(self, found: list[Flow]) -> list[Flow]:
        return _deeper(found, self._take().lower())

    def _index(self, found: list[Flow]) -> list[Flow]:
        token = self._peek()
        simple = self._tokens[self._at + 1] == "]"
        inner = [] if token == "*" and self._take() else self._either()
        self._closed(inner, "]")
        if simple and token[:1].isdigit():
            # What a filter gives is a list already: its items stand at the same path.
            return [flow if "*" in flow.path else each for flow in found for each in _deeper([flow], "*")]
        if simple and token[:1] == "'":
            return _deeper(found, token[1:-1].replace("''", "'").lower())
        return _deeper(found, "*" if simple and not inner else "?")

    def _closed(self, found: list[Flow], mark: str) -> list[Flow]:
        if not self._take(mark):
            raise _Wrong
        return found


def _deeper(found: list[Flow], name: str) -> list[Flow]:
    """Go to a part: of a context value it is another one, of a function's result the same."""
    return [Flow((*flow.path, name)) if not flow.calls else flow for flow in found]
