"""Times in reports: RFC 3339 on the way in, words on the way out."""

from datetime import UTC, date, datetime

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def moment(text: str) -> datetime:
    """Return the time that a text tells, in UTC; the epoch when it tells none."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return _NEVER
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)


def day(text: str) -> str:
    """Return the day of a time or a date (RFC 3339) as people write it, anything else as it is."""
    try:
        found = date.fromisoformat(text[:10])
    except ValueError:
        return text
    return f"{found.day} {found:%B} {found.year}"
