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
_MAGIC = re.compile(r"[*?\[{!\\]")


def matching(paths: Sequence[str], pattern: str) -> list[str]:
    """Return those of the sorted *paths* that match, in order.

    Raises Unobserved when the pattern is no glob or stands for too many patterns.
    """
    magic = _MAGIC.search(pattern)
    if magic is None:
        at = bisect_left(paths, pattern)
        return [pattern] if at < len(paths) and paths[at] == pattern else []
    prefix = pattern[: magic.start()]
    match = compiled(pattern).match
    return [path for path in _starting(paths, prefix) if match(path)]


def _starting(paths: Sequence[str], prefix: str) -> Sequence[str]:
    if not prefix:
        return paths
    first = bisect_left(paths, prefix)
    return paths[first : bisect_left(paths, prefix + "\U0010ffff", first)]


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

    if len(pattern) > GLOB_LIMIT:
        raise Unobserved("files", f"a glob longer than {GLOB_LIMIT} characters")
    flags = glob.GLOBSTAR | glob.DOTGLOB | glob.BRACE | glob.CASE | glob.FORCEUNIX
    try:
        accepted, _ = glob.translate(pattern, flags=flags, limit=200)
    except Exception as error:  # wcmatch raises its own limit error and re.error alike
        raise Unobserved("files", f"{pattern!r} is not a glob: {error}") from error
    return re.compile("|".join(f"(?:{part})" for part in accepted) or r"(?!)")
