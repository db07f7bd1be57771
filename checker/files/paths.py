"""The paths of one tree, indexed: most globs need to look at few of them.

A glob of plain names, single `*` and `**` is matched name by name, which costs less than making
a regular expression of it; all others are left to `globs`.
"""

import re
from collections.abc import Callable, Sequence
from functools import cached_property

from checker.files import globs
from checker.patterns import lazy

_OTHER_MAGIC = lazy(r"[?\[\]!\\]|\*\*\*|[^/]\*\*|\*\*[^/]")

_FEW = 500
"""Paths that are matched one by one rather than looked up."""
_MORE = lazy(r"[*.]")


class Paths:
    """Sorted paths that answer the same as `globs.matching`, faster."""

    def __init__(self, paths: Sequence[str]) -> None:
        self._paths = paths

    def matching(self, pattern: str) -> list[str]:
        """Return the paths that match a glob, in order.

        Raises Unobserved when the pattern is no glob or stands for too many patterns.
        """
        if "{" not in pattern:
            return self._one(pattern)
        found = {path for each in globs.alternatives(pattern) for path in self._one(each)}
        return sorted(found)

    def _one(self, pattern: str) -> list[str]:
        if (
            _OTHER_MAGIC.search(pattern)
            or pattern.endswith("/")
            or "//" in pattern
            or pattern.startswith("/")
        ):
            return globs.matching(self._paths, pattern)
        if "*" not in pattern:
            return globs.literal(self._paths, pattern)
        names = pattern.split("/")
        candidates, exact = self._candidates(names, pattern)
        if exact:
            return list(candidates)
        match = _matcher(names)
        return [path for path in candidates if match(path.split("/"))]

    def _candidates(self, names: Sequence[str], pattern: str) -> tuple[Sequence[str], bool]:
        """Return few paths that hold all that match, and whether they all do."""
        *above, last = names
        below = globs.starting(self._paths, pattern[: pattern.index("*")])
        if last == "**":
            whole = [name for name in above if "*" not in name] == above
            return (below, True) if whole else (self._inside(above, below), False)
        if len(below) < _FEW:
            return below, False
        return self._named(last), above == ["**"]

    def _named(self, last: str) -> Sequence[str]:
        """Return the paths whose last name matches."""
        if "*" not in last:
            return self._by_name.get(last, ())
        if last.startswith("*.") and not _MORE.search(last, 2):
            return self._by_ending.get(last[2:], ())
        return sorted(path for name in _matching(self._names, last) for path in self._by_name[name])

    def _inside(self, above: Sequence[str], below: Sequence[str]) -> Sequence[str]:
        """Return the paths in folders that match the first name of a glob that ends in `**`."""
        first = next((name for name in above if name != "**"), "*")
        if len(below) < len(self._paths) or first == "*":
            return below
        folders = {folder for name in _matching(self._folder_names, first) for folder in self._folders[name]}
        return sorted({path for folder in folders for path in globs.starting(self._paths, folder)})

    @cached_property
    def _names(self) -> list[str]:
        return sorted(self._by_name)

    @cached_property
    def _folder_names(self) -> list[str]:
        return sorted(self._folders)

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        groups: dict[str, list[str]] = {}
        for path in self._paths:
            groups.setdefault(path.rpartition("/")[2], []).append(path)
        return groups

    @cached_property
    def _by_ending(self) -> dict[str, list[str]]:
        """The paths by what follows the last dot of their last name, if there is one."""
        groups: dict[str, list[str]] = {}
        for path in self._paths:
            _, dot, ending = path.rpartition(".")
            if dot and "/" not in ending:
                groups.setdefault(ending, []).append(path)
        return groups

    @cached_property
    def _folders(self) -> dict[str, list[str]]:
        """The topmost folders of each name, as prefixes."""
        folders: dict[str, list[str]] = {}
        # With the last slash, everything below a folder comes right after it.
        for folder in sorted({path.rpartition("/")[0] + "/" for path in self._paths}):
            names = folder.split("/")[:-1]
            for depth, name in enumerate(names, 1):
                prefix = "/".join(names[:depth]) + "/"
                known = folders.setdefault(name, [])
                if not known or not prefix.startswith(known[-1]):
                    known.append(prefix)
        return folders


def _matching(names: Sequence[str], pattern: str) -> list[str]:
    """Return those of the sorted *names* that match the pattern of one name."""
    if "*" not in pattern:
        return globs.literal(names, pattern)
    return list(filter(_check(pattern), globs.starting(names, pattern[: pattern.index("*")])))


def _matcher(names: Sequence[str]) -> Callable[[Sequence[str]], bool]:
    """Return what matches the names of a path against those of a glob."""
    runs: list[list[Callable[[str], bool]]] = [[]]
    for name in names:
        if name == "**":
            runs.append([])
        else:
            runs[-1].append(_check(name))
    if len(runs) == 1:
        return lambda parts: len(parts) == len(runs[0]) and _all(runs[0], parts, 0)
    head, *middle, tail = runs

    def match(parts: Sequence[str]) -> bool:
        # A `**` at the end stands for at least one name.
        at, end = len(head), len(parts) - (len(tail) or 1)
        if end < at or not _all(head, parts, 0) or not _all(tail, parts, end):
            return False
        for run in middle:
            # The first place is as good as any other: it leaves the most to the rest.
            found = next((start for start in range(at, end - len(run) + 1) if _all(run, parts, start)), -1)
            if found < 0:
                return False
            at = found + len(run)
        return True

    return match


def _all(checks: Sequence[Callable[[str], bool]], parts: Sequence[str], start: int) -> bool:
    return all(check(parts[at]) for at, check in enumerate(checks, start))


def _check(name: str) -> Callable[[str], bool]:
    first, *middle, last = name.split("*") if "*" in name else (name, name)
    if "*" not in name:
        return name.__eq__
    if not middle:
        least = len(first) + len(last)
        return lambda part: len(part) >= least and part.startswith(first) and part.endswith(last)
    expression = re.compile(".*".join(map(re.escape, name.split("*"))), re.DOTALL)
    return lambda part: expression.fullmatch(part) is not None
