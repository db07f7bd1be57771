"""The files of one commit, as the engine and the collectors may ask for them."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Protocol

from msgspec import Struct

LINK_MODE = 0o120000
SUBMODULE_MODE = 0o160000
BLOB_LIMIT = 2 * 1024 * 1024
"""Bytes of the largest blob that is ever read whole."""


class PathClass(StrEnum):
    """What a path is for; the first that applies, in this order."""

    VENDORED = "vendored"
    GENERATED = "generated"
    FIXTURE = "fixture"
    EXAMPLE = "example"
    TEST = "test"
    SOURCE = "source"


class TreeEntry(Struct, frozen=True):
    """One file of a tree. *size* is in bytes, None where the blob is not there to measure."""

    path: str
    mode: int
    oid: str
    size: int | None
    path_class: PathClass = PathClass.SOURCE

    @property
    def is_link(self) -> bool:
        """Tell whether this is a symbolic link (which is never followed)."""
        return self.mode == LINK_MODE

    @property
    def is_submodule(self) -> bool:
        """Tell whether this is a commit of another repository."""
        return self.mode == SUBMODULE_MODE

    @property
    def is_file(self) -> bool:
        """Tell whether this is a regular file."""
        return self.mode not in (LINK_MODE, SUBMODULE_MODE)


class Tree(Protocol):
    """Read access to one commit, without a checkout."""

    @property
    def commit(self) -> str:
        """The object id of the commit, "" for an empty repository or an index."""

    @property
    def entries(self) -> Sequence[TreeEntry]:
        """Every file, link and submodule, sorted by path."""

    def read(self, entry: TreeEntry) -> bytes:
        """Return a file's bytes.

        Raises Unobserved when the object is missing, damaged or over BLOB_LIMIT.
        """

    def head(self, entry: TreeEntry, size: int) -> bytes:
        """Return at most the first *size* bytes, of a blob of any length."""

    def prefetch(self, entries: Iterable[TreeEntry]) -> None:
        """Read these in one batch, so that later reads cost nothing."""
