"""What was made once and may be asked for again, within a bound."""

from collections import OrderedDict
from typing import Generic, TypeVar

T = TypeVar("T")


class LruCache(Generic[T]):
    """Values by key, up to a total weight; what was used longest ago goes first."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._values: OrderedDict[str, tuple[T, int]] = OrderedDict()
        self.weight = 0

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def get(self, key: str) -> T | None:
        """Return the value that is kept under *key*."""
        found = self._values.get(key)
        if found is None:
            return None
        self._values.move_to_end(key)
        return found[0]

    def put(self, key: str, value: T, weight: int) -> T:
        """Keep *value* unless it weighs more than everything may; return it."""
        if key in self._values:
            self.weight -= self._values.pop(key)[1]
        if weight <= self._limit:
            self._values[key] = (value, weight)
            self.weight += weight
        while self.weight > self._limit:
            self.weight -= self._values.popitem(last=False)[1][1]
        return value
