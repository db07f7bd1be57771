"""The results of one run on disk, each written as it comes, so that a run that was killed can go on."""

import hashlib
import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

from checker import cache
from checker._version import __version__
from checker.app.audit.repository import Judged
from checker.app.audit.targets import AuditTask
from checker.engine.compile import Plan
from checker.errors import UsageError
from checker.model import encoding
from checker.policy.settings.configuration import Configuration

KIND = "runs"
"""The folder of the cache that journals lie in."""


class _Line(Struct, frozen=True, omit_defaults=True):
    """The first line says as of when everything is judged, each other one what a target came to."""

    now: datetime | None = None
    target: str = ""
    judged: Judged | None = None


class Journal:
    """What one run has done so far. *done* holds the outcome of an earlier run's tasks by target.

    *now* is the time that everything is judged against: an earlier run's, if this one goes on with it.
    """

    def __init__(self, path: Path | None, now: datetime) -> None:
        self.path = path
        self.now = now
        self.done: dict[str, Judged] = {}
        self._file: BinaryIO | None = None

    def begin(self, resume: bool) -> None:
        """Start a new journal, or go on with the one that is there.

        Raises UsageError when another run writes to it.
        """
        if self.path is None:
            return
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        self._file = os.fdopen(os.open(self.path, flags, 0o600), "r+b")
        if not cache.locked(self._file.fileno()):
            self.close()
            if resume:
                raise UsageError(f"the run is still at work ({self.path})", "wait for it, or end it")
            return  # the same audit twice at once: the first one keeps the journal
        whole = self._read() if resume else 0
        self._file.truncate(whole)
        self._file.seek(whole)
        if not whole:
            self._append(_Line(now=self.now))

    def add(self, task: AuditTask, judged: Judged) -> None:
        """Keep an outcome."""
        self._append(_Line(target=task.target, judged=judged))

    def finish(self) -> None:
        """Forget the run: it is done."""
        if self._file is not None and self.path is not None:
            self.close()
            self.path.unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of the file; another run may go on with it."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _append(self, line: _Line) -> None:
        if self._file is not None:
            self._file.write(encoding.encode(line) + b"\n")
            self._file.flush()

    def _read(self) -> int:
        """Take over what an earlier run wrote; return where its last whole line ends."""
        assert self._file
        whole = 0
        for line in self._file:
            try:
                self._take(encoding.decode(_Line, line if line.endswith(b"\n") else b""))
            except ValueError:  # torn, or written by another version
                break
            whole += len(line)
        return whole

    def _take(self, line: _Line) -> None:
        self.now = line.now or self.now
        if line.judged:
            self.done[line.target] = line.judged


def journal(targets: Sequence[str], plan: Plan, configuration: Configuration, now: datetime) -> Journal:
    """Return the journal of a run over *targets*; the same run finds it again."""
    parts = [__version__, plan.policy.digest, repr(configuration), *targets]
    key = hashlib.sha256("\0".join(parts).encode()).hexdigest()
    folder = cache.folder(KIND)
    return Journal(folder / f"{key}.jsonl" if folder else None, now)
