"""Rows that hold for a range of audits: how they are found, and how an audit is taken back."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, or_, update

from checker.store.schema import VERSIONED


def holds(table: Table, audit: Any) -> ColumnElement[bool]:
    """Return the condition that a row holds for an audit, given by its number or a column."""
    until = table.c.until_audit
    return and_(table.c.from_audit <= audit, or_(until.is_(None), until > audit))


def take_back(
    connection: Connection, audit: int, tables: Sequence[Table] = VERSIONED, subject: int | None = None
) -> None:
    """Take back what an audit wrote: rows that begin with it go, and rows that end with it hold on.

    *subject* limits this to one subject; all *tables* have to be of subjects then.
    """
    for table in tables:
        ours: Any = True if subject is None else table.c.subject_id == subject
        connection.execute(delete(table).where(ours, table.c.from_audit == audit))
        connection.execute(update(table).where(ours, table.c.until_audit == audit).values(until_audit=None))
