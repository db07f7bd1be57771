"""Who could have put a file where it lies: settings of strangers must not be taken for the user's."""

import os
import stat
from pathlib import Path

from checker.errors import UsageError
from checker.filesystem.probe import resolve

_ADVICE = "give the one that you vouch for with --config FILE or CHECKER_CONFIG"


def check(path: Path) -> None:
    """Raise UsageError unless a file is the user's or root's, and nobody else may change or replace it.

    Systems without the permissions of POSIX are believed.
    """
    if os.name != "posix":
        return
    for each in dict.fromkeys((path, resolve(path))):
        if os.path.lexists(each):
            _check_owner(each)
            _check_writable(each)


def is_shared(folder: Path) -> bool:
    """Tell a folder such as /tmp, where anybody may put files but not replace those of others."""
    mode = _mode(folder)
    return bool(mode & stat.S_IWOTH and mode & stat.S_ISVTX)


def _check_owner(path: Path) -> None:
    owner = path.lstat().st_uid
    if owner not in (0, os.geteuid()):
        raise UsageError(f"{path} belongs to another user ({owner})", _ADVICE)


def _check_writable(path: Path) -> None:
    """Raise UsageError where all may write; above the folder, the sticky bit keeps files in their place."""
    for each in (path, path.parent):
        if _mode(each) & stat.S_IWOTH and not each.is_symlink():
            raise UsageError(f"{path} is not trusted: everybody may write to {each}", _ADVICE)
    for each in path.parent.parents:
        mode = _mode(each)
        if mode & stat.S_IWOTH and not mode & stat.S_ISVTX:
            raise UsageError(f"{path} is not trusted: everybody may write to {each}", _ADVICE)


def _mode(path: Path) -> int:
    return path.lstat().st_mode
