"""The child's side of a worker process: it answers one task after another, bounded in memory."""

import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any, NoReturn

from checker.errors import TargetError
from checker.executors.work import Work

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

MEMORY_LIMIT = 3 * 1024**3 // 2
"""Bytes of address space that a worker may map beside what Python itself takes.

Held where the system enforces RLIMIT_AS: on Linux and the BSDs, neither on macOS nor on Windows.
"""
TIME_LIMIT = 600.0
"""Seconds that one task may take."""
GRACE = 3.0
"""Seconds that a worker has to clean up behind itself when it is stopped."""
INTERRUPTED = 130
"""The exit code of a worker in which KeyboardInterrupt was raised."""
TOO_MUCH = "one of its files, or an expression of the policy, asks for too much"


def begin(handle: int) -> NoReturn:
    """Serve as a new worker, whose work comes first through the inherited *handle*."""
    if sys.platform == "win32":
        from multiprocessing.connection import PipeConnection

        connection: Any = PipeConnection(handle)
    else:
        from multiprocessing.connection import Connection

        connection = Connection(handle)
    serve(connection, connection.recv())


def serve(connection: "Connection", work: Work[Any, Any, Any]) -> NoReturn:
    """Answer tasks until the parent is gone, and never return to what a copy was made of."""
    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        inbox: SimpleQueue[Any] = SimpleQueue()
        Thread(target=_receive, args=(connection, inbox), daemon=True).start()
        _bound_memory()
        function = work.begin()
        while True:
            _answer(connection, function, inbox.get())
    except KeyboardInterrupt:
        os._exit(INTERRUPTED)
    finally:
        os._exit(1)


def _receive(connection: "Connection", inbox: "SimpleQueue[Any]") -> None:
    """Take tasks until the parent is gone, and end at once then: it may have held locks that we hold too."""
    while True:
        try:
            inbox.put(connection.recv())
        except (EOFError, OSError):
            os._exit(0)


def _answer(connection: "Connection", function: Callable[[Any], Any], task: object) -> None:
    from multiprocessing.reduction import ForkingPickler

    _end_by_itself(TIME_LIMIT + 2 * GRACE)
    last = False
    try:
        outcome = function(task)
    except MemoryError:
        # What is left of the address space may be in pieces: a new worker takes over.
        outcome, last = TargetError(f"took more than {MEMORY_LIMIT >> 20} MiB of memory", TOO_MUCH), True
    except Exception as error:  # noqa: BLE001  # one broken task never stops the rest
        outcome = _portable(error)
    try:
        message = ForkingPickler.dumps((outcome, last))
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  # pickle raises whatever the value raises
        message = ForkingPickler.dumps((TargetError(f"{type(error).__name__}: {error}"), last))
    connection.send_bytes(message)
    _end_by_itself(0)


def _end_by_itself(seconds: float) -> None:
    """Let the system end this process after some time (0: never), should the parent have been killed."""
    if sys.platform != "win32":
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _portable(error: Exception) -> Exception:
    """Return an error that arrives as it is, or one that says the same."""
    import pickle

    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301  # our own, a moment ago
    except Exception:  # noqa: BLE001  # whatever its constructor raises
        return TargetError(f"{type(error).__name__}: {error}", "please report this bug")
    return error


def _bound_memory() -> None:
    """Bound what this process may map, by what it has mapped already: libraries, and a copy's heap."""
    if sys.platform == "win32":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    limits = [_mapped() + MEMORY_LIMIT, *(each for each in (soft, hard) if each != resource.RLIM_INFINITY)]
    with suppress(ValueError, OSError):  # systems that know the limit and do not let it be set
        resource.setrlimit(resource.RLIMIT_AS, (min(limits), hard))


def _mapped() -> int:
    """Return the bytes of address space that this process has, 0 where the system does not tell."""
    try:
        pages = Path("/proc/self/statm").read_bytes().split()[0]
    except OSError:
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
