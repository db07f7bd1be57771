"""History files: bytes that changed, and rows that hold what no audit wrote."""

import json
import sqlite3
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from checker.engine.comparison import compare
from checker.errors import UsageError
from checker.model.recorded import RetentionPeriod
from checker.store import open_history
from checker.store.history import AuditHistory
from tests.fuzz.inputs import Input
from tests.fuzz.mutations import VALUES, WORDS, restructured
from tests.store import made

_NAME = "history.db"
_CELLS: tuple[Any, ...] = (
    None, 0, 1, -1, 2, 7, 2**31, 2**62, -(2**63), 0.5, -1e300, float("inf"), "", "x", "é", "{}", "[]", "null", "\0", "finished",
    "2026-11-01", "2026-11-01T00:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", b"", b"\0\0", b"\xff" * 20, "1" * 400,
)  # fmt: skip
_QUESTIONS = 5
_LATER = datetime(2027, 1, 1, tzinfo=UTC)


@cache
def _sound() -> bytes:
    """Return a history of six audits of three repositories, with facts of one."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / _NAME
        with open_history(f"sqlite:///{path}", path.parent, write=True) as history:
            for day in range(1, 7):
                detail = {f"r{day % 5}": f"fail:{day} days"} if day > 1 else {}
                subjects = [
                    made.passing("a", "pay", **detail),
                    made.passing("b", "web", r1="unknown"),
                    made.passing("c"),
                ]
                made.keep(history, made.audit(day, subjects, warnings=("look",)))
            made.keep(history, made.audit(1, [made.passing("z")]), "other", "other")
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
        return path.read_bytes()


def make(random: Random) -> Input:
    """Return a history with damaged bytes, or with damaged cells of its tables."""
    content = _sound()
    content = _bytes(content, random) if random.random() < 0.4 else _cells(content, random)
    return Input({_NAME: content}, random.randrange(2**32))


def _bytes(content: bytes, random: Random) -> bytes:
    kind = random.randrange(5)
    changed = bytearray(content)
    if kind == 0:
        return content[: random.randrange(len(content))]
    if kind == 1:
        page = random.randrange(len(content) // 4096) * 4096
        changed[page : page + 4096] = bytes(4096)
    elif kind == 2:
        changed[random.randrange(100)] = random.randrange(256)
    else:
        for _ in range(random.choice((1, 8, 200))):
            changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def _cells(content: bytes, random: Random) -> bytes:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.deserialize(content)
        connection.execute("PRAGMA ignore_check_constraints=1")
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")]
        for _ in range(random.choice((1, 1, 2, 4))):
            _cell(connection, random.choice(sorted(names)), random)
        return connection.serialize()


def _cell(connection: sqlite3.Connection, table: str, random: Random) -> None:
    """Change a cell of a random row, drop the row, or put a damaged document in the place of a sound one."""
    info = connection.execute(f"PRAGMA table_info({table})").fetchall()
    columns, keys = [each[1] for each in info], [each[1] for each in info if each[5]] or [info[0][1]]
    rows = connection.execute(f"SELECT {', '.join(keys)} FROM {table}").fetchall()
    if not rows:
        return
    row, column = random.choice(rows), random.choice(columns)
    where = " AND ".join(f"{key} = ?" for key in keys)
    if random.random() < 0.1:
        connection.execute(f"DELETE FROM {table} WHERE {where}", row)
        return
    (old,) = connection.execute(f'SELECT "{column}" FROM {table} WHERE {where}', row).fetchone()
    of_json = isinstance(old, str) and old[:1] in ("{", "[") and random.random() < 0.8
    new = _document(old, random) if of_json else random.choice((*_CELLS, *WORDS))
    with suppress(sqlite3.Error, UnicodeEncodeError, OverflowError):  # what SQLite itself keeps out
        connection.execute(f'UPDATE OR REPLACE {table} SET "{column}" = ? WHERE {where}', (new, *row))


def _document(old: str, random: Random) -> str:
    """Return JSON of another shape."""
    try:
        value = json.loads(old)
        return json.dumps(restructured(value, random) if value else random.choice(VALUES))
    except (ValueError, RecursionError):
        return old[: random.randint(0, len(old))]


def run(given: Input, scratch: Path) -> None:
    """Ask a history, which now and then may be written; it answers, or says what is wrong."""
    path = scratch / _NAME
    for each in scratch.glob(f"{_NAME}*"):
        each.unlink()
    path.write_bytes(given.files[_NAME])
    random = Random(given.choice)
    with open_history(f"sqlite:///{path}", scratch, random.random() < 0.2) as history:
        _asked(history, random)


def _asked(history: AuditHistory, random: Random) -> None:
    """Ask some questions, one after the other: none may stop the next."""
    questions: Sequence[Callable[[], object]] = (
        history.series,
        history.audits,
        history.groups,
        history.names,
        lambda: history.find("previous"),
        lambda: history.find("2026-11-03"),
        lambda: [history.load(each.id) for each in history.audits()[-2:]],
        lambda: compare(*history.pair(2, 5)),
        lambda: history.changed(1, history.find("latest").id),
        lambda: list(history.subjects(3)),
        lambda: history.trend("organization", "acme"),
        lambda: history.trend("group", "pay"),
        lambda: history.subject_trend("github.com/acme/a"),
        lambda: history.past("key"),
        lambda: history.facts(4, "github.com/acme/a"),
        lambda: history.prune(_LATER, keep_days=2, keep=RetentionPeriod.MONTHLY, dry=True),
        lambda: history.prune(_LATER, keep_days=1),
        lambda: made.keep(history, made.audit(9, [made.passing("a", "pay"), made.passing("d")]), "key"),
        lambda: history.load(history.find("latest").id),
    )
    for question in random.sample(questions, _QUESTIONS):
        try:
            question()
        except UsageError:
            continue
