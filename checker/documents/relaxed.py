"""JSON as people write it by hand: JSON5, with comments, trailing commas, bare keys and more quotes."""

import math
import re

from checker.documents.document import Document, Malformed, OverLimit
from checker.documents.values import DEPTH_LIMIT
from checker.model.json_value import Json
from checker.patterns import lazy

_PLACE = lazy(r"(?P<reason>.*) near (?P<at>\d{1,9})(?P<rest>.*)", re.DOTALL)


def parse(text: str) -> Document:
    """Parse JSON5; of a key that stands twice the last counts.

    Raises Malformed with the line where it stops making sense.
    """
    from checker.documents import values

    try:
        return Document(values.from_json(text), text)
    except OverLimit:
        raise
    except ValueError:
        return Document(_json5(text), text)


def _json5(text: str) -> Json:
    import pyjson5

    try:
        return _plain(pyjson5.decode(text, DEPTH_LIMIT, False))
    except pyjson5.Json5NestingTooDeep as error:
        raise OverLimit("nested too deeply") from error
    except pyjson5.Json5Exception as error:
        raise _malformed(str(error.args[0]), text) from error


def _plain(value: Json) -> Json:
    """Write numbers that JSON does not have as their text."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def _malformed(message: str, text: str) -> Malformed:
    if not (place := _PLACE.fullmatch(message)):
        return Malformed(message)
    reason = re.sub(r"\bb'(\w+)'", r"\1", place["reason"]).replace(" starting", "")
    return Malformed(f"{reason}{place['rest']}", text.count("\n", 0, int(place["at"])) + 1)
