"""Fastlane: which actions, and which commands, the lanes of a Fastfile run that a command names."""

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from checker.ci import programs, tasks
from checker.ci.matching import KnownCommands
from checker.ci.pipeline import ShellScript
from checker.files import Files
from checker.patterns import lazy

_BLOCK = lazy(
    r"^([ \t]*)(?:(?:private_|override_)?lane[ \t]*\(?[ \t]*:(\w+)"
    r"|(before_all|after_all|before_each|after_each)\b|def[ \t]+(\w+))[^\n]*$",
    re.MULTILINE,
)
_WORD = lazy(r"(?<![\w.:@$\"'])[a-z_]\w*+(?!:)")
_STATEMENT = lazy(r"^[ \t]*(?:\w+[ \t]*=[ \t]*)?([a-z_]\w*+)(?![ \t]*[=.:])", re.MULTILINE)
_FLAG = lazy(r"\b(\w+):[ \t]*(true|false)\b|[\"']?:?(\w+)[\"']?[ \t]*=>[ \t]*(true|false)\b")
_GRADLE_TASKS = lazy(r"\btasks?:[ \t]*(\[[^\]\n]{0,300}\]|[\"'][^\"'\n]{0,300}[\"'])")
_QUOTED = lazy(r"[\"']([^\"'\n]+)[\"']")
_ARGUMENTS = 1_500
"""Characters after an action's name in which its arguments stand."""
_BLOCKS = 500
_ALWAYS = ("before_all", "after_all", "before_each", "after_each")
_PLACES = ("fastlane/Fastfile", ".fastlane/Fastfile", "Fastfile")
_PLATFORMS = frozenset(("ios", "android", "mac"))


class ReadLane(Struct, frozen=True):
    """What a lane runs; *opaque* says what of it cannot be read."""

    scripts: tuple[ShellScript, ...]
    opaque: str = ""


def read(files: Files, directory: str, words: Sequence[str], known: KnownCommands) -> ReadLane | None:
    """Read the lane that `fastlane WORDS` runs; None where it is none of the Fastfile's."""
    path = tasks.near(files, directory, *_PLACES)
    file = Fastfile(path, tasks.plain(files, path))
    bodies = file.bodies(words)
    if bodies is None:
        return None
    started = [programs.read(path, body, known, file.line(start)) for start, body in bodies]
    scripts = [*file.scripts(bodies, known), *(script for each in started for script in each.scripts)]
    opaque = any(each.opaque for each in started)
    return ReadLane(tuple(scripts), f"runs {path}, whose commands are not all read" if opaque else "")


class Fastfile:
    """The lanes and helpers of a Fastfile, each with the offset at which its body begins."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self._blocks: dict[str, list[tuple[int, int]]] = {}
        for _, match in zip(range(_BLOCKS), _BLOCK.finditer(text), strict=False):
            name = match[2] or match[3] or match[4]
            self._blocks.setdefault(name, []).append((match.end(), _end(text, match)))

    def bodies(self, words: Sequence[str]) -> list[tuple[int, str]] | None:
        """Return what `fastlane WORDS` runs, with offsets; None: no lane of this file is named."""
        named = [word for word in words if not word.startswith("-") and ":" not in word]
        named = named[1:] if named[:1] and named[0] in _PLATFORMS else named
        if not named or named[0] not in self._blocks:
            return None
        waiting, done = [named[0], *(name for name in _ALWAYS if name in self._blocks)], set[str]()
        found: list[tuple[int, str]] = []
        while waiting:
            name = waiting.pop()
            if name not in done:
                done.add(name)
                bodies = [(start, self.text[start:end]) for start, end in self._blocks[name]]
                found += bodies
                waiting += [word for _, body in bodies for word in _called(body, self._blocks)]
        return sorted(found)

    def scripts(self, bodies: Sequence[tuple[int, str]], known: KnownCommands) -> Iterator[ShellScript]:
        """Yield the known actions that bodies run, as `fastlane run ACTION` would."""
        for start, body in bodies:
            for offset, command in self._actions(body, known):
                yield ShellScript(self.path, self.line(start + offset), command, "sh", errexit=False)

    def line(self, offset: int) -> int:
        """Return the line of an offset."""
        return self.text.count("\n", 0, offset) + 1

    def _actions(self, body: str, known: KnownCommands) -> Iterator[tuple[int, str]]:
        for match in _STATEMENT.finditer(body):
            name = match[1]
            if name in self._blocks:
                continue
            arguments = _arguments(body, match.end())
            if name == "gradle":
                tasks = (
                    word for given in _GRADLE_TASKS.findall(arguments) for word in _QUOTED.findall(given)
                )
                yield from ((match.start(1), f"gradle {task}") for task in tasks)
            words = ["fastlane", "run", name]
            if known.tools.find(words) or known.publishers.find(words):
                flags = (f"{each[0] or each[2]}:{each[1] or each[3]}" for each in _FLAG.findall(arguments))
                yield match.start(1), " ".join([*words, *flags])


def _end(text: str, opening: re.Match[str]) -> int:
    """Return where a block ends: at the `end`, or a brace, that stands as far in as its beginning."""
    closing = re.compile(rf"^{opening[1]}(?:end\b|\}})", re.MULTILINE).search(text, opening.end())
    return closing.start() if closing else len(text)


def _called(body: str, blocks: Mapping[str, object]) -> list[str]:
    return list(dict.fromkeys(word for word in _WORD.findall(body) if word in blocks))


def _arguments(body: str, start: int) -> str:
    """Return the arguments of a call: up to its closing bracket, or its line where it has none."""
    given = body[start : start + _ARGUMENTS]
    if not given.lstrip(" \t").startswith("("):
        return given.partition("\n")[0]
    depth = 0
    for offset, mark in enumerate(given):
        depth += (mark == "(") - (mark == ")")
        if mark == ")" and not depth:
            return given[:offset]
    return given
