"""Writes the folders that some formats make: whole or not at all, and never over anything of others."""

import json
import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from tempfile import mkdtemp

from checker.errors import UsageError
from checker.files.portable import is_portable
from checker.filesystem.probe import is_file, is_folder, reason
from checker.filesystem.write import settle
from checker.render import MANIFEST, Page


def check(path: Path, schema: str, below: Path | None = None) -> None:
    """Make sure that a report may be written to a folder: that it is not there, empty, or such a report.

    *below* is the settings' folder if settings name it. Raises UsageError when it is anything else, when
    nobody could put it there, or when the user stands in it: it is exchanged as a whole.
    """
    target = settle(path, below)
    if not is_folder(target.parent):
        raise UsageError(f"{path}: there is no folder {path.parent}", "make it first")
    if Path.cwd().is_relative_to(target):
        raise UsageError(
            f"{target} is where you stand, and would be exchanged", "stand outside, or name another"
        )
    if os.path.lexists(target) and not (_is_empty(target) or _is_such(target, schema)):
        raise UsageError(
            f"{path} is there, and no such report of ours",
            "name a folder that is not there, or empty this one",
        )


def write(pages: Iterable[Page], path: Path, schema: str, below: Path | None = None) -> None:
    """Write pages to a folder, which takes the place of the report that was there before.

    What others put beside the pages at the top of the folder (such as `.git` or CNAME) stays.
    Raises UsageError when the folder is somebody else's or cannot be written.
    """
    check(path, schema, below)
    target = settle(path, below)
    try:
        fresh = Path(mkdtemp(prefix=f".{target.name}-", dir=target.parent))
        try:
            _fill(fresh, pages)
            _swap(fresh, target)
        except BaseException:
            shutil.rmtree(fresh, ignore_errors=True)
            raise
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {reason(error)}") from error


def _fill(folder: Path, pages: Iterable[Page]) -> None:
    made = {folder}
    for page in pages:
        if not is_portable(page.path):  # pages are named after repositories, teams and rules of others
            raise ValueError(f"{page.path!r} is no name for a page")
        file = folder / page.path
        if file.parent not in made:
            file.parent.mkdir(parents=True, exist_ok=True)
            made.add(file.parent)
        file.write_bytes(page.content)
    folder.chmod(0o777 & ~_umask())  # temporary folders are closed to all others


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _swap(fresh: Path, target: Path) -> None:
    """Put the fresh folder where the old one was; if that fails, the old one is back."""
    if not os.path.lexists(target):
        fresh.rename(target)
        return
    old = Path(mkdtemp(prefix=f".{target.name}-old-", dir=target.parent)) / "report"
    target.rename(old)
    try:
        fresh.rename(target)
    except OSError:
        old.rename(target)
        raise
    for name in _strangers(old):
        (old / name).rename(target / name)
    shutil.rmtree(old.parent)


def _strangers(folder: Path) -> list[str]:
    """Return what lies at the top of a report and is no part of it."""
    own = {MANIFEST, *(name.split("/", 1)[0] for name in _listed(folder))}
    return sorted({each.name for each in folder.iterdir()} - own)


def _is_empty(folder: Path) -> bool:
    try:
        return not any(folder.iterdir())
    except OSError:
        return False


def _is_such(folder: Path, schema: str) -> bool:
    """Tell whether a folder holds a report of the same kind, of whatever version."""
    found = _manifest(folder).get("schema")
    return isinstance(found, str) and found.rpartition("-")[0] == schema.rpartition("-")[0]


def _listed(folder: Path) -> list[str]:
    """Return the files that a report lists."""
    files = _manifest(folder).get("files")
    return [str(name) for name in files] if isinstance(files, list) else []


def _manifest(folder: Path) -> dict[str, object]:
    """Return what a report says of itself, {} where there is none."""
    file = folder / MANIFEST
    try:
        if file.is_symlink() or not is_file(file):  # a pipe in its place would never end
            return {}
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
