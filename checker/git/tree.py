"""The files of one commit, or of the index, as Git lists them."""

import os
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from posixpath import splitext
from typing import TypeAlias

from checker.errors import TargetError, Unobserved
from checker.files.attributes import classified
from checker.filesystem.probe import is_file, resolve
from checker.git import fetch_hint
from checker.git.child import GitError
from checker.git.command import TIMEOUT, Command
from checker.git.objects import Objects
from checker.git.repository import RepositoryLocation
from checker.model.tree import SUBMODULE_MODE, TreeEntry
from checker.patterns import lazy

ENTRY_LIMIT = 1_000_000
"""Files of the largest tree: the same few objects can stand for billions of files."""
LISTING_LIMIT = 256 * 1024 * 1024
"""Bytes of the longest listing."""
_PIECE = 1 << 20


Row: TypeAlias = tuple[str, int, str, int | None]
"""Path, mode, object and size: one line of a listing, and the start of an Entry."""
_LINE = lazy(r"(\d{1,6}) [a-z]+ ([0-9a-f]{40,64})\t([^\0]*)\0")
_STAGED = lazy(r"(\d{1,6}) ([0-9a-f]{40,64}) ([0-3])\t([^\0]*)\0")


class GitTree:
    """The Tree protocol over a repository's objects.

    *attributes* is the text of the `.gitattributes` that classes files, by default the tree's own.
    """

    def __init__(
        self, commit: str, rows: Iterable[Row], objects: Objects, attributes: str | None = None
    ) -> None:
        self.commit = commit
        self._objects = objects
        ordered = by_path(rows)
        paths = [row[0] for row in ordered]
        self.attributes = self._own_attributes(ordered, paths) if attributes is None else attributes
        self.entries: Sequence[TreeEntry] = self._entries(ordered, paths)

    def _own_attributes(self, rows: Sequence[Row], paths: Sequence[str]) -> str:
        at = bisect_left(paths, ".gitattributes")
        return self._text(TreeEntry(*rows[at])) if paths[at : at + 1] == [".gitattributes"] else ""

    def _entries(self, rows: Sequence[Row], paths: Sequence[str]) -> Sequence[TreeEntry]:
        path_classes = classified(paths, self.attributes)
        return [TreeEntry(*row, path_class) for row, path_class in zip(rows, path_classes, strict=True)]

    def _text(self, entry: TreeEntry) -> str:
        try:
            return self.read(entry).decode(errors="replace") if entry.is_file else ""
        except Unobserved:
            return ""

    def read(self, entry: TreeEntry) -> bytes:
        """Return a file's bytes, as Tree.read does."""
        return self._objects.read(entry)

    def head(self, entry: TreeEntry, size: int) -> bytes:
        """Return at most the first *size* bytes."""
        return self._objects.head(entry, size)

    def prefetch(self, entries: Iterable[TreeEntry]) -> None:
        """Read these in one batch, so that later reads cost nothing."""
        self._objects.prefetch(entries)


def committed(place: RepositoryLocation, commit: str) -> list[Row]:
    """List the files of one commit.

    Raises TargetError when its trees are not all there or too large.
    """
    try:
        # Git could measure on the way (--long), but looks at a blob again for each of its names: a tree of
        # millions of names for one file would take a minute before it is refused.
        listed = _listing(place.command, "ls-tree", "-r", "-z", "--full-tree", commit)
        return measured(place, _rows(_LINE.findall(listed)), commit)
    except GitError as error:
        raise TargetError(
            f"{place.shown}: the files of commit {commit[:12]} cannot be listed: {error}",
            f"run `{fetch_hint.files(place)}`"
            if place.partial
            else "`git fsck` shows what is missing or damaged",
        ) from error


