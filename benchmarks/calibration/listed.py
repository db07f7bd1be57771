"""The public repositories that are known to be good or poor, and as of when they are judged."""

from datetime import UTC, datetime
from pathlib import Path

AS_OF = datetime(2026, 8, 24, tzinfo=UTC)
"""Just after the newest commit in the list, so that results can be repeated."""
LIST = Path(__file__).with_name("subjects.yml")
