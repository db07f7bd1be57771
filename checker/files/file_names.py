"""Files by the globs that ecosystem files name them with, found without looking at every path for each."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache

from checker.files.index import Index
from checker.model.tree import TreeEntry
from checker.patterns import linear

_PIECE = re.compile(r"\*\*/|\*\*|\*|[^*]+")
_WORD = re.compile(r"[^*/]+")
_WRITTEN = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*"}


class FileNames:
    """What files stand for, by globs as `Ecosystem` describes them.

    A glob is asked of the files that share its last name, or the ending of that; one with neither (`x.*`) of
    every name, together with its like.
    """

    def __init__(self, globs: Mapping[str, Sequence[str]]) -> None:
        self._names: dict[str, dict[str, list[str]]] = {}
        self._endings: dict[str, dict[str, list[str]]] = {}
        self._others: dict[str, list[str]] = {}
        for meaning, patterns in globs.items():
            for pattern in patterns:
                self._add(meaning, pattern)

    def _add(self, meaning: str, pattern: str) -> None:
        last = pattern.rpartition("/")[2]
        ending = last.rpartition(".")[2]
        if "*" not in last:
            self._names.setdefault(last.lower(), {}).setdefault(meaning, []).append(pattern)
        elif "." in last and "*" not in ending:
            self._endings.setdefault(ending.lower(), {}).setdefault(meaning, []).append(pattern)
        else:
            self._others.setdefault(meaning, []).append(pattern)

    def found(self, index: Index) -> Iterator[tuple[TreeEntry, str]]:
        """Yield the files and links that match, each with what it stands for."""
        for name, meanings in self._names.items():
            yield from _matching(index.named(name), meanings)
        for ending in self._endings.keys() & set(index.endings):
            yield from _matching(index.named(endings=[ending]), self._endings[ending])
        if self._others:
            yield from _matching(index.files, self._others)


def _matching(
    entries: Iterable[TreeEntry], meanings: Mapping[str, Sequence[str]]
) -> Iterator[tuple[TreeEntry, str]]:
    entries = [entry for entry in entries if not entry.is_submodule]
    for meaning, patterns in meanings.items() if entries else ():
        if all(_is_name(pattern) for pattern in patterns):
            yield from ((entry, meaning) for entry in entries if _has_name(entry.path, patterns))
        else:
            matches = matcher(tuple(patterns))
            yield from ((entry, meaning) for entry in entries if matches(entry.path))


def _is_name(pattern: str) -> bool:
    """Tell a plain name, or `*.ending`, which need no expression."""
    return "/" not in pattern and "*" not in pattern.removeprefix("*.") and pattern.count(".") < 3


def _has_name(path: str, patterns: Sequence[str]) -> bool:
    name = path.rpartition("/")[2]
    return any(name.endswith(p[1:]) if p.startswith("*") else name == p for p in patterns)


@cache
def matcher(patterns: tuple[str, ...]) -> Callable[[str], bool]:
    """Return what tells whether one of the globs names a path; most paths cost a look for a word."""
    words = tuple({max(_WORD.findall(pattern), key=len, default="") for pattern in patterns})
    matches = linear("|".join(map(_translated, patterns))).fullmatch
    return lambda path: any(word in path for word in words) and matches(path) is not None


def _translated(pattern: str) -> str:
    start = "" if "/" in pattern else "(?:.*/)?"
    pieces = _PIECE.findall(pattern.removeprefix("/"))
    return start + "".join(_WRITTEN.get(piece) or re.escape(piece) for piece in pieces)
