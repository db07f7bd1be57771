"""All ecosystem files together."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import TypeVar

import msgspec

from checker import cache as disk
from checker._version import __version__
from checker.ecosystems.command_index import CommandIndex, indexed
from checker.ecosystems.schema import (
    Credit,
    Ecosystem,
    FileFormat,
    KnownActions,
    Language,
    PackageManager,
    TechnologyContent,
    Tool,
)
from checker.model import encoding

_FOLDER = Path(__file__).parent
_ENDING = ".yml"
_ACTIONS = "github_actions"
"""The file that is no ecosystem's: GitHub Actions."""
KIND = "ecosystems"
"""The folder of the cache that decoded files lie in."""
_T = TypeVar("_T")


class Ecosystems(msgspec.Struct, frozen=True, dict=True):
    """The ecosystems, in the order of their files' names, and their tables joined."""

    ecosystems: tuple[Ecosystem, ...]
    actions: KnownActions

    @cached_property
    def languages(self) -> Mapping[str, Language]:
        """Programming languages by name."""
        return _joined(each.languages for each in self.ecosystems)

    @cached_property
    def formats(self) -> Mapping[str, FileFormat]:
        """What shares an ending with a language, by name."""
        return _joined(each.formats for each in self.ecosystems)

    @cached_property
    def owners(self) -> Mapping[str, Ecosystem]:
        """The ecosystem of each language."""
        return {name: each for each in self.ecosystems for name in each.languages}

    @cached_property
    def contents(self) -> Mapping[str, TechnologyContent]:
        """Lines that show a technology, by its name."""
        return _joined(each.contents for each in self.ecosystems)

    @cached_property
    def neutral(self) -> frozenset[str]:
        """Endings of files that say nothing about what a repository is for."""
        return frozenset(ending for each in self.ecosystems for ending in each.neutral)

    @cached_property
    def technologies(self) -> Mapping[str, tuple[str, ...]]:
        """Files that show a technology, by its name."""
        return _joined(each.technologies for each in self.ecosystems)

    @cached_property
    def packages(self) -> Mapping[str, PackageManager]:
        """Package managers by name."""
        return _joined(each.packages for each in self.ecosystems)

    @cached_property
    def feeds(self) -> Mapping[str, tuple[str, ...]]:
        """The facts, or the beginnings of their names, that languages and technologies feed."""
        return {
            name: each.feeds.get(name, each.fed)
            for each in self.ecosystems
            for name in (*each.languages, *each.technologies)
        }

    @cached_property
    def credits(self) -> Sequence[Credit]:
        """Where manifests name who maintains a package."""
        return [credit for each in self.ecosystems for credit in each.credits]

    @cached_property
    def tools(self) -> Mapping[str, Tool]:
        """Tools by name."""
        return _joined(each.tools for each in self.ecosystems)


@cache
def catalog() -> Ecosystems:
    """Return what all files say, from the cache where they have not changed since.

    Raises ValueError where a file breaks the schema, with its name and place: a mistake of ours.
    """
    return _cached(Ecosystems, "catalog", _all)


@cache
def commands() -> CommandIndex:
    """Return the patterns of commands in all files by their programs.

    Raises ValueError as `catalog` does.
    """
    return _cached(CommandIndex, "commands", lambda: indexed(catalog().ecosystems))


def _cached(kind: type[_T], name: str, make: Callable[[], object]) -> _T:
    key = f"{name} {_state(_FOLDER)}"
    if (kept := disk.get(KIND, key)) is not None:
        try:
            return encoding.decode(kind, kept)
        except ValueError:
            pass  # not of our making: it is made again
    made = encoding.encode(make())
    disk.put(KIND, key, made)
    return encoding.decode(kind, made)


@cache
def _state(folder: Path) -> str:
    """Return what changes when a file does; to read all of them takes longer than to decode them."""
    found = [__version__, str(folder)]
    with os.scandir(folder) as entries:
        for name, status in sorted(
            (each.name, each.stat()) for each in entries if each.name.endswith(_ENDING)
        ):
            found.append(f"{name} {status.st_size} {status.st_mtime_ns} {status.st_ctime_ns}")
    return "\0".join(found)


def _all() -> Ecosystems:
    contents = {path.stem: path.read_text(encoding="utf-8") for path in sorted(_FOLDER.glob(f"*{_ENDING}"))}
    return Ecosystems(
        tuple(_read(name, text) for name, text in contents.items() if name != _ACTIONS),
        _converted(_ACTIONS, contents[_ACTIONS], KnownActions),
    )


def _read(name: str, text: str) -> Ecosystem:
    found = _converted(name, text, Ecosystem)
    if found.ecosystem != name:
        raise ValueError(f"{name}.yml: calls itself {found.ecosystem!r}")
    return found


def _converted(name: str, text: str, kind: type[_T]) -> _T:
    from checker.documents import yaml

    try:
        return msgspec.convert(yaml.parse(text).data, kind)
    except msgspec.ValidationError as error:
        raise ValueError(f"{name}.yml: {error}") from error


def _joined(tables: Iterator[Mapping[str, _T]]) -> Mapping[str, _T]:
    """Return one table.

    Raises ValueError for a name that two files claim.
    """
    found: dict[str, _T] = {}
    for table in tables:
        if twice := found.keys() & table.keys():
            raise ValueError(f"two ecosystem files name {', '.join(sorted(twice))}")
        found.update(table)
    return found
