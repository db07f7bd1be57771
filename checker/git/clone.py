"""Clones of remote repositories in a temporary folder, with as little in them as will do.

The commits and tags come in one clone without any files, the files of one commit in a second
repository without history. Nothing large is transferred, all sizes are known, and no object ever
has to be fetched on demand.
"""

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from checker.errors import TargetError
from checker.git import origin
from checker.git.child import GitError
from checker.git.command import REMOTE, Command, by_gitpython
from checker.git.repository import RepositoryLocation
from checker.model.tree import BLOB_LIMIT
from checker.patterns import lazy

TIMEOUT = 900.0
"""Seconds that one transfer may take."""
_SECRET = lazy(r"//[^/@\s]+@")
_HINT = "check the address, and that `git ls-remote` can read it without asking for a password"


@contextmanager
def commits(address: str) -> Iterator[RepositoryLocation]:
    """Clone the commits, branches and tags of a repository; the folder is removed in the end.

    Raises TargetError when it cannot be cloned.
    """
    with tempfile.TemporaryDirectory(prefix="checker-", ignore_cleanup_errors=True) as folder:
        yield clone(folder, address)


def clone(folder: str, address: str, secret: str = "") -> RepositoryLocation:
    """Clone the commits, branches and tags of a repository into *folder*.

    Raises TargetError when it cannot be cloned.
    """
    options = ("clone", "--quiet", "--bare", "--filter=tree:0", "--template=")
    transfer(folder, address, *options, "--", address, "commits", secret=secret)
    git = Path(folder, "commits")
    return RepositoryLocation(git, git, None)


def files(place: RepositoryLocation, commit: str, secret: str = "") -> RepositoryLocation:
    """Return a repository with the files of *commit*; larger ones than are ever read stay away.

    Raises TargetError when they cannot be fetched.
    """
    if _complete(place, commit):
        return place
    folder, git = place.git.parent, place.git.parent / "files"
    address = origin.remote(place.settings)
    if not git.exists():
        kind = place.settings.get("extensions.objectformat", ("sha1",))[0]
        options = ("init", "--quiet", "--bare", "--template=", f"--object-format={kind}")
        transfer(str(folder), address, *options, "files")
    options = ("fetch", "--quiet", "--depth=1", "--no-tags", "--no-recurse-submodules")
    limit = f"--filter=blob:limit={BLOB_LIMIT + 1}"
    transfer(str(git), address, *options, limit, "--", address, commit, secret=secret)
    return RepositoryLocation(git, git, None)


def _complete(place: RepositoryLocation, commit: str) -> bool:
    """Tell whether the server sent the files at once, as one does that knows no filters."""
    try:
        place.command.run("cat-file", "-e", f"{commit}^{{tree}}")
    except GitError:
        return False
    return True


def transfer(folder: str, address: str, *arguments: str, secret: str = "") -> None:
    """Run a command of Git that talks to *address*; *secret* is a token that is asked for there.

    Raises TargetError when it fails.
    """
    environment = {**REMOTE, "GIT_DIR": folder} if arguments[0] == "fetch" else REMOTE
    if address.startswith("http://"):
        environment = {**environment, "GIT_ALLOW_PROTOCOL": "http"}
    command = Command(folder, environment, spawn=by_gitpython)
    try:
        if secret:
            with credentials(secret) as (options, handles, more):
                command.having(more).run(*options, *arguments, timeout=TIMEOUT, handles=handles)
        else:
            command.run(*arguments, timeout=TIMEOUT)
    except GitError as error:
        shown = _SECRET.sub("//", address)
        raise TargetError(f"{shown}: {_SECRET.sub('//', str(error))}", _HINT) from error


@contextmanager
def credentials(secret: str) -> Iterator[tuple[tuple[str, ...], tuple[int, ...], Mapping[str, str]]]:
    """Give the options, handles and variables by which Git learns a token through a pipe.

    It is on no command line, in no file and, but for Windows, in no environment. Nobody else's
    helper is asked, and no redirection is followed: it could lead the token elsewhere.
    """
    answer = f"username=x-access-token\npassword={secret}\n"
    options = ("-c", "http.followRedirects=false", "-c", "credential.helper=", "-c")
    if os.name != "posix":  # handles cannot be inherited by the grandchildren that need them
        helper = 'credential.helper=!f() { test "$1" = get && printf "%s" "$CHECKER_ANSWER"; }; f'
        yield (*options, helper), (), {"CHECKER_ANSWER": answer}
        return
    reader, writer = os.pipe()
    try:
        os.write(writer, answer.encode())
        os.close(writer)
        helper = f'credential.helper=!f() {{ test "$1" = get && cat /dev/fd/{reader}; }}; f'
        yield (*options, helper), (reader,), {}
    finally:
        os.close(reader)
