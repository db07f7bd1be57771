"""A history as measures read it: each part once, and only when it is asked for."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cached_property

from checker.collectors.history import people, versions
from checker.errors import Unobserved
from checker.model.history import Commit, CommitHistory, Ref

SAMPLE = 100
"""Commits that shares are taken of."""
YEAR = 365
_NEAR = 2 * SAMPLE
"""Commits that mostly suffice to find SAMPLE that are neither merges nor made by bots."""
_SPREAD = 4 * SAMPLE
"""Commits that are read where they do not."""
COMMIT_LIMIT = 10_000
"""Commits that are ever read."""
SHALLOW = "the clone is shallow: git fetch --unshallow --tags"


class HistoryView:
    """What led to the audited commit, seen from *now*."""

    def __init__(self, history: CommitHistory, now: datetime) -> None:
        self.history = history
        self.now = now

    def days_since(self, seconds: int) -> int:
        """Return the whole days since a time; one in the future is today."""
        return max(0, int(self.now.timestamp() - seconds) // 86_400)

    @cached_property
    def gap(self) -> str:
        """Why older commits and tags may be missing, "" when they are not."""
        return SHALLOW if self.history.shallow else ""

    @cached_property
    def newest(self) -> Commit:
        """The audited commit."""
        commits = self.history.commits(limit=1)
        if not commits:
            raise Unobserved("history", "there are no commits")
        return commits[0]

    @cached_property
    def latest(self) -> Sequence[Commit]:
        """The newest commits, newest first."""
        commits = self.history.commits(limit=_SPREAD)
        if not commits:
            raise Unobserved("history", "there are no commits")
        return commits

    @cached_property
    def sample(self) -> Sequence[Commit]:
        """The newest commits of people, merges left out, to take shares of."""
        commits = _by_people(self.history.commits(limit=_NEAR))[:SAMPLE]
        if len(commits) < SAMPLE:
            commits = _by_people(self.latest)[:SAMPLE]
        if len(commits) < SAMPLE:
            self.need_everything()
        if not commits:
            raise Unobserved("history", "nobody but bots made the latest commits")
        return commits

    @cached_property
    def year(self) -> Sequence[Commit]:
        """Every commit of the last year."""
        return self.history.commits(since=self.before(YEAR), limit=COMMIT_LIMIT)

    @cached_property
    def work(self) -> Sequence[Commit]:
        """The last year's commits of people, merges left out."""
        return _by_people(self.year)

    @cached_property
    def tags(self) -> Sequence[Ref]:
        """Every tag, newest first."""
        return self.history.tags()

    @cached_property
    def versions(self) -> Sequence[Ref]:
        """The tags that name a version, newest first."""
        return [tag for tag in self.tags if versions.parse(tag.name)]

    def before(self, days: int) -> int:
        """Return the time so many days ago."""
        return int((self.now - timedelta(days=days)).timestamp())

    def need_everything(self) -> None:
        """Refuse to measure where commits or tags may be missing."""
        if self.gap:
            raise Unobserved("history", self.gap)

    def need_whole_year(self) -> None:
        """Refuse to measure a year of which commits may be missing."""
        self.need_everything()
        if self.year_cut:
            raise Unobserved("history", self.year_cut)

    @property
    def year_cut(self) -> str:
        """Why some of the last year's commits were not read, "" when all were."""
        return f"more than {COMMIT_LIMIT} commits in a year" if len(self.year) >= COMMIT_LIMIT else ""


def _by_people(commits: Sequence[Commit]) -> list[Commit]:
    return [commit for commit in commits if len(commit.parents) < 2 and not people.is_bot(commit)]


def share(commits: Sequence[Commit], pattern: str) -> float:
    """Return the share of commits in whose message a pattern is found, 0 to 1."""
    return round(sum(bool(re.search(pattern, commit.message)) for commit in commits) / len(commits), 3)
