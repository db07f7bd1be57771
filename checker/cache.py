"""A cache on disk for things that are slow to make and safe to lose.

Torn files are told by their checksum and hostile ones by their owner: the folder, and each one in it, must
belong to this user and be closed to others, or nothing is cached. What lies in it is found by the form of
its name, and no link in it is ever followed; the folder itself may be a link that this user or root made.
"""

import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from stat import S_ISDIR, S_ISLNK

from msgspec import Struct

from checker.patterns import lazy

_CHECKSUM_SIZE = 32
SIZE_LIMIT = 16 * 1024 * 1024
"""Bytes of the largest cached value."""
LIMIT = 1024**3
"""Bytes of all cached values together, after they were tidied up."""
DAY = 24 * 3600.0
_OURS = lazy(r"[0-9a-f]{64}")
_TEMPORARY = "tmp"
_TIDIED = "tidied"  # a file whose age says when the cache was last tidied up


class Stored(Struct, frozen=True):
    """One thing in the cache: its size in bytes and when it was last of use, in seconds since 1970."""

    path: Path
    size: int
    used: float


def get(kind: str, key: str) -> bytes | None:
    """Return what was put under *key*, None when it is not there, torn or not ours."""
    path = _path(kind, key)
    if path is None:
        return None
    try:
        with path.open("rb") as file:
            content = file.read(SIZE_LIMIT + _CHECKSUM_SIZE + 1)
            _touch(path, os.fstat(file.fileno()).st_mtime)
    except OSError:
        return None
    checksum, value = content[:_CHECKSUM_SIZE], content[_CHECKSUM_SIZE:]
    return value if hashlib.sha256(key.encode() + value).digest() == checksum else None


def _touch(path: Path, used: float) -> None:
    """Note that a file was of use: once a day is often enough."""
    if time.time() - used > DAY:
        with suppress(OSError):
            os.utime(path)


def put(kind: str, key: str, value: bytes) -> None:
    """Keep *value* under *key*; a full disk or a missing folder is not an error."""
    path = _path(kind, key)
    if path is None or len(value) > SIZE_LIMIT:
        return
    checksum = hashlib.sha256(key.encode() + value).digest()
    try:
        descriptor, temporary = tempfile.mkstemp(prefix=_TEMPORARY, dir=path.parent)
        with os.fdopen(descriptor, "wb") as file:
            file.write(checksum + value)
        Path(temporary).replace(path)
    except OSError:
        return


def _path(kind: str, key: str) -> Path | None:
    place = folder(kind)
    return place / hashlib.sha256(key.encode()).hexdigest() if place else None


def folder(kind: str) -> Path | None:
    """Return the folder of one kind of things, made if need be; None if it is not ours alone."""
    place = directory() / kind
    if not is_ours(place):
        with suppress(OSError):
            # Parents are made for everybody, these are for us.
            directory().mkdir(mode=0o700, parents=True, exist_ok=True)
            place.mkdir(mode=0o700, exist_ok=True)
    return place if is_ours(place) and _is_trusted(directory()) else None


def _is_trusted(top: Path) -> bool:
    """Tell whether the cache folder is ours alone, or a link of ours or of root to one that is."""
    try:
        linked = S_ISLNK(os.lstat(top).st_mode)
        if linked and os.name == "posix" and os.lstat(top).st_uid not in (0, os.getuid()):
            return False
        return is_ours(top.resolve(strict=True) if linked else top)
    except OSError:
        return False


def is_ours(place: Path) -> bool:
    """Tell whether something is a folder and no link, of this user, in which nobody else may write."""
    try:
        status = os.lstat(place)
    except OSError:
        return False
    if not S_ISDIR(status.st_mode):
        return False
    return os.name != "posix" or (status.st_uid == os.getuid() and not status.st_mode & 0o022)


def directory() -> Path:
    """Return the cache folder: $CHECKER_CACHE_DIR, else the platform's own place."""
    chosen = os.environ.get("CHECKER_CACHE_DIR")
    if chosen:
        return Path(chosen)
    from platformdirs import user_cache_path

    return user_cache_path("standards-checker", appauthor=False)


def kinds() -> list[str]:
    """Return the names of the folders in the cache that are ours alone."""
    try:
        found = sorted(each.name for each in directory().iterdir() if is_ours(each))
    except OSError:
        return []
    return found if _is_trusted(directory()) else []


def stored(kind: str) -> Iterator[Stored]:
    """Yield the files of one kind that have names of our making, and what a killed process left."""
    place = directory() / kind
    if not (is_ours(place) and _is_trusted(directory())):
        return
    with os.scandir(place) as found:
        for each in found:
            with suppress(OSError):  # another process was faster
                if _is_file_of_ours(each):
                    status = each.stat(follow_symlinks=False)
                    yield Stored(Path(each.path), status.st_size, status.st_mtime)


def _is_file_of_ours(entry: os.DirEntry[str]) -> bool:
    named = _OURS.fullmatch(entry.name) or entry.name.startswith(_TEMPORARY)
    return bool(named) and entry.is_file(follow_symlinks=False)


def remove(found: Stored) -> bool:
    """Remove a file, unless a process holds it; return whether it is gone."""
    try:
        descriptor = os.open(found.path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
        with os.fdopen(descriptor, "rb") as file:
            if not locked(file.fileno()):
                return False
        # After it was closed: some systems remove no file that is open.
        found.path.unlink()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True


def locked(descriptor: int, shared: bool = False, wait: bool = False) -> bool:
    """Lock a file until it is closed; return whether that worked. Where there are no locks it does."""
    if os.name != "posix":
        return True
    import fcntl

    kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    try:
        fcntl.flock(descriptor, kind if wait else kind | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def prune(limit: int = LIMIT) -> None:
    """Remove the files that were not used for longest until the others fit."""
    files = [each for kind in kinds() for each in stored(kind)]
    total = sum(each.size for each in files)
    for each in sorted(files, key=lambda one: one.used):
        stale = each.path.name.startswith(_TEMPORARY) and time.time() - each.used > DAY
        if (total > limit or stale) and remove(each):
            total -= each.size


def tidy() -> None:
    """Prune, if that was not done for a day: it takes looking at every file."""
    mark = directory() / _TIDIED
    with suppress(OSError):
        if kinds() and not (mark.exists() and time.time() - mark.lstat().st_mtime < DAY):
            prune()
            mark.unlink(missing_ok=True)  # it may be a link: only what is made anew is surely ours
            mark.touch()
