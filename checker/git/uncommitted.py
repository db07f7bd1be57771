"""How many files differ from what is judged, found without running what a repository configures."""

from checker.git.child import GitError
from checker.git.repository import RepositoryLocation
from checker.patterns import lazy

TIMEOUT = 10.0
"""Seconds after which the count is left out."""
# Filters are programs; included files, attributes and patterns elsewhere can say what we do not see
# here; hooks by configuration came with Git 2.54.
_UNSAFE = lazy(r"filter\.|include\.|includeif\.|hook\.|core\.(?:worktree|attributesfile|excludesfile)$")


def count(place: RepositoryLocation) -> int | None:
    """Count changed and new files, None where that cannot be found out safely.

    Submodules are left out: Git would run inside them, under their configuration.
    """
    if place.work_tree is None or any(_UNSAFE.match(key) for key in place.settings):
        return None
    try:
        output = place.command.run(
            "status",
            "--porcelain",
            "-z",
            "--untracked-files=normal",
            "--ignore-submodules=all",
            "--no-renames",
            timeout=TIMEOUT,
        )
    except GitError:
        return None
    return output.count(b"\0")
