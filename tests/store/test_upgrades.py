"""Histories of every released version can be used, and keep what is in them."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, select, text

from checker.errors import UsageError
from checker.model import encoding
from checker.store import opening
from checker.store.address import read
from checker.store.database import Database
from checker.store.opening import configuration
from checker.store.schema import VERSION_TABLE, VERSIONS, metadata
from tests.store.made import audit, keep, passing

RELEASED = Path(__file__).parent / "released"
LATER = """\
import sqlalchemy as sa
from alembic import op

revision = "later"
down_revision = "{before}"


def upgrade():
    op.add_column("checker_series", sa.Column("note", sa.Text, nullable=False, server_default="none"))
"""


def build(version: str, url: str, folder: Path, dumps: Path = RELEASED) -> None:
    """Make a database as that version left it, from its dump."""
    dump = (dumps / f"{version}.sql").read_text(encoding="utf-8")
    if url.startswith("sqlite"):
        file = sqlite3.connect(url.removeprefix("sqlite:///"))
        file.executescript(dump)
        file.close()
        return
    file = sqlite3.connect(":memory:")
    file.executescript(dump)
    database = Database(read(url, folder), write=True)
    with database.writing() as connection:
        command.upgrade(configuration(connection), version)
        _copy(file, connection)
    database.close()
    file.close()


def _copy(file: sqlite3.Connection, connection: Connection) -> None:
    """Copy the rows of every table of a dump, parents first."""
    made = MetaData()
    made.reflect(connection)
    for name in [table.name for table in made.sorted_tables if table.name != VERSION_TABLE]:
        rows = file.execute(f"SELECT * FROM {name}")
        columns = [each[0] for each in rows.description]
        values = ", ".join(f":{column}" for column in columns)
        quoted = ", ".join(f'"{column}"' for column in columns)
        for row in rows:
            connection.execute(
                text(f"INSERT INTO {name} ({quoted}) VALUES ({values})"), dict(zip(columns, row, strict=True))
            )
        if "id" in columns:
            connection.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) + 1 FROM {name}))"
                )
            )


def told(version: str) -> Any:
    """Return what the audits that are in a dump said, in the words of that version."""
    return json.loads((RELEASED / f"{version}.json").read_text(encoding="utf-8"))


def says(now: Any, then: Any) -> bool:
    """Tell whether a value says all that one of an older version said; it may say more."""
    if isinstance(then, dict):
        return isinstance(now, dict) and all(key in now and says(now[key], then[key]) for key in then)
    if isinstance(then, list):
        return isinstance(now, list) and len(now) == len(then) and all(map(says, now, then))
    return bool(now == then)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_released_history_is_upgraded_and_keeps_everything(url, opened, tmp_path, version):
    """All audits read as they were recorded, and the next one is added."""
    build(version, url, tmp_path)
    history = opened()
    kept = [history.load(each.id) for each in history.audits()]
    assert says(encoding.plain(kept), told(version))
    assert len(kept) == len(told(version)) == 3
    later = audit(20, kept[-1].subjects)
    assert history.load(keep(history, later)) == later
    assert history.changed(history.find("previous").id, history.find("latest").id) == frozenset()


def test_every_version_was_kept_as_it_was_released():
    """Each has its dump, and Alembic knows the same versions in the same order."""
    assert {path.stem for path in RELEASED.glob("*.sql")} == set(VERSIONS)
    script = ScriptDirectory.from_config(configuration())
    assert [each.revision for each in script.walk_revisions()][::-1] == list(VERSIONS)


def test_migrations_lead_to_the_tables_that_the_code_knows(history):
    """Neither has a table, column or constraint that the other lacks."""
    with history._database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        assert compare_metadata(context, metadata) == []


@pytest.fixture
def a_version_later(tmp_path, monkeypatch):
    """Make the code one version newer than it is."""

    def advance():
        folder = tmp_path / "versions"
        folder.mkdir()
        (folder / "later.py").write_text(LATER.format(before=VERSIONS[-1]))
        ours = Path(opening.__file__).parent / "migrations" / "versions"

        def configured(connection=None):
            made = configuration(connection)
            made.set_main_option("path_separator", "newline")
            made.set_main_option("version_locations", f"{ours}\n{folder}")
            return made

        monkeypatch.setattr(opening, "VERSIONS", (*VERSIONS, "later"))
        monkeypatch.setattr(opening, "configuration", configured)

    return advance


def test_the_writer_upgrades_and_readers_say_who_does(opened, a_version_later, monkeypatch):
    """An older history is no mystery to readers; a newer one is none to anybody."""
    number = keep(opened(), audit(1, [passing("one")]))
    with monkeypatch.context():
        a_version_later()
        with pytest.raises(UsageError, match="older version") as told:
            opened(write=False)
        assert "next audit" in told.value.hint
        upgraded = opened()
        assert upgraded.load(number) == audit(1, [passing("one")])
        with upgraded._database.reading() as connection:
            assert connection.execute(text("SELECT note FROM checker_series")).scalar() == "none"
        assert opened(write=False).load(number) == audit(1, [passing("one")])
    monkeypatch.undo()
    for write in (True, False):
        with pytest.raises(UsageError, match="newer version") as told:
            opened(write=write)
        assert told.value.hint == "upgrade standards-checker"


def test_an_upgrade_that_fails_changes_nothing(opened, a_version_later, monkeypatch, tmp_path):
    """The history is of its old version, whole, and works."""
    number = keep(opened(), audit(1, [passing("one")]))
    a_version_later()
    path = tmp_path / "versions" / "later.py"
    path.write_text(path.read_text() + "    raise RuntimeError('broken')\n")
    with pytest.raises(RuntimeError, match="broken"):
        opened()
    monkeypatch.undo()
    assert opened().load(number) == audit(1, [passing("one")])
    with opened(write=False)._database.reading() as connection:
        assert "note" not in set(connection.execute(text("SELECT * FROM checker_series")).keys())


def test_two_who_upgrade_at_once_do_it_once(url, tmp_path):
    """The second finds it done."""
    from concurrent.futures import ThreadPoolExecutor

    from checker.store import open_history

    with ThreadPoolExecutor(4) as pool:
        opened = list(pool.map(lambda _: open_history(url, tmp_path, write=True), range(4)))
    with opened[0]._database.reading() as connection:
        assert connection.execute(select(text("version_num")).select_from(text(VERSION_TABLE))).all() == [
            (VERSIONS[-1],)
        ]
    for each in opened:
        each.close()
