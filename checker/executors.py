"""Runs one function over many tasks: here, or in local processes."""

import os
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent import futures  # which imports what starts processes when it is used
from functools import partial
from itertools import chain, islice
from threading import Thread
from typing import Generic, TypeVar

from checker.errors import TargetError

Task = TypeVar("Task")
Outcome = TypeVar("Outcome")
MEMORY_LIMIT = 4 * 1024**3
"""Bytes of address space of one worker process."""
TIME_LIMIT = 600
"""Seconds that one task may take in a worker process."""
_AHEAD = 2  # tasks a process: one at work, one at hand


class Work(Generic[Task, Outcome]):
    """A function with what each process must do once before. Both must be importable by name.

    *threads* says that other threads are at work when processes start.
    """

    def __init__(
        self,
        function: Callable[[Task], Outcome],
        prepare: Callable[..., None],
        *arguments: object,
        threads: bool = False,
    ) -> None:
        self._function = function
        self._prepare = prepare
        self._arguments = arguments
        self._threads = threads

    def run(self, tasks: Iterable[Task], jobs: int) -> Iterator[tuple[Task, Outcome | Exception]]:
        """Yield each task with its outcome (or its error) as it ends; tasks are taken as they are needed.

        A process that dies costs its own task only. One job, or one task, means this process.
        """
        waiting = iter(tasks)
        first = list(islice(waiting, 2))
        if jobs <= 1 or len(first) <= 1:
            yield from self._here(chain(first, waiting))
        else:
            yield from self._apart(chain(first, waiting), jobs)

    def _here(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Outcome | Exception]]:
        self._prepare(*self._arguments)
        for task in tasks:
            yield task, _guarded(self._function, task)

    def _apart(self, tasks: Iterator[Task], jobs: int) -> Iterator[tuple[Task, Outcome | Exception]]:
        while True:
            lost = yield from self._together(tasks, jobs)
            if not lost:
                return
            # One process that died breaks its pool: judge what it held one by one, each in its own.
            for task in lost:
                with self._pool(1) as pool:
                    last = pool.submit(_guarded, self._function, task)
                    yield task, TargetError(_DEAD, _SMALLER) if _died(last) else last.result()

    def _together(
        self, tasks: Iterator[Task], jobs: int
    ) -> Generator[tuple[Task, Outcome | Exception], None, list[Task]]:
        """Run tasks in one pool until none is left or a process dies; return what was lost with it."""
        running: dict[futures.Future[Outcome | Exception], Task] = {}
        lost: list[Task] = []
        with self._pool(jobs) as pool:
            while True:
                for task in islice(tasks, 0 if lost else _AHEAD * jobs - len(running)):
                    try:
                        running[pool.submit(_guarded, self._function, task)] = task
                    except futures.BrokenExecutor:
                        lost.append(task)
                        break
                if not running:
                    return lost
                for future in futures.wait(running, return_when=futures.FIRST_COMPLETED).done:
                    task = running.pop(future)
                    if _died(future):
                        lost.append(task)
                    else:
                        yield task, future.result()

    def _pool(self, jobs: int) -> "futures.ProcessPoolExecutor":
        from multiprocessing import get_all_start_methods, get_context

        # A fork takes over the locks that other threads hold, and nobody would ever release them.
        clean = self._threads and "forkserver" in get_all_start_methods()
        return futures.ProcessPoolExecutor(
            jobs,
            mp_context=get_context("forkserver" if clean else None),
            initializer=partial(_begin, self._prepare, *self._arguments),
        )


_DEAD = "the process that judged it died, perhaps for lack of memory"
_SMALLER = "audit it alone with --jobs 1 to see why"


def _died(future: futures.Future[Outcome]) -> bool:
    return isinstance(future.exception(), futures.BrokenExecutor)


def _begin(prepare: Callable[..., None], *arguments: object) -> None:
    """Bound a new worker process, then prepare it."""
    if os.name == "posix":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    Thread(target=_end_with_parent, daemon=True).start()
    prepare(*arguments)


def _end_with_parent() -> None:
    """End this process when the one that it works for was killed, whose locks it would hold forever."""
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


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
