"""Where a repository lies on this machine, and what its configuration says."""

import errno
import os
import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from msgspec import Struct

from checker.errors import TargetError
from checker.filesystem.probe import PathKind, is_file, kind, reason
from checker.git.child import GitError
from checker.git.command import LOCAL, Command
from checker.patterns import lazy

_FILE_LIMIT = 4096
_BRANCH = lazy(r"ref: refs/heads/(.+)")


class UnreadableRepository(TargetError):
    """A folder, or the repository in it, may not be read."""


def unreadable(path: str | Path, why: str) -> UnreadableRepository:
    """Return the error for a folder that the system does not show, and *why*: `Permission denied`."""
    return UnreadableRepository(f"{path}: may not be read: {why}", "let this user read it, or leave it out")


class RepositoryLocation(Struct, frozen=True, dict=True):
    """The folders of one repository; *work_tree* is None where there are no files checked out.

    *common* is where a linked worktree's objects and references lie, else *git* itself.
    """

    git: Path
    common: Path
    work_tree: Path | None

    @property
    def shown(self) -> str:
        """What a user calls this repository."""
        return str(self.work_tree or self.git)

    @property
    def shallow(self) -> bool:
        """Tell whether older commits were cut off."""
        return bool(_small(self.common / "shallow"))

    @property
    def branch(self) -> str:
        """The name of the branch that HEAD is on, "" when it is on none."""
        match = _BRANCH.fullmatch(_small(self.git / "HEAD"))
        if match is None:
            return ""
        # A repository with the reftable format keeps a placeholder in this file.
        return self._symbolic_head() if match[1] == ".invalid" else match[1]

    def _symbolic_head(self) -> str:
        try:
            head = self.command.run("symbolic-ref", "--quiet", "HEAD")
        except GitError:
            return ""
        return head.decode(errors="replace").strip().removeprefix("refs/heads/")

    @cached_property
    def command(self) -> Command:
        """Git for reading this repository; one for all, as no call is made after one that took too long.

        Every folder is named, so that neither its configuration nor the caller's environment
        (a hook's, say) can lead elsewhere, and Git need not ask who owns it.
        """
        folders = {
            "GIT_DIR": str(self.git),
            "GIT_COMMON_DIR": str(self.common),
            "GIT_OBJECT_DIRECTORY": str(self.common / "objects"),
            "GIT_INDEX_FILE": str(self.git / "index"),
            "GIT_SHALLOW_FILE": str(self.common / "shallow"),
            "GIT_WORK_TREE": str(self.work_tree or self.git),
        }
        return Command(self.shown, {**LOCAL, **folders})

    @cached_property
    def settings(self) -> Mapping[str, tuple[str, ...]]:
        """The repository's own configuration, without what it includes: key → values."""
        found: dict[str, list[str]] = {}
        for path in (self.common / "config", self.git / "config.worktree"):
            if is_file(path):
                for key, value in self.read_settings(path):
                    found.setdefault(key, []).append(value)
        return {key: tuple(values) for key, values in found.items()}

    def read_settings(self, path: Path) -> list[tuple[str, str]]:
        """Return the keys and values of one file, without those that it includes.

        Raises TargetError when it is not sound.
        """
        try:
            output = self.command.run("config", "--file", str(path), "--no-includes", "--null", "--list")
        except GitError as error:
            raise TargetError(f"{self.shown}: its configuration cannot be read: {error}") from error
        items = output.decode(errors="replace").split("\0")[:-1]
        return [(key, value) for item in items for key, _, value in [item.partition("\n")]]

    @property
    def remotes(self) -> tuple[str, ...]:
        """The names of the remotes, sorted."""
        keys = (key for key in self.settings if key.startswith("remote.") and key.endswith(".url"))
        return tuple(sorted(key.removeprefix("remote.").removesuffix(".url") for key in keys))

    @property
    def partial(self) -> bool:
        """Tell whether objects may be left behind at a promisor remote."""
        return any(
            key == "extensions.partialclone" or (key.startswith("remote.") and key.endswith(".promisor"))
            for key in self.settings
        )


def locate(path: Path) -> RepositoryLocation | None:
    """Return the repository whose top folder, or Git folder, *path* is.

    Raises Unreadable where that cannot be told.
    """
    return _of_work_tree(path) or _of_git_folder(path, None)


def _of_work_tree(path: Path) -> RepositoryLocation | None:
    """Return the repository whose files *path* holds: `.git` in it is its Git folder, or leads there."""
    beside = path / ".git"
    found = _kind(beside, path)
    if found is PathKind.FOLDER:
        return _of_git_folder(beside, path)
    if found is PathKind.FILE:
        match = re.fullmatch(r"gitdir: (.+)", _small(beside))
        return _of_git_folder(path / match[1], path) if match else None
    return None


def enclosing(path: Path) -> Path | None:
    """Return the top folder of the repository that *path* lies in.

    Upwards only `.git` counts: a bare repository among the files of a work tree is content that anybody
    may have committed. Outside of work trees a bare one counts where *path* is its own top. Raises
    Unreadable where a folder on the way may hold `.git` and may not be read.
    """
    absolute = path.absolute()
    for folder in (absolute, *absolute.parents):
        if _of_work_tree(folder):
            return folder
    return absolute if _of_git_folder(absolute, None) else None


def git_folder_around(path: Path) -> Path | None:
    """Return the Git folder that *path* is or lies in, None in work trees and elsewhere."""
    absolute = path.absolute()
    for folder in (absolute, *absolute.parents):
        if _of_work_tree(folder):
            return None
        if _of_git_folder(folder, None):
            return folder
    return None


def _of_git_folder(git: Path, work_tree: Path | None) -> RepositoryLocation | None:
    """Return the place if Git would take *git* for a repository."""
    git = git.absolute()
    shown = work_tree or git
    if _kind(git / "HEAD", shown) is not PathKind.FILE:
        return None
    common = Path(os.path.normpath(git / (_small(git / "commondir") or ".")))
    if any(_kind(common / name, shown) is not PathKind.FOLDER for name in ("objects", "refs")):
        return None
    if not os.access(git / "HEAD", os.R_OK):
        raise unreadable(shown, os.strerror(errno.EACCES))
    return RepositoryLocation(git, common, work_tree.absolute() if work_tree else None)


def _kind(path: Path, shown: Path) -> PathKind:
    try:
        return kind(path)
    except OSError as error:
        raise unreadable(shown, reason(error)) from error


def _small(path: Path) -> str:
    """Return the text of one of Git's little files, "" when it is not there."""
    try:
        if not is_file(path):  # a pipe in its place would never end
            return ""
        with path.open("rb") as file:
            return os.fsdecode(file.read(_FILE_LIMIT)).rstrip("\r\n")
    except (OSError, ValueError):
        return ""
