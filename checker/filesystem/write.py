"""Writes files: whole or not at all, and never where a stranger's link leads.

There are two kinds of paths. One that the user typed may lead through links of their own, but through
none inside a Git work tree: whoever cloned it did not make these. One that settings name stays below the
settings' folder and leads through no link at all, since both may come from a stranger.
"""

import errno
import os
import re
import secrets
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

from checker.errors import UsageError
from checker.filesystem.probe import reason

_LINK_LIMIT = 40
"""Links in a row that are followed, as in Linux."""
_JUNCTION = 0xA0000003
"""The tag of those links of Windows that `lstat` takes for folders."""
_GIT = re.compile(r"\.git|git~[0-9]+", re.IGNORECASE)
"""The Git folder, also by the short name that Windows gives it."""
_DESCRIPTOR = re.compile(r"/proc/(?P<process>\d+)(?:/task/\d+)?/fd/(?P<number>\d+)")
_RELATIVE = {os.open, os.stat, os.mkdir, os.rename, os.unlink} <= os.supports_dir_fd
_FOLDER = getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_PATH", os.O_RDONLY) | getattr(os, "O_CLOEXEC", 0)
"""Flags to open a folder with: search permission is enough where the system has O_PATH."""
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
# A pipe without a reader would block for ever.
_FILE = os.O_WRONLY | _NO_LINK | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
_FILE |= getattr(os, "O_BINARY", 0)  # else Windows would end lines in its own way


