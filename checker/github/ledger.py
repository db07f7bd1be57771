"""Counts what was asked."""

import threading
from collections import Counter


class Ledger:
    """Requests by resource (core, graphql, free), and what the queries cost in points."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.requests: Counter[str] = Counter()
        self.points = 0

    def request(self, resource: str) -> None:
        """Count one request."""
        with self._lock:
            self.requests[resource] += 1

    def spend(self, points: int) -> None:
        """Count the points of one query."""
        with self._lock:
            self.points += points
