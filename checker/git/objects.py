"""The objects of one repository, read in batches by one child process."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from itertools import islice

from msgspec import Struct

from checker.errors import Unobserved
from checker.files.lru import LruCache
from checker.git.child import Child, GitError, Late
from checker.git.command import Command
from checker.model.tree import BLOB_LIMIT, TreeEntry

CACHE_LIMIT = 32 * 1024 * 1024
"""Bytes of blobs that are kept."""
TIMEOUT = 30.0
"""Seconds that some objects may take: of a damaged one Git may print less than it announced."""
_OVERHEAD = 200
RESTART_LIMIT = 20
"""Damaged objects after which a repository is given up: Git ends at each of them."""
# So many requests fit into the smallest pipe (4 KiB on Windows): neither side ever waits for the
# other to read.
_TOGETHER = 60


class GitObject(Struct, frozen=True):
    """One object; *content* is None where it is longer than what was asked for."""

    oid: str
    kind: str
    size: int
    content: bytes | None


class Objects:
    """Reads objects by name; blobs are kept up to CACHE_LIMIT bytes, the oldest go first."""

    def __init__(self, command: Command) -> None:
        self._command = command
        self._child: Child | None = None
        self._restarts = 0
        self._cache: LruCache[bytes] = LruCache(CACHE_LIMIT)
        self._damaged: dict[str, str] = {}

    def close(self) -> None:
        """End the child process."""
        if self._child:
            self._child.close()
            self._child = None

    def look(self, names: Iterable[str], limit: int = BLOB_LIMIT) -> Iterator[GitObject | str]:
        """Return for every name the object, or why there is none."""
        remaining = iter(names)
        while batch := list(islice(remaining, _TOGETHER)):
            yield from self._batch(batch, limit)

    def _batch(self, names: Sequence[str], limit: int) -> Iterator[GitObject | str]:
        answered = 0
        while answered < len(names):
            if self._restarts > RESTART_LIMIT:
                yield "too many objects of this repository are damaged"
                answered += 1
                continue
            for answer in self._ask(names[answered:], limit):
                answered += 1
                yield answer

    def _ask(self, names: Sequence[str], limit: int) -> list[GitObject | str]:
        """Return the answers up to the first that ends Git."""
        answers: list[GitObject | str] = []
        try:
            child = self._child = self._child or self._command.start("cat-file", "--batch")
            with child.deadline(TIMEOUT):
                child.write("".join(f"{name}\n" for name in names).encode())
                # One by one: what was read before Git ended counts.
                answers.extend(_answer(child, limit) for _ in names)
        except GitError as error:
            self._child = None
            self._restarts += RESTART_LIMIT + 1 if isinstance(error, Late) else 1
            answers.append(str(error))
        return answers

    def read(self, entry: TreeEntry) -> bytes:
        """Return the bytes of a file, as Tree.read does."""
        self._refuse(entry)
        if entry.oid not in self._cache:
            self.prefetch([entry])
        content = self._cache.get(entry.oid)
        if content is None:
            why = self._damaged.get(entry.oid, "the object cannot be read")
            raise Unobserved(entry.path, why, files=(entry.path,))
        return content

    def _refuse(self, entry: TreeEntry) -> None:
        if entry.size is None:
            raise Unobserved(entry.path, MISSING, files=(entry.path,))
        if entry.size > BLOB_LIMIT:
            raise Unobserved(entry.path, f"larger than {BLOB_LIMIT} bytes", files=(entry.path,))
        if entry.oid in self._damaged:
            raise Unobserved(entry.path, self._damaged[entry.oid], files=(entry.path,))

    def prefetch(self, entries: Iterable[TreeEntry]) -> None:
        """Read what is not kept yet, up to as much as can be kept."""
        wanted: dict[str, None] = {}
        room = CACHE_LIMIT
        for entry in entries:
            known = entry.oid in self._cache or entry.oid in self._damaged or entry.oid in wanted
            if known or entry.is_submodule or entry.size is None or entry.size > BLOB_LIMIT:
                continue
            room -= entry.size + _OVERHEAD
            if room < 0:
                break
            wanted[entry.oid] = None
        for oid, found in zip(wanted, self.look(wanted), strict=True):
            self._keep(oid, found)

    def _keep(self, oid: str, found: GitObject | str) -> None:
        if isinstance(found, str):
            self._damaged[oid] = MISSING if found == "missing" else found
        elif found.content is None or found.kind != "blob":
            self._damaged[oid] = f"is a {found.kind} of {found.size} bytes, not the file that was listed"
        else:
            self._cache.put(oid, found.content, found.size + _OVERHEAD)

    def head(self, entry: TreeEntry, size: int) -> bytes:
        """Return the first bytes of a blob of any length."""
        if entry.size is None:
            raise Unobserved(entry.path, MISSING, files=(entry.path,))
        if entry.size <= BLOB_LIMIT:
            return self.read(entry)[:size]
        # Above the threshold Git streams, instead of unpacking the whole into memory first.
        streamed = ("-c", f"core.bigFileThreshold={BLOB_LIMIT}", "cat-file", "blob", entry.oid)
        try:
            with closing(self._command.start(*streamed)) as child, child.deadline(TIMEOUT):
                return child.read(min(size, entry.size))
        except GitError as error:
            raise Unobserved(entry.path, str(error), files=(entry.path,)) from error


MISSING = (
    "the object is not in this clone; `git fetch --refetch --no-filter` completes a partial clone, "
    "`git fsck` shows what a damaged one lacks"
)


def _answer(child: Child, limit: int) -> GitObject | str:
    """Read one answer of `cat-file --batch`.

    Raises GitError when the process ends.
    """
    header = child.line().decode(errors="replace").rsplit(" ", 2)
    if len(header) < 3 or not header[2].isdigit():
        return header[-1]  # "missing" or "ambiguous"
    oid, kind, size = header[0], header[1], int(header[2])
    if size > limit:
        child.skip(size + 1)
        return GitObject(oid, kind, size, None)
    content = child.read(size + 1)
    if not content.endswith(b"\n"):
        child.close()
        raise GitError(f"object {oid} is shorter than it should be")
    return GitObject(oid, kind, size, content[:-1])
