"""Where a history lies: addresses of SQLAlchemy's form, shown without what is secret in them."""

from pathlib import Path

from msgspec import Struct
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from checker.errors import UsageError

_FORMS = "write it as sqlite:///history.db or postgresql://USER@HOST/DATABASE"
_POSTGRESQL = ("postgresql", "postgres", "postgresql+psycopg")
_PATIENCE = "10"  # seconds for a server to answer at all


class Address(Struct, frozen=True):
    """A database: a file for SQLite, else a server's address. *shown* may be read by anybody."""

    file: Path | None
    url: URL
    shown: str


def read(text: str, folder: Path) -> Address:
    """Read an address; a relative path of SQLite starts at *folder*.

    Raises UsageError, without repeating what could be a password, when it is none.
    """
    url = _parsed(text)
    if url.drivername in ("sqlite", "sqlite+pysqlite"):
        return _file(url, folder)
    if url.drivername in _POSTGRESQL:
        query = {"connect_timeout": _PATIENCE, "application_name": "standards-checker", **url.query}
        server = url.set(drivername="postgresql+psycopg", query=query)
        port = f":{url.port}" if url.port else ""
        return Address(None, server, f"postgresql://{url.host or ''}{port}/{url.database or ''}")
    raise UsageError(f"no history can be kept in {url.drivername.partition('+')[0]!r}", _FORMS)


def _parsed(text: str) -> URL:
    try:
        return make_url(text)
    except (ArgumentError, ValueError) as error:
        if "://" not in text and "@" not in text:
            raise UsageError(f"{text!r} is no address of a database", _FORMS) from None
        raise UsageError("the address of the history does not parse", _FORMS) from error


def _file(url: URL, folder: Path) -> Address:
    if not url.database or url.database == ":memory:":
        raise UsageError("a history in memory would be gone at once", _FORMS)
    if url.query or url.host:
        raise UsageError("an address of SQLite is a path and nothing else", _FORMS)
    path = folder / url.database
    return Address(path, url, str(path))
