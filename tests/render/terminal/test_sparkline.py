"""Rows of numbers as lines of little bars."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.render.terminal.sparkline import BARS, PLAIN, spark

scores = st.none() | st.floats(0, 100)


@pytest.mark.parametrize(
    ("values", "bars"),
    [
        ([0.0, 50.0, 100.0], "▁▅█"),
        ([50.0, 50.0], "▅▅"),
        ([70.0, 71.0], "▄▅"),
        ([100.0, 99.9], "██"),
        ([0.0, 0.1], "▁▁"),
        ([10.0, None, 90.0], "▁ █"),
        ([None, None], "  "),
        ([], ""),
    ],
)
def test_bars(values: list[float | None], bars: str) -> None:
    """Lowest at the bottom, highest at the top, and little is little."""
    assert spark(values, 10) == bars


@given(st.lists(scores, max_size=50), st.integers(1, 20))
def test_any_values(values: list[float | None], width: int) -> None:
    """Never wider than asked for, only bars and gaps, and the newest value is the last one."""
    told = spark(values, width)
    assert len(told) == min(len(values), width)
    assert set(told) <= {*BARS, " "}
    if values:
        assert (told[-1] == " ") is (values[-1] is None)


@given(st.lists(st.floats(0, 100), min_size=2, max_size=20))
def test_higher_is_never_lower(values: list[float]) -> None:
    """Of two values the higher one has no lower bar, in both alphabets."""
    for bars in (BARS, PLAIN):
        told = [bars.index(bar) for bar in spark(values, 20, bars is PLAIN)]
        ordered = [height for _, height in sorted(zip(values, told, strict=True))]
        assert ordered == sorted(ordered)


def test_plain_bars_are_ascii() -> None:
    """For logs and terminals that know nothing else."""
    assert spark([0.0, 100.0], 10, plain=True).isascii()
