"""Markdown that is too long for where it goes: cut where nothing breaks, with a note of what is missing."""

import re
from collections.abc import Callable, Sequence

from checker.patterns import lazy
from checker.render.shared.text import count

Size = Callable[[str], int]
_TAGS = lazy(r"<(/?)(details|summary|code|sub)>|<!--|-->", re.ASCII)
_FENCE = lazy(r" {0,3}(`{3,}|~{3,})")
_DELIMITERS = lazy(r"\|(?: :?-+:? \|)+")
_LEADING = lazy(r"#{1,6} |<details", re.ASCII)
_LINE = lazy(r"[^\n]*\n|[^\n]+")
_BEGINNING = lazy(r"\s*$|\| |#{1,6} |- |\d+\. |<", re.ASCII)
_FAILURE = lazy(r"(?:❌|⚠️) \*\*")


def utf8(text: str) -> int:
    """Return the bytes of a text: what job summaries are measured in."""
    return len(text.encode())


def utf16(text: str) -> int:
    """Return the code units of a text: at least as many as there are characters, however they are counted."""
    return len(text.encode("utf-16-le")) // 2


def cut(text: str, limit: int, size: Size, note: str) -> str:
    """Return Markdown of at most *limit*, which ends with *note* and what is left out if anything is.

    It ends between two lines. No fence, comment or folded part stays open, so the note does not vanish in it;
    no heading and no head of a table stays without what it is for.
    """
    if size(text) <= limit:
        return text
    lines = _LINE.findall(text)
    # What is said of the rest is longest where all of it is left out.
    room = limit - size(_ending(lines, note)) - size("\n")
    kept, closing = _kept(lines, room, size)
    return "".join((*lines[:kept], closing)).rstrip("\n") + _ending(lines[kept:], note)


def _ending(rest: Sequence[str], note: str) -> str:
    return f"\n\n{note} Left out: {_told(rest)}.\n"


def _told(rest: Sequence[str]) -> str:
    """Return how much is left out, as a reader counts it."""
    failures = sum(_FAILURE.match(line) is not None for line in rest)
    rows = sum(line.startswith("| ") and not _DELIMITERS.match(line) for line in rest)
    parts = [count(failures, "failure")] * bool(failures) + [count(rows, "row") + " of tables"] * bool(rows)
    return ", ".join((*parts, f"{count(len(rest), 'line')} in all"))


def _kept(lines: Sequence[str], room: int, size: Size) -> tuple[int, str]:
    """Return how many lines fit with what closes them, and that."""
    kept, closing, length, state = 0, "", 0, _State()
    for number, line in enumerate(lines, 1):
        length += size(line)
        if length > room:
            break
        state.read(line, lines[number] if number < len(lines) else "")
        if state.is_whole and length + size(state.closing) <= room:
            kept, closing = number, state.closing
    return kept, closing


class _State:
    """What is open after some lines."""

    def __init__(self) -> None:
        self.fence = ""
        self.comment = False
        self.open: list[str] = []
        self.leads = False
        self.ends = True

    def read(self, line: str, following: str) -> None:
        """Follow one line more; what it leads to, and whether it ends anything, the next one tells."""
        self.ends = bool(self.fence) or not line.strip() or _BEGINNING.match(following) is not None
        if line.strip():
            kinds = (_DELIMITERS.match(following), _DELIMITERS.match(line), _LEADING.match(line))
            self.leads = not self.fence and any(kinds)
        fence = None if self.comment else _FENCE.match(line)
        if self.fence:
            if fence and fence[1].startswith(self.fence) and not line[fence.end() :].strip():
                self.fence = ""
        elif fence:
            self.fence = fence[1]
        else:
            self._tags(line)

    def _tags(self, line: str) -> None:
        for match in _TAGS.finditer(line):
            if match[0] == "-->":
                self.comment = False
            elif match[0] == "<!--":
                self.comment = self.comment or "-->" not in line[match.end() - 2 :]
            elif self.comment:
                continue
            elif not match[1]:
                self.open.append(match[2])
            elif match[2] in self.open:
                self.open.remove(match[2])

    @property
    def is_whole(self) -> bool:
        """Tell whether the text may end here: all that is open can be closed, and nothing is missing."""
        return self.ends and not self.leads and not self.comment and set(self.open) <= {"details"}

    @property
    def closing(self) -> str:
        """Return what closes it."""
        fence = f"{self.fence}\n" if self.fence else ""
        return fence + "\n\n</details>" * len(self.open)
