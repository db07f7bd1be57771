"""Values of the model as readable JSON text, the one form in which the history stores them.

JSON text goes into columns of text, and some databases refuse characters that Python's strings hold: see
`checker.store.text_encoding`. Strings that hold such characters are escaped before they become JSON, so
that the JSON functions of every database accept the text.
"""

import hashlib
import re
from collections.abc import Callable
from typing import Any

from checker.model import encoding
from checker.store.text_encoding import restored, stored

Tree = dict[str, Any]
"""A JSON object."""

_SUSPECT = re.compile(r"\\u(?:0000|d[89a-f])|\\\\u")
"""How JSON text shows strings that databases refuse, or that would read as escaped."""


def text_of(value: Any) -> str:
    """Return a value of the model, or JSON-able values, as JSON text."""
    text = encoding.encode(value).decode()
    return encoding.encode(_mapped(encoding.plain(value), stored)).decode() if _SUSPECT.search(text) else text


def value_of(text: str) -> Any:
    """Return the JSON-able values that JSON text stands for.

    Raises ValueError when it is not JSON, or nested too deeply.
    """
    value = encoding.decode(Any, text)
    return _mapped(value, restored) if "\\\\u" in text else value


def digest_of(text: str) -> bytes:
    """Return what identifies a text among all others."""
    return hashlib.sha256(text.encode()).digest()[:16]


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    """Return a JSON-able value with all its strings and keys changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {change(key): _mapped(item, change) for key, item in value.items()}
    return [_mapped(item, change) for item in value] if isinstance(value, list) else value
