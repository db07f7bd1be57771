"""What was read of a history, kept so that the same can be measured at a later time without Git."""

from collections.abc import Sequence

from msgspec import Struct, field

from checker.errors import NotKept
from checker.model.history import Commit, CommitHistory, Ref

COMMITS_KEPT = 5_000
"""Commits of a year: a repository with more changes so often that keeping them is of no use."""


class KeptHistory(Struct, frozen=True):
    """The History protocol over what was read before.

    *since* is from when on *recent* holds every commit; None where that was not asked, as are tags
    and branches. *newest* holds the audited commit alone.
    """

    shallow: bool = False
    newest: tuple[Commit, ...] = ()
    since: int | None = None
    limit: int = 0
    recent: tuple[Commit, ...] = ()
    tagged: tuple[Ref, ...] | None = None
    branched: tuple[Ref, ...] | None = None

    def count(self) -> int:
        """Raise NotKept: it does not change with the time."""
        raise NotKept("count")

    def commits(self, since: int | None = None, limit: int = 10_000) -> Sequence[Commit]:
        """Return commits as the repository would; raises NotKept for those that were not read."""
        if since is None and limit == 1 and self.newest:
            return self.newest
        if since is None or self.since is None or since < self.since or limit != self.limit:
            raise NotKept("commits")
        return _reached(self.recent, since)

    def tags(self) -> Sequence[Ref]:
        """Return the tags; raises NotKept if nobody asked for them."""
        if self.tagged is None:
            raise NotKept("tags")
        return self.tagged

    def branches(self) -> Sequence[Ref]:
        """Return the branches; raises NotKept if nobody asked for them."""
        if self.branched is None:
            raise NotKept("branches")
        return self.branched


def _reached(commits: Sequence[Commit], since: int) -> list[Commit]:
    """Return what Git's own walk from the newest commit finds: it does not go past an older one."""
    young = [commit for commit in commits if commit.committed_at >= since]
    found = {commit.oid: commit for commit in young}
    waiting = [commit.oid for commit in commits[:1] if commit.oid in found]
    reached = set(waiting)
    while waiting:
        for parent in found[waiting.pop()].parents:
            if parent in found and parent not in reached:
                reached.add(parent)
                waiting.append(parent)
    return [commit for commit in young if commit.oid in reached]


class _Notes(Struct, frozen=True):
    """What is remembered while a history is read."""

    newest: list[Commit] = field(default_factory=list)
    recent: list[tuple[int, int, Sequence[Commit]]] = field(default_factory=list)
    tags: list[Sequence[Ref]] = field(default_factory=list)
    branches: list[Sequence[Ref]] = field(default_factory=list)


class RecordingHistory:
    """The History protocol over another one; it remembers what depends on the time."""

    def __init__(self, history: CommitHistory) -> None:
        self._history = history
        self._notes = _Notes()

    @property
    def shallow(self) -> bool:
        """Tell whether older commits were cut off."""
        return self._history.shallow

    def count(self) -> int:
        """Count the commits."""
        return self._history.count()

    def commits(self, since: int | None = None, limit: int = 10_000) -> Sequence[Commit]:
        """Return commits, as History says."""
        found = self._history.commits(since, limit)
        if since is None:
            self._notes.newest[:] = found[:1]
        else:
            self._notes.recent.append((since, limit, found))
        return found

    def tags(self) -> Sequence[Ref]:
        """Return the tags."""
        self._notes.tags[:] = [self._history.tags()]
        return self._notes.tags[0]

    def branches(self) -> Sequence[Ref]:
        """Return the branches."""
        self._notes.branches[:] = [self._history.branches()]
        return self._notes.branches[0]

    def kept(self) -> KeptHistory | None:
        """Return what was read, None where it is too much to keep, or was cut off."""
        notes = self._notes
        since, limit, recent = min(notes.recent, key=lambda each: each[0], default=(None, 0, ()))
        if len(recent) > COMMITS_KEPT or (since is not None and len(recent) >= limit):
            return None
        return KeptHistory(
            shallow=self.shallow,
            newest=tuple(notes.newest),
            since=since,
            limit=limit,
            recent=tuple(recent),
            tagged=tuple(notes.tags[0]) if notes.tags else None,
            branched=tuple(notes.branches[0]) if notes.branches else None,
        )
