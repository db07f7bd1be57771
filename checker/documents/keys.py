"""Where the keys of a text stand that has no node tree: TOML, JSON, INI. One pass, whatever is asked."""

import json
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence

from checker.documents.lines import Lines
from checker.patterns import lazy

_WORD = lazy(r"\"(?P<double>(?:[^\"\\\n]|\\.)*+)\"|'(?P<single>[^'\n]*+)'|(?P<bare>[^\s\"'=\[\]{},#]++)")
_PART = lazy(r"[^.:]+")
_AFTER_KEY = frozenset("=:].")
SEARCHES = 200
"""Times that the whole text is searched for what is neither a word nor a line of it."""

_Places = defaultdict[str, list[int]]


class Keys:
    """The words of one text and their places: quoted strings, bare words and their dotted parts, lines.

    What is written with escapes counts as what it stands for.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._searches = SEARCHES
        self._keys: _Places = defaultdict(list)
        self._words: _Places = defaultdict(list)
        self._lines: _Places = defaultdict(list)
        self._numbers = Lines(text)
        self._index()

    def line(self, path: Sequence[str | int]) -> int:
        """Follow the keys of *path* down the text and return the line (from 1) of the last that is there."""
        position = 0
        for key in (part for part in path if isinstance(part, str) and part):
            position = max(position, self._find(key, position))
        return self._numbers.at(position)

    def _find(self, key: str, start: int) -> int:
        """Return where *key* stands as a key at or after *start*, else where it first occurs, else -1."""
        for places in (self._keys, self._words, self._lines):
            known = places.get(key, ())
            if (at := bisect_left(known, start)) < len(known):
                return known[at]
        self._searches -= 1
        return self._text.find(key, start) if self._searches >= 0 else -1

    def _index(self) -> None:
        text = self._text
        for match in _WORD.finditer(text):
            word = _unescaped(match["double"]) if match["double"] is not None else match["single"]
            if word is None:
                self._add_bare(match["bare"], match.start())
            else:
                self._add(word, match.start() + 1, match.end())
        position = 0
        for line in text.split("\n"):
            self._lines[line.strip()].append(position)
            position += len(line) + 1

    def _add_bare(self, word: str, start: int) -> None:
        self._add(word, start, start + len(word))
        if "." in word or ":" in word:
            for part in _PART.finditer(word):
                self._add(part[0], start + part.start(), start + part.end())

    def _add(self, word: str, start: int, end: int) -> None:
        self._words[word].append(start)
        if self._text[end : end + 8].lstrip(" ")[:1] in _AFTER_KEY:
            self._keys[word].append(start)


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    try:
        return str(json.loads(f'"{text}"'))
    except ValueError:
        return text
