"""Histories on both databases."""

import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from checker.store import open_history
from checker.store.history import AuditHistory
from tests.store import postgresql

_NUMBERS = count()


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """Run a PostgreSQL server for all tests of this process."""
    if postgresql.binaries() is None:
        pytest.skip(postgresql.MISSING)
    with postgresql.server() as address:
        yield address


@pytest.fixture
def new_database(server: str) -> Callable[[], str]:
    """Return what makes an empty database on the server and returns its address."""

    def make() -> str:
        return f"{server}{_made(server, 'DATABASE')}"

    return make


def _made(server: str, kind: str) -> str:
    """Make an empty database or schema, and return its name."""
    name = f"test{next(_NUMBERS)}"
    address = server.replace("postgresql:", "postgresql+psycopg:") + "postgres"
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE {kind} {name}"))
    engine.dispose()
    return name


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of a history that is not there yet, once for each kind of database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'history.db'}"
    server: str = request.getfixturevalue("server")
    # A schema of its own is a fifth of the work of a database.
    return f"{server}postgres?options=-csearch_path%3D{_made(server, 'SCHEMA')}"


@pytest.fixture
def opened(url: str, tmp_path: Path) -> Iterator[Callable[..., AuditHistory]]:
    """Return what opens the history, and close all of them in the end."""
    made: list[AuditHistory] = []

    def open_it(write: bool = True) -> AuditHistory:
        made.append(open_history(url, tmp_path, write))
        return made[-1]

    yield open_it
    for history in made:
        history.close()


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the file of an empty history once, as all the migrations take longer than most tests."""
    path: Path = tmp_path_factory.mktemp("empty") / "history.db"
    open_history(f"sqlite:///{path}", path.parent, True).close()
    return path


@pytest.fixture
def history(opened: Callable[..., AuditHistory], url: str, empty: Path) -> AuditHistory:
    """Return an empty history that can be written."""
    if url.startswith("sqlite:"):
        shutil.copyfile(empty, url.removeprefix("sqlite:///"))
    return opened()
