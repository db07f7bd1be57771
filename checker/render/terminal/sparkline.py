"""A row of numbers as a line of little bars."""

from collections.abc import Sequence

BARS = "▁▂▃▄▅▆▇█"
PLAIN = ".:-=+*#@"
"""The same for readers who have nothing but ASCII: the darker, the higher."""
_SPAN = 10.0
"""Points that the bars stand for at least: less should not look like much."""


def spark(values: Sequence[float | None], width: int, plain: bool = False) -> str:
    """Return one character a value, of at most *width* the last ones of equal stretches.

    The lowest value is at the bottom and the highest at the top, if they are far enough apart. Where
    there is no value there is a space.
    """
    told = _thinned(values, width)
    known = [value for value in told if value is not None]
    if not known:
        return " " * len(told)
    bars = PLAIN if plain else BARS
    low, span = _scale(min(known), max(known))
    return "".join(" " if value is None else _bar(value, low, span, bars) for value in told)


def _thinned(values: Sequence[float | None], width: int) -> list[float | None]:
    """Return the last value of each of *width* stretches; the newest is always there."""
    if len(values) <= width:
        return list(values)
    return [values[len(values) * (at + 1) // width - 1] for at in range(width)]


def _scale(low: float, high: float) -> tuple[float, float]:
    """Return where the bars begin and how far they reach, within 0 and 100."""
    span = max(high - low, _SPAN)
    middle = (low + high) / 2
    return min(max(middle - span / 2, 0.0), 100.0 - span), span


def _bar(value: float, low: float, span: float, bars: str) -> str:
    return bars[min(int((value - low) / span * len(bars)), len(bars) - 1)]
