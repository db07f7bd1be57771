"""What the readers of CI systems share: scripts of texts and lists, legs of matrices, filters."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, product
from posixpath import normpath

from msgspec import Struct

from checker.ci.pipeline import Shell, ShellScript
from checker.ci.systems.placed import Placed
from checker.patterns import lazy
from checker.word_lists import wordset

LEG_LIMIT = 30
"""Legs of a matrix that are told apart."""
_PADDING = 2000
_JOINED = 64 * 1024
"""Characters of the longest script that is put together: what aliases repeat is not copied for ever."""
_EVERY_BRANCH = frozenset({"*", "**", "/.*/", ".*", "/^.*$/", "/.+/"})


LANGUAGES = wordset("python python3 rscript perl ruby node php julia elixir raku deno bun")
"""Interpreters of languages that are no shell's."""


class Interpreter(Struct, frozen=True):
    """What runs a script: its *shell*, and with which options it is started."""

    shell: Shell = "bash"
    errexit: bool = True
    pipefail: bool = False


def script(place: Placed, interpreter: Interpreter, directory: str = "") -> tuple[ShellScript, ...]:
    """Return the script of one text."""
    if not place.text.strip():
        return ()
    return (_script(place.path, place.first, place.text, interpreter, directory),)


def each(places: Iterable[Placed], interpreter: Interpreter, directory: str = "") -> tuple[ShellScript, ...]:
    """Return one script for every text: the system looks at the exit status of each."""
    return tuple(made for place in places for made in script(place, interpreter, directory))


def joined(
    places: Iterable[Placed], interpreter: Interpreter, directory: str = ""
) -> tuple[ShellScript, ...]:
    """Return the texts that one shell runs in turn as one script, each on the line where it stands.

    Where the next text stands further up or in another file, or the script grows too long, a new one begins.
    """
    made: list[ShellScript] = []
    path, start, length, lines = "", 0, 0, list[str]()
    for place in (place for place in places if place.text.strip()):
        gap = place.first - start - len(lines)
        length += len(place.text)
        if lines and place.path == path and 0 <= gap < _PADDING and length < _JOINED:
            lines += [""] * gap
        else:
            if lines:
                made.append(_script(path, start, "\n".join(lines), interpreter, directory))
            path, start, lines, length = place.path, place.first, [], len(place.text)
        lines += place.text.rstrip("\n").split("\n")
    if lines:
        made.append(_script(path, start, "\n".join(lines), interpreter, directory))
    return tuple(made)


def _script(path: str, line: int, text: str, interpreter: Interpreter, directory: str) -> ShellScript:
    return ShellScript(
        path,
        line,
        text,
        shell=interpreter.shell,
        errexit=interpreter.errexit,
        pipefail=interpreter.pipefail,
        directory="" if "$" in directory else normpath(directory.strip("/") or ".").removeprefix("."),
    )


_OPTIONS = lazy(r"(?<=\s)-(\w+)")


def interpreter_of(command: str, default: Interpreter) -> Interpreter:
    """Return what a command line such as `/bin/bash -eo pipefail` or `#!/bin/sh -e` starts."""
    words = command.removeprefix("#!").replace("\\", "/").split()
    if words and words[0].endswith("/env"):
        words = [word for word in words[1:] if word != "-S"]
    name = words[0].rsplit("/", 1)[-1].removesuffix(".exe").lower() if words else ""
    if not name:
        return default
    options = "".join(match[1] for match in _OPTIONS.finditer(" ".join(words)))
    shells: Mapping[str, Shell] = {
        "bash": "bash",
        "sh": "sh",
        "dash": "sh",
        "ash": "sh",
        "zsh": "bash",
        "pwsh": "pwsh",
        "powershell": "pwsh",
        "cmd": "cmd",
    }
    shell = "program" if name in LANGUAGES else shells.get(name, "other")
    return Interpreter(shell, shell in ("sh", "bash") and "e" in options, "pipefail" in words)


def shebang(place: Placed, default: Interpreter) -> Interpreter:
    """Return the interpreter that a script names in its first line, else the default."""
    first = place.text.lstrip("\n").partition("\n")[0].strip()
    return interpreter_of(first, default) if first.startswith("#!") else default


_CALLS_TEXT = lazy(r"-[a-z]*c")


def command_line(words: Sequence[Placed]) -> tuple[ShellScript, ...]:
    """Return the script of a program with its arguments; of `sh -c SCRIPT` it is the script."""
    texts = [word.text for word in words]
    flags = [text for text in texts[1:-1] if text.startswith("-")]
    name = texts[0].rpartition("/")[2] if texts else ""
    if name in ("sh", "bash", "ash", "dash") and any(
        "c" in flag and not flag.startswith("--") for flag in flags
    ):
        return script(words[-1], interpreter_of(" ".join(texts[:-1]), Interpreter(errexit=False)))
    if not words:
        return ()
    text = " ".join(texts).replace("\n", " ")
    return script(Placed(words[0].path, words[0].line, text, text, words[0].line), Interpreter("sh"))


def legs(axes: Mapping[str, Sequence[str]]) -> Iterator[dict[str, str]]:
    """Return the values of every leg of a matrix; one leg without values where there are no axes."""
    names = [name for name, values in axes.items() if values]
    for values in islice(product(*(axes[name] for name in names)), LEG_LIMIT):
        yield dict(zip(names, values, strict=True))


def axes(matrix: Placed, *others: str) -> dict[str, list[str]]:
    """Return the values of each axis of a matrix, without the keys that are no axes."""
    return {
        key: [leaf.text for leaf in axis.leaves()] for key, axis in matrix.table.items() if key not in others
    }


_CODES = (("101", "cargo"), ("8", "ctest"), ("2", "make"))
"""Exit codes other than 1 by which tools say that a test failed."""


def lets_fail(codes: Iterable[Placed], lines: Iterable[Placed]) -> str:
    """Return the exit code that is let through and says that a check failed, "" where there is none."""
    allowed = {code.text for code in codes}
    text = "\n".join(line.text for line in lines)
    failing = [code for code, tool in _CODES if tool in text]
    return next((code for code in ("*", "1", *failing) if code in allowed), "")


def any_branch(patterns: Iterable[str]) -> bool:
    """Tell whether filters let branches through that are not known by name, as those of changes are."""
    return any(pattern.strip() in _EVERY_BRANCH or _names_many(pattern) for pattern in patterns)


def _names_many(pattern: str) -> bool:
    return re.match(r"/?\^?(?:feature|feat|fix|bugfix|hotfix|topic|dev/|users?/|pull)", pattern) is not None


def is_false(place: Placed) -> bool:
    """Tell whether a condition is never true."""
    return place.scalar is False or place.text.strip().lower() in ("false", "never()", "${{ false }}")


def is_true(place: Placed) -> bool:
    """Tell whether a switch is on, quoted or not."""
    return place.scalar is True or place.text.strip().lower() == "true"
