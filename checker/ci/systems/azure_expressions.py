"""Template expressions of Azure Pipelines: parameters and functions, as far as their values stand in files.

Source: learn.microsoft.com/azure/devops/pipelines/process/expressions. What only the run knows is None.
"""

from collections.abc import Callable, Mapping, Sequence

from checker.ci.systems.placed import Placed
from checker.patterns import lazy

Scope = Mapping[str, Placed]
"""What names stand for: `parameters`, and the variables of loops."""
_TOKEN = lazy(
    r"\s*(?:'(?P<text>(?:[^']|'')*)'|(?P<number>-?\d[\d.]*)|(?P<name>[A-Za-z_][\w-]*)|(?P<sign>[().,\[\]*]))"
)
_LENGTH = 1000
_DEPTH = 30
_PLACE = Placed("", 1)


def evaluate(expression: str, scope: Scope) -> Placed | None:
    """Return the value of an expression, None where it is not known."""
    tokens: list[tuple[str, str]] = []
    at = 0
    text = expression.strip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or len(text) > _LENGTH:
            return None
        kind = match.lastgroup or ""
        tokens.append((kind, match[kind].replace("''", "'") if kind == "text" else match[kind]))
        at = match.end()
    evaluation = _Evaluation(tokens, scope)
    value = evaluation.value(0)
    return value if evaluation.is_done() else None


def holds(expression: str, scope: Scope) -> bool | None:
    """Tell whether a condition is true, None where that is not known."""
    return _truth(evaluate(expression, scope))


def text_of(text: str) -> Placed:
    """Return a text as a value."""
    return Placed("", 1, text, text, 1)


def _boolean(answer: bool | None) -> Placed | None:
    return None if answer is None else Placed("", 1, answer, str(answer), 1)


def _truth(place: Placed | None) -> bool | None:
    if place is None:
        return None
    if isinstance(place.value, (list, dict)):
        return True
    return place.value not in (None, False, "", 0) and place.text.lower() != "false"


class _Evaluation:
    """Reads tokens from left to right."""

    def __init__(self, tokens: Sequence[tuple[str, str]], scope: Scope) -> None:
        self._tokens = tokens
        self._scope = scope
        self._at = 0

    def is_done(self) -> bool:
        """Tell whether every token was read."""
        return self._at >= len(self._tokens)

    def _take(self, sign: str) -> bool:
        found = not self.is_done() and self._tokens[self._at] == ("sign", sign)
        self._at += found
        return found

    def value(self, depth: int) -> Placed | None:
        """Return the value that begins here."""
        if self.is_done() or depth > _DEPTH:
            self._at = len(self._tokens)
            return None
        kind, text = self._tokens[self._at]
        self._at += 1
        if kind in ("text", "number"):
            return text_of(text)
        if kind != "name":
            return None
        if self._take("("):
            return self._called(text.lower(), depth)
        if text.lower() in ("true", "false"):
            return _boolean(text.lower() == "true")
        return self._member(self._scope.get(text), depth)

    def _called(self, name: str, depth: int) -> Placed | None:
        arguments: list[Placed | None] = []
        while not self.is_done() and not self._take(")"):
            arguments.append(self.value(depth + 1))
            self._take(",")
        return _call(name, arguments)

    def _member(self, found: Placed | None, depth: int) -> Placed | None:
        while not self.is_done():
            if self._take("."):
                if self.is_done():
                    return None
                key: Placed | None = text_of(self._tokens[self._at][1])
                self._at += 1
            elif self._take("["):
                key = self.value(depth + 1)
                self._take("]")
            else:
                break
            if found is None or key is None:
                found = None
            elif found is self._scope.get("variables") and key.text not in found.table:
                return None  # A variable that only the run knows.
            else:
                found = found.at(key.text)
        return found


def _call(name: str, arguments: Sequence[Placed | None]) -> Placed | None:
    if name in ("and", "or"):
        answers = [_truth(argument) for argument in arguments]
        decisive = name == "or"
        return _boolean(decisive if decisive in answers else None if None in answers else not decisive)
    if name == "coalesce":
        return next((found for found in arguments if found is None or _truth(found)), _PLACE)
    known = [argument for argument in arguments if argument is not None]
    function = _FUNCTIONS.get(name)
    if name in _STATES:
        return _boolean(_STATES[name])
    if len(known) < len(arguments) or function is None or not known:
        return None
    return function(known)


def _same(first: Placed, second: Placed) -> bool:
    return first.text.lower() == second.text.lower()


def _format(arguments: Sequence[Placed]) -> Placed | None:
    if any(argument.scalar is None for argument in arguments):
        return None
    text = arguments[0].text
    for number, argument in enumerate(arguments[1:]):
        text = text.replace(f"{{{number}}}", argument.text)
    return text_of(text[:_LENGTH])


_STATES = {"always": True, "succeeded": True, "succeededorfailed": True, "failed": False, "canceled": False}
"""What has happened to the jobs and steps before, where none of them failed."""
_Function = Callable[[Sequence[Placed]], Placed | None]
_FUNCTIONS: Mapping[str, _Function] = {
    "eq": lambda given: _boolean(_same(given[0], given[-1])),
    "ne": lambda given: _boolean(not _same(given[0], given[-1])),
    "not": lambda given: _boolean(not _truth(given[0])),
    "in": lambda given: _boolean(any(_same(given[0], other) for other in given[1:])),
    "notin": lambda given: _boolean(not any(_same(given[0], other) for other in given[1:])),
    "contains": lambda given: _boolean(given[-1].text.lower() in given[0].text.lower()),
    "startswith": lambda given: _boolean(given[0].text.lower().startswith(given[-1].text.lower())),
    "endswith": lambda given: _boolean(given[0].text.lower().endswith(given[-1].text.lower())),
    "lower": lambda given: text_of(given[0].text.lower()),
    "upper": lambda given: text_of(given[0].text.upper()),
    "format": _format,
}
