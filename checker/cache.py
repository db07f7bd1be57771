"""A cache on disk for things that are slow to make and safe to lose.

Torn files are told by their checksum and hostile ones by their owner: the folder must belong to
this user and be closed to others, or nothing is cached.
"""

import hashlib
import os
import tempfile
from pathlib import Path

_CHECKSUM_SIZE = 32
SIZE_LIMIT = 16 * 1024 * 1024
"""Bytes of the largest cached value."""


def get(kind: str, key: str) -> bytes | None:
    """Return what was put under *key*, None when it is not there, torn or not ours."""
    path = _path(kind, key)
    if path is None:
        return None
    try:
        with path.open("rb") as file:
            content = file.read(SIZE_LIMIT + _CHECKSUM_SIZE + 1)
    except OSError:
        return None
    checksum, value = content[:_CHECKSUM_SIZE], content[_CHECKSUM_SIZE:]
    return value if hashlib.sha256(key.encode() + value).digest() == checksum else None


def put(kind: str, key: str, value: bytes) -> None:
    """Keep *value* under *key*; a full disk or a missing folder is not an error."""
    path = _path(kind, key)
    if path is None or len(value) > SIZE_LIMIT:
        return
    checksum = hashlib.sha256(key.encode() + value).digest()
    try:
        descriptor, temporary = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(descriptor, "wb") as file:
            file.write(checksum + value)
        Path(temporary).replace(path)
    except OSError:
        return


def _path(kind: str, key: str) -> Path | None:
    folder = directory() / kind
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = folder.stat()
    except OSError:
        return None
    if os.name == "posix" and (status.st_uid != os.getuid() or status.st_mode & 0o022):
        return None
    return folder / hashlib.sha256(key.encode()).hexdigest()


def directory() -> Path:
    """Return the cache folder: $CHECKER_CACHE_DIR, else the platform's own place."""
    chosen = os.environ.get("CHECKER_CACHE_DIR")
    if chosen:
        return Path(chosen)
    from platformdirs import user_cache_path

    return user_cache_path("standards-checker", appauthor=False)
