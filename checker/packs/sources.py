"""Where policy files come from: packs, files, folders, and commits of other repositories."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from checker import resources
from checker.errors import CheckerError
from checker.packs.words import did_you_mean
from checker.patterns import lazy

Remote = Callable[[str, str, str], bytes]
"""Fetches one file: (url, commit, path) → its bytes. Raises CheckerError."""
HEADER = "pack.yml"
SIZE_LIMIT = 1024 * 1024
"""Bytes of the largest policy, configuration or case file."""
_PACK = lazy(r"[a-z0-9][a-z0-9-]*")
_REMOTE = lazy(
    r"git\+(?P<url>https://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:/[A-Za-z0-9_.~-]+){1,8})"
    r"@(?P<commit>[0-9a-f]{40})#(?P<path>\S+)"
)


class Unreadable(Exception):
    """A policy file cannot be had; its text says why."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where one file lies. *name* is how messages call it; *path* or *url* and *commit* lead to it.

    For a remote file *path* is relative to the repository.
    """

    name: str
    path: str
    url: str = ""
    commit: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells files apart."""
        return self.url, self.commit, self.path


@dataclass(frozen=True, slots=True)
class Unit:
    """What one name stands for: a file, or a pack.yml with the files beside it."""

    header: Place
    topics: tuple[Place, ...] = ()
    folder: str = ""


@dataclass(slots=True)
class Library:
    """Finds and reads policy files, each once. *root* is where relative names start."""

    root: Path
    remote: Remote | None = None
    contents: dict[Place, bytes] = field(default_factory=dict)

    def find(self, name: str, near: Place | None = None) -> Unit:
        """Return what *name*, said in the file *near* (or by the user), stands for.

        Raises Unreadable.
        """
        if name.startswith("git+") or "://" in name:
            return Unit(_remote(name))
        pack = resources.folder("policies") / name
        if _PACK.fullmatch(name) and (pack / HEADER).is_file():
            return self._folder(pack)
        if near is not None and near.url:
            return Unit(_sibling(name, near))
        return self._local(name, self.root if near is None else Path(near.path).parent)

    def _local(self, name: str, base: Path) -> Unit:
        path = base / name
        if path.is_dir():
            return self._folder(path)
        if path.is_file():
            return Unit(self.place(path))
        close = did_you_mean(name, packs()) or did_you_mean(name, _names(path))
        raise Unreadable(f"there is no pack, file or folder {name!r}{close}")

    def _folder(self, path: Path) -> Unit:
        if not (path / HEADER).is_file():
            raise Unreadable(f"the folder {path.name!r} has no {HEADER}")
        topics = [other for other in sorted(path.glob("*.yml")) if other.name != HEADER and other.is_file()]
        return Unit(self.place(path / HEADER), tuple(map(self.place, topics)), str(path.resolve()))

    def place(self, path: Path) -> Place:
        """Name a file the same on every machine: packs by pack, others by their way from the root."""
        real = path.resolve()
        shipped = resources.folder("policies").resolve()
        if real.is_relative_to(shipped):
            return Place(f"policies/{real.relative_to(shipped).as_posix()}", str(real))
        try:
            name = os.path.relpath(real, self.root.resolve())
        except ValueError:  # another drive
            name = str(real)
        return Place(Path(name).as_posix(), str(real))

    def read(self, place: Place) -> str:
        """Return the text of a file.

        Raises Unreadable.
        """
        content = self.contents.get(place)
        if content is None:
            content = self.contents[place] = self._fetch(place) if place.url else read_bytes(place.path)
        return decoded(content)

    def _fetch(self, place: Place) -> bytes:
        if self.remote is None:
            raise Unreadable("policies of other repositories cannot be fetched here")
        try:
            return self.remote(place.url, place.commit, place.path)
        except CheckerError as error:
            raise Unreadable(f"cannot be fetched: {error}") from error


def read_bytes(path: str) -> bytes:
    """Return the content of a file, cut just above SIZE_LIMIT.

    Raises Unreadable.
    """
    try:
        with Path(path).open("rb") as file:
            return file.read(SIZE_LIMIT + 1)
    except OSError as error:
        raise Unreadable(f"cannot be read: {error.strerror}") from error
    except ValueError as error:  # a name that no file can have
        raise Unreadable(f"cannot be read: {error}") from error


def read_text(path: str) -> str:
    """Return the text of a file.

    Raises Unreadable.
    """
    return decoded(read_bytes(path))


def decoded(content: bytes) -> str:
    """Return the text of a file's content.

    Raises Unreadable when that is too large or no UTF-8.
    """
    if len(content) > SIZE_LIMIT:
        raise Unreadable(f"larger than {SIZE_LIMIT} bytes")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(f"not UTF-8: byte {error.start}") from error


def packs() -> tuple[str, ...]:
    """Return the names of the packs that ship with us, sorted."""
    return tuple(sorted(path.parent.name for path in resources.folder("policies").glob(f"*/{HEADER}")))


def _names(path: Path) -> list[str]:
    """Return the YAML files and folders that lie where *path* should be."""
    try:
        found = list(path.parent.iterdir())
    except OSError:
        return []
    return [other.name for other in found if other.suffix in (".yml", ".yaml") or other.is_dir()]


def _remote(name: str) -> Place:
    match = _REMOTE.fullmatch(name)
    if match is None:
        form = "git+https://host/owner/name@<the 40 digits of a commit>#path.yml"
        raise Unreadable(f"{name!r} is not of the form {form}")
    return _within(match["url"], match["commit"], match["path"])


def _sibling(name: str, near: Place) -> Place:
    return _within(near.url, near.commit, str(PurePosixPath(near.path).parent / name))


def _within(url: str, commit: str, path: str) -> Place:
    """Return a file of another repository; it must be a YAML file and stay in there."""
    parts: list[str] = []
    for part in path.split("/"):
        if part == ".." and parts:
            parts.pop()
        elif part == ".." or "\\" in part or (part == "" and not parts):
            raise Unreadable(f"{path!r} leads out of the repository")
        elif part not in ("", "."):
            parts.append(part)
    inside = "/".join(parts)
    if not inside.endswith((".yml", ".yaml")):
        raise Unreadable(f"{path!r} is not a .yml file")
    return Place(f"git+{url}@{commit}#{inside}", inside, url, commit)
