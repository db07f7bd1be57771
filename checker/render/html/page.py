"""A page before it is written, and how it is kept within its size."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Generic, TypeVar

from msgspec import Struct

T = TypeVar("T")
SIZE_LIMIT = 300_000
"""Bytes of the largest page."""
LIMITS = (400, 150, 60, 25, 10, 4, 1)
"""How many items the lists of a page may show, tried in turn until the page is small enough."""


class SitePage(Struct, frozen=True):
    """A page to be: where it lies, what it is made of, and the entry of the navigation it belongs to.

    *view* makes what the template shows, given how many items a list may have.
    """

    path: str
    title: str
    template: str
    section: str
    view: Callable[[int], object]


class Cut(Struct, Generic[T], frozen=True):
    """The first items of a list, and how many are left out."""

    items: tuple[T, ...] = ()
    more: int = 0

    def __len__(self) -> int:
        return len(self.items) + self.more


class Numbered(Struct, frozen=True):
    """One of the pages over which a long list is spread; *names* are those of all of them."""

    rows: object
    number: int
    names: tuple[str, ...]
    count: int


def cut(items: Sequence[T], limit: int) -> Cut[T]:
    """Return at most *limit* items."""
    return Cut(tuple(items[:limit]), max(0, len(items) - limit))


def batches(items: Iterable[T], size: int) -> Iterator[tuple[T, ...]]:
    """Yield the items in batches; none make one empty batch."""
    rest = iter(items)
    yield (first := tuple(islice(rest, size)))
    while first and (following := tuple(islice(rest, size))):
        yield following
