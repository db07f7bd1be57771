"""What a step says to the runner, on its output and in files, and how much of it GitHub keeps.

The numbers are those of GitHub's documentation of workflow commands and of its usage limits.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tests.pipeline.expressions import Refused

ANNOTATIONS_A_STEP = 10
"""Annotations of each kind that GitHub shows of one step."""
ANNOTATIONS_A_JOB = 50
"""Annotations that GitHub shows of one job."""
SUMMARY_LIMIT = 1024 * 1024
"""Bytes of the summary of one step; a longer one is not shown at all."""
_COMMAND = re.compile(r"::([a-z-]+)(?: ([^:]*(?::(?!:)[^:]*)*))?::(.*)")
_KINDS = ("error", "warning", "notice")
_QUIET = ("group", "endgroup", "debug", "add-mask", "stop-commands")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")


@dataclass(frozen=True)
class Annotation:
    """One annotation; *line* is 0 where it has none."""

    kind: str
    message: str
    file: str = ""
    line: int = 0
    title: str = ""


def annotations(output: str) -> Iterator[Annotation]:
    """Yield the annotations that the lines of an output ask for; unknown commands are refused."""
    for text in output.splitlines():
        match = _COMMAND.match(text)
        if match is None:
            continue
        name, properties, message = match[1], match[2] or "", match[3]
        if name in _KINDS:
            yield _annotation(name, properties, message)
        elif name not in _QUIET:
            raise Refused(f"unknown or withdrawn workflow command: {text[:80]}")


def _annotation(kind: str, properties: str, message: str) -> Annotation:
    found = dict(part.partition("=")[::2] for part in properties.split(",") if part)
    known = {"file", "line", "endLine", "col", "endColumn", "title"}
    if set(found) - known:
        raise Refused(f"unknown properties of an annotation: {sorted(set(found) - known)}")
    line = int(found.get("line", "0"))
    return Annotation(
        kind, _plain(message), _plain(found.get("file", "")), line, _plain(found.get("title", ""))
    )


def _plain(text: str) -> str:
    for code, char in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, char)
    return text


def shown(steps: Iterable[Iterable[Annotation]]) -> list[Annotation]:
    """Return the annotations of a job's steps that GitHub shows."""
    found: list[Annotation] = []
    for step in steps:
        counts: Counter[str] = Counter()
        for each in step:
            counts[each.kind] += 1
            if counts[each.kind] <= ANNOTATIONS_A_STEP:
                found.append(each)
    return found[:ANNOTATIONS_A_JOB]


def assignments(text: str, what: str) -> dict[str, str]:
    """Read a file of `name=value` lines and `name<<DELIMITER` blocks; anything else is refused."""
    found: dict[str, str] = {}
    lines = iter(text.splitlines())
    for line in lines:
        if not line:
            continue
        name, sign, rest = _split(line)
        if not sign or not _NAME.fullmatch(name):
            raise Refused(f"{what}: cannot be read: {line[:80]!r}")
        found[name] = rest if sign == "=" else _block(lines, rest, what)
    return found


def _split(line: str) -> tuple[str, str, str]:
    equals, block = line.find("="), line.find("<<")
    if block >= 0 and (equals < 0 or block < equals):
        return line.partition("<<")
    return line.partition("=")


def _block(lines: Iterator[str], delimiter: str, what: str) -> str:
    held: list[str] = []
    for line in lines:
        if line == delimiter:
            return "\n".join(held)
        held.append(line)
    raise Refused(f"{what}: the block {delimiter!r} has no end")
