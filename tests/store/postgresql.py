"""A PostgreSQL server of the tests' own, from the system's package; nothing of the system's is touched."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

USER = "checker"
PASSWORD = "secret-of-the-tests"
MISSING = "PostgreSQL's server is not installed"
_PLACES = ("/usr/lib/postgresql", "/usr/local", "/opt/homebrew", "/usr/pgsql")
# Throw-away data: what would survive a power cut does not matter.
_FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=32MB"


def binaries() -> Path | None:
    """Return the folder with the server's programs, None where it is not installed."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else []
    for place in _PLACES:
        folders += sorted(Path(place).glob("*/bin"), reverse=True) + [Path(place) / "bin"]
    return next((each for each in folders if (each / "postgres").is_file()), None)


@contextmanager
def server(settings: str = _FAST) -> Iterator[str]:
    """Run a server; give an address without a database at its end."""
    programs = binaries()
    assert programs
    folder = Path(tempfile.mkdtemp(prefix="checker-postgresql-"))
    try:
        _give(folder)
        (folder / "password").write_text(PASSWORD)
        _run(
            programs / "initdb",
            "--no-sync",
            f"--username={USER}",
            f"--pwfile={folder / 'password'}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--no-locale",
            f"--pgdata={folder / 'data'}",
        )
        port = _free_port()
        options = (
            f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder} {settings}"
        )
        control = (programs / "pg_ctl", f"--pgdata={folder / 'data'}", "--wait")
        _run(*control, f"--log={folder / 'log'}", f"--options={options}", "start")
        try:
            yield f"postgresql://{USER}:{PASSWORD}@127.0.0.1:{port}/"
        finally:
            _run(*control, "--mode=immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _give(folder: Path) -> None:
    """Give a folder to who runs the server, which refuses to run as root."""
    user = _user()
    if user:
        shutil.chown(folder, user)


def _user() -> str | None:
    return "nobody" if os.name == "posix" and os.getuid() == 0 else None


def _run(*command: str | Path) -> None:
    done = subprocess.run(
        [str(part) for part in command],
        user=_user(),
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,  # the server would hold a pipe open
        stderr=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]} ended with {done.returncode}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
