"""What can be opened as a history, and what is said of everything else."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from sqlalchemy import text

from checker.errors import UsageError
from checker.store import open_history
from tests.store.made import audit, keep, passing
from tests.store.postgresql import PASSWORD

ROOT = Path(__file__).parent.parent.parent


def told(url, folder, write=False):
    """Return what is said when a history cannot be opened, which never holds what was secret."""
    with pytest.raises(UsageError) as error:
        open_history(url, folder, write)
    said = f"{error.value.message}\n{error.value.hint}"
    assert error.value.hint
    assert PASSWORD not in said
    assert "hunter2" not in said
    return said


def test_a_relative_path_starts_at_the_folder_of_the_configuration(tmp_path, monkeypatch):
    """Wherever the user stands."""
    (tmp_path / "config").mkdir()
    monkeypatch.chdir(tmp_path)
    with open_history("sqlite:///history.db", tmp_path / "config", write=True) as history:
        keep(history, audit(1, [passing("one")]))
    assert (tmp_path / "config" / "history.db").is_file()


@pytest.mark.parametrize("name", ["a b.db", "a?mode=memory.db", "ü#1%20.db"])
def test_paths_of_any_characters(tmp_path, name):
    """They are names of files, whatever they would mean in an address."""
    from urllib.parse import quote

    with open_history(
        f"sqlite:///{quote(name)}" if "?" in name else f"sqlite:///{name}", tmp_path, write=True
    ):
        pass
    assert [each.name for each in tmp_path.glob("*.db")]


def test_a_reader_makes_no_file(tmp_path):
    assert "no history at" in told("sqlite:///history.db", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_becomes_a_history(tmp_path):
    (tmp_path / "history.db").touch()
    assert "there is no history in" in told("sqlite:///history.db", tmp_path)
    open_history("sqlite:///history.db", tmp_path, write=True).close()
    open_history("sqlite:///history.db", tmp_path).close()


@pytest.mark.parametrize("write", [True, False])
def test_a_file_that_is_no_database(tmp_path, write):
    """It is left as it is."""
    (tmp_path / "history.db").write_text("Dear diary, " * 100)
    assert "file is not a database" in told("sqlite:///history.db", tmp_path, write)
    assert (tmp_path / "history.db").read_text() == "Dear diary, " * 100


@pytest.mark.parametrize("write", [True, False])
def test_a_database_of_something_else(tmp_path, write):
    """Nothing is added to it."""
    path = tmp_path / "history.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE bookmarks (url)")
    other.close()
    assert "is a database of something else" in told("sqlite:///history.db", tmp_path, write)
    other = sqlite3.connect(path)
    assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("bookmarks",)]
    other.close()


@pytest.mark.parametrize(
    ("url", "part"),
    [
        ("history.db", "'history.db' is no address of a database"),
        ("none of your business", "is no address of a database"),
        ("sqlite://", "in memory"),
        ("sqlite:///:memory:", "in memory"),
        ("sqlite:///a.db?mode=ro", "a path and nothing else"),
        ("sqlite://host/a.db", "a path and nothing else"),
        ("mysql://me:hunter2@host/db", "no history can be kept in 'mysql'"),
        ("postgresql+asyncpg://me:hunter2@host/db", "no history can be kept in 'postgresql'"),
        ("://me:hunter2@host", "does not parse"),
        ("postgresql://me:hunter2@host:port/db", "does not parse"),
        ("sqlite:///missing/a.db", "there is no folder"),
        ("sqlite:///.", "is a folder"),
    ],
)
def test_addresses_that_lead_nowhere(tmp_path, url, part):
    assert part in told(url, tmp_path, write=True)


def test_a_server_that_is_not_there(tmp_path):
    """Told by what the library says, without the password."""
    said = told("postgresql://me:hunter2@127.0.0.1:1/db?connect_timeout=3", tmp_path)
    assert "127.0.0.1:1/db" in said
    assert "refused" in said


@pytest.mark.parametrize(
    "change",
    [
        (PASSWORD, "hunter2"),
        ("postgres:", "postgresql+psycopg:"),
        ("checker:", "nobody-of-that-name:"),
        ("127.0.0.1", "localhost"),
    ],
)
def test_a_server_that_refuses(new_database, tmp_path, change):
    """A wrong password, name or database is told without either."""
    url = new_database().replace(*change)
    if change[0] in (PASSWORD, "checker:"):
        assert "password authentication failed" in told(url, tmp_path, write=True)
    else:
        open_history(url, tmp_path, write=True).close()
    assert "does not exist" in told(new_database() + "-missing", tmp_path)


def test_a_password_in_the_query_is_not_shown(new_database, tmp_path):
    """SQLAlchemy hides only the one before the host."""
    url = new_database().replace(f":{PASSWORD}@", "@") + f"?password={PASSWORD}"
    open_history(url, tmp_path, write=True).close()
    wrong = url.replace(PASSWORD, "hunter2")
    assert "password authentication failed" in told(wrong, tmp_path)


def test_a_server_shared_with_others(new_database, tmp_path):
    """Other tables of a database are none of ours, and stay."""
    url = new_database()
    with open_history(url, tmp_path, write=True) as history, history._database.writing() as connection:
        connection.execute(text("CREATE TABLE audit (mine int)"))
    with open_history(url, tmp_path, write=True) as history:
        number = keep(history, audit(1, [passing("one")]))
        assert history.load(number) == audit(1, [passing("one")])


def test_schemas_of_one_database_are_histories_apart(new_database, tmp_path):
    """Each has its own tables, and nobody waits for somebody in another one."""
    url = new_database()
    with open_history(url, tmp_path, write=True) as one:
        with one._database.writing() as connection:
            connection.execute(text("CREATE SCHEMA other"))
        with (
            open_history(f"{url}?options=-csearch_path%3Dother", tmp_path, write=True) as two,
            one.record("key", "acme"),
            two.record("key", "acme"),
        ):
            assert one.series()[0].audits == two.series()[0].audits == 0
        assert [each.key for each in one.series()] == ["key"]


def test_without_the_library_of_postgresql(tmp_path, monkeypatch):
    """It is an extra, and its name is told."""
    monkeypatch.setitem(sys.modules, "psycopg", None)
    assert "pip install 'psycopg[binary]'" in told("postgresql://host/db", tmp_path)


@pytest.fixture
def open_folder():
    """Return a folder that every user can enter, which pytest's own is not."""
    folder = Path(tempfile.mkdtemp(prefix="checker-open-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.skipif(os.name != "posix", reason="not a system with permissions")
@pytest.mark.parametrize("write", [True, False])
def test_a_history_that_may_not_be_written(open_folder, write):
    """It can be read, even where nothing can be written beside it; recording says what is wrong."""
    with open_history("sqlite:///history.db", open_folder, write=True) as history:
        keep(history, audit(1, [passing("one")]))
    (open_folder / "history.db").chmod(0o444)
    open_folder.chmod(0o555)
    done = as_somebody(open_folder, write)
    open_folder.chmod(0o755)
    assert done.stdout == ("" if write else "2026-11-01T12:00:00Z\n"), done.stderr
    assert not write or ("readonly" in done.stderr and str(open_folder) in done.stderr), done.stderr


def as_somebody(folder, write):
    """Open a history in a process that has no rights but those of everybody."""
    script = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from checker.store import open_history\n"
        "import checker.store.opening, alembic.command, sqlalchemy.dialects.sqlite\n"
        "import tests.store.made as made\n"
        "if os.getuid() == 0: os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
        "history = open_history('sqlite:///history.db', Path(sys.argv[1]), write=sys.argv[2] == 'True')\n"
        "if history._database.write: made.keep(history, made.audit(2, []))\n"
        "print(history.find('latest').started_at)\n"
    )
    return subprocess.run(
        [sys.executable, "-c", script, str(folder), str(write)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_importing_the_package_loads_no_library():
    """`checker --help` and audits without history stay as quick as they were."""
    script = (
        "import sys, checker.store, checker.app.audit.run, checker.cli.audit\n"
        "print([name for name in ('sqlalchemy', 'alembic', 'psycopg') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout == "[]\n"
