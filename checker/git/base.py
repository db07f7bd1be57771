"""What a change is held against: commits, the paths between them, and the settings of where it goes.

The new side of a change is a commit, or what is staged, which is written as STAGED.
"""

import os
from bisect import bisect_left
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from itertools import takewhile
from pathlib import Path

from msgspec import Struct

from checker.errors import TargetError, Unobserved
from checker.filesystem.probe import PathKind
from checker.git import fetch_hint, refs, targets, tree
from checker.git.child import GitError
from checker.git.objects import Objects
from checker.git.repository import RepositoryLocation
from checker.git.tree import Row
from checker.model.tree import LINK_MODE, SUBMODULE_MODE, TreeEntry
from checker.policy.access import DISK, SIZE_LIMIT, UnreadableSettings

STAGED = ""
_LINK_LIMIT = 40
_RENAME_LIMIT = 1_000
"""Files that came or went, above which Git compares no contents; those that only moved it always finds."""


def born(target: str) -> bool:
    """Tell whether a repository has a first commit."""
    try:
        refs.named(targets.place(target), "HEAD")
    except TargetError:
        return False
    return True


class Ends(Struct, frozen=True):
    """The commits of a change: the *tip* of where it goes, itself (*head*), and the *base* of both."""

    tip: str
    base: str
    head: str


def ends(target: str, ref: str) -> Ends:
    """Return the commits of the change from where *ref* goes to HEAD.

    Raises UsageError for an ambiguous name, TargetError when commits or their files are not here.
    """
    place = targets.place(target)
    head, tip = refs.named(place, "HEAD"), refs.named(place, ref)
    try:
        base = place.command.run("merge-base", "--end-of-options", tip, head).decode().strip()
    except GitError as error:
        raise TargetError(
            f"{place.shown}: HEAD and {ref} have no commit in common here", fetch_hint.history(place)
        ) from error
    return Ends(tip, base, head)


def touched(target: str, base: str, head: str) -> tuple[frozenset[str], bool]:
    """Return the paths that differ between a commit and the new side, and whether any was there before."""
    place = targets.place(target)
    old = _contents(tree.committed(place, base))
    new = _contents(tree.staged(place)[0] if head == STAGED else tree.committed(place, head))
    paths = {path for path in (*old, *new) if old.get(path) != new.get(path)}
    return frozenset(paths), not paths.isdisjoint(old)


def _contents(rows: Sequence[Row]) -> Mapping[str, tuple[int, str]]:
    """Return the mode and the object of each file by the path that findings have."""
    return {path: (mode, oid) for path, mode, oid, _ in tree.by_path(rows)}


def renamed(target: str, base: str, head: str, *, exactly: bool = False) -> Mapping[str, str]:
    """Return the new path of each file that the new side has moved: edited a little or not, or *exactly*."""
    likeness = "--find-renames=100%" if exactly else "--find-renames"
    options = ("--name-status", "--diff-filter=R", likeness, f"-l{_RENAME_LIMIT}")
    try:
        listed = _compared(target, base, head, *options)
    except GitError:  # contents that are not here cannot be compared
        return {}
    return dict(zip(listed[1::3], listed[2::3], strict=True))


def _compared(target: str, base: str, head: str, *options: str) -> list[str]:
    command = tree.indexed(targets.place(target)) if head == STAGED else targets.place(target).command
    sides = ("diff-index", "--cached", "-z", *options, base)
    if head != STAGED:
        sides = ("diff-tree", "-r", "-z", *options, base, head)
    listed = command.run(*sides).decode(errors="replace")
    return [part for part in listed.split("\0") if part]


def reclassified(target: str, tip: str, head: str) -> frozenset[str]:
    """Return the paths of the new side that its `.gitattributes` classes otherwise than the tip's does."""
    place = targets.place(target)
    rows = tree.staged(place)[0] if head == STAGED else tree.committed(place, head)
    with closing(Objects(place.command)) as objects:
        settled = tree.GitTree(tip, tree.committed(place, tip), objects).attributes
        sides = (tree.GitTree(head, rows, objects, said).entries for said in (settled, None))
        return frozenset(
            old.path for old, new in zip(*sides, strict=True) if old.path_class != new.path_class
        )


@contextmanager
def settings(target: str, ends: Ends, staged: bool) -> Iterator["AtCommit"]:
    """Give what reads settings as they are at the tip.

    Raises TargetError when files of any side are not in this clone.
    """
    place = targets.place(target)
    listed = {commit: tree.committed(place, commit) for commit in (ends.tip, ends.base, ends.head)}
    brought = tree.staged(place)[0] if staged else listed[ends.head]
    for rows in (*listed.values(), brought):
        _check_complete(place, rows)
    with closing(Objects(place.command)) as objects:
        yield AtCommit((place.work_tree or place.git).resolve(), listed[ends.tip], brought, objects)


