"""Reads the rows of the first version: compressed JSON, whole or as the difference to the row before.

Nothing here knows the model of today, which goes on changing: documents stay JSON objects.
"""

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any

from sqlalchemy import Connection, text

from checker.store.text_encoding import restored

Tree = dict[str, Any]
DOCUMENT_LIMIT = 256 * 1024 * 1024
"""Bytes of the longest document that is unpacked."""
_RAW = -15


class First:
    """Reads a database of the first version."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._dictionaries = {row.id: bytes(row.content) for row in self.rows("dictionary")}
        self._texts: dict[int, Any] = {}

    def rows(self, table: str, where: str = "", order: str = "id", **values: Any) -> Sequence[Any]:
        """Return rows of a table in order."""
        wanted = f'SELECT * FROM checker_{table} {where and f"WHERE {where}"} ORDER BY "{order}"'  # noqa: S608  # our own words
        return self._connection.execute(text(wanted), values).all()

    def unpack(self, packed: bytes) -> Any:
        """Return the value of a document: the number of its dictionary in two bytes, then raw deflate.

        Raises ValueError, KeyError, zlib.error or RecursionError when it is none.
        """
        number = int.from_bytes(packed[:2], "big")
        unpacking = zlib.decompressobj(_RAW, self._dictionaries[number] if number else b"")
        content = unpacking.decompress(packed[2:], DOCUMENT_LIMIT)
        if not unpacking.eof or unpacking.unused_data:
            raise ValueError("a document is cut off, or far too large")
        return json.loads(content)

    def shared(self, number: int) -> Any:
        """Return a value that audits have in common."""
        if number not in self._texts:
            [row] = self.rows("text", "id = :id", id=number)
            self._texts[number] = self.unpack(row.document)
        return self._texts[number]

    def roster(self, audit: Any) -> list[int]:
        """Return the numbers of an audit's subjects in their order: kept as steps from one to the next."""
        return list(accumulate(self.shared(audit.roster_id)))

    def states(self, rows: Sequence[Any]) -> Iterator[Tree]:
        """Yield the state of a subject at each of its rows."""
        state: Tree = {}
        for row in rows:
            document = self.unpack(row.document)
            state = document if row.base == row.audit_id else _applied(state, document)
            yield state


def _applied(old: Tree, change: Tree) -> Tree:
    """Return the state that a difference leads to.

    It holds `[value]` for each key that is new or another, a difference for a map that changed in part,
    and 0 for a key that went away.
    """
    state = dict(old)
    for key, step in change.items():
        if isinstance(step, list):
            state[key] = step[0]
        elif isinstance(step, dict):
            state[key] = _applied(old[key], step)
        else:
            del state[key]
    return state


def commit_of(stored: bytes) -> str:
    """Return the commit's id that was stored: half its length in bytes, or as text."""
    if stored[:1] == b"\0":
        return stored[1:].hex()
    return stored[1:].decode("utf-8", "surrogatepass")


def names_of(rows: Sequence[Any]) -> Mapping[int, str]:
    """Return the names of rows by their ids."""
    return {row.id: restored(row.name) for row in rows}
