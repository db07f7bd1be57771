"""What lies in the cache, for people and for programs."""

from collections.abc import Iterator, Sequence

from msgspec import to_builtins

from checker.model.cache_usage import CacheKind, CacheUsage
from checker.render.machine.json import write
from checker.render.shared.text import clean

SCHEMA = "urn:standards-checker:cache-1"
_ROW = "{:<16}{:>8}  {:>9}  {:>12}  {}"
_UNITS = (("GB", 1024**3), ("MB", 1024**2), ("kB", 1024))
_TIMES = (("d", 86_400), ("h", 3600), ("min", 60))


def as_json(found: CacheUsage) -> str:
    """Return everything as JSON."""
    return write({"schema": SCHEMA, **to_builtins(found)})


def as_text(found: CacheUsage) -> str:
    """Return a table, one line a kind."""
    lines = [clean(found.place), "", _ROW.format("kind", "number", "size", "unused for", "holds")]
    lines += [_ROW.format(*_row(each)) for each in found.piles]
    total = CacheKind("together", "", sum(p.count for p in found.piles), sum(p.size for p in found.piles))
    lines += [_ROW.format(*_row(total)).rstrip(), ""]
    limits = f"{_bytes(found.clones_limit)} of clones and {_bytes(found.rest_limit)} of the rest"
    return "\n".join([*lines, f"At most {limits} stay;", "what was unused for longest goes first."])


def cleared(piles: Sequence[CacheKind]) -> Iterator[str]:
    """Yield what was removed, a line for each kind of which there was something."""
    for each in piles:
        if each.count:
            yield f"{each.kind}: removed {each.count:,}, {_bytes(each.size)}"
        if each.busy:
            yield f"{each.kind}: left {each.busy:,} alone, which a process is at work with"
        if each.foreign:
            yield f"{each.kind}: left alone, it is a link or not yours alone"
    if not any(each.count or each.busy or each.foreign for each in piles):
        yield "there was nothing to remove"


def _row(each: CacheKind) -> tuple[str, str, str, str, str]:
    holds = "a link, or not yours alone" if each.foreign else each.holds
    return each.kind, f"{each.count:,}", _bytes(each.size), _ages(each), holds


def _ages(each: CacheKind) -> str:
    if each.oldest is None or each.newest is None:
        return ""
    newest, oldest = _age(each.newest), _age(each.oldest)
    return oldest if newest == oldest else f"{newest} - {oldest}"


def _age(seconds: float) -> str:
    for unit, length in _TIMES:
        if seconds >= length:
            return f"{seconds // length:.0f} {unit}"
    return "0 min"


def _bytes(size: int) -> str:
    for unit, length in _UNITS:
        if size >= length:
            return f"{size / length:.1f} {unit}"
    return f"{size} B"
