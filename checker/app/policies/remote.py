"""Policy files of other repositories, fetched once: a commit never changes."""

from checker import cache
from checker.errors import TargetError, Unobserved
from checker.files import Files
from checker.git import open_source

KIND = "remote-policies"
"""The folder of the cache that they lie in."""


def fetch(url: str, commit: str, path: str) -> bytes:
    """Return the bytes of one file of a repository at a commit (40 hex digits).

    Raises TargetError when the repository, the commit or the file cannot be had.
    """
    key = f"{url}@{commit}#{path}"
    kept = cache.get(KIND, key)
    if kept is not None:
        return kept
    with open_source(url, commit) as source:
        entry = Files(source.tree).entry(path)
        if source.commit != commit or entry is None or not entry.is_file:
            raise TargetError(f"{url} has no file {path} at {commit[:12]}")
        try:
            content = source.tree.read(entry)
        except Unobserved as error:
            raise TargetError(f"{url}: {error}") from error
    cache.put(KIND, key, content)
    return content
