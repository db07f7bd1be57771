"""How times become figures."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.collectors.github.statistics import days, hours, median, percentile, share, within
from checker.errors import Unobserved

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def test_percentiles_are_interpolated() -> None:
    """The smallest is the 0th, the largest the 100th."""
    assert median([4, 1, 3, 2], "") == 2.5
    assert percentile([*range(101)], 90, "") == 90
    assert percentile([1, 2], 90, "") == 1.9
    assert percentile([7], 95, "") == 7


@given(st.lists(st.floats(0, 1e9), min_size=1), st.integers(1, 99))
def test_percentiles_lie_between_the_measurements(values: list[float], percent: int) -> None:
    """But for the rounding to hundredths."""
    assert min(values) - 0.01 <= percentile(values, percent, "") <= max(values) + 0.01


def test_nothing_measured() -> None:
    """There is no figure, but a reason."""
    for figure in (lambda: median([], "why"), lambda: percentile([], 90, "why"), lambda: share([], "why")):
        with pytest.raises(Unobserved, match="why"):
            figure()


def test_share() -> None:
    """Three digits are enough."""
    assert share([True, False, False], "") == 0.333


def test_times_the_wrong_way_round() -> None:
    """Clocks differ."""
    later = NOW + timedelta(hours=30)
    assert (hours(NOW, later), hours(later, NOW)) == (30, 0)
    assert (days(NOW, later), days(later, NOW)) == (1, 0)


def test_window() -> None:
    """Both ends belong to it, in any time zone."""
    elsewhere = timezone(timedelta(hours=-8))
    assert within((NOW - timedelta(days=30)).astimezone(elsewhere), NOW, 30)
    assert within(NOW, NOW, 30)
    assert not within(NOW + timedelta(seconds=1), NOW, 30)
    assert not within(NOW - timedelta(days=30, seconds=1), NOW, 30)
    assert not within(None, NOW, 30)
