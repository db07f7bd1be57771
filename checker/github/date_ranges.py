"""The windows that questions look back on, as GitHub writes times."""

from collections.abc import Mapping
from datetime import datetime, timedelta

DAYS = (30, 90, 365)


def variables(at: datetime) -> Mapping[str, str]:
    """Return the variables that queries may use, ending at *at* rounded down to the hour.

    A GitTimestamp is written like a DateTime.
    """
    end = at.replace(minute=0, second=0, microsecond=0)
    found = {}
    for days in DAYS:
        start = f"{end - timedelta(days=days):%Y-%m-%dT%H:%M:%SZ}"
        found[f"since{days}"] = found[f"stamp{days}"] = start
    return found


def dates(at: datetime) -> Mapping[str, str]:
    """Return the days that paths may name: the same for a whole day, so that answers can be kept."""
    month = {"year": f"{at.year}", "month": f"{at.month}"}
    return month | {f"since{days}": f"{at - timedelta(days=days):%Y-%m-%d}" for days in DAYS}
