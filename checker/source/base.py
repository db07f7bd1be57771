"""What a change is based on: the commit, the paths between, and the settings as they were agreed on.

The new side of a change is a commit, or what is staged, which is written as STAGED.
"""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from checker.errors import TargetError
from checker.files.portable import is_portable
from checker.source import targets, tree
from checker.source.command import GitError
from checker.source.objects import Objects
from checker.source.repository import Place

STAGED = ""
FILE_LIMIT = 2_000
"""Settings files that are taken over; a policy has a handful."""
_SUFFIXES = (".yml", ".yaml")
_SIZE_LIMIT = 2 * 1024 * 1024
_RENAME_LIMIT = 1_000
"""Files that came or went, above which Git compares no contents; those that only moved it always finds."""
_DEEPEN = "only a part of the history is here: check out with `fetch-depth: 0`, or `git fetch --unshallow`"


def born(target: str) -> bool:
    """Tell whether a repository has a first commit."""
    try:
        _named(targets.place(target), "HEAD")
    except TargetError:
        return False
    return True


def merge_base(target: str, ref: str) -> tuple[str, str]:
    """Return the commits that HEAD and *ref* have last in common, and HEAD.

    Raises TargetError when there is none here.
    """
    place = targets.place(target)
    head = _named(place, "HEAD")
    try:
        base = place.command.run("merge-base", "--end-of-options", _named(place, ref), head).decode().strip()
    except GitError as error:
        hint = _DEEPEN if place.shallow else "name another"
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
        hint = _DEEPEN if place.shallow else f"fetch it: git fetch origin {name.removeprefix('origin/')}"
        raise TargetError(f"{place.shown}: there is no commit {name}", hint) from error
    return found.decode().strip()


def touched(target: str, base: str, head: str) -> frozenset[str]:
    """Return the paths that differ between a commit and the new side."""
    return frozenset(_compared(target, base, head, "--name-only", "--no-renames"))


def renamed(target: str, base: str, head: str) -> Mapping[str, str]:
    """Return the new path of each file that the new side has moved, edited a little or not."""
    options = ("--name-status", "--diff-filter=R", "--find-renames", f"-l{_RENAME_LIMIT}")
    try:
        listed = _compared(target, base, head, *options)
    except GitError:  # contents that are not here cannot be compared
        return {}
    return dict(zip(listed[1::3], listed[2::3], strict=True))


def _compared(target: str, base: str, head: str, *options: str) -> list[str]:
    command = tree.indexed(targets.place(target)) if head == STAGED else targets.place(target).command
    sides = ("diff-index", "--cached", "-z", *options, base)
    if head != STAGED:
        sides = ("diff-tree", "-r", "-z", *options, base, head)
    listed = command.run(*sides).decode("utf-8", "surrogateescape")
    return [part for part in listed.split("\0") if part]


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
        # Settings stand near the top, whatever else a repository has in YAML.
        wanted.sort(key=lambda each: (each.path.count("/"), each.path))
        files.prefetch(wanted[:FILE_LIMIT])
        for entry in wanted[:FILE_LIMIT]:
            _write(Path(folder), entry.path, files.read(entry))
        yield Path(folder).resolve()


def _write(folder: Path, path: str, content: bytes) -> None:
    if not is_portable(path):
        return  # Git forbids such names, but not everybody writes trees by Git
    place = folder / path
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    except OSError:
        return  # a name that this system cannot hold
