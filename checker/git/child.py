"""A running Git: what is written to it and read from it, and the watch that ends one which is late."""

import os
import signal
import subprocess
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from threading import Event, Thread

_PIECE = 1 << 20
_ERROR_LINES = 20


class GitError(Exception):
    """Git could not do what was asked; the text is its last word, if it said one."""

    def __init__(self, message: str, silent: bool = False) -> None:
        super().__init__(message)
        self.silent = silent


class Late(GitError):
    """Git took longer than it may."""


class _Watchdog:
    """Ends processes that are late, in one thread for all: a timer for each read costs more than Git."""

    _PAUSE = 0.1

    def __init__(self) -> None:
        self._due: dict[Child, float] = {}
        self._thread: Thread | None = None

    def watch(self, child: "Child", due: float) -> None:
        """Expire *child* at the monotonic time *due*, unless it is forgotten before."""
        self._due[child] = due
        # A forked process has the object but not its thread.
        if self._thread is None or not self._thread.is_alive():
            self._thread = Thread(target=self._run, daemon=True)
            self._thread.start()

    def forget(self, child: "Child") -> None:
        """Let a process be."""
        self._due.pop(child, None)

    def _run(self) -> None:
        while True:
            time.sleep(self._PAUSE)
            now = time.monotonic()
            for child, due in list(self._due.items()):
                if now >= due:
                    self.forget(child)
                    child.expire()


_WATCHDOG = _Watchdog()


class Child:
    """One running Git. Whoever reads from it holds a `deadline`, so that nothing hangs."""

    def __init__(self, process: "subprocess.Popen[bytes]", expired: Event) -> None:
        self._process = process
        self._errors: deque[bytes] = deque(maxlen=_ERROR_LINES)
        self._expired = expired
        self._late = False
        # Unread messages would fill their pipe and stop Git.
        self._drain = Thread(target=self._collect_errors, daemon=True)
        self._drain.start()

    def _collect_errors(self) -> None:
        stream = self._process.stderr
        with suppress(OSError, ValueError):
            while stream and (line := stream.readline(1000)):
                self._errors.append(line)

    @contextmanager
    def deadline(self, seconds: float) -> Iterator[None]:
        """Kill the process if the block takes longer."""
        _WATCHDOG.watch(self, time.monotonic() + seconds)
        try:
            yield
        finally:
            _WATCHDOG.forget(self)

    def expire(self) -> None:
        """End the process for being late."""
        self._late = True
        self._expired.set()
        self.kill()

    def kill(self) -> None:
        """End the process and whatever it started."""
        if self._process.poll() is not None:
            return
        with suppress(OSError):
            if os.name == "posix":
                os.killpg(self._process.pid, signal.SIGKILL)
            else:
                self._process.kill()

    def write(self, content: bytes) -> None:
        """Send *content*; a process that is gone is noticed when it is read."""
        stream = self._process.stdin
        with suppress(OSError, ValueError):
            if stream:
                stream.write(content)
                stream.flush()

    def feed(self, lines: Sequence[str]) -> None:
        """Send *lines* and then the end of input."""
        if lines:
            self.write("".join(f"{line}\n" for line in lines).encode())
        with suppress(OSError, ValueError):
            if self._process.stdin:
                self._process.stdin.close()

    def line(self) -> bytes:
        """Return one line without its end.

        Raises GitError when there is none.
        """
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line.endswith(b"\n"):
            raise self.error()
        return line[:-1]

    def read(self, size: int) -> bytes:
        """Return exactly *size* bytes.

        Raises GitError when there are fewer.
        """
        content = self.head(size)
        if len(content) < size:
            raise self.error()
        return content

    def head(self, size: int) -> bytes:
        """Return at most *size* bytes."""
        assert self._process.stdout
        return self._process.stdout.read(size)

    def skip(self, size: int) -> None:
        """Pass over *size* bytes."""
        while size > 0:
            size -= len(self.read(min(size, _PIECE)))

    def finish(self) -> None:
        """Wait for the end.

        Raises GitError when it was not a good one.
        """
        status = self._process.wait()
        if status != 0 or self._late:
            raise self.error()
        self.close()

    def error(self) -> GitError:
        """Return what went wrong, and end the process."""
        self.close()
        if self._late:
            return Late("git took too long")
        lines = [line.decode(errors="replace").strip() for line in self._errors]
        fatal = [line for line in lines if line.startswith(("fatal:", "error:"))]
        last = (fatal or lines or [f"git ended with status {self._process.returncode}"])[-1]
        return GitError(last.removeprefix("fatal: ").removeprefix("error: "), silent=not lines)

    def close(self) -> None:
        """End the process and free its pipes."""
        self.kill()
        self._process.wait()
        self._drain.join(1)
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            with suppress(OSError, ValueError):
                if stream:
                    stream.close()