class Destination(Struct, frozen=True):
    """A file to write, called *name* in messages (by default as its path).

    *below* is the settings' folder if settings name the file, None if the user typed it.
    """

    path: Path
    below: Path | None = None
    name: str = ""

    def write(self, content: str | bytes, *, parents: bool = False) -> None:
        """Put the content, in UTF-8 if it is a text, in the place of what is there.

        *parents* makes the folders to it. Raises UsageError.
        """
        with self.opened(parents) as file:
            file.write(_bytes(content))

    def create(self, content: str | bytes) -> None:
        """Write a file that is not there yet, and the folders to it; raises UsageError."""
        with self._named(), self._entered(parents=True) as (folder, name), folder.new(name) as file:
            file.write(_bytes(content))

    def edit(self, before: bytes, after: bytes) -> None:
        """Put a new version in the place of the one that was read (*before*).

        Raises UsageError, and changes nothing, when it cannot be written or was changed meanwhile.
        """

        def unchanged() -> None:
            if self.path.read_bytes() != before:
                raise UsageError(f"{self._shown}: was changed by somebody else just now", "run it again")

        with self._named(), self._entered() as (folder, name), folder.replaced(name, unchanged) as file:
            file.write(after)
            file.flush()
            os.fsync(file.fileno())

    @contextmanager
    def opened(self, parents: bool = False) -> Iterator[BinaryIO]:
        """Give a file, which takes the place of what is there when the block ends without an error.

        What is no regular file (a terminal, a pipe, /dev/null) is written to as it is, if the user typed it.
        Raises UsageError.
        """
        with self._named():
            own = _own_descriptor(self.path) if self.below is None else None
            if own is not None:
                with os.fdopen(os.dup(own), "wb") as file:
                    yield file
                return
            with self._entered(parents) as (folder, name), folder.replaced(name) as file:
                yield file

    @property
    def _shown(self) -> str:
        return self.name or str(self.path)

    @contextmanager
    def _named(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            why = "nobody reads from this pipe" if error.errno == errno.ENXIO else reason(error)
            raise UsageError(f"{self._shown}: cannot be written: {why}") from error

    @contextmanager
    def _entered(self, parents: bool = False) -> "Iterator[tuple[_Folder, str]]":
        """Give the folder that the file lies in, and its name there."""
        place = settle(self.path, self.below)
        top = _absolute(self.below) if self.below else None
        folder = _Folder.entered(place.parent, top, parents)
        try:
            yield folder, place.name
        finally:
            folder.close()


def settle(path: Path, below: Path | None = None) -> Path:
    """Return where a path really leads: absolute, without links and `..`; it need not be there.

    Raises UsageError where it leads through a stranger's link, or out of the folder *below*.
    """
    return _followed(path) if below is None else _confined(path, below)


def work_tree(folder: Path) -> Path | None:
    """Return the top of the Git work tree that a folder lies in, None outside of any."""
    return next((each for each in (folder, *folder.parents) if os.path.lexists(each / ".git")), None)


def _followed(path: Path) -> Path:
    """Follow the links of a path one by one, and look where each of them lies."""
    here, pending, links = Path.cwd(), [*reversed(path.parts)], 0
    while pending:
        part = pending.pop()
        step = here.parent if part == ".." else here / part
        if part == ".." or not _is_link(step) or _DESCRIPTOR.fullmatch(str(step)):
            here = step
            continue
        if top := work_tree(here):
            where = f"{step} is a link in the work tree {top}"
            raise UsageError(f"{path}: {where}, and may be a stranger's", "name the place that it leads to")
        if _is_planted(step):
            raise UsageError(
                f"{path}: {step} is somebody else's link in a folder for everybody", "name another file"
            )
        links += 1
        if links > _LINK_LIMIT:
            raise UsageError(f"{path}: leads through too many links", "name the file itself")
        pending += reversed(step.readlink().parts)
    return here


def _confined(path: Path, below: Path) -> Path:
    top = _absolute(below)
    place = _absolute(below / path)
    if place == top or not place.is_relative_to(top):
        raise UsageError(f"{path}: lies outside of {top}", "settings name files below their own folder only")
    here = top
    for part in place.relative_to(top).parts:
        if _GIT.fullmatch(part.rstrip(". ")):
            raise UsageError(f"{path}: lies in the folder of Git", "name another file")
        here /= part
        if _is_link(here):
            where = f"{here.relative_to(top)} is a link"
            raise UsageError(f"{path}: {where}, and settings lead through none", "name a place without links")
    return place


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100  # `..` goes, and no link is followed


def _is_link(path: Path) -> bool:
    try:
        status = path.lstat()
    except (OSError, ValueError):
        return False
    return stat.S_ISLNK(status.st_mode) or getattr(status, "st_reparse_tag", 0) == _JUNCTION


def _is_planted(link: Path) -> bool:
    """Tell a link of others in a folder like /tmp; where Linux is told so, it follows none either."""
    if os.name != "posix":
        return False
    around, status = link.parent.stat(), link.lstat()
    shared = stat.S_ISVTX | stat.S_IWOTH
    return around.st_mode & shared == shared and status.st_uid not in (os.geteuid(), around.st_uid)


def _own_descriptor(path: Path) -> int | None:
    """Return the number of the open file that a path like /dev/stderr means: opened anew it would be cut."""
    match = _DESCRIPTOR.fullmatch(str(settle(path)))
    return int(match["number"]) if match and int(match["process"]) == os.getpid() else None


def _bytes(content: str | bytes) -> bytes:
    # A name that is not UTF-8 must not cost the whole report.
    return content if isinstance(content, bytes) else content.encode("utf-8", "backslashreplace")


class _Folder:
    """An open folder: what is done in it by name, nobody can divert by exchanging the way to it.

    Systems without such calls go by its path (*descriptor* is None).
    """

    def __init__(self, path: Path, descriptor: int | None, confined: bool) -> None:
        self._path = path
        self._descriptor = descriptor
        self._confined = confined

    @classmethod
    def entered(cls, path: Path, top: Path | None, parents: bool) -> "_Folder":
        """Open a folder, from *top* on step by step and through no link, and make it if *parents* says so."""
        if top is None:
            if parents:
                path.mkdir(parents=True, exist_ok=True)
            return cls(path, os.open(path, _FOLDER) if _RELATIVE else None, confined=False)
        folder = cls(top, os.open(top, _FOLDER) if _RELATIVE else None, confined=True)
        for part in path.relative_to(top).parts:
            try:
                inner = folder._inner(part, parents)
            finally:
                folder.close()
            folder = inner
        return folder

    def _inner(self, name: str, make: bool) -> "_Folder":
        if make:
            with suppress(FileExistsError):
                os.mkdir(self._at(name), dir_fd=self._descriptor)
        inner = os.open(name, _FOLDER | _NO_LINK, dir_fd=self._descriptor) if _RELATIVE else None
        return _Folder(self._path / name, inner, self._confined)

    def close(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)

    def _at(self, name: str) -> str:
        return name if self._descriptor is not None else str(self._path / name)

    def _open(self, name: str, flags: int, mode: int = 0o666) -> int:
        return os.open(self._at(name), flags, mode, dir_fd=self._descriptor)

    def _remove(self, name: str) -> None:
        with suppress(OSError):
            os.unlink(self._at(name), dir_fd=self._descriptor)

    def _status(self, name: str) -> os.stat_result | None:
        try:
            return os.stat(self._at(name), dir_fd=self._descriptor, follow_symlinks=False)
        except FileNotFoundError:
            return None

    @contextmanager
    def new(self, name: str) -> Iterator[BinaryIO]:
        """Give a new file; it is gone again if the block raises."""
        with os.fdopen(self._open(name, _FILE | os.O_CREAT | os.O_EXCL), "wb") as file:
            try:
                yield file
                file.flush()
            except BaseException:
                self._remove(name)
                raise

    @contextmanager
    def replaced(self, name: str, check: Callable[[], None] = lambda: None) -> Iterator[BinaryIO]:
        """Give a file that takes the place of *name*, after *check*, unless the block raises."""
        found = self._status(name)
        if found is None:
            with self._exchanged(name, None, check) as file:
                yield file
            return
        if stat.S_ISDIR(found.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not stat.S_ISREG(found.st_mode) and self._confined:
            raise UsageError(f"{self._path / name}: is no regular file", "settings name no others")
        with os.fdopen(self._open(name, _FILE), "wb") as old:  # raises where it may not be written
            if self._keeps_its_place(found):
                check()
                _begin(old)
                yield old
                return
            if os.name != "posix":
                old.close()  # Windows exchanges no open file
            with self._exchanged(name, None if old.closed else old, check) as file:
                yield file

    def _keeps_its_place(self, found: os.stat_result) -> bool:
        """Tell what a new file cannot stand for: a device, and what is known elsewhere or owned by others."""
        foreign = found.st_uid != os.geteuid() if os.name == "posix" else False
        return not stat.S_ISREG(found.st_mode) or (not self._confined and (found.st_nlink > 1 or foreign))

    @contextmanager
    def _exchanged(self, name: str, old: BinaryIO | None, check: Callable[[], None]) -> Iterator[BinaryIO]:
        """Give a temporary file and rename it, or give the *old* one where the folder takes no other."""
        temporary = f".checker-{secrets.token_hex(6)}.tmp"
        try:
            made = self._open(temporary, _FILE | os.O_CREAT | os.O_EXCL)
        except OSError:
            if old is None:
                raise
            check()
            _begin(old)
            yield old
            return
        try:
            with os.fdopen(made, "wb") as file:
                if old is not None and os.name == "posix":
                    os.fchmod(made, stat.S_IMODE(os.fstat(old.fileno()).st_mode))
                yield file
            check()
            self._rename(temporary, name, old)
        finally:
            self._remove(temporary)

    def _rename(self, temporary: str, name: str, old: BinaryIO | None) -> None:
        try:
            os.replace(
                self._at(temporary),
                self._at(name),
                src_dir_fd=self._descriptor,
                dst_dir_fd=self._descriptor,
            )
        except OSError as error:
            if old is None or error.errno != errno.EBUSY:  # a single file that is mounted into a container
                raise
            with os.fdopen(self._open(temporary, os.O_RDONLY | _NO_LINK), "rb") as file:
                _begin(old)
                shutil.copyfileobj(file, old)


def _begin(file: BinaryIO) -> None:
    """Make an open file ready to be written from its beginning."""
    descriptor = file.fileno()
    if os.name == "posix":
        os.set_blocking(descriptor, True)
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.ftruncate(descriptor, 0)
