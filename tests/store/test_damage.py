"""A damaged history ends in one line, whatever reads it and whatever is damaged: never in an error of ours."""

import random
import shutil
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from checker.app.audit.history_recorder import HistoryLocation, recorder
from checker.app.audit.series import Series, SeriesChoice
from checker.app.reports import compare, history, notify, trend
from checker.app.reports import story as reports_story
from checker.errors import UsageError
from checker.model.change import Focus
from checker.model.digest import Subscription
from checker.render import Style
from checker.render.machine import json
from checker.render.markdown import audit as markdown_audit
from checker.render.terminal import change as of_change
from checker.render.terminal import history as terminal_history
from checker.render.terminal import table
from checker.render.terminal import trend as of_trend
from checker.store import open_history
from checker.store.schema import metadata
from tests.store import made

NOW = datetime(2026, 11, 30, tzinfo=UTC)
KEY = Series("key", "acme")
ALIEN = (
    None,
    0,
    -1,
    2**62,
    1e300,
    "",
    "x",
    "\\udcff",
    "2026-13-45T99:00:00Z",
    "9999-12-31T23:59:59-12:00",
    b"",
    b"\xff\xfe\0",
    "CAST(x'ff61' AS TEXT)",
)
"""What stands in the place of any value; text that is no UTF-8 only SQL can write."""
DOCUMENTS = (
    "{",
    "null",
    "[]",
    "[1, 1180591620717411303424]",
    '"x"',
    "3",
    "NaN",
    "{}",
    '{"order": [1], "teams": 1, "repositories": 5, "notes": 7}',
    '{"order": [77], "teams": [78], "uncollected": [{}], "past": [1]}',
    '{"order": ["x", {}], "teams": [[]], "past": {"x": [{"day": 5}]}, "name": null}',
    '{"findings": [{}], "attributes": [], "rules": [{}], "levels": 3}',
    '{"findings": 5, "reason": [], "unknown": {"a": 1}, "own": 1, "severity": "what"}',
    '{"objectives": {"x": 3}, "level_blockers": [{"level": 1}], "ownership": []}',
)
JSON = ("details", "json")
"""The columns that hold it."""


@pytest.fixture(scope="module")
def sound(tmp_path_factory) -> Path:
    """Return a history of three audits, in which something changed each time."""
    path: Path = tmp_path_factory.mktemp("sound") / "history.db"
    every = [
        [made.passing("a", "pay"), made.passing("b", "web", r1="fail:34 days:3")],
        [made.passing("a", "pay", r2="fail:x"), made.passing("b", "web", r1="fail:36 days:3")],
        [made.passing("a", "web", r2="fail:x"), made.with_commit(made.passing("c"), "b" * 40)],
    ]
    with open_history(f"sqlite:///{path}", path.parent, write=True) as kept:
        for day, subjects in enumerate(every, 1):
            audit = made.audit(day, subjects, warnings=("mind",))
            with kept.record("key", "acme") as recording:
                recording.begin(audit.started_at, audit.policy, audit.tool)
                for each in audit.subjects:
                    recording.add(each, '{"facts": 1}')
                recording.finish(audit)
    with closing(sqlite3.connect(path)) as connection:
        # What damage does to a page asks for no constraint.
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute("UPDATE sqlite_master SET sql = replace(sql, 'NOT NULL', '') WHERE type='table'")
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


