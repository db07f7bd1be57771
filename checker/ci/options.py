"""What the words after a program say: the tasks that it is told to run, the values of options."""

import posixpath
from collections.abc import Sequence

from checker.word_lists import wordset

_MAKE_VALUES = wordset("-C --directory -f --file --makefile -j -l -I -o -W")


def named(words: Sequence[str]) -> list[str]:
    """Return the words that can name tasks: no options, no assignments, nothing after `--`."""
    kept = words[: list(words).index("--")] if "--" in words else words
    return [word for word in kept if not word.startswith("-") and "=" not in word]


def targets(words: Sequence[str]) -> tuple[list[str], str]:
    """Return the targets that make is called for, and the makefile that is chosen."""
    goals: list[str] = []
    chosen = (values(words, "-f", "--file", "--makefile") or [""])[0]
    skip = False
    for word in words:
        if skip or word.startswith("-") or "=" in word:
            skip = not skip and word in _MAKE_VALUES and word not in ("-j", "-l")
            continue
        if not word.isdigit() and "$" not in word:
            goals.append(word)
    return goals, chosen


def targeted(rest: Sequence[str], words: Sequence[str]) -> list[str]:
    """Return the targets that a monorepo's runner runs: `-t test`, `--target=test`, `run test`."""
    given = values(rest, "-t", "--target", "--targets")
    return [*given, *(name for name in words if name not in ("run", "run-many", "affected", "exec"))]


def values(words: Sequence[str], *options: str) -> list[str]:
    """Return the values of an option, [] where one of them is only known when it runs."""
    found: list[str] = []
    for number, word in enumerate(words):
        if word in options and number + 1 < len(words):
            found += words[number + 1].split(",")
        elif any(word.startswith(f"{option}=") for option in options):
            found += word.partition("=")[2].split(",")
    return [] if any("{" in value or "$" in value for value in found) else found


def directory_of(words: Sequence[str], directory: str) -> str:
    """Return the folder in which a program is told to work."""
    for option in ("-C", "--directory", "--prefix", "--cwd", "--dir"):
        if chosen := values(words, option):
            return posixpath.normpath(posixpath.join(directory, chosen[0]))
    return directory
