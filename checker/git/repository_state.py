"""What a repository shows from outside: whether it can have changed, told without starting Git."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from checker.filesystem.probe import exists, is_file, is_folder
from checker.git.repository import RepositoryLocation, UnreadableRepository, locate
from checker.git.special_files import oddity

REF_LIMIT = 20_000
"""Loose references; with more, reading them would take as long as asking Git."""
_FILE_LIMIT = 16 * 1024 * 1024
_FILES = ("packed-refs", "shallow", "config", "info/attributes")
_OWN = ("HEAD", "config.worktree")


def state(target: str) -> str:
    """Return a digest of everything that HEAD, references and settings of a repository say.

    The same digest means the same commits, tags and branches. "" where files alone do not tell:
    there is no repository, it keeps references otherwise, or objects may still arrive.
    """
    try:
        place = locate(Path(target))
    except UnreadableRepository:
        return ""
    if place is None or oddity(place) or exists(place.common / "reftable"):
        return ""
    digest = hashlib.sha256()
    try:
        for name, content in _read(place):
            if b"promisor" in content and name == "config":
                return ""  # blobs that are missing today can be there tomorrow
            digest.update(f"{name}\0{len(content)}\0".encode("utf-8", "surrogateescape") + content)
    except (OSError, _Unclear):
        return ""
    return digest.hexdigest()


class _Unclear(Exception):
    """Git would see more than its plain files, or there are too many of them."""


def _read(place: RepositoryLocation) -> Iterator[tuple[str, bytes]]:
    for folder, names in ((place.git, _OWN), (place.common, _FILES)):
        for name in names:
            if is_file(folder / name):
                yield name, _content(folder / name)
    found = [*_loose(place.common / "refs")]
    if place.git != place.common:  # a linked worktree has a few of its own
        found += _loose(place.git / "refs")
    for path in sorted(found):
        yield path, _content(Path(path))


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        content = file.read(_FILE_LIMIT + 1)
    if len(content) > _FILE_LIMIT:
        raise _Unclear
    return content


def _loose(top: Path) -> Iterator[str]:
    """Yield the files of references; no link is followed, though Git might."""
    waiting = [str(top)] if is_folder(top) else []
    count = 0
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                count += 1
                if count > REF_LIMIT or entry.is_symlink():
                    raise _Unclear
                if entry.is_dir():
                    waiting.append(entry.path)
                elif entry.is_file():
                    yield entry.path
