"""The time to judge as of: what the command line and the environment may say."""

from datetime import UTC, datetime

import pytest

from checker import api
from checker.cli.options import moment
from checker.errors import UsageError

OUTSIDE = (
    "9999-12-31T23:59:59-12:00",
    "9999-12-31",
    "9900-01-01",
    "0001-01-01T00:00:00+14:00",
    "0001-01-01",
    "1969-12-31T23:59:59Z",
    "1970-01-01T00:00:00+01:00",
)


@pytest.mark.parametrize("text", OUTSIDE)
def test_a_time_at_the_edge_of_the_calendar_is_refused(text):
    """Ages and deadlines are counted from it, both ways."""
    with pytest.raises(UsageError, match="no time to judge as of") as told:
        moment(text)
    assert "from 1970-01-01 to 9899-12-31" in told.value.hint


@pytest.mark.parametrize("text", OUTSIDE)
def test_programs_are_refused_it_too(text):
    now = datetime.fromisoformat(text)
    with pytest.raises(UsageError, match="no time to judge as of"):
        api.load_policy(now=now if now.tzinfo else now.replace(tzinfo=UTC))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1970-01-01", datetime(1970, 1, 1, tzinfo=UTC)),
        ("9899-12-31T23:59:59Z", datetime(9899, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("2026-11-22T12:00:00.5+02:00", datetime(2026, 11, 22, 10, tzinfo=UTC)),
    ],
)
def test_times_within_are_taken_in_whole_seconds(text, expected):
    assert moment(text) == expected


@pytest.mark.parametrize(
    "text", ["99999999999999999", "9" * 5000, "250300000000", "-1", "abc", "1e9", "١", " 1"]
)
def test_an_epoch_that_is_no_time_is_refused(text, monkeypatch):
    """A build that asks to be reproducible must not get the clock's time instead."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", text)
    with pytest.raises(UsageError, match="SOURCE_DATE_EPOCH"):
        moment(None)


def test_an_epoch_is_taken(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1763812800")
    assert moment(None) == datetime(2025, 11, 22, 12, tzinfo=UTC)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "")
    assert moment(None).year >= 2025
