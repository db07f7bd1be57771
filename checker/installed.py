"""Installed distributions: their versions, entry points and other notes of the installer.

`importlib.metadata` says the same, but its import, and its parsing of each distribution's whole description,
take a tenth of the audit of a small repository. So the folders are read here, and it is asked only about what
lies elsewhere (in a zip file, say) or notes no version in its name.
"""

import os
import re
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path

_NOTES = ".dist-info"
_OLD_NOTES = ".egg-info"
_SEPARATORS = re.compile(r"[-_.]+")


def version(name: str) -> str:
    """Return the version of a distribution, "" where it is not installed."""
    folder = _folders().get(_normal(name))
    noted = folder.stem.split("-")[1:2] if folder else []
    if noted or not (folder or _has_archives()):
        return "".join(noted)
    from importlib import metadata

    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def note(name: str, file: str) -> str:
    """Return a file that the installer keeps of a distribution, such as RECORD; "" where there is none."""
    folder = _folders().get(_normal(name))
    if folder or not _has_archives():
        return _text(folder / file) if folder else ""
    from importlib import metadata

    try:
        return metadata.distribution(name).read_text(file) or ""
    except metadata.PackageNotFoundError:
        return ""


@cache
def entry_points(group: str) -> dict[str, str]:
    """Return the objects (`module:name`) that distributions offer in a group, by their names."""
    found: dict[str, str] = {}
    for text in _offers():
        section = ""
        for line in map(str.strip, text.splitlines()):
            if line.startswith("["):
                section = line.strip("[]")
            elif section == group and not line.startswith("#") and "=" in line:
                name, _, value = line.partition("=")
                found.setdefault(name.strip(), value.partition("[")[0].strip())
    return found


@cache
def _offers() -> list[str]:
    """Return the entry points of all distributions that have any of ours, as they wrote them."""
    texts = [_text(folder / "entry_points.txt") for folder in _folders().values()]
    return [text for text in texts if "[checker." in text]


@cache
def _folders() -> dict[str, Path]:
    """Return where the installer's notes about each distribution lie; the first on the import path counts.

    Notes of the old kind count where there are no others: a build leaves some in its checkout.
    """
    found: dict[str, Path] = {}
    old: dict[str, Path] = {}
    for place in sys.path:
        with suppress(OSError), os.scandir(place or ".") as entries:  # it may be a zip file, or not be there
            for entry in entries:
                if entry.name.endswith((_NOTES, _OLD_NOTES)):
                    folder = Path(entry.path)
                    notes = found if folder.suffix == _NOTES else old
                    notes.setdefault(_normal(folder.stem.partition("-")[0]), folder)
    return old | found


@cache
def _has_archives() -> bool:
    """Tell whether anything is imported from a file, such as a zip file."""
    return any(map(os.path.isfile, sys.path))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""


def _normal(name: str) -> str:
    return _SEPARATORS.sub("-", name).lower()
