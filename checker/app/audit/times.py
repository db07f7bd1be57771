"""The times that an audit can be of."""

from datetime import UTC, datetime

from checker.errors import UsageError

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = datetime(9900, 1, 1, tzinfo=UTC)
"""Ages, deadlines and periods are counted from the time of an audit both ways: the calendar ends in 9999."""


def accepted(moment: datetime, said: str) -> datetime:
    """Return a time in UTC; *said* is how the user wrote it.

    Raises UsageError when it is before 1970 or after 9899.
    """
    try:
        found = moment.astimezone(UTC)
    except OverflowError:  # its zone leads out of the calendar
        found = None
    if found is None or not EARLIEST <= found < LATEST:
        raise UsageError(f"{said} is no time to judge as of", "give one from 1970-01-01 to 9899-12-31")
    return found
