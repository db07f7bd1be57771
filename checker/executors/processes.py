"""Runs one function over many tasks in worker processes, each bounded in time and in memory.

The caller's process is only a parent here: it keeps its signal handlers, alarms, limits and environment,
and may be at work in any thread. A worker that hangs (also inside a library in C++) or takes too much
memory costs its own task and nothing else.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from checker.errors import TargetError
from checker.executors import serving
from checker.executors.serving import GRACE, INTERRUPTED, TIME_LIMIT, TOO_MUCH
from checker.executors.work import Outcome, Prepared, Task, Work

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_MOST = 60 if sys.platform == "win32" else sys.maxsize  # Windows waits for no more than 63 handles at once
# A copy of this process starts ten times faster than a new one, but takes over locks that other threads
# hold, and system libraries of macOS do not survive it.
_CAN_FORK = sys.platform not in ("win32", "darwin")


class Here:
    """Does work in this process, one task after another, and bounds nothing.

    It is for tasks that cannot leave this process, as they ask with a secret that stays in it.
    """

    def run(
        self, work: Work[Prepared, Task, Outcome], tasks: Iterable[Task]
    ) -> Generator[tuple[Task, Outcome | Exception]]:
        """Yield each task with its outcome (or its error)."""
        function = work.begin()
        for task in tasks:
            outcome: Outcome | Exception
            try:
                outcome = function(task)
            except Exception as error:  # noqa: BLE001  # one broken task never stops the rest
                outcome = error
            yield task, outcome


class Processes:
    """Does work in up to *jobs* worker processes.

    *hosted* says that this process is not ours alone, or has other threads at work: then workers are new
    processes instead of copies of this one, and arguments, tasks and outcomes are pickled in any case.
    """

    def __init__(self, jobs: int = 1, *, hosted: bool = False) -> None:
        self._most = min(max(jobs, 1), _MOST)
        self._copy = _CAN_FORK and not hosted

    def run(
        self, work: Work[Prepared, Task, Outcome], tasks: Iterable[Task]
    ) -> Generator[tuple[Task, Outcome | Exception]]:
        """Yield each task with its outcome (or its error) as it ends; tasks are taken as they are needed.

        A worker that dies, or takes longer than TIME_LIMIT, costs its own task only. All workers have ended
        when the iterator is closed or exhausted. Raises TargetError when none can be started.
        """
        pending = iter(tasks)
        workers: list[Worker] = []
        try:
            self._assign(work, pending, workers)
            while busy := [worker for worker in workers if worker.busy]:
                for worker in _ready(busy):
                    task, outcome = worker.task, worker.outcome()
                    if worker.ended:
                        workers.remove(worker)
                    # Before the outcome is handed out: workers go on while the caller looks at it.
                    self._assign(work, pending, workers)
                    yield task, outcome
        finally:
            for worker in workers:
                worker.end()

    def _assign(self, work: Work[Any, Any, Any], pending: Iterator[Any], workers: "list[Worker]") -> None:
        """Give a task to each worker that has none, and start those that are lacking."""
        idle = [worker for worker in workers if not worker.busy]
        while idle or len(workers) < self._most:
            try:
                task = next(pending)
            except StopIteration:
                return
            if not idle:
                idle.append(Worker(work, workers, copy=self._copy))
                workers.append(idle[0])
            idle.pop().give(task)


class Worker:
    """The parent's side of one worker process."""

    def __init__(
        self, work: Work[Any, Any, Any], others: "Sequence[Worker]" = (), *, copy: bool = False
    ) -> None:
        """Start it as a *copy* of this process, or anew; *others* are those that were started before.

        Raises TargetError when the system allows no more processes.
        """
        from multiprocessing.connection import Pipe

        self._connection, theirs = Pipe()
        self.busy = False
        self.ended = False
        self.task: Any = None
        self.due = 0.0
        with theirs:
            # A copy would hold the parent's ends open, and no worker would see the parent end.
            inherited = [self._connection, *(each._connection for each in others)]  # noqa: SLF001
            try:
                self._process = _Copied(theirs, inherited, work) if copy else _New(theirs)
            except OSError as error:
                self._connection.close()
                raise TargetError(
                    f"no process can be started to judge in: {error.strerror or error}",
                    "this machine allows no more processes, or is out of memory",
                ) from error
        if not copy:
            self._send(work)

    def _send(self, message: object) -> None:
        with suppress(OSError):  # a worker that is gone is noticed when it is read from
            self._connection.send(message)

    def give(self, task: object) -> None:
        """Let the worker begin with a task."""
        self.busy, self.task, self.due = True, task, time.monotonic() + TIME_LIMIT
        self._send(task)

    def answered(self, seconds: float) -> bool:
        """Tell whether there is an outcome, an end, or no more time; wait for one so many seconds."""
        left = self.due - time.monotonic()
        return self._connection.poll(max(0, min(seconds, left))) or left <= seconds

    def outcome(self) -> Any:
        """Return what became of the task, now that there is an answer, an end, or no more time."""
        if not self._connection.poll():
            self.end()
            return TargetError(f"took longer than {TIME_LIMIT:g} seconds", TOO_MUCH)
        try:
            answer, last = self._connection.recv()
        except (EOFError, OSError):
            self.busy = False  # it is on its way out, and need not be interrupted
            code = self.end()
            # A copy hears of Ctrl-C from the terminal as this process does, perhaps a moment before.
            if code == INTERRUPTED and isinstance(self._process, _Copied):
                raise KeyboardInterrupt from None
            return _death(code)
        self.busy = False
        if last:
            self.end()
        return answer

    def end(self) -> int:
        """End the process, which may remove its temporary files before; return its exit code."""
        self.ended = True
        if self.busy and sys.platform != "win32":
            self._process.interrupt()
        self._connection.close()  # at which one that has nothing to do ends
        return self._process.stopped(0 if self.busy and sys.platform == "win32" else GRACE)


