"""What a change is based on: the commit, the paths between, and the settings as they were agreed on."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from checker.errors import TargetError
from checker.source import targets, tree
from checker.source.command import GitError
from checker.source.objects import Objects
from checker.source.repository import Place

FILE_LIMIT = 2_000
"""Settings files that are taken over; a policy has a handful."""
_SUFFIXES = (".yml", ".yaml")
_SIZE_LIMIT = 2 * 1024 * 1024


def merge_base(target: str, ref: str) -> tuple[str, str]:
    """Return the commits that HEAD and *ref* have last in common, and HEAD.

    Raises TargetError when there is none here.
    """
    place = targets.place(target)
    head = _named(place, "HEAD")
    try:
        base = place.command.run("merge-base", "--end-of-options", _named(place, ref), head).decode().strip()
    except GitError as error:
        hint = "fetch more of the history, such as by `fetch-depth: 0`" if place.shallow else "name another"
        raise TargetError(f"{place.shown}: HEAD and {ref} have no commit in common here", hint) from error
    return base, head


def _named(place: Place, name: str) -> str:
    if not name.isprintable():
        raise TargetError(f"{name!r} is no name of a commit")
    try:
        found = place.command.run(
            "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}"
        )
    except GitError as error:
        hint = f"fetch it: git fetch origin {name.removeprefix('origin/')}"
        raise TargetError(f"{place.shown}: there is no commit {name}", hint) from error
    return found.decode().strip()


def touched(target: str, base: str, head: str) -> frozenset[str]:
    """Return the paths that differ between two commits."""
    command = targets.place(target).command
    listed = command.run("diff-tree", "-r", "-z", "--name-only", "--no-renames", base, head)
    return frozenset(path.decode("utf-8", "surrogateescape") for path in listed.split(b"\0") if path)


@contextmanager
def settings(target: str, commit: str) -> Iterator[Path]:
    """Give a folder with the YAML files of a commit, where they stand; it is gone afterwards.

    Raises TargetError when they cannot be read.
    """
    place = targets.place(target)
    with TemporaryDirectory(prefix="checker-") as folder, closing(Objects(place.command)) as objects:
        files = tree.GitTree(commit, tree.committed(place, commit), objects)
        wanted = [
            each
            for each in files.entries
            if each.is_file and each.path.endswith(_SUFFIXES) and (each.size or 0) <= _SIZE_LIMIT
        ]
        files.prefetch(wanted[:FILE_LIMIT])
        for entry in wanted[:FILE_LIMIT]:
            _write(Path(folder), entry.path, files.read(entry))
        yield Path(folder).resolve()


def _write(folder: Path, path: str, content: bytes) -> None:
    parts = PurePosixPath(path).parts
    if ".." in parts or PurePosixPath(path).is_absolute():
        return  # Git forbids such names, but not everybody writes trees by Git
    place = folder.joinpath(*parts)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    except OSError:
        return  # a name that this system cannot hold
