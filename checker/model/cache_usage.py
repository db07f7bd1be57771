"""What is kept between runs."""

from msgspec import Struct


class CacheKind(Struct, frozen=True):
    """The things of one kind in the cache: so many, so many bytes, and for how many seconds unused.

    *oldest* and *newest* are None where there is nothing. *foreign*: the folder is a link, somebody
    else's or open to others; nothing in it is used or removed. *busy* ones could not be removed
    because a process is at work with them.
    """

    kind: str
    holds: str
    count: int = 0
    size: int = 0
    oldest: float | None = None
    newest: float | None = None
    foreign: bool = False
    busy: int = 0


class CacheUsage(Struct, frozen=True):
    """All that lies in the cache at *place*, and how many bytes of clones and of the rest may stay."""

    place: str
    piles: tuple[CacheKind, ...]
    clones_limit: int
    rest_limit: int
