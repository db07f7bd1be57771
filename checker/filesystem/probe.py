"""Questions about paths that people name. None of them raises for a path that may not be looked at.

The methods of `pathlib.Path` do: before Python 3.14 `is_dir`, `is_file` and `exists` raise PermissionError
below a folder that may not be searched, and OSError for a name that is too long; `resolve` raises
RuntimeError for links in a circle.
"""

import errno
import os
import stat
from enum import Enum
from pathlib import Path

_ABSENT = (errno.ENOENT, errno.ENOTDIR)


class PathKind(Enum):
    """What a path leads to, through links."""

    ABSENT = "absent"
    FILE = "file"
    FOLDER = "folder"
    OTHER = "other"


def kind(path: Path) -> PathKind:
    """Return what a path leads to.

    Raises OSError where that cannot be told: a folder on the way may not be searched, links go in a
    circle, the name is too long, the disk fails.
    """
    try:
        mode = path.stat().st_mode
    except ValueError:  # a NUL, which no path can hold
        return PathKind.ABSENT
    except OSError as error:
        if error.errno in _ABSENT:
            return PathKind.ABSENT
        raise
    return PathKind.FOLDER if stat.S_ISDIR(mode) else PathKind.FILE if stat.S_ISREG(mode) else PathKind.OTHER


def is_folder(path: Path) -> bool:
    """Tell whether a path surely leads to a folder."""
    return os.path.isdir(path)  # noqa: PTH112  # see above


def is_file(path: Path) -> bool:
    """Tell whether a path surely leads to a regular file."""
    return os.path.isfile(path)  # noqa: PTH113


def exists(path: Path) -> bool:
    """Tell whether a path surely leads to something."""
    return os.path.exists(path)  # noqa: PTH110


def resolve(path: Path) -> Path:
    """Return the absolute path without links, as far as they can be followed."""
    return Path(os.path.realpath(path))


def reason(error: OSError) -> str:
    """Return why the system refuses something, as people read it: `Permission denied`."""
    return error.strerror or type(error).__name__
