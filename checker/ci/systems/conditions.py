"""Conditions that CI systems ask before they run something, evaluated by three-valued logic.

GitLab, Buildkite, Cirrus, Semaphore, Travis and Woodpecker write them alike: variables, texts and regular
expressions that are compared, joined by "and" and "or". What is not known stays open (None).
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from checker.ci.events import Starts
from checker.patterns import lazy, linear

Variables = Mapping[str, str]
_TOKEN = lazy(
    r"\s*(?:(?P<open>\()|(?P<close>\))|(?P<comma>,)|(?P<all>&&|(?i:and)\b)|(?P<some>\|\||(?i:or)\b)"
    r"|(?P<compare>==|!=|=~|!~|!=~|=)|(?P<no>!|(?i:not)\b)|(?P<among>(?i:in)\b)"
    r"|(?P<state>(?i:is)\s+(?:(?i:not)\s+)?(?:present|blank|empty)\b)"
    r"|\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|/(?P<expression>(?:\\.|[^/\\])*)/i?"
    r"|(?P<null>null\b|nil\b)|(?P<truth>true\b|false\b)|(?:\$\{?|\b)(?P<name>[A-Za-z_][\w.]*)\}?"
    r"|(?P<bare>\^[^\s()]+|[\w./*-]+))"
)
_LENGTH = 2000
_DEPTH = 20


def evaluate(expression: str, variables: Variables) -> bool | None:
    """Return the value of a condition, None where it asks for what is not known."""
    return None if len(expression) > _LENGTH else _evaluated(expression, frozenset(variables.items()))


@lru_cache(maxsize=1024)
def _evaluated(expression: str, variables: frozenset[tuple[str, str]]) -> bool | None:
    """Evaluate a condition once: many jobs extend one that has it."""
    tokens: list[re.Match[str]] = []
    at = 0
    while at < len(expression.rstrip()):
        match = _TOKEN.match(expression, at)
        if match is None:
            return None
        tokens.append(match)
        at = match.end()
    return _Evaluation(tokens, dict(variables)).run() if tokens else None


def matches(text: str, expression: str) -> bool | None:
    """Tell whether a regular expression is found in a text, None where it is none that RE2 knows."""
    try:
        return bool(linear(expression).search(text))
    except ValueError:
        return None


def starts(condition: str, change: Variables, push: Variables, given: Starts) -> Starts:
    """Say what a condition leaves of *given*: asked for a change that is not merged, and for one that is."""
    if not condition.strip():
        return given
    unmerged = evaluate(condition, change)
    if unmerged is not False:
        known = given.before_merge if unmerged else None
        return Starts(known if given.before_merge is not False else False, given.swallowed)
    if evaluate(condition, push) is False:
        shown = " ".join(condition.split())[:60]
        return Starts(False, given.swallowed or f"no change starts it: `{shown}`")
    return Starts(False, given.swallowed)


class _Evaluation:
    """Evaluates tokens from left to right; "and" binds closer than "or"."""

    def __init__(self, tokens: list[re.Match[str]], variables: Variables) -> None:
        self._tokens = tokens
        self._variables = variables
        self._at = 0
        self._depth = 0

    def run(self) -> bool | None:
        value = self._any()
        return value if self._at == len(self._tokens) else None

    def _next(self, group: str) -> str | None:
        if self._at < len(self._tokens) and self._tokens[self._at][group] is not None:
            self._at += 1
            return self._tokens[self._at - 1][group]
        return None

    def _any(self) -> bool | None:
        values = [self._all()]
        while self._next("some") is not None:
            values.append(self._all())
        return True if True in values else None if None in values else False

    def _all(self) -> bool | None:
        values = [self._one()]
        while self._next("all") is not None:
            values.append(self._one())
        return False if False in values else None if None in values else True

    def _one(self) -> bool | None:
        self._depth += 1
        value = self._term() if self._depth < _DEPTH else None
        self._depth -= 1
        return value

    def _term(self) -> bool | None:
        if self._next("no") is not None:
            value = self._one()
            return None if value is None else not value
        if self._next("open") is not None:
            value = self._any()
            self._next("close")
            return value
        return self._compared(self._operand())

    def _compared(self, left: str | None) -> bool | None:
        if (state := self._next("state")) is not None:
            present = state.split()[-1].lower() == "present"
            return None if left is None else bool(left) == (present != ("not" in state.lower()))
        if self._next("among") is not None:
            listed = self._listed()
            return True if left in listed else None if left is None or None in listed else False
        sign = self._next("compare")
        if sign is None:
            return None if left is None else left not in ("", "false", "False")
        if sign.endswith("~"):
            return self._matches(left, sign)
        right = self._operand(bare=True)
        return None if left is None or right is None else (left == right) == (sign in ("==", "="))

    def _listed(self) -> list[str | None]:
        values: list[str | None] = []
        self._next("open")
        while self._at < len(self._tokens) and self._next("close") is None:
            values.append(self._operand(bare=True))
            if self._next("comma") is None and self._next("close") is not None:
                break
        return values

    def _matches(self, left: str | None, sign: str) -> bool | None:
        expression = self._next("expression")
        if expression is None:
            expression = self._text() or self._next("bare")
        elif self._tokens[self._at - 1][0].endswith("i"):
            expression = f"(?i){expression}"
        if expression is None or left is None:
            self._at += expression is None
            return None
        found = matches(left, expression)
        return None if found is None else found == (sign == "=~")

    def _text(self) -> str | None:
        double = self._next("double")
        return double if double is not None else self._next("single")

    def _operand(self, *, bare: bool = False) -> str | None:
        name = self._next("name")
        if name is not None:
            if self._at < len(self._tokens) and self._tokens[self._at]["open"] is not None:
                self._skip()
                return None
            word = name if bare and "." not in name and "$" not in self._tokens[self._at - 1][0] else None
            return self._variables.get(name, word)
        if self._next("null") is not None:
            return ""
        for group in ("truth", "bare"):
            if (found := self._next(group)) is not None:
                return found
        return self._text()

    def _skip(self) -> None:
        """Pass over the arguments of a function, whose value nobody knows."""
        depth = 0
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            self._at += 1
            depth += (token["open"] is not None) - (token["close"] is not None)
            if depth <= 0:
                return
