"""What strangers may leave in a Git folder to keep Git waiting: pipes and devices in the place of files."""

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path

from checker.filesystem.probe import exists, is_file
from checker.git.repository import RepositoryLocation
from checker.patterns import lazy

_PRIVATE = (
    "HEAD",
    "index",
    "config.worktree",
    "commondir",
    "gitdir",
    "ORIG_HEAD",
    "FETCH_HEAD",
    "MERGE_HEAD",
)
_SHARED = (
    "config",
    "packed-refs",
    "shallow",
    "info/attributes",
    "info/exclude",
    "info/grafts",
    "info/sparse-checkout",
)
_WALKED = ("refs", "logs", "reftable", "worktrees")
_WALK_LIMIT = 200_000
"""Files of Git's that are looked at before a repository is opened."""
_DEPTH = 20
"""Object folders, or configurations, that are looked at because others name them."""
_LIST_LIMIT = 64 * 1024
_INCLUDED = lazy(r"include\.path|includeif\..*\.path")


def oddity(place: RepositoryLocation) -> str:
    """Return a file of Git's that is something else: a pipe in its place would never end. Else "".

    Git opens whatever it finds under the names of references, objects and settings, and waits for it.
    """
    named = [place.git / name for name in _PRIVATE] + [place.common / name for name in _SHARED]
    folders = {top / name for top in (place.git, place.common) for name in _WALKED}
    budget = iter(range(_WALK_LIMIT))
    found = chain(
        _strange(named),
        chain.from_iterable(_strange_below(folder, budget, circles=True) for folder in sorted(folders)),
        _strange_objects(place.common / "objects", budget),
        _strange_includes(place),
    )
    return next(found, "")


def _strange(paths: Iterable[Path]) -> Iterator[str]:
    """Yield the paths that are there and no files; a link to a file is one."""
    yield from (str(path) for path in paths if exists(path) and not is_file(path))


def _strange_below(folder: Path, budget: Iterator[int], circles: bool) -> Iterator[str]:
    """Yield what is neither a file nor a folder below a folder, as far as the budget of files goes.

    With *circles* a link to a folder is strange too: Git would follow it, round and round.
    """
    waiting = [str(folder)]
    while waiting:
        # What we cannot read, Git cannot read either.
        with suppress(OSError, ValueError), os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if next(budget, None) is None:
                    return
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                elif circles if entry.is_dir() else exists(Path(entry.path)) and not entry.is_file():
                    yield entry.path


def _strange_objects(folder: Path, budget: Iterator[int]) -> Iterator[str]:
    """Yield what is strange among objects, also in the folders that these borrow from."""
    waiting, seen = [folder], set[Path]()
    while waiting and len(seen) < _DEPTH:
        objects = waiting.pop()
        seen.add(objects)
        yield from _strange_below(objects, budget, circles=False)
        with suppress(OSError, ValueError), (objects / "info" / "alternates").open("rb") as file:
            lines = os.fsdecode(file.read(_LIST_LIMIT)).splitlines()
            found = (objects / line.strip('"') for line in lines if line and not line.startswith("#"))
            waiting += [each for each in found if each not in seen]


def _strange_includes(place: RepositoryLocation) -> Iterator[str]:
    """Yield the configurations that a repository's own includes and that are no files."""
    waiting = [place.common / "config", place.git / "config.worktree"]
    if not any(_includes(path) for path in waiting):  # the usual case, without a process
        return
    seen: set[Path] = set()
    while waiting and len(seen) < _DEPTH:
        path = waiting.pop()
        seen.add(path)
        if is_file(path):
            included = (value for key, value in place.read_settings(path) if _INCLUDED.fullmatch(key))
            # Of a user who is not there, Path.expanduser makes an error.
            found = (path.parent / os.path.expanduser(value) for value in included)  # noqa: PTH111
            waiting += [each for each in found if each not in seen]
        elif exists(path):
            yield str(path)


def _includes(path: Path) -> bool:
    """Tell whether a configuration may include others."""
    with suppress(OSError), path.open("rb") as file:
        content = file.read(_LIST_LIMIT + 1)
        return len(content) > _LIST_LIMIT or b"[include" in content.lower()
    return False