def staged(place: RepositoryLocation) -> tuple[list[Row], int]:
    """List the files of the index, and count the conflicts among them.

    Raises TargetError when it cannot be read.
    """
    try:
        found = _STAGED.findall(_listing(indexed(place), "ls-files", "--stage", "-z", "--full-name"))
        # Of a conflict the own side is judged: what the commit would hold is not decided yet.
        found.sort(key=lambda line: (line[3], "0213".index(line[2])))
        conflicts = {path for *_, stage, path in found if stage != "0"}
        first = {path: (mode, oid, path) for mode, oid, _, path in reversed(found)}
        rows = measured(place, _rows(first.values()), "")
    except GitError as error:
        raise TargetError(f"{place.shown}: the index cannot be read: {error}") from error
    return rows, len(conflicts)


def indexed(place: RepositoryLocation) -> Command:
    """Return Git for the index that this commit is made from: during `git commit -a` not the usual one."""
    chosen = os.environ.get("GIT_INDEX_FILE", "")
    path = (place.work_tree or place.git) / chosen
    inside = bool(chosen) and is_file(path) and resolve(path).is_relative_to(resolve(place.git))
    return place.command.having({"GIT_INDEX_FILE": str(path)} if inside else {})


def measured(place: RepositoryLocation, rows: Sequence[Row], commit: str) -> list[Row]:
    """Return *rows* with their sizes, None for the objects that are not there."""
    missing = _missing(place, commit or "HEAD") if place.partial else frozenset()
    wanted = {oid: None for _, mode, oid, _ in rows if mode != SUBMODULE_MODE and oid not in missing}
    output = place.command.run(
        "cat-file", "--batch-check=%(objectname) %(objectsize)", "--buffer", lines=list(wanted)
    )
    sizes = dict(line.split(" ", 1) for line in output.decode(errors="replace").splitlines())
    return [(path, mode, oid, _size(sizes.get(oid, ""))) for path, mode, oid, _ in rows]


def _missing(place: RepositoryLocation, commit: str) -> frozenset[str]:
    """Return the objects of a commit's tree that are left behind, without asking for each.

    Asking would start one fetch, refused but slow, for every one of them.
    """
    try:
        output = place.command.run("rev-list", "--objects", "--missing=print", "--max-count=1", commit)
    except GitError:  # an index before the first commit
        return frozenset()
    return frozenset(line[1:].decode() for line in output.splitlines() if line.startswith(b"?"))


def _listing(command: Command, *arguments: str) -> str:
    """Return the NUL-terminated lines that a command prints.

    Raises GitError when it fails or there are too many.
    """
    child = command.start(*arguments)
    pieces: list[bytes] = []
    count = size = 0
    try:
        with child.deadline(TIMEOUT):
            child.feed(())
            while piece := child.head(_PIECE):
                pieces.append(piece)
                count, size = count + piece.count(b"\0"), size + len(piece)
                if count > ENTRY_LIMIT or size > LISTING_LIMIT:
                    raise GitError(f"there are more than {ENTRY_LIMIT} files, or their names are too long")
            child.finish()
    finally:
        child.close()
    return b"".join(pieces).decode(errors="replace")


def _rows(lines: Iterable[tuple[str, str, str]]) -> list[Row]:
    """Make rows of mode, object and path, without sizes yet."""
    return [(path, int(mode, 8), oid, None) for mode, oid, path in lines]


def _size(text: str) -> int | None:
    """Return a size; Git prints `missing` for what it lacks."""
    return int(text) if text.isdigit() else None


def by_path(rows: Iterable[Row]) -> list[Row]:
    """Sort by path; names that are the same once decoded are told apart by a number before their ending."""
    named: dict[str, Row] = {}
    again: Counter[str] = Counter()
    for row in rows:
        path = row[0]
        while path in named:
            again[row[0]] += 1
            stem, ending = splitext(row[0])
            path = f"{stem}~{again[row[0]] + 1}{ending}"
        named[path] = row if path == row[0] else (path, *row[1:])
    return sorted(named.values())
