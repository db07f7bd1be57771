"""Does work on the workers of a Dask cluster, each task bounded there as it would be here.

A Dask worker runs tasks in threads, which cannot be stopped and share their memory. So it only holds worker
processes of ours (see `processes`), and passes tasks on to them.
"""

import pickle
import re
import threading
import time
import weakref
from collections.abc import Generator, Iterable, Iterator, Mapping
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Generic

from checker.errors import TargetError, UsageError
from checker.executors.processes import Worker
from checker.executors.work import Outcome, Prepared, Task, Work
from checker.fingerprint import fingerprint
from checker.parallel import bounded_map

if TYPE_CHECKING:
    from distributed import Client

SCHEMES = {"dask://": "tcp://", "tcp://": "tcp://", "tls://": "tls://"}
"""How addresses of schedulers begin, and what Dask calls it."""
CONNECT_LIMIT = 10.0
"""Seconds in which a scheduler has to answer, and after which it has to have a worker."""
ALONE_LIMIT = 60.0
"""Seconds that a run waits for new workers, or for the scheduler to come back, when all are lost."""
_PLACE = re.compile(r"[^\s/]+:([0-9]{1,5})")
_LAST_PORT = 65535
_AHEAD = 64  # tasks that the scheduler holds at least, for workers that join later
_POLL = 1.0  # seconds between two looks at whether a task is still wanted


class Dask:
    """Does work on the cluster whose scheduler is at an address like dask://HOST:8786.

    Work and tasks are sent by pickle, as Dask does: whoever can talk to the scheduler can run code on its
    workers, and answer in their place. All workers must have the same code.
    Raises UsageError for an address that is none, and where Dask is not installed.
    """

    def __init__(self, address: str) -> None:
        dask_address(address)
        try:
            import distributed  # noqa: F401  # before anything is listed or asked
        except ImportError as error:
            raise UsageError(
                "--executor needs Dask, which is not installed",
                "pip install 'standards-checker[distributed]', here and where the workers are",
            ) from error
        self._address = address

    def run(
        self, work: Work[Prepared, Task, Outcome], tasks: Iterable[Task]
    ) -> Generator[tuple[Task, Outcome | Exception]]:
        """Yield each task with its outcome (or its error) as it ends; tasks are taken as they are needed.

        A task whose Dask worker is lost is done by another, as often as the scheduler's setting
        `allowed-failures` says. When the iterator is closed, what is being done is cancelled.
        Raises TargetError when no scheduler or worker answers, UsageError when a worker has other code.
        """
        with _connected(self._address) as client:
            threads = _threads(client, self._address)
            there = _There[Task, Outcome](client, work)
            ahead = max(_AHEAD, 2 * threads)
            try:
                for task, outcome in bounded_map(there.submit, tasks, ahead, tick=there.check):
                    if isinstance(outcome, OtherCode):
                        raise outcome
                    yield task, _explained(outcome) if isinstance(outcome, Exception) else outcome
            finally:
                there.cancel()


class OtherCode(UsageError):
    """A Dask worker has other code than the client."""


def dask_address(address: str) -> str:
    """Return what Dask calls the scheduler at an address.

    Raises UsageError when it is none.
    """
    for scheme, theirs in SCHEMES.items():
        named = _PLACE.fullmatch(address.removeprefix(scheme))
        if address.startswith(scheme) and named and 1 <= int(named[1]) <= _LAST_PORT:
            return f"{theirs}{named[0]}"
    raise UsageError(f"{address!r} is no address of a Dask scheduler", "write it as dask://HOST:8786")


@contextmanager
def _connected(address: str) -> "Iterator[Client]":
    from distributed import Client, Security

    security: Any = Security()  # type: ignore[no-untyped-call]  # what Dask's own configuration says
    if address.startswith("tls://") and security.get_connection_args("client")["ssl_context"] is None:
        raise UsageError(
            f"{address} needs certificates, and Dask's configuration names none",
            "set distributed.comm.tls.ca-file, .client.cert and .client.key in ~/.config/dask/*.yaml",
        )
    try:
        client: Any = Client(
            dask_address(address), security=security, timeout=CONNECT_LIMIT, set_as_default=False
        )  # type: ignore[no-untyped-call]
    except Exception as error:  # whatever DNS, the network, TLS and other versions of Dask have to say
        raise TargetError(
            f"no Dask scheduler answers at {address}: {error}",
            "start one with `dask scheduler`, and check the address",
        ) from error
    try:
        yield client
    finally:
        client.close(timeout=CONNECT_LIMIT)


