"""A tree that lives in memory: what rule cases and tests are made of."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from checker.errors import Unobserved
from checker.files.attributes import classified
from checker.model.tree import BLOB_LIMIT, PathClass, TreeEntry


class MemoryTree:
    """The Tree protocol over a mapping of paths to contents.

    *modes* gives other modes than 0o100644; for a link the content is its target.
    """

    def __init__(
        self,
        files: Mapping[str, str | bytes],
        modes: Mapping[str, int] | None = None,
        commit: str = "0" * 40,
    ) -> None:
        self.commit = commit
        self._contents = {path: _bytes(content) for path, content in files.items()}
        paths = sorted(files)
        said = self._contents.get(".gitattributes", b"").decode(errors="replace")
        self.entries: Sequence[TreeEntry] = [
            self._entry(path, (modes or {}).get(path, 0o100644), path_class)
            for path, path_class in zip(paths, classified(paths, said), strict=True)
        ]

    def _entry(self, path: str, mode: int, path_class: PathClass) -> TreeEntry:
        content = self._contents[path]
        oid = hashlib.sha1(b"blob %d\0%s" % (len(content), content), usedforsecurity=False)
        return TreeEntry(path, mode, oid.hexdigest(), len(content), path_class)

    def read(self, entry: TreeEntry) -> bytes:
        """Return a file's bytes, as Tree.read does."""
        content = self._contents[entry.path]
        if len(content) > BLOB_LIMIT:
            raise Unobserved(entry.path, f"larger than {BLOB_LIMIT} bytes", files=(entry.path,))
        return content

    def head(self, entry: TreeEntry, size: int) -> bytes:
        """Return the first *size* bytes."""
        return self._contents[entry.path][:size]

    def prefetch(self, entries: Iterable[TreeEntry]) -> None:
        """Everything is here already."""


def _bytes(content: str | bytes) -> bytes:
    return content if isinstance(content, bytes) else content.encode()
