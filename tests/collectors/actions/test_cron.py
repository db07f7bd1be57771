"""Timetables in the syntax of cron."""

import pytest

from checker.collectors.actions.cron import is_cron


@pytest.mark.parametrize(
    "written",
    ["0 0 * * *", "0  0 * * *", "*/15 * * * *", "0,30 1-5/2 */2 JAN-mar mon", "59 23 31 12 7", "0 0 * * 5-7"],
)
def test_timetables(written: str) -> None:
    """Numbers, names, lists, spans and steps."""
    assert is_cron(written)


@pytest.mark.parametrize(
    "written",
    [
        *("", "@daily", "every day", "0 0 * *", "0 0 0 * * *", "60 * * * *", "0 24 * * *", "0 0 0 * *"),
        *("0 0 32 * *", "0 0 1 13 *", "0 0 * * 8", "0 0 * * monday", "0 0 L * *", "0 0 ? * *", "0 0 * * 1#2"),
        *("*/0 * * * *", "*/x * * * *", "30-10 * * * *", "1,,2 * * * *", "-5 * * * *", "1-2-3 * * * *"),
    ],
)
def test_what_is_none(written: str) -> None:
    """GitHub refuses what other programs take."""
    assert not is_cron(written)