def _check_complete(place: RepositoryLocation, rows: Sequence[Row]) -> None:
    """Raise TargetError when a file of a tree is not in this clone."""
    missing = [path for path, mode, _, size in rows if size is None and mode != SUBMODULE_MODE]
    if missing:
        more = f" and {len(missing) - 1} more files are" if len(missing) > 1 else " is"
        raise TargetError(
            f"{place.shown}: {missing[0]}{more} not in this clone, and parts of a change are not judged",
            f"run `{fetch_hint.files(place)}`" if place.partial else "`git fsck` shows what is damaged",
        )


class AtCommit:
    """Settings as a commit has them below *top*, the folder of its repository, and elsewhere as the disk has.

    Below *top* names count, and no link of the work tree is followed: a change may have made it. A clone of
    another repository that lies in there untracked is elsewhere. *used* tells that something was read there.
    """

    def __init__(self, top: Path, rows: Sequence[Row], brought: Sequence[Row], objects: Objects) -> None:
        self._top = top
        self._rows = {row[0]: row for row in rows}
        self._paths = sorted(self._rows)
        self._brought = {row[0] for row in brought}
        self._brought_paths = sorted(self._brought)
        self._objects = objects
        self.used = False

    def located(self, path: Path) -> Path:
        """Return the path by its name below the top; raises Unreadable where the commit has a link there."""
        name = self._name(path)
        if name is None:
            return DISK.located(path)
        parts = name.split("/") if name else []
        for end in range(1, len(parts)):
            if self._is_link("/".join(parts[:end])):
                raise UnreadableSettings(f"leads through {'/'.join(parts[:end])!r}, a symbolic link")
        return self._top / name

    def kind(self, path: Path) -> PathKind:
        """Tell what lies at a path; a link is neither a file nor a folder."""
        name = self._name(path)
        if name is None:
            return DISK.kind(path)
        if name in self._rows:
            return PathKind.FILE if _entry(self._rows[name]).is_file else PathKind.OTHER
        return PathKind.FOLDER if not name or _holds(self._paths, name) else PathKind.ABSENT

    def is_link(self, path: Path) -> bool:
        """Tell whether the last part of a path is a symbolic link."""
        name = self._name(path)
        return DISK.is_link(path) if name is None else self._is_link(name)

    def _is_link(self, name: str) -> bool:
        return name in self._rows and self._rows[name][1] == LINK_MODE

    def read(self, path: Path) -> bytes:
        """Return the content of a file, as Access.read does."""
        name = self._name(path)
        if name is None:
            return DISK.read(path)
        self.used = True
        if name not in self._rows or not _entry(self._rows[name]).is_file:
            raise UnreadableSettings("cannot be read: it is no file there")
        try:
            return self._objects.head(_entry(self._rows[name]), SIZE_LIMIT + 1)
        except Unobserved as error:
            raise UnreadableSettings(f"cannot be read: {error.reason}") from error

    def names(self, path: Path) -> list[str]:
        """Return the names in a folder, as Access.names does."""
        name = self._name(path)
        if name is None:
            return DISK.names(path)
        prefix = f"{name}/" if name else ""
        below = takewhile(
            lambda each: each.startswith(prefix), self._paths[bisect_left(self._paths, prefix) :]
        )
        return sorted({each[len(prefix) :].partition("/")[0] for each in below})

    def _name(self, path: Path) -> str | None:
        """Return the name of a path below the top, "" for the top itself, None for what lies elsewhere.

        Links are followed up to the top: these are the user's.
        """
        at, rest = _split(path)
        for _ in range(_LINK_LIMIT):
            while not _is_same(at, self._top):
                if not rest:
                    return None
                at /= rest.popleft()
                if DISK.is_link(at):
                    at, rest = _split(at.parent / at.readlink() / Path(*rest))
                    break
            else:
                return None if self._is_nested(rest) else "/".join(rest)
        raise UnreadableSettings("leads through too many symbolic links")

    def _is_nested(self, parts: Sequence[str]) -> bool:
        """Tell whether a path lies in another clone, which neither the commit nor the change knows."""
        at, name = self._top, ""
        for part in parts:
            at, name = at / part, f"{name}/{part}".removeprefix("/")
            if name in self._rows or name in self._brought:
                return False  # a link or a submodule, perhaps of the change
            known = _holds(self._paths, name) or _holds(self._brought_paths, name)
            if not known and DISK.kind(at / ".git") is not PathKind.ABSENT:
                return True
        return False


def _split(path: Path) -> tuple[Path, deque[str]]:
    """Return the root of a path's drive, and the parts below it by their names."""
    whole = Path(os.path.normpath(path.absolute()))
    return Path(whole.anchor), deque(whole.parts[1:])


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _holds(paths: Sequence[str], name: str) -> bool:
    """Tell whether a name is that of a folder of sorted paths."""
    at = bisect_left(paths, f"{name}/")
    return bool(paths[at : at + 1]) and paths[at].startswith(f"{name}/")


def _entry(row: Row) -> TreeEntry:
    return TreeEntry(*row)
