"""Which commit a name stands for, where somebody else may have chosen names: branches go before tags.

Git itself prefers tags. Whoever may push a tag called `origin/main` could so choose what their own change
is held against.
"""

from collections.abc import Iterator

from checker.errors import TargetError, UsageError
from checker.git import fetch_hint
from checker.git.child import GitError
from checker.git.repository import RepositoryLocation
from checker.patterns import lazy

_ID = lazy(r"[0-9a-fA-F]{40}|[0-9a-fA-F]{64}")
_ABBREVIATED = lazy(r"[0-9a-fA-F]{4,63}")
_OWN = ("HEAD", "@", "FETCH_HEAD", "ORIG_HEAD", "MERGE_HEAD")
"""Names that Git keeps itself."""
_SUFFIXED = lazy(
    r"(?P<name>@(?=[~^]|$)|[^~^@{}:\s]+(?:@[^~^{}:\s]+)*)(?P<suffix>(?:[~^][0-9]*|\^\{commit\}|@\{[^{}:/]*\})*)"
)


def named(place: RepositoryLocation, name: str) -> str:
    """Return the commit that a name stands for.

    A full id is taken as it is. Else the name is looked for among branches, here and of remotes, then among
    branches of remotes without the remote's name, then among tags; `~1`, `^2` and `@{…}` may follow.
    Raises UsageError where it stands for several commits, TargetError where for none.
    """
    if not name.isprintable() or name.startswith("-"):
        raise TargetError(f"{name!r} is no name of a commit")
    found = _commit(place, _full(place, name))
    if not found:
        raise TargetError(f"{place.shown}: there is no commit {name}", fetch_hint.history(place, name))
    return found


def _full(place: RepositoryLocation, name: str) -> str:
    """Return a name that Git cannot take for another: a full reference, or an id."""
    match = _SUFFIXED.fullmatch(name)
    if _ID.fullmatch(name):
        return name
    if name in _OWN or (match and match["name"] in _OWN):
        _check_own(place, match["name"] if match else name)
        return name
    if match is None or ".." in name:
        if name.startswith("@{"):  # such as @{upstream}, by the branch that HEAD is on
            return name
        raise UsageError(
            f"{name!r} is not taken as a name of a commit", "name a branch, or the id of a commit"
        )
    stem, suffix = match["name"], match["suffix"]
    for level in _levels(place, stem):
        known = {ref: commit for ref in level if (commit := _commit(place, ref))}
        if len(set(known.values())) > 1:
            raise UsageError(
                f"{stem!r} is ambiguous: {', '.join(sorted(known))}", "give the id of the commit"
            )
        if known:
            _check_abbreviation(place, stem)
            return min(known) + suffix
    return name


def _levels(place: RepositoryLocation, name: str) -> Iterator[tuple[str, ...]]:
    """Yield the references that a name may stand for, the first level that has any decides."""
    yield (name,) if name.startswith("refs/") else ()
    qualified = (f"refs/{name}",) if name.startswith(("heads/", "remotes/")) else ()
    yield *qualified, f"refs/heads/{name}", f"refs/remotes/{name}", f"refs/remotes/{name}/HEAD"
    yield tuple(f"refs/remotes/{remote}/{name}" for remote in place.remotes)
    yield (f"refs/tags/{name}",)


def _check_abbreviation(place: RepositoryLocation, name: str) -> None:
    """Raise UsageError for a branch or tag that is called as the id of a commit begins."""
    if not _ABBREVIATED.fullmatch(name):
        return
    if place.command.run("rev-parse", f"--disambiguate={name.lower()}").strip():
        raise UsageError(
            f"{name!r} is ambiguous: a branch or tag, and an abbreviated id", "give the whole id"
        )


def _check_own(place: RepositoryLocation, name: str) -> None:
    """Raise UsageError where Git would take a branch or tag for a name of its own that stands for nothing."""
    if name in ("HEAD", "@"):
        return
    try:
        found = place.command.run("rev-parse", "--verify", "--quiet", "--symbolic-full-name", name)
    except GitError:
        return
    if found.startswith(b"refs/"):
        raise UsageError(f"there is no {name}, only {found.decode().strip()}", "give the id of the commit")


def _commit(place: RepositoryLocation, name: str) -> str:
    """Return the id of the commit that a name stands for to Git, "" for none."""
    try:
        found = place.command.run(
            "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}"
        )
    except GitError:
        return ""
    return found.decode().strip()
