"""The history of audits: a database that holds what changed from each audit to the next.

Nothing here is heavy to import; the database libraries are loaded when a history is opened.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from checker.model.trend import Point
from checker.store.values import AuditInfo, Kept, Pruned, SeriesInfo, State

if TYPE_CHECKING:
    from checker.store.history import History

__all__ = ["AuditInfo", "Kept", "Point", "Pruned", "SeriesInfo", "State", "open_history"]


def open_history(url: str, folder: Path, write: bool = False) -> "History":
    """Open the history at an address of SQLAlchemy's form; SQLite's relative paths start at *folder*.

    To write, a database that is missing is made and one of an older version is upgraded.
    Raises UsageError when it cannot be opened, is none of ours, or is of a newer version.
    """
    from checker.store.opening import opened

    return opened(url, folder, write)
