"""The history of audits: a database that holds what changed from each audit to the next.

Nothing here is heavy to import; the database libraries are loaded when a history is opened.
"""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from checker.store.history import AuditHistory

__all__ = ["open_history"]


def open_history(url: str, folder: Path, write: bool = False) -> "AuditHistory":
    """Open the history at an address of SQLAlchemy's form; SQLite's relative paths start at *folder*.

    To write, a database that is missing is made and one of an older version is upgraded.
    Raises UsageError when it cannot be opened, is none of ours, or is of a newer version.
    """
    from checker.store.opening import opened

    return opened(url, folder, write)
