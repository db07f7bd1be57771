r"""Strings of strangers as every database can hold them: names of files and teams may be any bytes.

NUL and lone surrogates (which stand for bytes that are not UTF-8) become `\\uXXXX`, and so does a
backslash that would read as one of these.
"""

import re

_UNFIT = re.compile(r"[\0\ud800-\udfff]|\\(?=u[0-9a-f]{4})")
_ESCAPED = re.compile(r"\\u([0-9a-f]{4})")


def stored(name: str) -> str:
    """Return a string as every database can hold it."""
    return _UNFIT.sub(lambda found: f"\\u{ord(found[0]):04x}", name)


def restored(text: str) -> str:
    """Return the string that was stored."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "\\" in text else text
