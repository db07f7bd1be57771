"""The record of where a rule looked: the evidence of what was not there."""

import json
from collections.abc import Sequence
from itertools import islice

from checker.errors import Unobserved
from checker.expressions.functions import Answers
from checker.model.json_value import Json

LOOK_LIMIT = 30
"""Places that one result lists."""
_SHOWN = 60
_CALL: Json = object()  # type: ignore[assignment]  # stands beside a call, which has no value


class LookupTrace:
    """Passes function calls on and remembers them, and the facts that were read.

    *unobserved* are the calls that had no answer, in their order.
    """

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._seen: dict[str, Json] = {}
        self.unobserved: list[Unobserved] = []

    def call(self, name: str, arguments: Sequence[Json]) -> Json:
        """Answer one call, as Answers.call says."""
        self._seen[f"{name}({', '.join(_quoted(argument) for argument in arguments)})"] = _CALL
        try:
            return self._answers.call(name, arguments)
        except Unobserved as error:
            self.unobserved.append(error)
            raise

    def fact(self, path: str, value: Json) -> None:
        """Remember that a fact was read."""
        self._seen[path] = value

    def seen(self) -> tuple[str, ...]:
        """Return the places in the order in which they were first looked at."""
        # Most rules pass, and nobody asks: only now is it worth writing down.
        first = islice(self._seen.items(), LOOK_LIMIT)
        return tuple(text if value is _CALL else f"{text} = {_quoted(value)}" for text, value in first)


def _quoted(value: Json) -> str:
    if isinstance(value, (list, tuple)) and value and not all(isinstance(item, str) for item in value):
        return f"{len(value)} items"
    text = json.dumps(value, ensure_ascii=False, default=dict)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
