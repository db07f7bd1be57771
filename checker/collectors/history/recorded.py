"""A history that is read once, and measured again at later times from what was read."""

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from checker.model.history import Commit, CommitHistory, HistoryRecord, Ref

COMMITS_KEPT = 5_000
"""Commits of a year: a repository with more changes so often that keeping them is of no use."""


class RecordedHistory:
    """A CommitHistory over a *record*; what that lacks is asked of the *repository*, and recorded.

    *complete* is False once something was read that is too much to keep.
    """

    def __init__(self, repository: Callable[[], CommitHistory], record: HistoryRecord | None = None) -> None:
        self._repository = repository
        self._record = record
        self.complete = True

    @property
    def record(self) -> HistoryRecord:
        """What was read so far."""
        if self._record is None:
            self._record = HistoryRecord(shallow=self._repository().shallow)
        return self._record

    @property
    def shallow(self) -> bool:
        """Tell whether older commits were cut off."""
        return self.record.shallow

    def count(self) -> int:
        """Count the commits."""
        return self._repository().count()

    def commits(self, since: int | None = None, limit: int = 10_000) -> Sequence[Commit]:
        """Return commits, as `CommitHistory.commits` says."""
        if (recorded := self._recorded(since, limit)) is not None:
            return recorded
        commits = self._repository().commits(since, limit)
        if since is None:
            self._record = replace(self.record, newest=tuple(commits[:1]))
        elif len(commits) > COMMITS_KEPT or len(commits) >= limit:
            self.complete = False  # what lies beyond the limit would be missing from a later window
        else:
            self._record = replace(self.record, since=since, limit=limit, recent=tuple(commits))
        return commits

    def _recorded(self, since: int | None, limit: int) -> Sequence[Commit] | None:
        record = self.record
        if since is None:
            return record.newest if limit == 1 and record.newest else None
        if record.since is None or since < record.since or limit != record.limit:
            return None
        return record.recent if since == record.since else _reached(record.recent, since)

    def tags(self) -> Sequence[Ref]:
        """Return the tags."""
        if self.record.tags is None:
            self._record = replace(self.record, tags=tuple(self._repository().tags()))
        return self.record.tags or ()

    def branches(self) -> Sequence[Ref]:
        """Return the branches."""
        if self.record.branches is None:
            self._record = replace(self.record, branches=tuple(self._repository().branches()))
        return self.record.branches or ()


def _reached(commits: Sequence[Commit], since: int) -> list[Commit]:
    """Return what Git's own walk from the newest commit finds: it does not go past an older one."""
    young = [commit for commit in commits if commit.committed_at >= since]
    reached = {commit.oid for commit in commits[:1]}
    for commit in young:  # children before parents, unless clocks went wrong
        if commit.oid not in reached:
            return _walked(young, commits[0].oid)
        reached.update(commit.parents)
    return young


def _walked(young: Sequence[Commit], tip: str) -> list[Commit]:
    found = {commit.oid: commit for commit in young}
    waiting = [tip] if tip in found else []
    reached = set(waiting)
    while waiting:
        for parent in found[waiting.pop()].parents:
            if parent in found and parent not in reached:
                reached.add(parent)
                waiting.append(parent)
    return [commit for commit in young if commit.oid in reached]
