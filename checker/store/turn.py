"""Who may record a series: one process at a time, and nobody waits."""

import zlib
from contextlib import suppress
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

from checker.errors import UsageError
from checker.store.database import Database

if TYPE_CHECKING:
    from filelock import BaseFileLock

_SPACE = zlib.crc32(b"checker") & 0x7FFFFFFF  # advisory locks of others are none of ours
_BUSY = "another audit of {name} is being recorded in {shown}"
_HINT = "wait for it, or leave this one out with --no-history"


class Turn:
    """The right to record a series; a process that dies gives it back."""

    def __init__(self, database: Database, series: int, name: str) -> None:
        """Take it; raises UsageError when somebody else has it."""
        self._database = database
        self._connection: Connection | None = None
        self._lock: BaseFileLock | None = None
        busy = UsageError(_BUSY.format(name=name, shown=database.address.shown), _HINT)
        if database.address.file is None:
            self._ask_server(series, busy)
        else:
            self._lock_file(series, busy)

    def close(self) -> None:
        """Give it back."""
        if self._lock is not None:
            self._lock.release()
        if self._connection is not None:
            # A server that is gone has taken the lock with it.
            with suppress(Exception):
                self._connection.invalidate()
            self._connection.close()

    def _lock_file(self, series: int, busy: UsageError) -> None:
        from filelock import FileLock, Timeout

        file = self._database.address.file
        lock = FileLock(f"{file}-{series}.lock", timeout=0)
        try:
            lock.acquire()
        except Timeout:
            raise busy from None
        except OSError as error:
            raise UsageError(f"{file}-{series}.lock: cannot be written: {error.strerror}") from error
        self._lock = lock

    def _ask_server(self, series: int, busy: UsageError) -> None:
        # In a connection of its own: the lock lives as long as that.
        connection = self._database.engine.connect()
        asked = text("SELECT pg_try_advisory_lock(:space, :series)")
        got = connection.execute(asked, {"space": _SPACE, "series": series}).scalar()
        connection.commit()
        if not got:
            connection.close()
            raise busy
        self._connection = connection
