"""The entries of one tree, grouped once for all who look for some of them.

A group holds every entry that could be meant and perhaps more, in the order of the paths: who asks still
decides about each, but no longer looks at all.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from operator import attrgetter

from checker.model.tree import PathClass, TreeEntry

_PATH = attrgetter("path")


class Index:
    """Groups of entries, each made when it is first asked for."""

    def __init__(self, entries: Sequence[TreeEntry]) -> None:
        self._entries = entries
        self._of: dict[frozenset[PathClass], Sequence[TreeEntry]] = {}

    @cached_property
    def files(self) -> Sequence[TreeEntry]:
        """The regular files: neither links nor submodules."""
        return [entry for entry in self._entries if entry.is_file]

    @cached_property
    def others(self) -> Sequence[TreeEntry]:
        """The links and submodules."""
        return [entry for entry in self._entries if not entry.is_file]

    @cached_property
    def folders(self) -> frozenset[str]:
        """Every folder that holds anything, also further below; "" is the top."""
        folders = {""}
        for path in {entry.path.rpartition("/")[0] for entry in self._entries}:
            above = path
            while above not in folders:
                folders.add(above)
                above = above.rpartition("/")[0]
        return frozenset(folders)

    def of(self, *path_classes: PathClass) -> Sequence[TreeEntry]:
        """Return the entries of these classes."""
        wanted = frozenset(path_classes)
        if wanted not in self._of:
            self._of[wanted] = [entry for entry in self._entries if entry.path_class in wanted]
        return self._of[wanted]

    def named(self, *names: str, endings: Iterable[str] = ()) -> list[TreeEntry]:
        """Return the entries whose last name is one of these or has one of the endings, in any case.

        An ending is what follows the last dot, "" where there is none; `.env` has the ending `env`, and none.
        """
        groups = [group for name in names if (group := self._by_name.get(name.lower()))]
        groups += [group for ending in endings if (group := self._by_ending.get(ending.lower()))]
        if len(groups) < 2:
            return [*groups[0]] if groups else []
        return sorted({entry.path: entry for group in groups for entry in group}.values(), key=_PATH)

    @property
    def names(self) -> Collection[str]:
        """All last names, in lower case."""
        return self._by_name.keys()

    @property
    def endings(self) -> Iterable[str]:
        """All endings, in lower case."""
        return self._by_ending.keys()

    @cached_property
    def _by_name(self) -> Mapping[str, Sequence[TreeEntry]]:
        groups: dict[str, list[TreeEntry]] = {}
        for entry in self._entries:
            groups.setdefault(entry.path.rpartition("/")[2].lower(), []).append(entry)
        return groups

    @cached_property
    def _by_ending(self) -> Mapping[str, Sequence[TreeEntry]]:
        groups: dict[str, list[TreeEntry]] = {}
        for entry in self._entries:
            stem, dot, ending = entry.path.rpartition("/")[2].lower().rpartition(".")
            if dot:
                groups.setdefault(ending, []).append(entry)
            if ending and not stem:
                groups.setdefault("", []).append(entry)
        return groups
