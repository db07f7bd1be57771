"""Where settings are read from: the disk, one folder of it, or a commit (`checker.git.base.AtCommit`).

A checker.yml and the policies of a clone are a stranger's. They must not lead out of their folder, and
in a gate they are those of the branch that a change goes to, not those that the change brings along. So
every file of settings is read through one of these.
"""

import os
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from checker.filesystem import probe
from checker.filesystem.probe import PathKind

SIZE_LIMIT = 1024 * 1024
"""Bytes of the largest policy, configuration or case file."""


class UnreadableSettings(Exception):
    """A file of settings cannot be had; its text says why."""


class Access(Protocol):
    """Reads files of settings. Paths are absolute, or relative to where the process stands."""

    def located(self, path: Path) -> Path:
        """Return the one path that stands for a file however it is named.

        Raises Unreadable for a path that may not be read.
        """

    def kind(self, path: Path) -> PathKind:
        """Tell what lies at a path."""

    def is_link(self, path: Path) -> bool:
        """Tell whether the last part of a path is a symbolic link."""

    def read(self, path: Path) -> bytes:
        """Return the content of a file, cut just above SIZE_LIMIT.

        Raises Unreadable.
        """

    def names(self, path: Path) -> list[str]:
        """Return the names of what lies in a folder, sorted; none where it cannot be listed."""


class Disk(Struct, frozen=True):
    """Everything that the process may read; links are followed."""

    def located(self, path: Path) -> Path:
        """Return the path without links, as far as they can be followed."""
        try:
            return probe.resolve(path)
        except ValueError as error:  # a name that no file can have
            raise UnreadableSettings(f"cannot be read: {error}") from error

    def kind(self, path: Path) -> PathKind:
        """Tell what a path leads to; what may not be looked at is not there."""
        try:
            return probe.kind(path)
        except OSError:
            return PathKind.ABSENT

    def is_link(self, path: Path) -> bool:
        """Tell whether the last part of a path is a symbolic link."""
        try:
            return os.path.islink(path)  # noqa: PTH114  # which does not raise where it may not look
        except ValueError:
            return False

    def read(self, path: Path) -> bytes:
        """Return the content of a file, as Access.read does."""
        try:
            with path.open("rb") as file:
                return file.read(SIZE_LIMIT + 1)
        except OSError as error:
            raise UnreadableSettings(f"cannot be read: {error.strerror}") from error
        except ValueError as error:  # a name that no file can have
            raise UnreadableSettings(f"cannot be read: {error}") from error

    def names(self, path: Path) -> list[str]:
        """Return the names in a folder, as Access.names does."""
        try:
            return sorted(each.name for each in path.iterdir())
        except (OSError, ValueError):
            return []


DISK = Disk()


class Confined(Struct, frozen=True):
    """What another access reads, but only below one folder (as `located` names it) and through no link.

    Paths are compared by name, before any link could be followed.
    """

    inner: Access
    folder: Path

    def located(self, path: Path) -> Path:
        """Return the normalized path; raises Unreadable where it leads out of the folder."""
        named = Path(os.path.normpath(path.absolute()))
        if not named.is_relative_to(self.folder):
            raise UnreadableSettings(f"leads out of {self.folder}")
        at = self.folder
        for part in named.relative_to(self.folder).parts:
            at /= part
            if self.inner.is_link(at):
                raise UnreadableSettings(f"{at} is a symbolic link")
        return named

    def kind(self, path: Path) -> PathKind:
        """Tell what lies at a path of the folder; all else is not there."""
        try:
            return self.inner.kind(self.located(path))
        except UnreadableSettings:
            return PathKind.ABSENT

    def is_link(self, path: Path) -> bool:
        """Tell whether the last part of a path is a symbolic link."""
        return self.inner.is_link(path)

    def read(self, path: Path) -> bytes:
        """Return the content of a file of the folder, as Access.read does."""
        return self.inner.read(self.located(path))

    def names(self, path: Path) -> list[str]:
        """Return the names in a folder below the folder, as Access.names does."""
        try:
            return self.inner.names(self.located(path))
        except UnreadableSettings:
            return []


def read_text(path: Path, access: Access = DISK) -> str:
    """Return the text of a file of settings.

    Raises Unreadable.
    """
    return decoded(access.read(path))


def decoded(content: bytes) -> str:
    """Return the text of a file's content.

    Raises Unreadable when that is too large or no UTF-8.
    """
    if len(content) > SIZE_LIMIT:
        raise UnreadableSettings(f"larger than {SIZE_LIMIT} bytes")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableSettings(f"not UTF-8: byte {error.start}") from error