def columns(path: Path) -> Iterator[tuple[str, str]]:
    """Yield every table and column."""
    with closing(sqlite3.connect(path)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")]
        for name in tables:
            if name.startswith("checker_"):
                for row in connection.execute(f"PRAGMA table_info({name})"):
                    yield name, row[1]


def readers(place: HistoryLocation) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Yield all that reads a history, and shows what it read."""
    source = compare.ReferenceSource(place)

    def compared() -> str:
        before, after = compare.load("-1", "latest", source)
        return of_change.render(compare.compare(before, after, Focus()), Style(verbose=True))

    def reported() -> str:
        story = reports_story.read("latest", "", source)
        return "".join(
            each.render(story.audit, Style(verbose=True)) for each in (table, json, markdown_audit)
        )

    def listed() -> list[str]:
        with history.open_place(place) as found:
            shown = terminal_history.listing(*history.recorded(found, SeriesChoice()))
            return [*shown, *found.names(), repr(found.series())]

    def noticed() -> list[object]:
        before, after = compare.load("previous", "latest", source)
        return list(notify.notices(before, after, [Subscription("TO"), Subscription("TO", "web")]))

    def snapshot() -> str:
        with history.open_place(place) as found:
            return history.snapshot(found, "latest", "github.com/acme/a", SeriesChoice())

    def pruned() -> list[str]:
        with history.open_place(place, write=True) as found:
            pruned = history.prune(found, (1, None), NOW, "", dry_run=False)
            return [terminal_history.removed(*each, dry_run=False) for each in pruned]

    def recorded() -> Any:
        with recorder(place, KEY) as kept:
            audit = made.audit(28, [made.passing("a", "pay")])
            kept.begin(audit.started_at, audit.policy, audit.tool, False)
            for each in audit.subjects:
                kept.add(each, "{}")
            done = kept.finish(audit)
        return reports_story.told(done, source)

    yield "compare", compared
    yield "report", reported
    yield "list", listed
    yield "notify", noticed
    yield "facts", snapshot
    yield "trend", lambda: of_trend.render(trend.trend(place, trend.TrendRequest()), Style())
    yield "trend a", lambda: of_trend.render(trend.trend(place, trend.TrendRequest(("acme/a",))), Style())
    yield "record", recorded
    yield "prune", pruned


def hold(path: Path, what: object, turn: int | None = None) -> None:
    """Make sure that each reader of a damaged history ends well, or in one line about that history.

    All of them take too long for every value: *turn* chooses one.
    """
    every = list(readers(HistoryLocation(f"sqlite:///{path}", path.parent)))
    chosen = every if turn is None else [every[turn % len(every)]]
    for name, read in chosen:
        copy = path.with_name("before.db")
        shutil.copyfile(path, copy)
        try:
            read()
        except UsageError as error:
            assert "\n" not in error.message, (name, what)
        except Exception as error:
            raise AssertionError(f"{name}, {what}: {error!r}") from error
        for each in path.parent.glob(f"{path.name}-*"):
            each.unlink()
        shutil.copyfile(copy, path)


def last(table: str) -> str:
    """Return the condition that a row is the last one of a table."""
    key = ", ".join(column.name for column in metadata.tables[table].primary_key)
    backwards = ", ".join(f"{column} DESC" for column in key.split(", "))
    return f"({key}) = (SELECT {key} FROM {table} ORDER BY {backwards} LIMIT 1)"


def damaged(sound: Path, path: Path, place: tuple[str, str], value: Any, whole: bool = True) -> None:
    """Make a copy in which all rows of a column, or the last one, hold another value."""
    name, column = place
    shutil.copyfile(sound, path)
    raw = isinstance(value, str) and value.startswith("CAST(")
    held = value if raw else "?"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        where = "1" if whole else last(name)
        statement = f'UPDATE OR IGNORE {name} SET "{column}" = {held} WHERE {where}'
        with suppress(sqlite3.IntegrityError):  # the number of a row can be nothing else
            connection.execute(statement, () if raw else (value,))
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def test_nothing_is_wrong_with_a_sound_one(sound, tmp_path):
    """So that the tests below see what damage does."""
    path = tmp_path / "history.db"
    shutil.copyfile(sound, path)
    for name, read in readers(HistoryLocation(f"sqlite:///{path}", path.parent)):
        assert read(), name


def pytest_generate_tests(metafunc):
    """One test for each table, so that they run beside each other."""
    if "wanted" in metafunc.fixturenames:
        metafunc.parametrize("wanted", sorted(metadata.tables))


def test_any_value_in_any_column(sound, tmp_path, wanted):
    """Other types, no value, text that is no text, times that are none: one row at a time, then all rows.

    Each column gets every fourth of the values, or every second where there is time for it; its neighbours get
    the others.
    """
    step = 2 if settings.get_current_profile_name() == "thorough" else 4
    turn = count()
    path = tmp_path / "history.db"
    for number, place in enumerate(each for each in columns(sound) if each[0] == wanted):
        documents = DOCUMENTS if place[1] in JSON else ()
        for value in ALIEN[number % step :: step] + documents:
            damaged(sound, path, place, value, whole=next(turn) % 4 < 2)
            hold(path, (place, value), next(turn) // 2)


def test_rows_that_are_gone(sound, tmp_path, wanted):
    """What refers to them stays."""
    for rows in ("1", last(wanted)):
        path = tmp_path / "history.db"
        shutil.copyfile(sound, path)
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute(f"DELETE FROM {wanted} WHERE {rows}")
        hold(path, (wanted, rows))


@pytest.mark.parametrize("seed", range(8))
def test_any_bytes(sound, tmp_path, seed):
    """Of the file as a whole: flipped, or cut off."""
    chance = random.Random(seed)
    content = bytearray(sound.read_bytes())
    for _ in range(chance.choice((1, 10, 60, 500))):
        content[chance.randrange(100, len(content))] = chance.randrange(256)
    if seed % 4 == 3:
        del content[chance.randrange(1000, len(content)) :]
    path = tmp_path / "history.db"
    path.write_bytes(content)
    hold(path, seed)


def test_a_snapshot_that_unpacks_to_far_more_than_any_audit_writes(sound, tmp_path, monkeypatch):
    """A few kilobytes that stand for gigabytes are refused before they are there."""
    monkeypatch.setattr("checker.store.reading.SNAPSHOT_LIMIT", 100_000)
    path = tmp_path / "history.db"
    damaged(sound, path, ("checker_snapshots", "content"), zlib.compress(b"x" * 10_000_000))
    with (
        history.open_place(HistoryLocation(f"sqlite:///{path}", tmp_path)) as found,
        pytest.raises(UsageError, match="cut off, or far too large"),
    ):
        history.snapshot(found, "latest", "github.com/acme/a", SeriesChoice())


def test_json_that_is_nested_without_end(sound, tmp_path):
    """Nor is the stack used up."""
    deep = "[" * 200_000 + "]" * 200_000
    path = tmp_path / "history.db"
    for place in columns(sound):
        if place[1] in JSON:
            damaged(sound, path, place, deep)
            hold(path, place)


def test_a_locked_history_says_so(sound, tmp_path, monkeypatch):
    """It is one, in a folder where one may write; it is only somebody else's turn."""
    monkeypatch.setattr("checker.store.database._PATIENCE", 0.1)
    path = tmp_path / "history.db"
    shutil.copyfile(sound, path)
    with closing(sqlite3.connect(path, isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        place = HistoryLocation(f"sqlite:///{path}", tmp_path)
        with pytest.raises(UsageError, match="another process holds it") as told, recorder(place, KEY):
            pass
    assert "wait for it" in told.value.hint
