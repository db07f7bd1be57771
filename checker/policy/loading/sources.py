"""Where policy files come from: packs, files, folders, and commits of other repositories."""

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path, PurePosixPath

from msgspec import Struct, field

from checker import resources
from checker.errors import CheckerError
from checker.filesystem.probe import PathKind
from checker.patterns import lazy
from checker.policy.access import DISK, Access, UnreadableSettings, decoded
from checker.policy.suggestions import did_you_mean

Remote = Callable[[str, str, str], bytes]
"""Fetches one file: (url, commit, path) → its bytes. Raises CheckerError."""
HEADER = "pack.yml"
_PACK = lazy(r"[a-z0-9][a-z0-9-]*")
_REMOTE = lazy(
    r"git\+(?P<url>https://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:/[A-Za-z0-9_.~-]+){1,8})"
    r"@(?P<commit>[0-9a-f]{40})#(?P<path>\S+)"
)


class PolicyLocation(Struct, frozen=True):
    """Where one file lies. *name* is how messages call it; *path* or *url* and *commit* lead to it.

    For a remote file *path* is relative to the repository.
    """

    name: str
    path: str
    url: str = ""
    commit: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """The identity of a file: two locations with one key are the same file."""
        return self.url, self.commit, self.path


class Unit(Struct, frozen=True):
    """What one name stands for: a file, or a pack.yml with the files beside it."""

    header: PolicyLocation
    topics: tuple[PolicyLocation, ...] = ()
    folder: str = ""


class Sources(Struct, frozen=True):
    """The policies in force: their names, where relative ones start, and how their files are read."""

    names: tuple[str, ...]
    root: Path
    access: Access = DISK


class Library(Struct):
    """Finds and reads policy files, each once. *root* is where relative names start.

    Local files are read through *access*, but for the packs that ship with us.
    """

    root: Path
    remote: Remote | None = None
    contents: dict[PolicyLocation, bytes] = field(default_factory=dict)
    access: Access = DISK

    def find(self, name: str, near: PolicyLocation | None = None) -> Unit:
        """Return what *name*, said in the file *near* (or by the user), stands for.

        Raises Unreadable.
        """
        if name.startswith("git+") or "://" in name:
            return Unit(_remote(name))
        pack = _shipped() / name
        if _PACK.fullmatch(name) and DISK.kind(pack / HEADER) is PathKind.FILE:
            return self._folder(pack)
        if near is not None and near.url:
            return Unit(_sibling(name, near))
        return self._local(name, self.root if near is None else Path(near.path).parent)

    def _local(self, name: str, base: Path) -> Unit:
        try:
            path = self._access(base).located(base / name)
        except UnreadableSettings as error:
            raise UnreadableSettings(f"{name!r} {error}") from error
        kind = self._access(path).kind(path)
        if kind is PathKind.FOLDER:
            return self._folder(path)
        if kind is PathKind.FILE:
            return Unit(self.place(path))
        close = did_you_mean(name, packs()) or did_you_mean(name, self._alternatives(path))
        raise UnreadableSettings(f"there is no pack, file or folder {name!r}{close}")

    def _alternatives(self, path: Path) -> list[str]:
        """Return the YAML files and folders that lie where *path* should be."""
        beside, access = path.parent, self._access(path)
        return [
            name
            for name in access.names(beside)
            if name.endswith((".yml", ".yaml")) or access.kind(beside / name) is PathKind.FOLDER
        ]

    def _folder(self, path: Path) -> Unit:
        if self._access(path).kind(path / HEADER) is not PathKind.FILE:
            raise UnreadableSettings(f"the folder {path.name!r} has no {HEADER}")
        topics = [name for name in self.names(path) if name != HEADER]
        return Unit(
            self.place(path / HEADER),
            tuple(self.place(path / name) for name in topics),
            str(self._access(path).located(path)),
        )

    def names(self, folder: Path) -> list[str]:
        """Return the names of the YAML files in a folder, sorted."""
        access = self._access(folder)
        found = (name for name in access.names(folder) if name.endswith(".yml"))
        return [name for name in found if access.kind(folder / name) is PathKind.FILE]

    def place(self, path: Path) -> PolicyLocation:
        """Name a file the same on every machine: packs by pack, others by their way from the root."""
        real = self._access(path).located(path)
        if real.is_relative_to(_shipped()):
            return PolicyLocation(f"policies/{real.relative_to(_shipped()).as_posix()}", str(real))
        try:
            name = os.path.relpath(real, self.access.located(self.root))
        except ValueError:  # another drive
            name = str(real)
        return PolicyLocation(Path(name).as_posix(), str(real))

    def bytes_at(self, path: str) -> bytes:
        """Return the content of a local file, cut just above SIZE_LIMIT.

        Raises Unreadable.
        """
        return self._access(Path(path)).read(Path(path))

    def _access(self, path: Path) -> Access:
        """Return what a local path is read through: packs are the program's, wherever settings come from."""
        return DISK if path.is_relative_to(_shipped()) else self.access

    def read(self, place: PolicyLocation) -> str:
        """Return the text of a file.

        Raises Unreadable.
        """
        content = self.contents.get(place)
        if content is None:
            content = self.contents[place] = self._fetch(place) if place.url else self.bytes_at(place.path)
        return decoded(content)

    def _fetch(self, place: PolicyLocation) -> bytes:
        if self.remote is None:
            raise UnreadableSettings("policies of other repositories cannot be fetched here")
        try:
            return self.remote(place.url, place.commit, place.path)
        except CheckerError as error:
            raise UnreadableSettings(f"cannot be fetched: {error}") from error


def packs() -> tuple[str, ...]:
    """Return the names of the packs that ship with us, sorted."""
    return tuple(sorted(path.parent.name for path in resources.folder("policies").glob(f"*/{HEADER}")))


@cache
def _shipped() -> Path:
    """Return the folder of the packs that ship with us."""
    return resources.folder("policies").resolve()


def _remote(name: str) -> PolicyLocation:
    match = _REMOTE.fullmatch(name)
    if match is None:
        form = "git+https://host/owner/name@<the 40 digits of a commit>#path.yml"
        raise UnreadableSettings(f"{name!r} is not of the form {form}")
    return _within(match["url"], match["commit"], match["path"])


def _sibling(name: str, near: PolicyLocation) -> PolicyLocation:
    return _within(near.url, near.commit, str(PurePosixPath(near.path).parent / name))


def _within(url: str, commit: str, path: str) -> PolicyLocation:
    """Return a file of another repository; it must be a YAML file and stay in there."""
    parts: list[str] = []
    for part in path.split("/"):
        if part == ".." and parts:
            parts.pop()
        elif part == ".." or "\\" in part or (part == "" and not parts):
            raise UnreadableSettings(f"{path!r} leads out of the repository")
        elif part not in ("", "."):
            parts.append(part)
    inside = "/".join(parts)
    if not inside.endswith((".yml", ".yaml")):
        raise UnreadableSettings(f"{path!r} is not a .yml file")
    return PolicyLocation(f"git+{url}@{commit}#{inside}", inside, url, commit)
