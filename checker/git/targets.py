"""What a user names: a repository, a folder of repositories, or the address of one."""

import os
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from checker.errors import TargetError, UsageError
from checker.filesystem.probe import exists, is_folder, reason
from checker.git.repository import RepositoryLocation, UnreadableRepository, enclosing, locate, unreadable
from checker.git.special_files import oddity
from checker.patterns import lazy

DEPTH_LIMIT = 8
"""Folders between a target and the repositories in it."""
FOLDER_LIMIT = 200_000
"""Folders that are looked into."""
_NAMED = 5
"""Folders that may not be read, of which a message gives the names."""
_ADDRESS = lazy(r"[A-Za-z][A-Za-z0-9+.-]*://|[A-Za-z0-9+.-]+::")
_SCP = lazy(r"[\w.+-]+@[\w.-]+:(?!//)\S+")
_ALLOWED = ("https://", "ssh://", "git://", "file://")


def is_address(target: str) -> bool:
    """Tell a Git URL from a path."""
    return bool(_ADDRESS.match(target) or _SCP.fullmatch(target)) and not exists(Path(target))


def discover(target: str, unread: list[tuple[str, TargetError]] | None = None) -> list[str]:
    """Return the repositories that *target* stands for, sorted: itself, or those below it.

    Repositories inside repositories are theirs to judge, so a repository is not searched further;
    of a repository and its linked worktrees below one folder, only the repository is returned. What may
    not be read below a folder is added to *unread*, by its name, where somebody asks for it.
    Raises UsageError for an empty target, TargetError when there are no repositories.
    """
    if not target:
        raise UsageError("a target is empty", "name a repository, or leave it out for the one you stand in")
    if is_address(target):
        return [_allowed(target)]
    if _named(target):
        return [target]
    search = _Search(Path(target))
    found = list(search.places()) if is_folder(Path(target)) else []
    closed = list(search.closed(target))
    if not found and not closed:
        raise no_repository(target)
    if closed and unread is None:
        raise closed[0][1]
    if unread is not None:
        unread += closed
    mains = {place.common for _, place in found if place.common == place.git}
    return sorted(name for name, place in found if place.common == place.git or place.common not in mains)


def place(target: str) -> RepositoryLocation:
    """Return where the repository *target* lies.

    Raises TargetError when it is none.
    """
    found = _named(target)
    if found is None:
        raise no_repository(target)
    if odd := oddity(found):
        raise TargetError(f"{target}: {odd} is not a regular file", "`git fsck` shows what is damaged")
    return found


def _named(target: str) -> RepositoryLocation | None:
    """Return the repository whose folder a target names; where one merely stands, that is not enough."""
    found = locate(Path(target))
    if found and not found.work_tree and os.path.normpath(target) == os.curdir:
        return found if enclosing(Path(target)) == Path(target).absolute() else None
    return found


def no_repository(target: str) -> TargetError:
    """Return the error for a path that leads to no repository."""
    path = Path(target)
    if not os.path.lexists(path):
        return TargetError(f"{target}: there is no such file or folder", "check the spelling")
    if not is_folder(path):
        return TargetError(f"{target}: is a file", "name the folder of its repository")
    if top := enclosing(path):
        return TargetError(f"{target}: is a folder inside a repository", f"name the repository: {top}")
    return TargetError(f"{target}: is not a Git repository", "run `git init` there or name a repository")


def _allowed(address: str) -> str:
    if address.lower().startswith(_ALLOWED) or _SCP.fullmatch(address):
        return address
    scheme = re.split("://|::", address)[0]
    raise TargetError(
        f"{scheme}: this kind of address is not supported", "use https://, ssh://, git:// or file://"
    )


class _Search:
    """A walk through the folders below one, breadth first, and through no links."""

    def __init__(self, top: Path) -> None:
        self._top = top
        self._visited = 0
        self._folders: list[tuple[str, UnreadableRepository]] = []
        self._repositories: list[tuple[str, UnreadableRepository]] = []

    def places(self) -> Iterator[tuple[str, RepositoryLocation]]:
        """Yield the repositories by name.

        Among the files of a work tree, a bare one is content that anybody may have committed.
        Raises TargetError where there are too many folders.
        """
        committed = enclosing(self._top) is not None
        level = [str(self._top)]
        for _ in range(DEPTH_LIMIT):
            following: list[str] = []
            for name in chain.from_iterable(map(self._inside, level)):
                try:
                    found = locate(Path(name))
                except UnreadableRepository as error:
                    kind = self._repositories if exists(Path(name) / ".git") else self._folders
                    kind.append((name, error))
                    continue
                if found and (found.work_tree or not committed):
                    yield name, found
                elif not found:
                    following.append(name)
            level = following

    def closed(self, target: str) -> Iterator[tuple[str, TargetError]]:
        """Yield what may not be read: each repository, and the folders, which may hold some, as one."""
        yield from self._repositories
        if len(self._folders) < 2:
            yield from self._folders
            return
        named = ", ".join(name for name, _ in self._folders[:_NAMED])
        more = f" and {len(self._folders) - _NAMED} more" if len(self._folders) > _NAMED else ""
        said = f"{len(self._folders)} folders in it may not be read: {named}{more}"
        yield target, UnreadableRepository(f"{target}: {said}", self._folders[0][1].hint)

    def _inside(self, folder: str) -> list[str]:
        """Return the folders in a folder."""
        self._visited += 1
        if self._visited > FOLDER_LIMIT:
            raise TargetError(f"{self._top}: holds more than {FOLDER_LIMIT} folders", "name the repositories")
        try:
            with os.scandir(folder) as entries:
                return sorted(
                    os.path.normpath(entry.path) for entry in entries if entry.is_dir(follow_symlinks=False)
                )
        except FileNotFoundError:  # gone meanwhile
            return []
        except OSError as error:
            self._folders.append((folder, unreadable(folder, reason(error))))
            return []
