"""Names of actions by how they begin, looked up instead of compared one by one."""

from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

_T = TypeVar("_T")
_PARTED = "/-"
"""What a part of a name ends with."""
_OPEN = ("/", "-", "*")
"""What a beginning may end with, so that anything may follow it."""


class Beginnings(Generic[_T]):
    """Values by beginnings of names: `a/scan` begins `a/scan`, `a/scan-fs` and `a/scan/fs`, not `a/scanner`.

    A beginning that itself ends with the end of a part (`a/scan-`) begins whatever follows.
    """

    def __init__(self, values: Iterable[tuple[str, _T]]) -> None:
        self._values: dict[str, list[_T]] = {}
        for start, value in values:
            self._values.setdefault(start, []).append(value)
        self._longest = max(map(len, self._values), default=0)

    def find(self, name: str) -> Iterator[_T]:
        """Yield the values of all that begin a name, the longest first."""
        known = self._values
        for length in range(min(len(name), self._longest), 0, -1):
            start = name[:length]
            if start in known and (length == len(name) or name[length] in _PARTED or start.endswith(_OPEN)):
                yield from known[start]
