"""Clones that are kept from run to run, with as little in them as will do.

A mirror has the parts that `checker.git.clone` makes: the commits of all branches in one
repository, the files of the commits that were judged in another. What is there is not fetched again.
"""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import IO

from msgspec.structs import replace

from checker import cache
from checker.cache import Stored
from checker.errors import TargetError
from checker.git import clone, origin
from checker.git.child import GitError
from checker.git.commit import resolve
from checker.git.default_branch import Tip
from checker.git.objects import Objects
from checker.git.repository import RepositoryLocation, locate
from checker.git.source import GitSource, committed
from checker.patterns import lazy

KIND = "mirrors"
"""The folder of the cache that mirrors lie in."""
LIMIT = 5 * 1024**3
"""Bytes of all mirrors together; $CHECKER_CACHE_LIMIT says otherwise."""
_WHOLE = "whole"  # a file whose presence says that the first clone was not interrupted
_SIZE = "size"
_LOCK = "lock"
_OURS = lazy(r"[0-9a-f]{32}")


def sync(  # noqa: PLR0913, PLR0917  # where from, what, and as whom
    address: str, branch: str, head: str, secret: str = "", at: str = "", also_tip: bool = False
) -> Path:
    """Bring a repository here, and the files of one commit: *head* of *branch*, or what *at* names.

    Both are "" for an empty repository. *secret* is a token for *address*; it is kept nowhere.
    *also_tip*: the files of *head* are needed in any case. Nothing is transferred that is there.
    Raises TargetError when it cannot be brought, or *at* names nothing.
    """
    folder = _folder(address)
    wanted = (at, "") if at and also_tip else (at,)
    with _lock(folder):
        try:
            _bring(folder, address, (branch, head), secret, wanted)
        except (TargetError, GitError):
            # What a killed run left may be in the way; a second failure is a real one.
            _empty(folder)
            _bring(folder, address, (branch, head), secret, wanted)
        (folder / _SIZE).write_text(str(_measured(folder)), encoding="ascii")
    return folder


def kept(address: str) -> Path | None:
    """Return where a repository lies that was brought here before, None if it was not or is removed since."""
    folder = _folder(address)
    return folder if (folder / _WHOLE).exists() else None


@contextmanager
def open_mirror(folder: Path, at: str = "") -> Iterator[GitSource]:
    """Open what `sync` brought.

    Raises TargetError when it is not there (any more).
    """
    place = _commits(folder)
    if place is None:
        raise TargetError(f"{folder}: the mirror is gone", "run the audit again")
    with _lock(folder, shared=True), closing(Objects(place.command)) as objects:
        commit = resolve(place, objects, at)
        beside = locate(folder / "files") or place
        with closing(Objects(beside.command)) as blobs:
            source = committed(place, commit, objects, beside, blobs, origin.remote(place.settings))
            tip = Tip(lambda: resolve(place, objects, "").oid, lambda _: (beside, blobs))
            yield replace(source, default=tip)


def prune(limit: int | None = None, spared: int = 0) -> None:
    """Remove the mirrors that were not used for longest until the others fit.

    The *spared* ones that were used last stay in any case.
    """
    bound = capacity() if limit is None else limit
    total = 0
    for place, each in enumerate(sorted(stored(), key=lambda one: one.used, reverse=True)):
        total += each.size
        if total > bound and place >= spared:
            remove(each)


def capacity() -> int:
    """Return the bytes that all mirrors may take together."""
    stated = os.environ.get("CHECKER_CACHE_LIMIT", "")
    return int(stated) if stated.isdigit() else LIMIT


def stored() -> Iterator[Stored]:
    """Yield all mirrors; one whose clone was interrupted is measured."""
    top = cache.directory() / KIND
    if not cache.is_ours(top):
        return
    for folder in top.iterdir():
        if _OURS.fullmatch(folder.name) and cache.is_ours(folder):
            with suppress(OSError):  # another process was faster
                yield _stored(folder)


def _stored(folder: Path) -> Stored:
    size = folder / _SIZE
    with suppress(OSError, ValueError):
        return Stored(folder, int(size.read_text(encoding="ascii")), size.lstat().st_mtime)
    return Stored(folder, _measured(folder), folder.lstat().st_mtime)


def remove(found: Stored) -> bool:
    """Remove a mirror, unless a process is at work in it; return whether it is gone."""
    if os.name != "posix":  # there are no locks, and what is open cannot be removed
        shutil.rmtree(found.path, ignore_errors=True)
        return not found.path.exists()
    with suppress(OSError), (found.path / _LOCK).open("a", encoding="ascii") as file:
        if not cache.locked(file.fileno()):
            return False
        shutil.rmtree(found.path, ignore_errors=True)
    return not found.path.exists()


def _folder(address: str) -> Path:
    return cache.directory() / KIND / sha256(address.encode()).hexdigest()[:32]


def _bring(folder: Path, address: str, tip: tuple[str, str], secret: str, wanted: Sequence[str]) -> None:
    branch, head = tip
    place = _commits(folder)
    if place is None:
        _empty(folder)
        place = clone.clone(str(folder), address, secret)
        (folder / _WHOLE).touch()
    elif not _has(place, head):
        refs = ("+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*")
        options = ("fetch", "--quiet", "--prune", "--no-recurse-submodules", "--filter=tree:0")
        clone.transfer(str(place.git), address, *options, "--", address, *refs, secret=secret)
    if head and _has(place, head):  # else it has moved on since it was listed
        place.command.run("symbolic-ref", "HEAD", f"refs/heads/{branch}")
        place.command.run("update-ref", f"refs/heads/{branch}", head)
    with closing(Objects(place.command)) as objects:
        commits = [resolve(place, objects, at) for at in wanted]
    for commit in commits:
        beside = locate(folder / "files")
        if commit.oid and not (beside and _has(beside, f"{commit.oid}^{{tree}}")):
            clone.files(place, commit.oid, secret)


def _commits(folder: Path) -> RepositoryLocation | None:
    return locate(folder / "commits") if (folder / _WHOLE).exists() else None


def _has(place: RepositoryLocation, name: str) -> bool:
    if not name:
        return True
    try:
        place.command.run("cat-file", "-e", name)
    except GitError:
        return False
    return True


def _empty(folder: Path) -> None:
    (folder / _WHOLE).unlink(missing_ok=True)
    for name in ("commits", "files"):
        shutil.rmtree(folder / name, ignore_errors=True)


def _measured(folder: Path) -> int:
    return sum(os.lstat(f"{place}/{name}").st_size for place, _, names in os.walk(folder) for name in names)


@contextmanager
def _lock(folder: Path, shared: bool = False) -> Iterator[None]:
    """Keep other runs from changing a mirror; unless it is *shared*, from reading it too."""
    while True:
        if cache.folder(KIND) is None:
            raise TargetError(
                f"{folder.parent}: is not yours alone", "set CHECKER_CACHE_DIR to a folder that is"
            )
        folder.mkdir(mode=0o700, exist_ok=True)
        with (folder / _LOCK).open("a", encoding="ascii") as file:
            cache.locked(file.fileno(), shared, wait=True)
            if _is_there(folder / _LOCK, file):  # else it was removed while we waited
                yield
                return


def _is_there(path: Path, file: IO[str]) -> bool:
    try:
        return os.path.samestat(path.lstat(), os.fstat(file.fileno()))
    except OSError:
        return False
