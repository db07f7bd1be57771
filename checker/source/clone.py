"""Clones of remote repositories in a temporary folder, with as little in them as will do.

The commits and tags come in one clone without any files, the files of one commit in a second
repository without history. Nothing large is transferred, all sizes are known, and no object ever
has to be fetched on demand.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from checker.errors import TargetError
from checker.model.tree import BLOB_LIMIT
from checker.patterns import lazy
from checker.source import origin
from checker.source.command import REMOTE, Command, GitError
from checker.source.repository import Place

TIMEOUT = 900.0
"""Seconds that one transfer may take."""
_SECRET = lazy(r"//[^/@\s]+@")
_HINT = "check the address, and that `git ls-remote` can read it without asking for a password"


@contextmanager
def commits(address: str) -> Iterator[Place]:
    """Clone the commits, branches and tags of a repository; the folder is removed in the end.

    Raises TargetError when it cannot be cloned.
    """
    with tempfile.TemporaryDirectory(prefix="checker-", ignore_cleanup_errors=True) as folder:
        _transfer(
            folder, address, "clone", "--bare", "--filter=tree:0", "--template=", "--", address, "commits"
        )
        git = Path(folder, "commits")
        yield Place(git, git, None)


def files(place: Place, commit: str) -> Place:
    """Return a repository with the files of *commit*; larger ones than are ever read stay away.

    Raises TargetError when they cannot be fetched.
    """
    if _complete(place, commit):
        return place
    folder = place.git.parent
    address = origin.remote(place.settings)
    kind = place.settings.get("extensions.objectformat", ("sha1",))[0]
    _transfer(
        str(folder), address, "init", "--quiet", "--bare", "--template=", f"--object-format={kind}", "files"
    )
    git = folder / "files"
    _transfer(
        str(git),
        address,
        "fetch",
        "--quiet",
        "--depth=1",
        "--no-tags",
        "--no-recurse-submodules",
        f"--filter=blob:limit={BLOB_LIMIT + 1}",
        "--",
        address,
        commit,
    )
    return Place(git, git, None)


def _complete(place: Place, commit: str) -> bool:
    """Tell whether the server sent the files at once, as one does that knows no filters."""
    try:
        place.command.run("cat-file", "-e", f"{commit}^{{tree}}")
    except GitError:
        return False
    return True


def _transfer(folder: str, address: str, *arguments: str) -> None:
    environment = {**REMOTE, "GIT_DIR": folder} if arguments[0] == "fetch" else REMOTE
    try:
        Command(folder, environment).run(*arguments, timeout=TIMEOUT)
    except GitError as error:
        shown = _SECRET.sub("//", address)
        raise TargetError(f"{shown}: {_SECRET.sub('//', str(error))}", _HINT) from error
