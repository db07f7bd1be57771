"""Puts new versions of people's files in the place of old ones."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from checker.errors import UsageError

_USUAL = 0o644


def put(path: Path, name: str, before: bytes | None, after: bytes) -> None:
    """Put a new version of a file in the place of the one that was read, in one step.

    *before* is what was read; None takes the place of whatever is there, or of nothing. Raises UsageError,
    and changes nothing, when it cannot be written or was changed meanwhile.
    """
    temporary = ""
    try:
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(descriptor, "wb") as file:
            file.write(after)
            file.flush()
            os.fsync(file.fileno())
        there = before is not None or path.exists()
        Path(temporary).chmod(path.stat().st_mode & 0o7777 if there else _USUAL)
        if before is not None and path.read_bytes() != before:
            raise UsageError(f"{name}: was changed by somebody else just now", "run the command again")
        Path(temporary).replace(path)
    except OSError as error:
        raise UsageError(f"{name}: cannot be written: {error.strerror}") from error
    finally:
        with suppress(OSError):
            Path(temporary).unlink()
