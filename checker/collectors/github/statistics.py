"""How many measured times become one figure.

A percentile is interpolated between the two nearest measurements (the inclusive method: the
smallest is the 0th, the largest the 100th).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from checker.errors import Nothing


def median(values: Sequence[float], nothing: str) -> float:
    """Return the middle of *values*; raise Nothing with the reason *nothing* if there are none."""
    return percentile(values, 50, nothing)


def percentile(values: Sequence[float], percent: int, nothing: str) -> float:
    """Return what *percent* (1 to 99) in a hundred values do not exceed, interpolated."""
    if not values:
        raise Nothing("", nothing)
    ordered = sorted(values)
    place, rest = divmod((len(ordered) - 1) * percent, 100)
    above = ordered[min(place + 1, len(ordered) - 1)]
    return round(ordered[place] + (above - ordered[place]) * rest / 100, 2)


def share(truths: Sequence[bool], nothing: str) -> float:
    """Return the part of *truths* that is true, 0 to 1."""
    if not truths:
        raise Nothing("", nothing)
    return round(sum(truths) / len(truths), 3)


def hours(begin: datetime, end: datetime) -> float:
    """Return the hours between two moments, 0 if they are the wrong way round."""
    return max(0.0, (end - begin).total_seconds() / 3600)


def days(begin: datetime, end: datetime) -> int:
    """Return the whole days between two moments, 0 if they are the wrong way round."""
    return max(0, (end - begin).days)


def within(moment: datetime | None, end: datetime, length: int) -> bool:
    """Tell whether a moment lies in the *length* days before *end*."""
    return moment is not None and end - timedelta(days=length) <= moment <= end
