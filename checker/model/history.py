"""The commits that lead to the audited one."""

from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct


class Commit(Struct, frozen=True):
    """One commit; times are seconds since the epoch, author and committer after .mailmap."""

    oid: str
    parents: tuple[str, ...]
    author_name: str
    author_email: str
    authored_at: int
    committer_email: str
    committed_at: int
    signed: bool
    message: str


class Ref(Struct, frozen=True):
    """A tag or a branch with the time of the commit it leads to."""

    name: str
    oid: str
    committed_at: int
    annotated: bool = False


class CommitHistory(Protocol):
    """Read access to what came before a commit; methods raise Unobserved when it is not there."""

    @property
    def shallow(self) -> bool:
        """Tell whether older commits were cut off when the repository was cloned."""

    def count(self) -> int:
        """Count the commits reachable from the audited one."""

    def commits(self, since: int | None = None, limit: int = 10_000) -> Sequence[Commit]:
        """Return at most *limit* commits committed at or after *since*, newest first."""

    def tags(self) -> Sequence[Ref]:
        """Return all tags that lead to commits, newest first."""

    def branches(self) -> Sequence[Ref]:
        """Return the branches, newest first, by their names on the server."""
