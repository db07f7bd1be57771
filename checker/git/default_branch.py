"""Files at the tip of the default branch, whichever commit is judged."""

from collections.abc import Callable
from typing import Protocol

from msgspec import Struct

from checker.errors import Cause, TargetError, Unobserved
from checker.git.child import GitError
from checker.git.objects import MISSING, GitObject, Objects
from checker.git.repository import RepositoryLocation
from checker.model.tree import BLOB_LIMIT, Tree
from checker.patterns import lazy

_LINE = lazy(r"(\d{6}) [a-z]+ ([0-9a-f]{40,64})\t[^\0]*\0")
_WHICH = "which branch is the default one"
_REGULAR = ("100644", "100755")


class Default(Protocol):
    """Reads what was agreed on: what stands on the default branch."""

    def read(self, path: str) -> bytes | None:
        """Return a file's bytes, None where there is no such file.

        Raises Unobserved when that cannot be told.
        """


class Unknown(Struct, frozen=True):
    """Nobody knows which branch is the default one."""

    def read(self, path: str) -> bytes | None:
        """Raise Unobserved."""
        del path
        raise Unobserved(_WHICH, "nobody said", cause=Cause.UNAVAILABLE)


class OfTree(Struct, frozen=True):
    """The tip is what is judged."""

    tree: Tree

    def read(self, path: str) -> bytes | None:
        """Return a file's bytes, as Default.read does."""
        entry = next((each for each in self.tree.entries if each.path == path), None)
        if entry is None:
            return None
        if not entry.is_file:
            raise Unobserved(path, "is not a regular file")
        return self.tree.read(entry)


class Tip(Struct, frozen=True):
    """A commit, looked for when it is needed.

    *find* returns its id, "" before the first one, or raises Unobserved. *bring* returns where its
    files lie, and may have to fetch them.
    """

    find: Callable[[], str]
    bring: Callable[[str], tuple[RepositoryLocation, Objects]]

    def read(self, path: str) -> bytes | None:
        """Return a file's bytes, as Default.read does."""
        try:
            commit = self.find()
            if not commit:
                return None
            place, objects = self.bring(commit)
            listed = place.command.run("ls-tree", "-z", "--full-tree", commit, "--", path)
        except (TargetError, GitError) as error:
            raise Unobserved(path, f"the default branch cannot be read: {error}") from error
        match = _LINE.fullmatch(listed.decode(errors="replace"))
        return _content(objects, path, match[1], match[2]) if match else None


def _content(objects: Objects, path: str, mode: str, oid: str) -> bytes:
    if mode not in _REGULAR:
        raise Unobserved(path, "is not a regular file")
    [found] = objects.look([oid])
    if not isinstance(found, GitObject):
        raise Unobserved(path, MISSING if found == "missing" else found)
    if found.content is None:
        raise Unobserved(path, f"larger than {BLOB_LIMIT} bytes")
    return found.content


def local(place: RepositoryLocation, objects: Objects) -> Default:
    """Return the default branch of a repository on this machine.

    It is what its remote said when it was cloned, in a bare repository its HEAD; without either it is
    the only branch. Whatever is checked out does not matter: a branch must not speak for itself.
    """
    return Tip(lambda: _noted(place, objects), lambda _: (place, objects))


def name(place: RepositoryLocation) -> str:
    """Return what the default branch is called: as its remote said, else as HEAD says, else ""."""
    try:
        noted = place.command.run("symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD")
    except GitError:
        return place.branch
    return noted.decode(errors="replace").strip().partition("/")[2]


def _noted(place: RepositoryLocation, objects: Objects) -> str:
    """Return the commit of the default branch as it was noted; raises Unobserved where it was not."""
    names = place.remotes
    if place.work_tree is None and (head := _commit(objects, "HEAD")):
        return head
    if not names:
        return _only(place)
    name = "origin" if "origin" in names else min(names)
    if len(names) > 1 and name != "origin":
        raise Unobserved(_WHICH, "several remotes and none called origin", cause=Cause.UNAVAILABLE)
    if name.isprintable() and (noted := _commit(objects, f"refs/remotes/{name}/HEAD")):
        return noted
    raise Unobserved(
        _WHICH, f"not noted here; `git remote set-head {name} --auto` does", cause=Cause.UNAVAILABLE
    )


def _commit(objects: Objects, name: str) -> str:
    """Return the commit that a name stands for, "" for none."""
    [found] = objects.look([f"{name}^{{commit}}"])
    return found.oid if isinstance(found, GitObject) else ""


def _only(place: RepositoryLocation) -> str:
    """Return the commit of the only branch, "" if there is none yet."""
    try:
        listed = place.command.run("for-each-ref", "--count=2", "--format=%(objectname)", "refs/heads/")
    except GitError as error:
        raise Unobserved(
            _WHICH, f"the branches cannot be listed: {error}", cause=Cause.UNAVAILABLE
        ) from error
    commits = listed.decode(errors="replace").split()
    if len(commits) > 1:
        raise Unobserved(_WHICH, "several branches and no remote", cause=Cause.UNAVAILABLE)
    return commits[0] if commits else ""
