"""The command as users have it, started from a process that has imported it already.

Starting Python and importing take several times as long as most of what tests ask of the command. So one
process imports everything once, and each call is a copy of it: with arguments, environment, folder, streams and
exit code of its own, and through the same `main`. Where copies are not possible, or what is given would change
how Python itself starts, the installed command is started.
"""

import atexit
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cache, cached_property
from pathlib import Path
from typing import IO, Any, NoReturn

from tests import privileges

COMMAND = Path(sys.executable).parent / "checker"
"""The installed command: for tests of how it starts, of its streams and of signals."""
_ROOT = Path(__file__).parents[1]
_CAN_COPY = sys.platform == "linux"
_LAZY = (
    "alembic.autogenerate.api",
    "alembic.command",
    "git.cmd",
    "github.Auth",
    "jinja2",
    "multiprocessing.connection",
    "multiprocessing.popen_fork",
    "platformdirs",
    "pygal",
    "requests",
)
"""Libraries that the command imports only when it needs them."""
_PACKS = ("baseline", "baseline-github", "docs")
"""What most tests audit by."""
_AT_START = ("PYTHON", "LC_", "LANG", "PATH", "TZ")
"""How variables begin that count only when Python starts, or when a library is imported."""
_READY = b"ready"
Done = subprocess.CompletedProcess[str]


def run_checker(
    *arguments: object,
    cwd: Path,
    env: Mapping[str, str],
    unprivileged: bool = False,
    timeout: float = 120,
) -> Done:
    """Run the command with nothing on stdin, and return its exit code and what it printed.

    *unprivileged* takes root's right to look past permissions. Raises TimeoutExpired after *timeout* seconds.
    """
    words = [os.fspath(word) if isinstance(word, os.PathLike) else str(word) for word in arguments]
    if _CAN_COPY and _startup(env) == _source().startup:
        return _source().call(words, cwd, env, unprivileged, timeout)
    return subprocess.run(
        [COMMAND, *words],
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=timeout,
        preexec_fn=privileges.plain() if unprivileged else None,
    )


def warm(cache: Path) -> Path:
    """Put what only our own files decide into a cache that is not there yet, and return it.

    To read and to compile the shipped packs takes longer than most audits of tests.
    """
    if _CAN_COPY:
        shutil.copytree(_source().cache, cache)
        cache.chmod(0o700)
    return cache


def _startup(env: Mapping[str, str]) -> Mapping[str, str]:
    return {name: value for name, value in env.items() if name.startswith(_AT_START)}


class _Source:
    """The process that copies are made of, as its client sees it."""

    def __init__(self) -> None:
        self.startup = _startup(os.environ)
        self._folder = tempfile.TemporaryDirectory(prefix="checker-")
        self._socket, theirs = socket.socketpair()
        with theirs:
            handle = theirs.fileno()
            code = f"from {__name__} import serve; serve({handle})"
            env = {**os.environ, "CHECKER_CACHE_DIR": f"{self._folder.name}/cache"}
            command = [sys.executable, "-c", code]
            self._process = subprocess.Popen(command, cwd=_ROOT, env=env, pass_fds=[handle])
        atexit.register(self.close)

    @cached_property
    def cache(self) -> Path:
        """The cache that the process fills when it begins."""
        _exactly(self._socket, len(_READY))
        return Path(self._folder.name, "cache")

    def close(self) -> None:
        """Let it end, and wait for that: what its copies took of the CPU counts as ours then."""
        self._socket.close()
        self._process.wait()
        self._folder.cleanup()

    def call(
        self, words: list[str], cwd: Path, env: Mapping[str, str], unprivileged: bool, timeout: float
    ) -> Done:
        """Run one copy."""
        assert self.cache
        message = json.dumps([words, os.fspath(cwd), dict(env), unprivileged]).encode()
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            header = len(message).to_bytes(4, "big")
            socket.send_fds(self._socket, [header], [out.fileno(), err.fileno()])
            self._socket.sendall(message)
            copy = _number(self._socket)
            self._socket.settimeout(timeout)
            try:
                code = _number(self._socket)
            except TimeoutError:
                os.kill(copy, signal.SIGKILL)
                raise subprocess.TimeoutExpired(words, timeout) from None
            finally:
                self._socket.settimeout(None)
            return subprocess.CompletedProcess(words, code, _text(out), _text(err))


_source = cache(_Source)


def _text(file: IO[bytes]) -> str:
    """Return what was printed, with the line ends that Python reads from pipes."""
    file.seek(0)
    return file.read().decode().replace("\r\n", "\n").replace("\r", "\n")


def _number(connection: socket.socket) -> int:
    return int.from_bytes(_exactly(connection, 4), "big", signed=True)


def _exactly(connection: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        more = connection.recv(size - len(data))
        if not more:
            raise EOFError("the process that copies are made of has ended")
        data += more
    return data


def serve(handle: int) -> None:
    """Be the process that copies are made of; a copy leaves this function too, as the command's main."""
    main = _imported()
    with socket.socket(fileno=handle) as connection, suppress(EOFError, KeyboardInterrupt):
        connection.sendall(_READY)
        while True:
            header, streams, _, _ = socket.recv_fds(connection, 4, 2)
            if not header:
                return
            request = json.loads(_exactly(connection, int.from_bytes(header, "big")))
            copy = os.fork()
            if not copy:
                break
            for stream in streams:
                os.close(stream)
            connection.sendall(copy.to_bytes(4, "big"))
            _, status = os.waitpid(copy, 0)
            connection.sendall(os.waitstatus_to_exitcode(status).to_bytes(4, "big", signed=True))
    _become(request, streams)
    try:
        main()
    except SystemExit as ended:
        _end(ended.code)


def _end(code: object) -> NoReturn:
    """End as Python does, but for freeing all that was imported: that would write to memory that is shared."""
    assert isinstance(code, int)
    threading._shutdown()  # type: ignore[attr-defined]  # noqa: SLF001  # waits for threads
    atexit._run_exitfuncs()  # noqa: SLF001
    with suppress(OSError, ValueError):  # the command has seen to what it printed
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)


def _imported() -> Callable[[], None]:
    """Import what any call may need, read what ships with the program, and return the command's main."""
    import gc
    import pkgutil
    from datetime import UTC, datetime
    from importlib import import_module

    import checker
    from checker import fingerprint
    from checker.__main__ import run
    from checker.app.policies.compile_plan import prepare
    from checker.collectors import registry

    ours = (module.name for module in pkgutil.walk_packages(checker.__path__, "checker."))
    for name in (*_LAZY, *(name for name in ours if ".migrations" not in name)):
        import_module(name)
    registry.table()
    fingerprint.fingerprint()
    fingerprint.digest()
    for pack in _PACKS:
        prepare([pack], _ROOT, datetime.now(UTC).date())
    # What is here now is no garbage, and stays in memory that all copies share.
    gc.collect()
    gc.freeze()
    return run


def _become(request: Sequence[Any], streams: Sequence[int]) -> None:
    """Make this copy what a new process would be."""
    words, cwd, env, unprivileged = request
    nowhere = os.open(os.devnull, os.O_RDONLY)
    for number, stream in enumerate((nowhere, *streams)):
        os.dup2(stream, number)
        os.close(stream)
    sys.argv = [str(COMMAND), *words]
    sys.path[0] = str(COMMAND.parent)
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    drop = privileges.plain()
    if unprivileged and drop:
        drop()
