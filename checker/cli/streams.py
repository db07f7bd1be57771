"""stdout and stderr that say in one way what can go wrong with them: full, closed, or nobody reads."""

import errno
import io
import os
import select
import sys
from typing import TextIO

from checker.errors import UsageError

CLOSED_PIPE = 141
"""Exit code where the reader of stdout has gone: 128 and the number of SIGPIPE, as shells say it."""
_GONE = (errno.EPIPE, errno.EBADF, errno.ESHUTDOWN, errno.ECONNRESET)


class ReaderGone(Exception):
    """Nobody reads stdout any more, or it was closed from the start.

    It is no OSError: click answers these itself, with exit code 1.
    """


class _Stdout(io.FileIO):
    """Raises ReaderGone or UsageError once, and then takes everything: Python flushes again at its end."""

    lost = False

    def write(self, data: object, /) -> int:
        """Write all of the data, also to a pipe that does not wait."""
        view = memoryview(data).cast("B")  # type: ignore[arg-type]
        done = 0
        while done < len(view) and not self.lost:
            try:
                count = super().write(view[done:])
            except OSError as error:
                self.lost = True
                self._fail(error)
                break
            if count is None:
                select.select((), (self,), ())
            done += count or 0
        return len(view)

    def _fail(self, error: OSError) -> None:
        if error.errno in _GONE:
            raise ReaderGone from error
        why = error.strerror or str(error)
        raise UsageError(
            f"stdout: cannot be written: {why}", "write the report to a file: -o json=FILE"
        ) from error


class _Stderr(_Stdout):
    """Takes everything: what is told beside a report must not cost the report."""

    def _fail(self, error: OSError) -> None:
        pass


def guard() -> None:
    """Put such ends in the place of this process's stdout and stderr.

    Whatever was closed is first led to nowhere: else the next file that is opened would get its number,
    and with it what is printed. Consoles of Windows, and what tests put there, stay as they are.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            # A stdout that cannot be written to, so that what is lost does not go unnoticed.
            os.open(os.devnull, os.O_WRONLY if number == 2 else os.O_RDONLY)
    sys.stdout = _guarded(sys.stdout, 1, _Stdout)
    sys.stderr = _guarded(sys.stderr, 2, _Stderr)


def _guarded(stream: TextIO | None, number: int, kind: type[_Stdout]) -> TextIO:
    if stream is None:
        return _text(kind(number, "w", closefd=False), "utf-8", "backslashreplace", waits=False)
    buffer = getattr(stream, "buffer", None)
    raw = getattr(buffer, "raw", buffer)
    if not isinstance(raw, io.FileIO):
        return stream
    stream.flush()
    made = kind(raw.fileno(), "w", closefd=False)
    return _text(made, stream.encoding, stream.errors or "strict", waits=not stream.isatty() and number == 1)


def _text(raw: io.FileIO, encoding: str, errors: str, *, waits: bool) -> TextIO:
    return io.TextIOWrapper(io.BufferedWriter(raw), encoding, errors, line_buffering=not waits)


def finish() -> None:
    """Write out what waits to be; raises what `guard` promises."""
    sys.stdout.flush()
    sys.stderr.flush()
