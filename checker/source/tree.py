"""The files of one commit, or of the index, as Git lists them."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from checker.errors import TargetError
from checker.files.classes import classify
from checker.model.tree import SUBMODULE_MODE, Entry
from checker.source.command import TIMEOUT, Command, GitError
from checker.source.objects import Objects
from checker.source.repository import Place

ENTRY_LIMIT = 1_000_000
"""Files of the largest tree: the same few objects can stand for billions of files."""
_PIECE = 1 << 20


class GitTree:
    """The Tree protocol over a repository's objects."""

    def __init__(self, commit: str, entries: Iterable[Entry], objects: Objects) -> None:
        self.commit = commit
        self.entries: Sequence[Entry] = _sorted(entries)
        self._objects = objects

    def read(self, entry: Entry) -> bytes:
        """Return a file's bytes, as Tree.read does."""
        return self._objects.read(entry)

    def head(self, entry: Entry, size: int) -> bytes:
        """Return at most the first *size* bytes."""
        return self._objects.head(entry, size)

    def prefetch(self, entries: Iterable[Entry]) -> None:
        """Read these in one batch, so that later reads cost nothing."""
        self._objects.prefetch(entries)


def committed(place: Place, commit: str) -> list[Entry]:
    """List the files of one commit.

    Raises TargetError when its trees are not all there or too large.
    """
    measure = () if place.partial else ("--long",)
    try:
        entries = [
            _entry(line)
            for line in _lines(place.command, "ls-tree", "-r", "-z", "--full-tree", *measure, commit)
        ]
        return measured(place, entries, commit) if place.partial else entries
    except GitError as error:
        raise TargetError(
            f"{place.shown}: the files of commit {commit[:12]} cannot be listed: {error}",
            "`git fsck` shows what is missing or damaged",
        ) from error


def staged(place: Place) -> tuple[list[Entry], int]:
    """List the files of the index, and count the conflicts among them.

    Raises TargetError when it cannot be read.
    """
    by_path: dict[bytes, tuple[int, Entry]] = {}
    conflicts = set()
    try:
        for line in _lines(_indexed(place), "ls-files", "--stage", "-z", "--full-name"):
            meta, _, path = line.partition(b"\t")
            mode, oid, stage = meta.split(b" ")
            if stage != b"0":
                conflicts.add(path)
            # Of a conflict the own side is judged: what the commit would hold is not decided yet.
            rank = (0, 2, 1, 3)[int(stage)]
            if path not in by_path or rank < by_path[path][0]:
                by_path[path] = (rank, _make(path, mode, oid, None))
        entries = measured(place, [entry for _, entry in by_path.values()], "")
    except GitError as error:
        raise TargetError(f"{place.shown}: the index cannot be read: {error}") from error
    return entries, len(conflicts)


def _indexed(place: Place) -> Command:
    """Return Git for the index that this commit is made from: during `git commit -a` not the usual one."""
    chosen = os.environ.get("GIT_INDEX_FILE", "")
    path = (place.work_tree or place.git) / chosen
    inside = bool(chosen) and path.is_file() and path.resolve().is_relative_to(place.git.resolve())
    return place.command.having({"GIT_INDEX_FILE": str(path)} if inside else {})


def measured(place: Place, entries: Sequence[Entry], commit: str) -> list[Entry]:
    """Return *entries* with their sizes, None for the objects that are not there."""
    missing = _missing(place, commit) if place.partial and commit else frozenset()
    wanted = list({e.oid: None for e in entries if e.mode != SUBMODULE_MODE and e.oid not in missing})
    output = place.command.run(
        "cat-file", "--batch-check=%(objectname) %(objectsize)", "--buffer", lines=wanted
    )
    sizes = dict(line.split(" ", 1) for line in output.decode(errors="replace").splitlines())
    return [replace(entry, size=_size(sizes.get(entry.oid, ""))) for entry in entries]


def _missing(place: Place, commit: str) -> frozenset[str]:
    """Return the objects of a commit's tree that are left behind, without asking for each.

    Asking would start one fetch, refused but slow, for every one of them.
    """
    output = place.command.run("rev-list", "--objects", "--missing=print", "--max-count=1", commit)
    return frozenset(line[1:].decode() for line in output.splitlines() if line.startswith(b"?"))


def _lines(command: Command, *arguments: str) -> Iterator[bytes]:
    """Return the NUL-terminated records that a command prints, while it runs.

    Raises GitError when it fails or there are more than ENTRY_LIMIT.
    """
    child = command.start(*arguments)
    count, rest = 0, b""
    try:
        with child.deadline(TIMEOUT):
            child.feed(())
            while piece := child.head(_PIECE):
                *lines, rest = (rest + piece).split(b"\0")
                count += len(lines)
                if count > ENTRY_LIMIT:
                    raise GitError(f"there are more than {ENTRY_LIMIT} files")
                yield from lines
            child.finish()
    finally:
        child.close()


def _entry(line: bytes) -> Entry:
    """Read one line of `ls-tree --long`: mode, type, object, size, path."""
    meta, _, path = line.partition(b"\t")
    mode, _, oid, *size = meta.split()
    return _make(path, mode, oid, _size(size[0].decode()) if size else None)


def _make(path: bytes, mode: bytes, oid: bytes, size: int | None) -> Entry:
    name = path.decode(errors="replace")
    return Entry(name, int(mode, 8), oid.decode(), size, classify(name))


def _size(text: str) -> int | None:
    """Return a size; Git prints `-` for a submodule, `BAD` or `missing` for what it lacks."""
    return int(text) if text.isdigit() else None


def _sorted(entries: Iterable[Entry]) -> list[Entry]:
    """Sort by path; names that are the same once decoded are told apart by a number."""
    by_path: dict[str, Entry] = {}
    again: Counter[str] = Counter()
    for entry in entries:
        path = entry.path
        while path in by_path:
            again[entry.path] += 1
            path = f"{entry.path}~{again[entry.path] + 1}"
        by_path[path] = entry if path == entry.path else replace(entry, path=path)
    return sorted(by_path.values(), key=lambda entry: entry.path)
