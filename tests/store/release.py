"""Dumps a history as this version makes it: `python -m tests.store.release`, once for each new schema.

What was released is never made again: it is what users have.
"""

import json
import sqlite3
import tempfile
from pathlib import Path

from msgspec import to_builtins

from checker.model.audit import Audit
from checker.store import open_history
from checker.store.schema import VERSIONS
from tests.store.made import audit, keep, passing, subject, with_commit

FOLDER = Path(__file__).parent / "released"


def story() -> list[Audit]:
    """Return audits with something of everything that a history holds."""
    everything = ["pass", "fail:34 days:3", "unknown:hidden", "waived:accepted", "not-applicable:no files"]
    return [
        audit(1, [subject("one", everything, "pay"), passing("two", "web"), passing("gone")], warnings=["w"]),
        audit(2, [passing("one", "pay", r1="fail:x:7"), with_commit(passing("two", "web"), "b" * 40)]),
        audit(9, [passing("two", "pay", r4="error:broken"), passing("one", "pay"), passing("new")]),
    ]


def main() -> None:
    """Write the dump of today's schema, and the audits that are in it."""
    with tempfile.TemporaryDirectory() as folder:
        with open_history("sqlite:///history.db", Path(folder), write=True) as history:
            for each in story():
                keep(history, each)
        database = sqlite3.connect(Path(folder) / "history.db")
        dump = "\n".join(database.iterdump())
        database.close()
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{VERSIONS[-1]}.sql").write_text(dump + "\n", encoding="utf-8")
    (FOLDER / f"{VERSIONS[-1]}.json").write_text(json.dumps(to_builtins(story())) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
