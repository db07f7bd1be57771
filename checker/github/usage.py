"""Counts what was asked, and notes what GitHub says of its limits."""

import threading
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime

from msgspec import Struct

_FAR = 2**40  # seconds since 1970: later than any reset that is meant


class Limit(Struct, frozen=True):
    """One of GitHub's limits: so many an hour, so many left until they are all there again."""

    hourly: int
    left: int
    resets: datetime


class RequestUsage:
    """What one client asked, from all of its threads.

    *requests* are counted by resource (core, graphql, free), and in *of* by the repository that they
    are about, in lower case. *points* are what the queries cost, *shared* those of queries about no
    repository in particular; *lists* is how many of these list what an owner has. *lost* requests came
    to nothing. *seconds* were spent on answers.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.requests: Counter[str] = Counter()
        self.of: Counter[str] = Counter()
        self.points = 0
        self.shared = 0
        self.lists = 0
        self.lost = 0
        self.seconds = 0.0
        self.limits: dict[str, Limit] = {}

    def request(self, resource: str, repository: str = "", seconds: float = 0.0) -> None:
        """Count one request that was answered."""
        with self._lock:
            self.requests[resource] += 1
            self.seconds += seconds
            if repository:
                self.of[repository.lower()] += 1

    def list(self) -> None:
        """Count one query that lists what an owner has, whatever the number of repositories asked about."""
        with self._lock:
            self.lists += 1

    def lose(self) -> None:
        """Count one request that came to nothing, however often it was sent."""
        with self._lock:
            self.lost += 1

    def spend(self, points: int, shared: bool = True) -> None:
        """Count the points of one query."""
        with self._lock:
            self.points += points
            self.shared += points if shared else 0

    def note(self, resource: str, headers: Mapping[str, str]) -> None:
        """Note what an answer says of a limit; *headers* have lower-case names."""
        numbers = [headers.get(f"x-ratelimit-{name}", "") for name in ("limit", "remaining", "reset")]
        if not all(each.isdecimal() and int(each) < _FAR for each in numbers):
            return
        hourly, left, reset = map(int, numbers)
        found = Limit(hourly, left, datetime.fromtimestamp(reset, UTC))
        with self._lock:
            known = self.limits.get(resource)
            # Answers come in any order: within an hour, what is left only shrinks.
            if known is None or (found.resets, -found.left) > (known.resets, -known.left):
                self.limits[resource] = found
