"""Keeps within GitHub's limits: so many requests at once, and none while it wants none."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Protocol

CONCURRENCY = 8
"""Requests at once; GitHub allows a hundred, and asks for few."""
_PAUSE = 60.0  # GitHub's advice where it does not say how long
_LONGEST = 2 * 3600.0
_STEP = 0.2


class WaitWatcher(Protocol):
    """Is told when GitHub makes us wait."""

    def waiting(self, until: datetime, why: str) -> None:
        """Hear that nothing happens until a time, and why."""


class Exhausted(Exception):
    """A limit holds longer than one may wait; the text says until when."""


class RateLimit:
    """Shared by all threads of one client. *max_wait* is in seconds, None for as long as it takes."""

    def __init__(self, max_wait: float | None = None, watcher: WaitWatcher | None = None) -> None:
        self._max_wait = max_wait
        self._watcher = watcher
        self._slots = threading.BoundedSemaphore(CONCURRENCY)
        self._lock = threading.Lock()
        self._until: dict[str, float] = {}

    @contextmanager
    def slot(self, resource: str) -> Iterator[None]:
        """Wait until *resource* may be asked, and hold one of the places.

        Raises Exhausted when that would take too long.
        """
        self._wait(resource)
        with self._slots:
            yield

    def pause(self, resource: str, seconds: float | None, why: str) -> None:
        """Let nobody ask *resource* for so many seconds; *seconds* None is GitHub's advice.

        Raises Exhausted when nobody would wait that long.
        """
        until = time.time() + min(_PAUSE if seconds is None else max(seconds, 0.0), _LONGEST)
        with self._lock:
            longer = until > self._until.get(resource, 0.0)
            if longer:
                self._until[resource] = until
        self._refuse(resource, until)
        if longer and self._watcher:
            self._watcher.waiting(datetime.fromtimestamp(until, UTC), why)

    def _refuse(self, resource: str, until: float) -> None:
        if self._max_wait is not None and until - time.time() > self._max_wait:
            at = datetime.fromtimestamp(until, UTC)
            raise Exhausted(f"GitHub's limit for {resource} is used up until {at:%Y-%m-%d %H:%M:%S} UTC")

    def _wait(self, resource: str) -> None:
        while (left := self._until.get(resource, 0.0) - time.time()) > 0:
            self._refuse(resource, time.time() + left)
            time.sleep(min(left, _STEP))
