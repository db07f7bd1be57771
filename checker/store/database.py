"""An open database: transactions for readers and for writers, on SQLite and on PostgreSQL."""

import sqlite3
import sys
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, NullPool, QueuePool, create_engine, event
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from checker.errors import UsageError
from checker.filesystem.probe import is_file
from checker.patterns import lazy
from checker.store.address import Address

_PATIENCE = 30  # seconds that a transaction waits for another one
_FILE_HINT = "it has to be a history, in a folder where you may write to record"
_SERVER_HINT = "check the address and the rights; a password can stand in PGPASSWORD or ~/.pgpass"
_READS = "checker_reads"
_LOCKED = lazy(r"\b(locked|busy)\b")
_TURN = "wait for it to end, or leave the history out with --no-history"
_DAMAGE = (
    ValueError,  # among them text that is no UTF-8, and what is no JSON
    LookupError,
    TypeError,
    AttributeError,
    OverflowError,
    RecursionError,
    MemoryError,
    zlib.error,
    SQLAlchemyError,
)
"""What decoding raises where bytes of a history have changed: they are checked by nothing else."""
_REPAIR = "the file may be damaged: put a copy from before in its place, or name another history"


class Database:
    """The database at an address; *write* tells whether it may be changed."""

    def __init__(self, address: Address, write: bool) -> None:
        self.address = address
        self.write = write
        self.engine = _sqlite(address.file, write) if address.file else _server(address)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the database all along.

        Raises UsageError when the database fails.
        """
        with self.told(), self.engine.connect() as connection:
            options = {} if self.address.file else {"isolation_level": "REPEATABLE READ"}
            yield connection.execution_options(**{_READS: True}, **options)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection whose changes are all kept at the end, or none.

        Raises UsageError when the database fails.
        """
        with self.told(), self.engine.begin() as connection:
            yield connection

    def shrink(self) -> None:
        """Give back the room of what was deleted; PostgreSQL does by itself."""
        if self.address.file is None:
            return
        with self.told():
            raw = self.engine.raw_connection()
            try:
                # The one call that follows this pragma through; `execute` frees a single page.
                raw.driver_connection.executescript("PRAGMA incremental_vacuum")  # type: ignore[union-attr]
            finally:
                raw.close()

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()

    @contextmanager
    def told(self) -> Iterator[None]:
        """Say in one line what a database said, or that what it holds cannot be what we wrote.

        Raises UsageError instead of what its library raises, or what reading a damaged document does.
        """
        try:
            yield
        except (DBAPIError, sqlite3.Error) as error:
            said = reason(error)
            if _LOCKED.search(said):
                raise UsageError(f"{self.address.shown}: another process holds it: {said}", _TURN) from error
            hint = _FILE_HINT if self.address.file else _SERVER_HINT
            raise UsageError(f"{self.address.shown}: {said}", hint) from error
        except _DAMAGE as error:
            said = f"{type(error).__name__}: {str(error).splitlines()[0][:200] if str(error) else ''}"
            raise UsageError(
                f"{self.address.shown}: it holds what no audit wrote ({said})", _REPAIR
            ) from error


def reason(error: Exception) -> str:
    """Return what a database says in one line, without the statement and its values."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
    said = str(cause).strip().splitlines() or [type(cause).__name__]
    return said[0][:300]


def _server(address: Address) -> Engine:
    try:
        return create_engine(address.url, poolclass=QueuePool, hide_parameters=True)
    except ModuleNotFoundError as error:
        raise UsageError(
            "PostgreSQL needs the library psycopg", f"run `{sys.executable} -m pip install 'psycopg[binary]'`"
        ) from error


def _sqlite(path: Path, write: bool) -> Engine:
    def connect() -> sqlite3.Connection:
        return _opened(path, write)

    engine = create_engine(
        "sqlite://",
        creator=connect,
        poolclass=QueuePool if write else NullPool,
        hide_parameters=True,
    )
    # https://docs.sqlalchemy.org/dialects/sqlite.html#pysqlite-sqlite-transactions
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    """Begin a transaction ourselves; one that will write takes its turn at once, or it could lose it."""
    reads = connection.get_execution_options().get(_READS, False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _opened(path: Path, write: bool) -> sqlite3.Connection:
    if write:
        connection = _connected(path, "mode=rwc")
        if connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
            _set_up(path, connection)
        connection.execute("PRAGMA synchronous=NORMAL")
        return connection
    connection = _connected(path, "mode=ro")
    try:
        connection.execute("SELECT 1 FROM sqlite_master")
    except sqlite3.OperationalError:
        connection.close()
        if _busy(path):
            raise
        # Where nothing can be written beside the file, SQLite has to be told that nobody will.
        return _connected(path, "mode=ro&immutable=1")
    return connection


def _set_up(path: Path, connection: sqlite3.Connection) -> None:
    """Let readers never be blocked, and a process that is killed leave whole transactions only.

    One does it while the others wait: SQLite itself does not wait here, but fails.
    """
    turn = sqlite3.connect(path.with_name(f"{path.name}-0.lock"), timeout=_PATIENCE, isolation_level=None)
    with closing(turn):
        turn.execute("BEGIN EXCLUSIVE")
        for pragma in ("auto_vacuum=INCREMENTAL", "journal_mode=WAL"):
            connection.execute(f"PRAGMA {pragma}")


def _connected(path: Path, mode: str) -> sqlite3.Connection:
    address = f"file:{quote(str(path))}?{mode}"
    return sqlite3.connect(
        address, uri=True, timeout=_PATIENCE, isolation_level=None, check_same_thread=False
    )


def _busy(path: Path) -> bool:
    """Tell whether there are transactions that are not in the file itself yet."""
    journal = path.with_name(f"{path.name}-wal")
    return is_file(journal) and journal.stat().st_size > 0
