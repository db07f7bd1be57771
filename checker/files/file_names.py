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
        present = index.names
        for name, meanings in self._names.items():
            if name in present:
                yield from _matching(index.named(name), meanings)
        for ending in self._endings.keys() & set(index.endings):
            yield from _matching(index.named(endings=[ending]), self._endings[ending])
        if self._others:
            yield from _matching(index.files, self._others)


def _matching(
    entries: Iterable[TreeEntry], meanings: Mapping[str, Sequence[str]]
) -> Iterator[tuple[TreeEntry, str]]:
    entries = [entry for entry in entries if not entry.is_submodule]
    if entries and len(meanings) > 1:
        matches = matcher(tuple(pattern for patterns in meanings.values() for pattern in patterns))
        entries = [entry for entry in entries if matches(entry.path)]
    for meaning, patterns in meanings.items() if entries else ():
        matches = matcher(tuple(patterns))
        yield from ((entry, meaning) for entry in entries if matches(entry.path))


@cache
def matcher(patterns: tuple[str, ...]) -> Callable[[str], bool]:
    """Return what tells whether one of the globs names a path; most need no expression."""
    framed = [pattern.partition("*") for pattern in patterns if _is_framed(pattern)]
    names = frozenset(start for start, star, _ in framed if not star)
    endings = tuple(end for start, star, end in framed if star and not start)
    frames = [(start, end) for start, star, end in framed if star and start]
    starts = tuple(start for start, _ in frames)
    others = _expression([pattern for pattern in patterns if not _is_framed(pattern)])

    def matches(path: str) -> bool:
        name = path.rpartition("/")[2]
        if name in names or name.endswith(endings):
            return True
        if name.startswith(starts) and any(
            name.startswith(start) and name.endswith(end, len(start)) for start, end in frames
        ):
            return True
        return others(path)

    return matches


def _is_framed(pattern: str) -> bool:
    """Tell a glob of a last name that says how it begins and ends: `Makefile`, `*.c`, `test_*.py`."""
    return "/" not in pattern and pattern.count("*") < 2


def _expression(patterns: Sequence[str]) -> Callable[[str], bool]:
    """Return what compares a path with globs by an expression; most paths cost a look for a word."""
    if not patterns:
        return lambda _: False
    words = tuple({max(_WORD.findall(pattern), key=len, default="") for pattern in patterns})
    matches = linear("|".join(map(_translated, patterns))).fullmatch
    return lambda path: any(word in path for word in words) and matches(path) is not None


def _translated(pattern: str) -> str:
    start = "" if "/" in pattern else "(?:.*/)?"
    pieces = _PIECE.findall(pattern.removeprefix("/"))
    return start + "".join(_WRITTEN.get(piece) or re.escape(piece) for piece in pieces)
