"""One opened repository at one commit."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from msgspec import Struct
from msgspec.structs import replace

from checker.errors import TargetError
from checker.git import clone, default_branch, origin, targets, tree, uncommitted
from checker.git.commit import ResolvedCommit, resolve
from checker.git.default_branch import Default, Tip, Unknown
from checker.git.history import GitHistory
from checker.git.objects import Objects
from checker.git.repository import RepositoryLocation
from checker.model.history import CommitHistory
from checker.model.tree import Tree


class GitSource(Struct, frozen=True):
    """A repository that can be asked until it is closed.

    *commit* is "" and *committed_at* (seconds since the epoch) 0 for an index and for a repository
    without commits. *origin* is host/owner/name, *web* its page on a known forge; both "" where
    unknown. *notes* are for the user: what was not judged; *passing* are those that no commit keeps.
    *default* reads from the default branch, whichever commit is judged. *tip* has the files of the branch
    that a change goes to, whose word about owners and kinds of files counts; None without a change.
    """

    tree: Tree
    history: CommitHistory | None
    commit: str
    committed_at: int
    origin: str
    web: str
    branch: str
    notes: tuple[str, ...]
    default: Default = Unknown()
    passing: tuple[str, ...] = ()
    tip: Tree | None = None


@contextmanager
def open_source(target: str, at: str = "", staged: bool = False, tip: str = "") -> Iterator[GitSource]:
    """Open the repository at a path or an address; leaving the block ends its processes.

    *at* is anything that names a commit, or a date: then the last commit before it (before the
    end of the day, UTC) that leads to HEAD. *staged* judges the index instead. *tip* is the commit that a
    change of a local repository goes to, "" for none.
    Raises TargetError when there is no such repository or commit, or no commit at all: a score of nothing
    would count in every mean.
    """
    if staged and (at or targets.is_address(target)):
        raise TargetError(
            "only the index of a local repository can be judged as staged", "leave out --staged"
        )
    remote = targets.is_address(target)
    with _cloned(target, at) if remote else _local(target, at, staged, tip) as source:
        yield source


@contextmanager
def _local(target: str, at: str, staged: bool, tip: str) -> Iterator[GitSource]:
    place = targets.place(target)
    with closing(Objects(place.command)) as objects:
        settled = tree.GitTree(tip, tree.committed(place, tip), objects) if tip else None
        attributes = settled.attributes if settled else None
        if staged:
            yield replace(_index(place, objects, attributes), tip=settled)
            return
        commit = _first(target, resolve(place, objects, at))
        files = tree.GitTree(commit.oid, tree.committed(place, commit.oid), objects, attributes)
        plain = _source(place, commit, files, objects, origin.remote(place.settings))
        source = replace(plain, default=default_branch.local(place, objects), tip=settled)
        yield source if at else replace(source, passing=tuple(_unjudged(place)))


@contextmanager
def _cloned(address: str, at: str) -> Iterator[GitSource]:
    with clone.commits(address) as place, closing(Objects(place.command)) as objects:
        commit = _first(address, resolve(place, objects, at))
        files = clone.files(place, commit.oid)
        with closing(Objects(files.command)) as blobs:
            source = committed(place, commit, objects, files, blobs, address)
            # What a clone has for its HEAD is what the remote calls the default branch.
            tip = Tip(lambda: resolve(place, objects, "").oid, lambda oid: (clone.files(place, oid), blobs))
            yield replace(source, default=tip)


def _first(target: str, commit: ResolvedCommit) -> ResolvedCommit:
    """Return a commit if there is one."""
    if not commit.oid:
        raise TargetError(f"{target}: no commit yet", "commit something, or judge what is staged: --staged")
    return commit


def committed(  # noqa: PLR0913, PLR0917  # two repositories, each with its objects
    place: RepositoryLocation,
    commit: ResolvedCommit,
    objects: Objects,
    files: RepositoryLocation,
    blobs: Objects,
    address: str,
) -> GitSource:
    """Return the source whose commits lie in *place* and whose files in *files*.

    Raises TargetError when the files of the commit are not there.
    """
    entries = tree.committed(files, commit.oid) if commit.oid else []
    return _source(place, commit, tree.GitTree(commit.oid, entries, blobs), objects, address)


def _source(
    place: RepositoryLocation, commit: ResolvedCommit, files: tree.GitTree, objects: Objects, address: str
) -> GitSource:
    notes = ("shallow clone: the history is cut off",) if place.shallow else ()
    identity = origin.normalize(address)
    history = GitHistory(place, objects, files, commit.oid)
    return GitSource(
        files, history, commit.oid, commit.time, identity, origin.page(identity), place.branch, notes
    )


def _unjudged(place: RepositoryLocation) -> list[str]:
    number = uncommitted.count(place)
    return [f"{number} uncommitted change{'s' * (number != 1)} not judged"] if number else []


def _index(place: RepositoryLocation, objects: Objects, attributes: str | None) -> GitSource:
    if place.work_tree is None:
        raise TargetError(f"{place.shown}: a bare repository has no index", "leave out --staged")
    entries, conflicts = tree.staged(place)
    notes = (f"{conflicts} conflict{'s' * (conflicts != 1)}: our side is judged",) if conflicts else ()
    identity = origin.normalize(origin.remote(place.settings))
    files = tree.GitTree("", entries, objects, attributes)
    agreed = default_branch.local(place, objects)
    return GitSource(files, None, "", 0, identity, origin.page(identity), place.branch, notes, agreed)
