"""A progress bar on stderr, on terminals only."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress(quiet: bool) -> Iterator[Callable[[int, int, str], None] | None]:
    """Give a function to be told of each finished target, None where nobody watches."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    bar = _Bar()
    try:
        yield bar.advance
    finally:
        bar.clear()


class _Bar:
    """One line that is written over; rich would cost more to import than a small audit takes."""

    _WIDTH = 30

    def __init__(self) -> None:
        self._begun = time.monotonic()

    def advance(self, done: int, total: int, name: str) -> None:
        filled = self._WIDTH * done // max(total, 1)
        bar = "#" * filled + "-" * (self._WIDTH - filled)
        left = (time.monotonic() - self._begun) / done * (total - done)
        shown = "".join(char for char in name if char.isprintable())[-30:]
        sys.stderr.write(f"\r\x1b[K[{bar}] {done}/{total}  {left:.0f} s left  {shown}")
        sys.stderr.flush()

    def clear(self) -> None:
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()
