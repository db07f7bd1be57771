"""One run over many repositories, noted on disk while it lasts, so that a run that was killed can go on.

What the run has collected lies beside it, in the snapshots that carry its id.
"""

import hashlib
import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from msgspec import Struct

from checker import cache
from checker._version import __version__
from checker.engine.compile import Plan
from checker.errors import UsageError
from checker.model import encoding
from checker.policy.settings.configuration import Configuration

KIND = "runs"
"""The folder of the cache that runs are noted in."""
_SIZE_LIMIT = 1000


class _Note(Struct, frozen=True):
    """What is written of a run: its id, and the time that everything is judged against."""

    id: str
    now: datetime


class Run:
    """A run that is noted at *path*, or nowhere.

    *id* tells it from all others, *now* is the time that everything is judged against: those of an earlier
    run, if this one goes on with it.
    """

    def __init__(self, path: Path | None, now: datetime) -> None:
        self.path = path
        self.id = uuid4().hex
        self.now = now
        self._file: BinaryIO | None = None

    def begin(self, resume: bool) -> None:
        """Begin a new run, or go on with the one that is noted.

        Raises UsageError when that one is still at work.
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
            return  # the same audit twice at once: the first one is noted
        if resume:
            self._go_on()
        self._file.seek(0)
        self._file.truncate()
        self._file.write(encoding.encode(_Note(self.id, self.now)))
        self._file.flush()

    def finish(self) -> None:
        """Forget the run: it is done."""
        if self._file is not None and self.path is not None:
            self.close()
            self.path.unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of the file; another process may go on with the run."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _go_on(self) -> None:
        """Take over what is noted; a torn note is none, and nor is that of another version."""
        assert self._file
        try:
            note = encoding.decode(_Note, self._file.read(_SIZE_LIMIT))
        except ValueError:
            return
        self.id, self.now = note.id, note.now


def run_of(targets: Sequence[str], plan: Plan, configuration: Configuration, now: datetime) -> Run:
    """Return the run over *targets* by a policy; the same question finds it again."""
    parts = [__version__, plan.policy.digest, repr(configuration), *targets]
    key = hashlib.sha256("\0".join(parts).encode()).hexdigest()
    folder = cache.folder(KIND)
    return Run(folder / key if folder else None, now)
