"""A progress bar on stderr on terminals; elsewhere only what makes people wait."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Protocol

_NAME_WIDTH = 30


class ProgressDisplay(Protocol):
    """Shows the progress of an audit."""

    def advance(self, done: int, total: int, name: str) -> None:
        """Show how many repositories are done."""

    def waiting(self, until: datetime, why: str) -> None:
        """Show that nothing happens until a time, and why."""


@contextmanager
def progress(quiet: bool) -> Iterator[ProgressDisplay | None]:
    """Give what shows progress, None where nobody wants to see any."""
    if quiet:
        yield None
        return
    bar = _Bar() if sys.stderr.isatty() else _Lines()
    try:
        yield bar
    finally:
        bar.clear()


def _pause(until: datetime, why: str) -> str:
    return f"waiting until {until.astimezone():%H:%M:%S}: {why}"


class _Lines:
    """For logs: a line when there is a wait, nothing else."""

    def advance(self, done: int, total: int, name: str) -> None:
        pass

    def waiting(self, until: datetime, why: str) -> None:
        sys.stderr.write(f"{_pause(until, why)}\n")
        sys.stderr.flush()

    def clear(self) -> None:
        pass


class _Bar:
    """One line that is written over; rich would cost more to import than a small audit takes."""

    _WIDTH = 30

    def __init__(self) -> None:
        self._begun = time.monotonic()

    def advance(self, done: int, total: int, name: str) -> None:
        filled = self._WIDTH * done // max(total, 1)
        bar = "#" * filled + "-" * (self._WIDTH - filled)
        left = (time.monotonic() - self._begun) / done * (total - done)
        self._show(f"[{bar}] {done}/{total}  {left:.0f} s left  {_ending(_printable(name))}")

    def waiting(self, until: datetime, why: str) -> None:
        self._show(_printable(_pause(until, why))[:78])

    def clear(self) -> None:
        self._show("")

    def _show(self, text: str) -> None:
        sys.stderr.write(f"\r\x1b[K{text}")
        sys.stderr.flush()


def _printable(text: str) -> str:
    return "".join(char for char in text if char.isprintable())


def _ending(text: str) -> str:
    """Cut a long name at its start: the end of a path says more."""
    return text if len(text) <= _NAME_WIDTH else f"..{text[2 - _NAME_WIDTH :]}"
