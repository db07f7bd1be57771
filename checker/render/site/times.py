"""Times in reports: RFC 3339 on the way in, whole UTC on the way out."""

from datetime import UTC, datetime

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def moment(text: str) -> datetime:
    """Return the time that a text tells, in UTC; the epoch when it tells none."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return _NEVER
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
