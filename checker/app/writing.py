"""Puts new versions of people's files in the place of old ones."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from checker.errors import UsageError


def put(path: Path, name: str, before: bytes, after: bytes) -> None:
    """Put a new version of a file in the place of the one that was read, in one step.

    Raises UsageError, and changes nothing, when it cannot be written or was changed meanwhile.
    """
    temporary = ""
    try:
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(descriptor, "wb") as file:
            file.write(after)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(path.stat().st_mode & 0o7777)
        if path.read_bytes() != before:
            raise UsageError(f"{name}: was changed by somebody else just now", "run the command again")
        Path(temporary).replace(path)
    except OSError as error:
        raise UsageError(f"{name}: cannot be written: {error.strerror}") from error
    finally:
        with suppress(OSError):
            Path(temporary).unlink()
