"""Which functions and branches of a shell script may run."""

import re
from fnmatch import fnmatchcase

_CALLS_ANY = re.compile(rb"\$[@*1]|\$\{[@*1]|\beval\b|\bcompgen\b|\bdeclare -F|(?:^|[\n;&|]\s*)\"?\$")
"""How a script calls a function whose name does not stand there."""


def may_be_called(name: str, source: bytes, *, alone: bool) -> bool:
    """Tell whether a function may run that no command is seen to call.

    It may be called by a name that is put together, as an argument (`trap name`), or by another script where
    this one does nothing else than to define functions (*alone*).
    """
    named = len(re.findall(rb"(?<![\w-])" + re.escape(name.encode()) + rb"(?![\w-])", source))
    return alone or named > 1 or _CALLS_ANY.search(source) is not None


def is_like(word: str, pattern: str) -> bool:
    """Tell whether a word is what a branch of `case` asks for."""
    return fnmatchcase(word, pattern.strip("\"'"))
