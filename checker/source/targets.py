"""What a user names: a repository, a folder of repositories, or the address of one."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from checker.errors import TargetError
from checker.patterns import lazy
from checker.source.repository import Place, enclosing, locate, oddity

DEPTH_LIMIT = 8
"""Folders between a target and the repositories in it."""
FOLDER_LIMIT = 200_000
"""Folders that are looked into."""
_ADDRESS = lazy(r"[A-Za-z][A-Za-z0-9+.-]*://|[A-Za-z0-9+.-]+::")
_SCP = lazy(r"[\w.+-]+@[\w.-]+:(?!//)\S+")
_ALLOWED = ("https://", "ssh://", "git://", "file://")


def is_address(target: str) -> bool:
    """Tell a Git URL from a path."""
    return bool(_ADDRESS.match(target) or _SCP.fullmatch(target)) and not Path(target).exists()


def discover(target: str) -> list[str]:
    """Return the repositories that *target* stands for, sorted: itself, or those below it.

    Repositories inside repositories are theirs to judge, so a repository is not searched further;
    of a repository and its linked worktrees below one folder, only the repository is returned.
    Raises TargetError when there are none.
    """
    if is_address(target):
        return [_allowed(target)]
    path = Path(target)
    if locate(path):
        return [target]
    found = list(_below(path)) if path.is_dir() else []
    if not found:
        raise no_repository(target)
    mains = {place.common for _, place in found if place.common == place.git}
    return sorted(name for name, place in found if place.common == place.git or place.common not in mains)


def place(target: str) -> Place:
    """Return where the repository *target* lies.

    Raises TargetError when it is none.
    """
    found = locate(Path(target))
    if found is None:
        raise no_repository(target)
    if odd := oddity(found):
        raise TargetError(f"{target}: {odd} is not a regular file", "`git fsck` shows what is damaged")
    return found


def no_repository(target: str) -> TargetError:
    """Return the error for a path that leads to no repository."""
    path = Path(target)
    if not target:
        return TargetError("a target is empty", "name a repository, or leave it out for the one you stand in")
    if not os.path.lexists(path):
        return TargetError(f"{target}: there is no such file or folder", "check the spelling")
    if not path.is_dir():
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


def _below(top: Path) -> Iterator[tuple[str, Place]]:
    """Walk breadth first, through no links."""
    level, visited = [str(top)], 0
    for _ in range(DEPTH_LIMIT):
        following: list[str] = []
        for folder in level:
            visited += 1
            if visited > FOLDER_LIMIT:
                raise TargetError(f"{top}: holds more than {FOLDER_LIMIT} folders", "name the repositories")
            for name in _folders(folder):
                found = locate(Path(name))
                if found:
                    yield name, found
                else:
                    following.append(name)
        level = following


def _folders(folder: str) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return sorted(
                os.path.normpath(entry.path) for entry in entries if entry.is_dir(follow_symlinks=False)
            )
    except OSError:
        return []
