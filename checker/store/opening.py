"""Opens a history: makes it, upgrades it, or says why it cannot be used."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect, text

from checker.errors import UsageError
from checker.filesystem import probe
from checker.filesystem.write import settle
from checker.store import address
from checker.store.database import Database
from checker.store.history import AuditHistory
from checker.store.schema import VERSION_TABLE, VERSIONS

_BESIDE = ("-journal", "-wal", "-shm")
"""Endings of the files that SQLite keeps beside a database, and would write through links as well."""
_ONE_AT_A_TIME = 0x636865636B6572  # "checker": the lock of those who would upgrade


def opened(url: str, folder: Path, write: bool) -> AuditHistory:
    """Open a history, as `checker.store.open_history` says."""
    place = address.read(url, folder)
    _check(place.file, write)
    database = Database(place, write)
    try:
        _prepare(database)
    except BaseException:
        database.close()
        raise
    return AuditHistory(database)


def _check(file: Path | None, write: bool) -> None:
    """Raise UsageError for a file that cannot be a database, or lies behind a link of strangers."""
    if file is None:
        return
    for suffix in ("", *_BESIDE):
        settle(file.with_name(file.name + suffix))
    if probe.is_folder(file):
        raise UsageError(f"{file} is a folder, not a history", "name a file in it")
    if probe.exists(file) and not probe.is_file(file):  # SQLite would wait for a pipe
        raise UsageError(f"{file} is no regular file", "name another file")
    if write and not probe.is_folder(file.parent):
        raise UsageError(f"{file}: there is no folder {file.parent}", "make it first")
    if not write and not probe.exists(file):
        raise UsageError(f"there is no history at {file}", "the first audit with this history makes it")


def _prepare(database: Database) -> None:
    with database.reading() as connection:
        version = _version(connection, database)
    if version == VERSIONS[-1]:
        return
    if version and version not in VERSIONS:
        raise UsageError(
            f"{database.address.shown}: a newer version of standards-checker made this history",
            "upgrade standards-checker",
        )
    if database.write:
        with database.writing() as connection:
            _upgrade(connection)
    elif version:
        raise UsageError(
            f"{database.address.shown}: this history is of an older version of standards-checker",
            "the next audit that is recorded upgrades it",
        )
    else:
        raise UsageError(
            f"there is no history in {database.address.shown}",
            "the first audit with this history makes it",
        )


def _version(connection: Connection, database: Database) -> str:
    """Return the version of the schema, "" where there is none yet."""
    tables = set(inspect(connection).get_table_names())
    if VERSION_TABLE in tables:
        found = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608  # our own name
        return str(found or "")
    if tables and database.address.file:
        raise UsageError(
            f"{database.address.shown} is a database of something else", "name another file as history"
        )
    return ""


def _upgrade(connection: Connection) -> None:
    from alembic import command

    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_ONE_AT_A_TIME})"))
    command.upgrade(configuration(connection), "head")


def configuration(connection: Connection | None = None) -> Any:
    """Return what Alembic needs to know; it runs on an open connection."""
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    made.attributes["connection"] = connection
    return made