def _threads(client: Any, address: str) -> int:
    """Return how many tasks the workers do at once, once there is a worker and all have our code."""
    try:
        client.wait_for_workers(1, timeout=CONNECT_LIMIT)
    except TimeoutError as error:
        raise TargetError(
            f"the Dask scheduler at {address} has no workers",
            f"start some with `dask worker {dask_address(address)}`",
        ) from error
    for worker, code in client.run(fingerprint, on_error="return").items():
        if code != fingerprint():
            raise _other_code(worker, code)
    threads: Mapping[str, int] = client.nthreads()
    return sum(threads.values())


def _other_code(worker: str, code: object) -> OtherCode:
    if isinstance(code, Exception):
        return OtherCode(
            f"the Dask worker {worker} cannot load standards-checker: {code}",
            "install the same version, with its extra `distributed`, in the environment of each worker",
        )
    return OtherCode(
        f"the Dask worker {worker} has {code}; here is {fingerprint()}",
        "install the same version here and in the environment of each worker, and start the workers again",
    )


def _explained(error: Exception) -> Exception:
    """Return what to say of a task that came to no outcome; its own errors stay as they are."""
    from distributed import KilledWorker

    if isinstance(error, KilledWorker):
        return TargetError(
            f"{error.allowed_failures + 1} Dask workers were lost that had to judge it",
            "see their logs; they may lack memory",
        )
    if isinstance(error, CancelledError):
        return TargetError(
            f"no Dask worker was left to judge it for {ALONE_LIMIT:g} seconds",
            "start workers, and go on with --resume",
        )
    return error


class _There(Generic[Task, Outcome]):
    """Hands tasks to the scheduler, and gives up on them when nobody is there to do them."""

    def __init__(self, client: Any, work: Work[Any, Task, Outcome]) -> None:
        self._client = client
        self._tasks = self._client.get_executor(pure=False)
        self._crew = client.submit(Crew, pickle.dumps(work), fingerprint(), pure=False)
        self._running: weakref.WeakSet[Future[Outcome]] = weakref.WeakSet()
        self._seen = time.monotonic()
        self._alone = False

    def submit(self, task: Task) -> Future[Outcome]:
        """Begin a task; one that nobody is there for is cancelled already."""
        future: Future[Outcome] = Future()
        if self._alone:
            future.cancel()
        else:
            future = self._tasks.submit(Crew.do, self._crew, pickle.dumps(task))
            self._running.add(future)
        return future

    def check(self) -> None:
        """Cancel all tasks if there have been no workers for ALONE_LIMIT."""
        if self._workers():
            self._seen = time.monotonic()
        elif time.monotonic() - self._seen > ALONE_LIMIT:
            self._alone = True
            for future in list(self._running):
                future.cancel()

    def cancel(self) -> None:
        """Cancel what is still running: nobody wants it any more."""
        self._tasks.shutdown(wait=False)

    def _workers(self) -> int:
        try:
            return len(self._client.sync(self._client.scheduler.ncores, callback_timeout=CONNECT_LIMIT))
        except Exception:  # noqa: BLE001  # the scheduler is gone, or does not answer
            return 0


class Crew:
    """The worker processes of one Dask worker: one for each of its threads, kept from task to task.

    Dask holds it as a value, and forgets it when the client has gone; then the processes end. Where it is
    sent, it starts anew.
    """

    def __init__(self, work: bytes, code: str) -> None:
        self._work = work
        self._code = code
        self._idle: list[Worker] = []
        self._lock = threading.Lock()
        weakref.finalize(self, _end, self._idle)

    def __reduce__(self) -> tuple[type["Crew"], tuple[bytes, str]]:
        return Crew, (self._work, self._code)

    def do(self, task: bytes) -> Any:
        """Return the outcome of a task, an error as a value; None if nobody wants it any more."""
        from distributed import get_worker

        dask_worker = get_worker()
        if self._code != fingerprint():
            return _other_code(dask_worker.address, fingerprint())
        key = dask_worker.get_current_task()
        worker = self._free()
        try:
            worker.give(pickle.loads(task))  # noqa: S301  # the client can run any code here as it is
            while not worker.answered(_POLL):
                state = dask_worker.state.tasks.get(key)
                if state is None or state.state == "cancelled":
                    return None
            return worker.outcome()
        finally:
            self._back(worker)

    def _free(self) -> Worker:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        return Worker(pickle.loads(self._work))  # noqa: S301

    def _back(self, worker: Worker) -> None:
        if worker.busy:
            worker.end()
        elif not worker.ended:
            with self._lock:
                self._idle.append(worker)


def _end(workers: Iterable[Worker]) -> None:
    for worker in workers:
        worker.end()
