"""Globs over the paths of a tree: `*` within a name, `**` across folders, `{a,b}`, `[abc]`, `?`.

Case matters, as it does to Git; a leading dot is nothing special. Repositories hold globs too
(`.gitattributes`), so they are matched name by name and piece by piece in linear time, never by
a regular expression that a stranger could make run away.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TypeAlias

from checker.errors import Unobserved
from checker.patterns import lazy

Check: TypeAlias = Callable[[str], bool]
GLOB_LIMIT = 1000
"""Characters of the longest glob."""
ALTERNATIVE_LIMIT = 200
"""Globs that one with braces may stand for."""
MAGIC = lazy(r"[*?\[\\]")
_TOKEN = lazy(
    r"\\(?P<escaped>.)|\[(?P<not>[!^]?+)(?P<set>(?:\\.|[^\\])(?:\\.|[^\]\\])*)\]|(?P<star>\*+)|(?P<one>\?)|.",
    re.DOTALL,
)
_IN_SET = lazy(r"\\(.)|(.)", re.DOTALL)


def matching(paths: Sequence[str], pattern: str) -> list[str]:
    """Return those of the sorted *paths* that match, in order.

    Raises Unobserved when the pattern is no glob or stands for too many patterns.
    """
    check = compiled(pattern)
    return [path for path in paths if check(path)]


def matches(path: str, pattern: str) -> bool:
    """Tell whether one path matches.

    Raises Unobserved as `matching` does.
    """
    return compiled(pattern)(path)


def literal(paths: Sequence[str], path: str) -> list[str]:
    """Return *path* if it is one of the sorted *paths*."""
    at = bisect_left(paths, path)
    return [path] if at < len(paths) and paths[at] == path else []


def starting(paths: Sequence[str], prefix: str) -> Sequence[str]:
    """Return those of the sorted *paths* that start with *prefix*."""
    if not prefix:
        return paths
    first = bisect_left(paths, prefix)
    return paths[first : bisect_left(paths, prefix + "\U0010ffff", first)]


@lru_cache(maxsize=2048)
def compiled(pattern: str) -> Check:
    """Return what tells whether a path matches.

    Raises Unobserved.
    """
    checks = [matcher(names(each)) for each in alternatives(pattern)]
    if len(checks) == 1:
        return lambda path: checks[0](path.split("/"))
    return lambda path: any(check(path.split("/")) for check in checks)


@lru_cache(maxsize=256)
def alternatives(pattern: str) -> Sequence[str]:
    """Return the globs that one with braces stands for.

    Raises Unobserved when there are too many.
    """
    if len(pattern) > GLOB_LIMIT:
        raise Unobserved("files", f"a glob longer than {GLOB_LIMIT} characters")
    if "{" not in pattern:
        return (pattern,)
    import bracex

    try:
        return tuple(bracex.iexpand(pattern, keep_escapes=True, limit=ALTERNATIVE_LIMIT))
    except bracex.ExpansionLimitException as error:
        raise Unobserved("files", f"{pattern!r} is not a glob: {error}") from error


@lru_cache(maxsize=2048)
def names(pattern: str) -> tuple[str, ...]:
    """Return the names of a glob; none where it is for absolute paths or for folders."""
    if pattern.startswith("/") or pattern.endswith("/"):
        return ()
    return tuple(name for name in pattern.split("/") if name)


@lru_cache(maxsize=2048)
def matcher(pattern: tuple[str, ...]) -> Callable[[Sequence[str]], bool]:
    """Return what matches the names of a path against those of a glob.

    Raises Unobserved when a name is no glob.
    """
    runs: list[list[Check]] = [[]]
    for name in pattern:
        if name == "**":
            runs.append([])
        else:
            runs[-1].append(checker(name))
    if len(runs) == 1:
        return lambda parts: len(parts) == len(runs[0]) and _all(runs[0], parts, 0)
    head, *middle, tail = runs

    def match(parts: Sequence[str]) -> bool:
        # A `**` at the end stands for at least one name.
        at, end = len(head), len(parts) - (len(tail) or 1)
        if end < at or not _all(head, parts, 0) or not _all(tail, parts, end):
            return False
        for run in middle:
            # The first place is as good as any other: it leaves the most to the rest.
            found = next((start for start in range(at, end - len(run) + 1) if _all(run, parts, start)), -1)
            if found < 0:
                return False
            at = found + len(run)
        return True

    return match


def _all(checks: Sequence[Check], parts: Sequence[str], start: int) -> bool:
    for at, check in enumerate(checks, start):  # noqa: SIM110  # a generator takes twice as long
        if not check(parts[at]):
            return False
    return True


@lru_cache(maxsize=4096)
def checker(name: str) -> Check:
    """Return what matches one name against the glob of one.

    Raises Unobserved when that is none.
    """
    pieces = _pieces(name)
    first, *middle, last = pieces if len(pieces) > 1 else (pieces[0], pieces[0])
    if len(pieces) == 1:
        return lambda part: len(part) == first.size and first.stands(part, 0)
    least = sum(piece.size for piece in pieces)

    def check(part: str) -> bool:
        end = len(part) - last.size
        if len(part) < least or not first.stands(part, 0) or not last.stands(part, end):
            return False
        at = first.size
        for piece in middle:
            found = piece.find(part, at, end)
            if found < 0:
                return False
            at = found + piece.size
        return True

    return check


class _Text:
    """A piece of plain characters."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.size = len(text)

    def stands(self, part: str, at: int) -> bool:
        return part.startswith(self._text, at)

    def find(self, part: str, start: int, end: int) -> int:
        return part.find(self._text, start, end)


class _Shape:
    """A piece with sets of characters; like a text, it is of one length."""

    def __init__(self, expression: str, size: int) -> None:
        self._pattern = re.compile(expression, re.DOTALL)
        self.size = size

    def stands(self, part: str, at: int) -> bool:
        return self._pattern.match(part, at) is not None

    def find(self, part: str, start: int, end: int) -> int:
        found = self._pattern.search(part, start, end)
        return found.start() if found else -1


def _pieces(name: str) -> list[_Text | _Shape]:
    """Return what stands between the stars of a glob."""
    pieces: list[list[re.Match[str]]] = [[]]
    for token in _TOKEN.finditer(name):
        if token["star"]:
            pieces.append([])
        else:
            pieces[-1].append(token)
    return [_piece(tokens, name) for tokens in pieces]


def _piece(tokens: Sequence[re.Match[str]], name: str) -> _Text | _Shape:
    if all(token["set"] is None and not token["one"] for token in tokens):
        return _Text("".join(token["escaped"] or token[0] for token in tokens))
    try:
        return _Shape("".join(map(_expression, tokens)), len(tokens))
    except re.error as error:
        raise Unobserved("files", f"{name!r} is not a glob: {error}") from error


def _expression(token: re.Match[str]) -> str:
    if token["one"]:
        return "."
    if token["set"] is None:
        return re.escape(token["escaped"] or token[0])
    return f"[{'^' if token['not'] else ''}{_ranges(_IN_SET.findall(token['set']))}]"


def _ranges(tokens: Sequence[tuple[str, str]]) -> str:
    """Write the characters of a set; the only bare dashes are those of ranges, or `re` warns of `--`."""
    written, at = "", 0
    while at < len(tokens):
        written += re.escape("".join(tokens[at]))
        if at + 2 < len(tokens) and tokens[at + 1][1] == "-":
            written += "-" + re.escape("".join(tokens[at + 2]))
            at += 2
        at += 1
    return written
