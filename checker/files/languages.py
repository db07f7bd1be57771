"""Which programming language a file is written in: by its name and, where that is shared, its first lines.

Markup, style sheets, configuration, notebooks and infrastructure descriptions are no languages here.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from checker.ecosystems.catalog import catalog
from checker.errors import Unobserved
from checker.files.gaps import UnseenFiles
from checker.files.path_classes import OWN
from checker.model.tree import TreeEntry

if TYPE_CHECKING:
    from checker.files.view import Files

_SAMPLE = 24
"""Files of one shared ending that are read; the others are what most of them are."""
_HEAD = 4000
"""Bytes of a file that are looked at."""


class _Names(Struct, frozen=True):
    """What endings say: the language that has one by default, and who shares it, by their patterns."""

    default: Mapping[str, str]
    shared: Mapping[str, Mapping[str, str]]


@cache
def _names() -> _Names:
    languages = catalog().languages
    default = {ending: name for name, language in languages.items() for ending in language.endings}
    shared: dict[str, dict[str, str]] = {}
    sharing = {name: each.contents for name, each in languages.items()}
    sharing |= {name: each.contents for name, each in catalog().formats.items()}
    for name, patterns in sharing.items():
        for ending, pattern in patterns.items():
            shared.setdefault(ending, {})[name] = pattern
    return _Names(default, shared)


def language(path: str) -> str:
    """Return the language that the ending of a path stands for, "" for none or where it says too little."""
    return _names().default.get(ending_of(path), "")


def ending_of(path: str) -> str:
    """Return what follows the last dot of a name, in lower case; "" where nothing stands before it."""
    stem, dot, ending = path.rpartition("/")[2].rpartition(".")
    return ending.lower() if stem and dot else ""


class Languages:
    """The languages of the files of one tree; a few files are read for each ending that languages share."""

    def __init__(self, files: "Files") -> None:
        self._files = files
        self._told: dict[str, str] = {}
        self.gaps = UnseenFiles()
        for ending in sorted(_names().shared):
            entries = files.index.named(endings=[ending])
            own = [
                entry for entry in entries if entry.is_file and entry.path_class in OWN and entry.size != 0
            ]
            self._told |= self._tell(ending, own)

    def of(self, path: str) -> str:
        """Return the language of an own file, "" for anything that is not code or cannot be told."""
        told = self._told.get(path)
        return language(path) if told is None else told

    def _tell(self, ending: str, entries: Sequence[TreeEntry]) -> Mapping[str, str]:
        if not entries:
            return {}
        beside = self._beside(ending)
        sample = entries[:: max(1, -(-len(entries) // _SAMPLE))]
        self._files.tree.prefetch(sample)
        told = {
            entry.path: name for entry in sample if (name := self._read(entry, ending, beside)) is not None
        }
        known = catalog().languages
        names = ((entry.path, _near(told, entry.path, beside)) for entry in entries)
        return {path: name if name in known else "" for path, name in names}

    def _beside(self, ending: str) -> str:
        """Return what a file is whose lines say nothing."""
        for name in _names().shared[ending]:
            known = catalog().languages.get(name)
            if known and any(self._stands(pattern) for pattern in known.beside):
                return name
        return _names().default.get(ending, "")

    def _stands(self, pattern: str) -> bool:
        index = self._files.index
        found = index.named(endings=[pattern[2:]]) if pattern.startswith("*.") else index.named(pattern)
        return any(entry.path_class in OWN for entry in found)

    def _read(self, entry: TreeEntry, ending: str, beside: str) -> str | None:
        """Return what the first lines of a file say; None where they cannot be read."""
        try:
            head = self._files.tree.head(entry, _HEAD)
        except Unobserved as error:
            if not beside:
                self.gaps.catch(error)
            return None
        if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
            return ""  # a film, or another format without lines
        text = head.decode("utf-16" if b"\0" in head else "utf-8", errors="replace")
        counts = {name: len(_lines(pattern, text)) for name, pattern in _names().shared[ending].items()}
        most = max(counts.values())
        best = [name for name, count in counts.items() if count == most]
        return best[0] if most and len(best) == 1 else beside


def _near(told: Mapping[str, str], path: str, otherwise: str) -> str:
    """Return what most of the files are that were read, of the same folder if there are any."""
    if path in told:
        return told[path]
    folder = path.rpartition("/")[0]
    beside = [name for other, name in told.items() if other.rpartition("/")[0] == folder]
    answers = beside or [*told.values()]
    return max(answers, key=answers.count) if answers else otherwise


def _lines(pattern: str, text: str) -> Sequence[object]:
    found: Sequence[object] = _compiled(pattern).findall(text)
    return found


@cache
def _compiled(pattern: str) -> Any:
    from checker.patterns import linear

    return linear(f"(?m){pattern}")


def glue() -> frozenset[str]:
    """Return the languages that most repositories hold a little of, whatever they are for."""
    return frozenset(name for name, each in catalog().languages.items() if each.glue)
