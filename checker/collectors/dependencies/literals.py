"""What build scripts say literally: calls, blocks and strings, found without running anything.

Every function takes time that grows with the length of the text, whatever stands in it.
"""

import re
from collections.abc import Iterator
from functools import cache

from msgspec import Struct

from checker.patterns import lazy

_BRACKETS = lazy(
    r'"""(?:[^"]|"(?!""))*+(?:"""|\Z)|"(?:[^"\\\n]|\\.)*+"?|\'(?:[^\'\\\n]|\\.)*+\'?|[\[({]|[\])}]', re.DOTALL
)
_NAMED = lazy(r"[:\"']?\b([A-Za-z_][\w-]*+)[\"']?\s{0,20}(?:=>|[:=])\s{0,20}[\"']([^\"'\n]{0,1000})[\"']")
QUOTED = lazy(r"\"([^\"\n]*+)\"|'([^'\n]*+)'")
"""A string on one line, in either quotes."""


class Call(Struct, frozen=True):
    """What stands between brackets: *head* is the match in front of them, *start* where *body* begins."""

    head: "re.Match[str]"
    body: str
    start: int


@cache
def _comments(line: str, block: str) -> "re.Pattern[str]":
    parts = [r'(?P<kept>"""(?:[^"]|"(?!""))*+(?:"""|\Z)|"(?:[^"\\\n]|\\.)*+"?|\'(?:[^\'\\\n]|\\.)*+\'?)']
    if line:
        parts.append(rf"(?:{line})[^\n]*+")
    if block:
        opening, closing = block.split()
        parts.append(rf"{re.escape(opening)}.*?(?:{re.escape(closing)}|\Z)")
    return re.compile("|".join(parts), re.DOTALL)


def without_comments(text: str, line: str = "//", block: str = "/* */") -> str:
    """Blank the comments of a text, keep its strings and the number of its lines.

    *line* is a pattern for what begins a comment up to the end of the line, *block* what begins and ends one.
    """
    return _comments(line, block).sub(lambda match: match["kept"] or re.sub(r"[^\n]", " ", match[0]), text)


def calls(text: str, head: "re.Pattern[str]") -> Iterator[Call]:
    """Yield what stands in the bracket that each match of *head* ends with; none of them inside another."""
    at = 0
    while match := head.search(text, at):
        end = _closing(text, match.end())
        yield Call(match, text[match.end() : end], match.end())
        at = max(end, match.end())


def _closing(text: str, at: int) -> int:
    """Return where the bracket is closed that was opened just before *at*; the end where it never is."""
    depth = 1
    for mark in _BRACKETS.finditer(text, at):
        depth += (mark[0] in "[({") - (mark[0] in "])}")
        if not depth:
            return mark.start()
    return len(text)


def named(text: str) -> dict[str, str]:
    """Return the named arguments of a call whose values are strings: `a: "b"`, `a = "b"`, `:a => 'b'`."""
    return {match[1]: match[2] for match in reversed([*_NAMED.finditer(text)])}


def quoted(text: str) -> list[str]:
    """Return the strings in a text, in order."""
    return [match[1] or match[2] or "" for match in QUOTED.finditer(text)]
