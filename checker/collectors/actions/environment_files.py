"""What scripts write into the files by which steps hand values on: GITHUB_ENV, GITHUB_PATH, GITHUB_OUTPUT."""

import re
from collections.abc import Iterator
from itertools import accumulate, islice

from checker.patterns import lazy

ENVIRONMENT = lazy(r"GITHUB_(?:ENV|PATH)\b")
OUTPUTS = lazy(r"GITHUB_OUTPUT\b|::set-output\b")
_WRITES = 100
"""Writes of one script that are looked at."""
_GROUP = 100
"""Lines of a group of commands, or of a document, that are looked at."""
_USED = lazy(r"\$\{?(?:env:)?([A-Za-z_]\w*)|%(\w+)%", re.IGNORECASE)
_FROM_FILE = lazy(
    r"\b([A-Za-z_]\w{0,100}+)=[\"']?(?:\$\(|`)[ \t]{0,9}(?:(?:cat|type|head|tail|jq|yq|sed|awk)\b|<)"
    r"|\bread[ \t]{1,9}(?:-\w{1,9}[ \t]{1,9}){0,3}([A-Za-z_]\w{0,100}+)[ \t]{0,9}<(?!<)"
    r"|\$([A-Za-z_]\w{0,100}+)[ \t]{0,9}=[ \t]{0,9}\(?(?:Get-Content|gc)\b",
    re.IGNORECASE,
)
_COMPARED = lazy(r"=~|-c?match\b|\bcase\b|\bgrep\b|\btest\b[^\n]{0,100}-eq|\bexpr\b", re.IGNORECASE)
"""How scripts look at what a value is made of."""
_PLAIN = lazy(r"\s*+(?:export\s++|local\s++|readonly\s++)?([A-Za-z_]\w*+)=([^\s`|;&()]++|\"[^\"`()]*+\")\s*+")


def written(script: str, files: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    """Return the commands that write to such a file: where each begins, and its text."""
    lines = script.split("\n")
    starts = [0, *accumulate(len(line) + 1 for line in lines)]
    for first, last in islice(_spans(lines, files), _WRITES):
        yield starts[first], "\n".join(lines[first : last + 1])


def _spans(lines: list[str], files: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Return first and last line of every command that writes to such a file."""
    for number, line in enumerate(lines):
        if not files.search(line) or line.lstrip().startswith("#"):
            continue
        first = last = number
        if line.lstrip()[:1] in ("}", ")"):
            opening = "{" if line.lstrip()[0] == "}" else "("
            while first > max(number - _GROUP, 0) and not lines[first].strip().endswith(opening):
                first -= 1
        elif marker := re.search(r"<<-?\s*[\"']?(\w+)", line):
            while last < min(number + _GROUP, len(lines) - 1) and lines[last].strip() != marker[1]:
                last += 1
        yield first, last


def mention(script: str, names: frozenset[str]) -> tuple[int, str] | None:
    """Return where a script first uses one of some variables (lower case), and how it is written there."""
    if names:
        for match in _USED.finditer(script):
            name = match[1] or match[2]
            if name.lower() in names:
                return match.start(), name
    return None


def copies(script: str, names: frozenset[str]) -> frozenset[str]:
    """Return the variables, in lower case, to which a script gives the value of others as it is."""
    if not names:
        return names
    known = set(names)
    for line in script.split("\n"):
        found = _PLAIN.fullmatch(line)
        if found and any((match[1] or match[2]).lower() in known for match in _USED.finditer(found[2])):
            known.add(found[1].lower())
    return frozenset(known)


def from_files(script: str) -> frozenset[str]:
    """Return the variables, in lower case, that a script reads out of files and does not check."""
    found = _read_from_files(script)
    checked = "\n".join(line for line in script.split("\n") if _COMPARED.search(line)) if found else ""
    used = {(match[1] or match[2]).lower() for match in _USED.finditer(checked)}
    return frozenset(found - used - _read_from_files(checked))


def _read_from_files(script: str) -> set[str]:
    return {next(filter(None, match.groups())).lower() for match in _FROM_FILE.finditer(script)}
