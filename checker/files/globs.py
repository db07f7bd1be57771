"""Globs over the paths of a tree: `*` within a name, `**` across folders, `{a,b}`, `[abc]`.

Case matters, as it does to Git; a leading dot is nothing special.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache

from checker.errors import Unobserved

GLOB_LIMIT = 1000
"""Characters of the longest glob."""
ALTERNATIVE_LIMIT = 200
"""Globs that one with braces may stand for."""
_MAGIC = re.compile(r"[*?\[{!\\]")


def matching(paths: Sequence[str], pattern: str) -> list[str]:
    """Return those of the sorted *paths* that match, in order.

    Raises Unobserved when the pattern is no glob or stands for too many patterns.
    """
    magic = _MAGIC.search(pattern)
    if magic is None:
        return literal(paths, pattern)
    match = compiled(pattern).match
    return [path for path in starting(paths, pattern[: magic.start()]) if match(path)]


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


def alternatives(pattern: str) -> list[str]:
    """Return the globs that one with braces stands for.

    Raises Unobserved when there are too many.
    """
    import bracex

    _bound(pattern)
    try:
        return list(bracex.iexpand(pattern, keep_escapes=True, limit=ALTERNATIVE_LIMIT))
    except bracex.ExpansionLimitException as error:
        raise Unobserved("files", f"{pattern!r} is not a glob: {error}") from error


def matches(path: str, pattern: str) -> bool:
    """Tell whether one path matches.

    Raises Unobserved as `matching` does.
    """
    if _MAGIC.search(pattern) is None:
        return path == pattern
    return compiled(pattern).match(path) is not None


@lru_cache(maxsize=2048)
def compiled(pattern: str) -> re.Pattern[str]:
    """Return the regular expression that a glob stands for.

    Raises Unobserved.
    """
    from wcmatch import glob

    _bound(pattern)
    flags = glob.GLOBSTAR | glob.DOTGLOB | glob.BRACE | glob.CASE | glob.FORCEUNIX
    try:
        accepted, _ = glob.translate(pattern, flags=flags, limit=ALTERNATIVE_LIMIT)
    except Exception as error:  # wcmatch raises its own limit error and re.error alike
        raise Unobserved("files", f"{pattern!r} is not a glob: {error}") from error
    return re.compile("|".join(f"(?:{part})" for part in accepted) or r"(?!)")


def _bound(pattern: str) -> None:
    if len(pattern) > GLOB_LIMIT:
        raise Unobserved("files", f"a glob longer than {GLOB_LIMIT} characters")
