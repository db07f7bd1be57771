"""Tables say what was counted."""

import pytest

from benchmarks.tables import percent, table


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (None, ""),
        (0.0, "0 %"),
        (0.001, "< 1 %"),
        (0.009, "< 1 %"),
        (0.01, "1 %"),
        (0.5, "50 %"),
        (0.99, "99 %"),
        (0.999, "> 99 %"),
        (1.0, "100 %"),
    ],
)
def test_only_nothing_is_0_percent_and_only_everything_100(share, text):
    assert percent(share) == text


def test_a_table_is_markdown_or_columns():
    rows = [("a|b", "1"), ("c", "22")]
    assert table(("x", "y"), rows).splitlines() == [
        "| x | y |",
        "| --- | --- |",
        "| a\\|b | 1 |",
        "| c | 22 |",
    ]
    assert table(("x", "y"), rows, markdown=False).splitlines() == ["x    y", "a|b  1", "c    22"]
