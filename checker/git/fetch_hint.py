"""The exact command that brings what a clone has left out: history (`--depth`) or files (`--filter`).

It is for the user to run. Nothing is fetched here on the word of a repository.
"""

import shlex

from checker.git.repository import RepositoryLocation


def files(place: RepositoryLocation) -> str:
    """Return the command that brings the files that a partial clone has left out."""
    return f"git fetch --refetch --no-filter {shlex.quote(_remote(place))}"


def history(place: RepositoryLocation, name: str = "") -> str:
    """Return advice that brings the history that is missing, or the branch *name*."""
    remote = _remote(place)
    if place.shallow:
        branches = shlex.quote(f"+refs/heads/*:refs/remotes/{remote}/*")
        command = f"git fetch --unshallow {shlex.quote(remote)} {branches}"
        return f"only a part of the history is here: check out with `fetch-depth: 0`, or run `{command}`"
    if not name or not place.remotes:
        return "name another"
    branch = name.removeprefix("refs/heads/").removeprefix(f"{remote}/")
    refspec = shlex.quote(f"+refs/heads/{branch}:refs/remotes/{remote}/{branch}")
    return f"run `git fetch {shlex.quote(remote)} {refspec}`"


def _remote(place: RepositoryLocation) -> str:
    """Return the remote that a clone is fetched from."""
    return "origin" if "origin" in place.remotes or not place.remotes else place.remotes[0]
