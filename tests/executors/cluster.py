"""A Dask cluster of processes: a scheduler and workers, started as Dask's documentation says."""

import contextlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

DASK = Path(sys.executable).parent / "dask"
PATIENCE = 120  # seconds; a guard against hangs
GRACE = 5  # seconds that all processes together have to end; what they hold then, nobody wants


class Cluster:
    """A scheduler, and workers that import from *folder* as well."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self._environment = {**os.environ, "PYTHONPATH": str(folder), **environment}
        self._file = folder / "scheduler.json"
        self._processes: list[subprocess.Popen[bytes]] = []
        self._start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        self.scheduler = self._announced()
        self.address = self.scheduler.replace("tcp://", "dask://")

    def _announced(self) -> str:
        """Wait for the address: the scheduler first makes its file, then writes it."""
        until = time.monotonic() + PATIENCE
        while True:
            with contextlib.suppress(FileNotFoundError, json.JSONDecodeError):
                return str(json.loads(self._file.read_text(encoding="utf-8"))["address"])
            if time.monotonic() > until:
                pytest.fail(f"No scheduler after {PATIENCE} seconds: {self.folder}")
            time.sleep(0.1)

    def worker(self, *options: str) -> "subprocess.Popen[bytes]":
        """Start a worker with one thread."""
        place = self.folder / f"worker-{len(self._processes)}"
        words = ("--nthreads", "1", "--no-dashboard", "--local-directory", str(place))
        return self._start("worker", *words, *options)

    def _start(self, *words: str) -> "subprocess.Popen[bytes]":
        command: list[str | Path] = [DASK, *words, "--scheduler-file", self._file]
        with (self.folder / f"{words[0]}-{len(self._processes)}.log").open("wb") as log:
            started = subprocess.Popen(command, env=self._environment, stdout=log, stderr=log)
        self._processes.append(started)
        return started

    def close(self) -> None:
        """End all, the scheduler last; who still holds on to work is killed."""
        for process in reversed(self._processes):
            process.terminate()
        until = time.monotonic() + GRACE
        for process in self._processes:
            try:
                process.wait(max(until - time.monotonic(), 0))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
