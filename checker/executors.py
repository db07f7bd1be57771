"""Runs one function over many tasks: here, or in local processes."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from functools import partial
from typing import Generic, TypeVar

from checker.errors import TargetError

Task = TypeVar("Task")
Outcome = TypeVar("Outcome")
MEMORY_LIMIT = 4 * 1024**3
"""Bytes of address space of one worker process."""
TIME_LIMIT = 600
"""Seconds that one task may take in a worker process."""


class Work(Generic[Task, Outcome]):
    """A function with what each process must do once before. Both must be importable by name."""

    def __init__(
        self, function: Callable[[Task], Outcome], prepare: Callable[..., None], *arguments: object
    ) -> None:
        self._function = function
        self._prepare = prepare
        self._arguments = arguments

    def run(self, tasks: Sequence[Task], jobs: int) -> Iterator[tuple[int, Outcome | Exception]]:
        """Yield the index and the outcome (or the error) of each task as it ends.

        A process that dies costs its own task only. One job means this process.
        """
        if jobs <= 1 or len(tasks) <= 1:
            yield from self._here(tasks)
        else:
            yield from self._apart(dict(enumerate(tasks)), min(jobs, len(tasks)))

    def _here(self, tasks: Sequence[Task]) -> Iterator[tuple[int, Outcome | Exception]]:
        self._prepare(*self._arguments)
        for index, task in enumerate(tasks):
            yield index, _guarded(self._function, task)

    def _apart(self, waiting: dict[int, Task], jobs: int) -> Iterator[tuple[int, Outcome | Exception]]:
        with self._pool(jobs) as pool:
            futures = dict(self._submitted(pool, waiting))
            for future in as_completed(futures):
                if not _died(future):
                    del waiting[futures[future]]
                    yield futures[future], future.result()
        # One process that died breaks its pool: judge what is left one by one, each in its own.
        for index, task in waiting.items():
            with self._pool(1) as pool:
                last = pool.submit(_guarded, self._function, task)
                yield index, TargetError(_DEAD, _SMALLER) if _died(last) else last.result()

    def _submitted(
        self, pool: ProcessPoolExecutor, waiting: dict[int, Task]
    ) -> Iterator[tuple[Future[Outcome | Exception], int]]:
        """Hand out tasks until all are, or until a process has died so early that none can be."""
        with suppress(BrokenProcessPool):
            for index, task in waiting.items():
                yield pool.submit(_guarded, self._function, task), index

    def _pool(self, jobs: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(jobs, initializer=partial(_begin, self._prepare, *self._arguments))


_DEAD = "the process that judged it died, perhaps for lack of memory"
_SMALLER = "audit it alone with --jobs 1 to see why"


def _died(future: Future[Outcome]) -> bool:
    return isinstance(future.exception(), BrokenProcessPool)


def _begin(prepare: Callable[..., None], *arguments: object) -> None:
    """Bound a new worker process, then prepare it."""
    if os.name == "posix":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    prepare(*arguments)


def _guarded(function: Callable[[Task], Outcome], task: Task) -> Outcome | Exception:
    """Return errors as values, and stop a task that takes too long."""
    try:
        with _deadline():
            return function(task)
    except Exception as error:  # noqa: BLE001  # one broken task never stops the rest
        return error


class _deadline:  # noqa: N801  # reads as a statement
    """Raises TargetError in the running task after TIME_LIMIT, where the system has timers."""

    def __enter__(self) -> None:
        if os.name == "posix":
            import signal

            signal.signal(signal.SIGALRM, _too_long)
            signal.alarm(TIME_LIMIT)

    def __exit__(self, *_: object) -> None:
        if os.name == "posix":
            import signal

            signal.alarm(0)


def _too_long(*_: object) -> None:
    raise TargetError(f"took longer than {TIME_LIMIT} seconds")


def default_jobs() -> int:
    """Return how many processes this machine runs at once."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
