"""JSON as people write it by hand: comments, trailing commas, JSON5's quotes and bare keys."""

import re

from checker.documents.document import Document, Malformed
from checker.patterns import lazy

# What is left open runs to the end of its line or text, so that hostile text costs linear time.
_TOKEN = lazy(
    r'"(?:[^"\\\n]|\\.)*+(?:"|$|\Z)|\'(?:[^\'\\\n]|\\.)*+(?:\'|$|\Z)|//[^\n]*+|/\*.*?(?:\*/|\Z)|\t',
    re.DOTALL | re.MULTILINE,
)


def parse(text: str) -> Document:
    """Parse relaxed JSON.

    Raises Malformed with the line where it stops making sense.
    """
    from checker.documents import values, yaml

    blanked = _TOKEN.sub(_blank, text)
    try:
        return Document(values.from_json(blanked), text)
    except ValueError:
        # What is left of JSON5 is YAML's flow style, whose reader also knows the line.
        data = yaml.parse(blanked).data
    if not isinstance(data, (dict, list)):
        raise Malformed("neither an object nor an array", 1)
    return Document(data, text)


def _blank(match: re.Match[str]) -> str:
    """Replace comments and tabs by spaces, so that every line keeps its number."""
    token = match[0]
    if token[0] in "\"'":
        return token
    return re.sub(r"[^\n]", " ", token)
