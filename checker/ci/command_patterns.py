"""Patterns of commands, looked up by program and compared word by word."""

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Generic, TypeVar

from msgspec import Raw, Struct

from checker.model import encoding
from checker.patterns import lazy

_T = TypeVar("_T")
_PREFIX = lazy(r"^\$\{\w+\}(?=\w)")
"""A variable before a program's name: the folder that it is in."""
_ENDING = lazy(r"\.(?:exe|bat|cmd|ps1|phar|jar|js|mjs|cjs)$", re.IGNORECASE)
_MARK = lazy(r"(?<=.)(?:@|==|:).*$", re.DOTALL)
_VERSION = lazy(r"-?\d+(?:\.\d+)*$")
_WORDS = 200
"""Words of a command that are compared."""
_LENGTH = 500
"""Characters of a word that are looked at; of a program, the last ones."""


class CommandPattern(Struct, frozen=True):
    """The words of a pattern after its program, and how much of a command it pins down.

    *literal* are the words without `*`: a command that lacks one of them cannot match.
    """

    words: tuple[str, ...]
    weight: int
    literal: frozenset[str]


class PatternTable(Generic[_T]):
    """Patterns by their programs; those of a program are taken apart when it is first asked for."""

    def __init__(self, rows: Mapping[str, Raw], values: Sequence[_T]) -> None:
        """Take the rows of a `CommandIndex`, whose numbers count *values*."""
        self._rows = rows
        self._values = values
        self._by_program: dict[str, list[tuple[CommandPattern, _T]]] = {}

    def _patterns(self, program: str) -> list[tuple[CommandPattern, _T]]:
        if program not in self._rows:
            return []
        if program not in self._by_program:
            rows = encoding.decode(list[tuple[str, int]], bytes(self._rows[program]))
            self._by_program[program] = [(_pattern(text), self._values[number]) for text, number in rows]
        return self._by_program[program]

    def find(self, words: Sequence[str]) -> list[_T]:
        """Return the values of the patterns that say most about a command."""
        given = words[1:_WORDS]
        present = frozenset(given)
        for name in names(words[0]):
            found = [
                (pattern.weight, value)
                for pattern, value in self._patterns(name)
                if pattern.literal <= present and follows(pattern.words, given)
            ]
            if found:
                most = max(weight for weight, _ in found)
                return [value for weight, value in found if weight == most]
        return []

    def knows(self, program: str) -> bool:
        """Tell whether any pattern begins with this program."""
        return any(name in self._rows for name in names(program))


def _pattern(text: str) -> CommandPattern:
    words = tuple(text.split())
    literal = frozenset(word for word in words if "*" not in word)
    return CommandPattern(words, sum(word != "*" for word in words), literal)


@lru_cache(maxsize=4096)
def names(word: str) -> tuple[str, ...]:
    """Return the bare names of a program, most exact first: no folder, no ending, then no version."""
    base = _PREFIX.sub("", word[-_LENGTH:].rsplit("/", 1)[-1].rsplit("\\", 1)[-1])
    bare = _ENDING.sub("", _MARK.sub("", base))
    return tuple(dict.fromkeys(filter(None, (base, bare, _VERSION.sub("", bare)))))


def follows(pattern: Sequence[str], words: Sequence[str]) -> bool:
    """Tell whether the words of a pattern follow in order among those of a command.

    Options between them are passed over, and variables whose values nobody knows, which may hold options;
    `*` alone stands for any words.
    """
    if not pattern:
        return True
    if pattern[0] == "*":
        return any(follows(pattern[1:], words[start:]) for start in range(len(words) + 1))
    for position, word in enumerate(words):
        if fits(pattern[0], word):
            return follows(pattern[1:], words[position + 1 :])
        if not word.startswith(("-", "+", "$")):
            return False
    return False


def fits(pattern: str, word: str) -> bool:
    """Tell whether a word is what a pattern's word says; `*` in it stands for any characters."""
    if "*" not in pattern:
        return pattern == word
    return _glob(pattern).fullmatch(word[:_LENGTH]) is not None


@cache
def _glob(pattern: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, pattern.split("*"))), re.DOTALL)
