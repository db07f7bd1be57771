"""Who may record a series: one process at a time, and nobody waits.

Both kinds of lock end with the process that took them, and processes that it forked do not share them.
"""

import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from checker.errors import UsageError
from checker.store.database import Database, reason

_HINT = "wait for it, or leave this one out with --no-history"


class SeriesLock(Protocol):
    """The right to record a series."""

    def close(self) -> None:
        """Release the lock."""


def take(database: Database, series: int, name: str) -> SeriesLock:
    """Take the right to record a series.

    Raises UsageError when somebody else has it.
    """
    busy = UsageError(f"another audit of {name} is being recorded in {database.address.shown}", _HINT)
    file = database.address.file
    return _OfServer(database, series, busy) if file is None else _OfFile(file, series, busy)


class _OfFile:
    """An exclusive transaction on a file beside the history, in which nothing is ever written."""

    def __init__(self, file: Path, series: int, busy: UsageError) -> None:
        path = file.with_name(f"{file.name}-{series}.lock")
        try:
            self._file = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
            self._file.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            if "locked" in str(error):
                raise busy from None
            raise UsageError(f"{path}: {reason(error)}", "it has to be a file that you may write") from error

    def close(self) -> None:
        self._file.close()


class _OfServer:
    """An advisory lock, which lives as long as the connection that asked for it."""

    def __init__(self, database: Database, series: int, busy: UsageError) -> None:
        self._series = series
        with database.told():
            self._connection: Connection = database.engine.connect()
            got = self._asked("pg_try_advisory_lock")
        if not got:
            self._connection.close()
            raise busy

    def close(self) -> None:
        with suppress(SQLAlchemyError):  # a server that is gone has taken the lock with it
            self._asked("pg_advisory_unlock")
        self._connection.close()

    def _asked(self, function: str) -> bool:
        # Locks are numbers that all of a database share: ours, of this schema, and this series.
        asked = text(f"SELECT {function}(hashtext('checker ' || current_schema()), :series)")
        got = self._connection.execute(asked, {"series": self._series}).scalar()
        self._connection.commit()
        return bool(got)
