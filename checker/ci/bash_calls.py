"""Which functions and branches of a shell script may run."""

import re
from collections import Counter
from collections.abc import Iterable
from fnmatch import fnmatchcase

from checker.patterns import lazy

_CALLS_ANY = re.compile(rb"\$[@*1]|\$\{[@*1]|\beval\b|\bcompgen\b|\bdeclare -F|(?:^|[\n;&|][^\S\n]*+)\"?\$")
"""How a script calls a function whose name does not stand there."""
_RUNS_ARGUMENTS = lazy(r"\$\{?[@*]|\beval\b|(?:[;&|{(\n]|\bthen|\bdo|\belse)[^\S\n]*+\"?\$")
"""What a function holds that may run what it is given."""
_WORD = re.compile(rb"[\w-]+")
_TWICE = 2
"""How often a name stands in a script that is not only defined."""


def runs_arguments(body: str) -> bool:
    """Tell whether a function may run what it is given."""
    return _RUNS_ARGUMENTS.search(body) is not None


def called_unseen(functions: Iterable[str], source: bytes) -> list[str]:
    """Return the functions that may run although no command is seen to call them.

    They may be called by a name that is put together, or as an argument (`trap name`).
    """
    if _CALLS_ANY.search(source):
        return list(functions)
    counts = Counter(_WORD.findall(source))
    return [
        name
        for name in functions
        if min((counts[word] for word in _WORD.findall(name.encode())), default=_TWICE) >= _TWICE
    ]


def is_like(word: str, pattern: str) -> bool:
    """Tell whether a word is what a branch of `case` asks for."""
    return fnmatchcase(word, pattern.strip("\"'"))
