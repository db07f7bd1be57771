"""Git as a child process: plumbing only, and nothing that a repository can configure."""

import os
import signal
import subprocess
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from threading import Event, Thread
from typing import TypeAlias, cast

from checker.errors import TargetError

TIMEOUT = 120.0
"""Seconds that one answer of a local Git may take; it only ends what hangs."""
OUTPUT_LIMIT = 512 * 1024 * 1024
"""Bytes that one command may print."""
_PIECE = 1 << 20
_ERROR_LINES = 20

_OPTIONS = (
    "--no-pager",
    "--literal-pathspecs",
    "-c",
    "core.fsmonitor=false",
    "-c",
    f"core.hooksPath={os.devnull}",
    "-c",
    "log.showSignature=false",
    "-c",
    "safe.directory=*",
    # Git would map packs by the gigabyte, and has the memory of the worker that asks (see executors).
    "-c",
    "core.packedGitWindowSize=64m",
    "-c",
    "core.packedGitLimit=512m",
)
_ENVIRONMENT = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_ALTERNATE_OBJECT_DIRECTORIES": "",
    "GIT_CONFIG_PARAMETERS": "",
    "GIT_CONFIG_COUNT": "0",
    "GIT_NAMESPACE": "",
}
LOCAL = {
    **_ENVIRONMENT,
    # A report must not depend on who asks, so only the repository's own configuration is read.
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_ATTR_NOSYSTEM": "1",
    # An object that is missing stays missing. Git before 2.45 knows only the second way to say so.
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
}
"""The environment for reading a repository that somebody else configured."""
REMOTE = {**_ENVIRONMENT, "GIT_ALLOW_PROTOCOL": "https:ssh:file:git", "GIT_LFS_SKIP_SMUDGE": "1"}
"""The environment for cloning: the user's own proxies and credentials are wanted."""


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


Spawn: TypeAlias = Callable[[Sequence[str], str, Mapping[str, str], Sequence[int]], "subprocess.Popen[bytes]"]
"""Starts a command line in a directory with some variables of its environment set and some handles inherited.

Raises FileNotFoundError when there is no Git.
"""


def by_gitpython(
    call: Sequence[str], directory: str, environment: Mapping[str, str], handles: Sequence[int]
) -> "subprocess.Popen[bytes]":
    """Start Git as GitPython does: on Windows never a `git.exe` of the folder, and without a console."""
    # Without this, importing GitPython fails where there is no Git.
    os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")
    from git import GitCommandNotFound
    from git.cmd import Git

    try:
        interrupt = Git(directory).execute(
            [Git.GIT_PYTHON_GIT_EXECUTABLE or "git", *call[1:]],
            istream=subprocess.PIPE,
            as_process=True,
            env=dict(environment),
            # Its own session: no terminal to ask on, and one group to kill.
            start_new_session=os.name == "posix",
            **({"pass_fds": tuple(handles)} if handles else {}),
        )
    except GitCommandNotFound as error:
        raise FileNotFoundError from error
    # GitPython's wrapper would end the process when it is collected.
    process = cast("subprocess.Popen[bytes]", interrupt.proc)
    interrupt.proc = None
    return process


def _directly(
    call: Sequence[str], directory: str, environment: Mapping[str, str], handles: Sequence[int]
) -> "subprocess.Popen[bytes]":
    """Start Git without GitPython, whose import takes longer than what Git does for a small audit."""
    return subprocess.Popen(  # noqa: S603  # no shell, and Git's own options only
        call,
        cwd=directory,
        env={**os.environ, "LANGUAGE": "C", "LC_ALL": "C", **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        pass_fds=handles,
    )


_LOCALLY: Spawn = _directly if os.name == "posix" else by_gitpython


class Command:
    """Git in one directory with one environment; *spawn* starts it.

    After a call that took too long all others fail at once, also those of commands made by `having`: where
    one waits for something that never comes, such as a pipe among Git's files, others would wait as well.
    """

    def __init__(
        self,
        directory: str,
        environment: Mapping[str, str],
        expired: Event | None = None,
        spawn: Spawn = _LOCALLY,
    ) -> None:
        self._directory = directory
        self._environment = dict(environment)
        self._expired = expired or Event()
        self._spawn = spawn

    def having(self, environment: Mapping[str, str]) -> "Command":
        """Return the same with some variables changed."""
        changed = {**self._environment, **environment}
        return Command(self._directory, changed, self._expired, self._spawn)

    def start(self, *arguments: str, handles: Sequence[int] = ()) -> Child:
        """Start `git ARGUMENTS` with pipes at both ends; it inherits the open *handles*.

        Raises TargetError when there is no Git, Late when an earlier call took too long.
        """
        if self._expired.is_set():
            raise Late("git took too long before")
        call = ["git", *_OPTIONS, *arguments]
        try:
            process = self._spawn(call, self._directory, self._environment, handles)
        except FileNotFoundError as error:
            raise TargetError(
                "there is no git on this machine", "install git and put it on the PATH"
            ) from error
        return Child(process, self._expired)

    def run(
        self,
        *arguments: str,
        lines: Sequence[str] = (),
        timeout: float | None = None,
        handles: Sequence[int] = (),
    ) -> bytes:
        """Return what `git ARGUMENTS`, fed with *lines* and inheriting *handles*, prints.

        Raises GitError when it fails, takes longer than *timeout* (else TIMEOUT) or prints too much.
        """
        child = self.start(*arguments, handles=handles)
        try:
            with child.deadline(timeout or TIMEOUT):
                if lines:  # Git may answer before it has read everything
                    Thread(target=child.feed, args=(lines,), daemon=True).start()
                else:
                    child.feed(lines)
                output = child.head(OUTPUT_LIMIT + 1)
                if len(output) > OUTPUT_LIMIT:
                    raise GitError(f"git printed more than {OUTPUT_LIMIT} bytes")
                child.finish()
        finally:
            child.close()
        return output
