"""What becomes of each file: written, added to, or left as it is and why."""

import os
from enum import Enum
from pathlib import Path

from msgspec import Struct

from checker.errors import UsageError
from checker.filesystem.probe import exists, is_file, is_folder
from checker.filesystem.write import Destination, settle
from checker.policy.access import DISK, UnreadableSettings, decoded


class FileState(Enum):
    """The effect of a step on its file."""

    NEW = "wrote"
    OVER = "wrote over"
    ADDED = "added to"
    SAME = "is as it should be"
    LEFT = "left alone"


class FileStep(Struct, frozen=True):
    """One file by its path below the folder: what is there, what is to be there, or *why* it stays."""

    path: str
    state: FileState
    text: str = ""
    before: bytes = b""
    why: str = ""

    @property
    def writes(self) -> bool:
        """Tell whether anything changes."""
        return self.state in {FileState.NEW, FileState.OVER, FileState.ADDED}


def step(folder: Path, path: str, text: str, force: bool) -> FileStep:
    """Return what is to become of a file that should hold *text*."""
    if why := obstacle(folder, path):
        return FileStep(path, FileState.LEFT, why=why)
    if not exists(folder / path):
        return FileStep(path, FileState.NEW, text)
    before = present(folder, path)
    if before == text.encode():
        return FileStep(path, FileState.SAME, text, before)
    if force:
        return FileStep(path, FileState.OVER, text, before)
    return FileStep(path, FileState.LEFT, why="it is there already; --force writes over it")


def obstacle(folder: Path, path: str) -> str:
    """Return why nothing is written to a path, "" if it can be: no link is followed, nothing leads out."""
    target = folder / path
    try:
        settle(target, below=folder)
    except UsageError:
        return "it lies behind a link"
    if exists(target) and not is_file(target):
        return "it is no file"
    above = next((each for each in target.parents if os.path.lexists(each)), folder)
    return "" if is_folder(above) else f"{above.name} is no folder"


def present(folder: Path, path: str) -> bytes:
    """Return what a file holds; raises UsageError where it cannot be read."""
    try:
        content = DISK.read(folder / path)
        decoded(content)
    except UnreadableSettings as error:
        raise UsageError(f"{path}: {error}") from error
    return content


def take(folder: Path, found: FileStep) -> None:
    """Do what a step says.

    Raises UsageError when a file cannot be written, or is there by now.
    """
    destination = Destination(folder / found.path, below=folder, name=found.path)
    if found.state is FileState.NEW:
        destination.create(found.text)
    else:
        destination.edit(found.before, found.text.encode())