def _ready(busy: Sequence[Worker]) -> Sequence[Worker]:
    """Wait until workers have answered, have died or are late; return those."""
    from multiprocessing.connection import wait

    while True:
        left = min(worker.due for worker in busy) - time.monotonic()
        answered = wait([worker._connection for worker in busy], max(left, 0))  # noqa: SLF001
        ready = [worker for worker in busy if worker._connection in answered]  # noqa: SLF001
        if ready := ready or [worker for worker in busy if worker.due <= time.monotonic()]:
            return ready


def _death(code: int) -> TargetError:
    """Return what to say of a task whose worker ended with *code* (negative: by a signal)."""
    how = f"ended with code {code}"
    if code < 0:
        with suppress(ValueError):
            how = f"died of {signal.Signals(-code).name}"
    return TargetError(f"the process that judged it {how}, perhaps for lack of memory", TOO_MUCH)


class _Copied:
    """A worker that is a copy of this process: what is loaded already need not be loaded again."""

    def __init__(
        self, connection: "Connection", inherited: "Sequence[Connection]", work: Work[Any, Any, Any]
    ) -> None:
        import gc
        from multiprocessing import get_context

        # A collection in the copy would write to all objects, and memory that is written to is copied.
        gc.freeze()
        arguments = (connection, inherited, work)
        self._process = get_context("fork").Process(target=_copy, args=arguments, daemon=True)
        self._process.start()

    def interrupt(self) -> None:
        """Raise KeyboardInterrupt in what it does."""
        if self._process.is_alive() and self._process.pid:
            os.kill(self._process.pid, signal.SIGINT)

    def stopped(self, grace: float) -> int:
        """Return the exit code; who has not ended after *grace* seconds is killed."""
        self._process.join(grace)
        self._process.kill()
        self._process.join()
        return self._process.exitcode or 0


def _copy(connection: "Connection", inherited: "Sequence[Connection]", work: Work[Any, Any, Any]) -> NoReturn:
    for each in inherited:
        each.close()
    serving.serve(connection, work)


class _New:
    """A worker that is a new interpreter, wherever the caller's process and its main module come from.

    It is isolated (-I) and has the caller's import paths but for the current folder: that may be a stranger's
    repository, in which a folder `logging` would be imported instead of Python's own. The methods of
    `multiprocessing` look there first, and run the main module of the host program a second time.
    """

    def __init__(self, connection: "Connection") -> None:
        handle = connection.fileno()
        options: dict[str, Any]
        # Its own session, or group: what a terminal tells the host program is for that to handle.
        if sys.platform == "win32":
            os.set_handle_inheritable(handle, True)
            options = {
                "startupinfo": subprocess.STARTUPINFO(lpAttributeList={"handle_list": [handle]}),
                "creationflags": subprocess.CREATE_NEW_PROCESS_GROUP,
            }
        else:
            options = {"pass_fds": [handle], "start_new_session": True}
        self._process: subprocess.Popen[bytes] = subprocess.Popen(  # noqa: S603  # Python itself, with code of ours
            [*_interpreter(), "-c", _BEGIN, str(handle), *_import_paths()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            **options,
        )

    def interrupt(self) -> None:
        """Raise KeyboardInterrupt in what it does."""
        self._process.send_signal(signal.SIGINT)

    def stopped(self, grace: float) -> int:
        """Return the exit code; who has not ended after *grace* seconds is killed."""
        with suppress(subprocess.TimeoutExpired):
            return self._process.wait(grace)
        self._process.kill()
        return self._process.wait()


_BEGIN = (
    f"import sys; sys.path[:] = sys.argv[2:]; from {serving.__name__} import begin; begin(int(sys.argv[1]))"
)


def _interpreter() -> list[str]:
    from multiprocessing import spawn

    program = os.fsdecode(spawn.get_executable() or sys.executable)  # an embedding program sets the first
    return [program, "-I", "-X", f"utf8={sys.flags.utf8_mode}", *(["-B"] if sys.dont_write_bytecode else ())]


def _import_paths() -> list[str]:
    """Return where a new worker imports from: as we do, but for relative paths and the current folder."""
    here, ours = Path.cwd(), str(Path(__file__).parents[2])
    paths = [path for path in sys.path if Path(path).is_absolute() and Path(path) != here]
    return paths if ours in paths else [*paths, ours]


def default_jobs() -> int:
    """Return how many processes this machine runs at once."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
