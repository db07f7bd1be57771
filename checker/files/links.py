"""Where symbolic links lead within a tree; nothing outside of it is ever read."""

from collections.abc import Callable, Mapping
from posixpath import dirname, join, normpath

from checker.model.tree import TreeEntry

LINKS_LIMIT = 8
"""Links that are followed from one to the next."""
DEPTH_LIMIT = 30
"""Folders above a path of which one may be a link."""


def resolve(
    entries: Mapping[str, TreeEntry], read: Callable[[TreeEntry], bytes], entry: TreeEntry
) -> TreeEntry | None:
    """Return the file that an entry is or leads to, None where a link leads elsewhere.

    Raises Unobserved when a link cannot be read.
    """
    path = entry.path
    for _ in range(LINKS_LIMIT):
        found = entries.get(path) or _linked_folder(entries, path)
        if found is None or not found.is_link:
            return found if found and found.is_file else None
        target = read(found).decode("utf-8", errors="replace")
        path = normpath(join(dirname(found.path), target, path[len(found.path) :].lstrip("/")))
    return None


def _linked_folder(entries: Mapping[str, TreeEntry], path: str) -> TreeEntry | None:
    """Return the outermost folder above a path that is a link."""
    parts = path.split("/")[:DEPTH_LIMIT]
    above = ("/".join(parts[:count]) for count in range(1, len(parts)))
    return next((entry for each in above if (entry := entries.get(each)) and entry.is_link), None)
