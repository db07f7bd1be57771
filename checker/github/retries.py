"""How often, and how soon, a request is sent again that failed for no fault of ours."""

import random
import threading
import time
from collections import Counter
from collections.abc import Iterator

ATTEMPTS = 5
"""How often a request is sent at most."""
FIRST_PAUSE = 0.5
"""Seconds before the first repetition; each further one takes twice as long."""
LOST = 3
"""Requests of one kind in a row that came to nothing, after which none of them is repeated."""


class RetryPolicy:
    """Shared by all threads of one client; *max_wait* is the longest pause in seconds, None for no limit.

    What keeps failing gets one chance a request: else an audit of thousands of repositories would
    take hours to find out that GitHub cannot answer a question today.
    """

    def __init__(self, first_pause: float = FIRST_PAUSE, max_wait: float | None = None) -> None:
        self._first_pause = first_pause
        self._max_wait = max_wait
        self._lock = threading.Lock()
        self._lost: Counter[str] = Counter()

    def attempts(self, kind: str, most: int = ATTEMPTS) -> Iterator[int]:
        """Yield the number of each attempt at a request of this kind, from 1, after the pause before it."""
        yield 1
        for number in range(2, most + 1):
            if self._lost[kind] >= LOST:
                return
            self._pause(number - 2)
            yield number

    def note(self, kind: str, *, answered: bool) -> None:
        """Remember whether a request came to anything."""
        with self._lock:
            self._lost[kind] = 0 if answered else self._lost[kind] + 1

    def _pause(self, doublings: int) -> None:
        # By chance, so that threads do not march in step.
        pause = self._first_pause * 2**doublings * random.uniform(0.5, 1.0)  # noqa: S311
        time.sleep(pause if self._max_wait is None else min(pause, self._max_wait))
