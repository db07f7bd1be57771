"""Writes the rows of subjects and groups anew, so that they need no audit that is removed."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Connection, Row, Table, delete, select

from checker.store.chains import Chain, step
from checker.store.difference import Tree, applied
from checker.store.frames import roster_of
from checker.store.packing import Packer
from checker.store.reading import all_dictionaries
from checker.store.schema import (
    SUBJECT_ROWS,
    audits,
    commits,
    facts,
    figures,
    groups,
    subjects,
    versions,
)
from checker.store.values import State

_KEPT = ("score", "coverage", "score_without_waivers", "team", "level", "subject_id")


class Rewriting:
    """Rewrites what a series holds for the audits of it that stay.

    *affected* are the subjects with rows of audits that are removed.
    """

    def __init__(self, connection: Connection, series: int) -> None:
        ours = select(audits).where(audits.c.series_id == series).order_by(audits.c.id)
        listed = connection.execute(ours).all()
        staying = [row for row in listed if row.state == State.FINISHED]
        there = {
            number: frozenset(roster_of(connection, number)) for number in {r.roster_id for r in staying}
        }
        self._series = series
        self._stay = [row.id for row in staying]
        self._there = {row.id: there[row.roster_id] for row in staying}
        self._gone = [row.id for row in listed if row.state != State.FINISHED]
        known = all_dictionaries(connection)
        self._packer = Packer(known, max(known, default=0))
        self.affected = sorted(self._affected(connection))

    def _affected(self, connection: Connection) -> set[int]:
        found: set[int] = set()
        for table in SUBJECT_ROWS:
            rows = select(table.c.subject_id).join(subjects).where(subjects.c.series_id == self._series)
            found.update(connection.scalars(rows.where(table.c.audit_id.in_(self._gone)).distinct()))
        return found

    def subject(self, connection: Connection, subject: int) -> None:
        """Write the rows of one subject anew."""
        stay = [audit for audit in self._stay if subject in self._there[audit]]
        rows = {table: _rows(connection, table, table.c.subject_id == subject) for table in SUBJECT_ROWS}
        new = list(self._held(stay, rows[versions], rows[commits]))
        new += [(facts, values) for values in _moved(rows[facts], stay)]
        for table in SUBJECT_ROWS:
            connection.execute(delete(table).where(table.c.subject_id == subject))
        for table, values in new:
            connection.execute(table.insert(), values)
        if not new:
            connection.execute(delete(subjects).where(subjects.c.id == subject))

    def _held(
        self, stay: Sequence[int], rows: Sequence[Row[Any]], moved: Sequence[Row[Any]]
    ) -> Iterator[tuple[Table, dict[str, Any]]]:
        """Yield the rows by which a subject is as it was at each audit that stays."""
        states = list(self._states(rows))
        heads = sorted([*rows, *moved], key=lambda row: int(row.audit_id))
        chain: Chain | None = None
        known: Tree = {}
        for audit in stay:
            index, head = _before(rows, audit), heads[_before(heads, audit)]
            columns = {name: getattr(rows[index], name) for name in _KEPT}
            row = {**columns, "commit": head.commit, "audit_id": audit}
            written = step(chain, known, states[index], row, self._packer)
            if written:
                chain, known = _longer(chain, *written), states[index]
                yield written

    def _states(self, rows: Sequence[Row[Any]]) -> Iterator[Tree]:
        state: Tree = {}
        for row in rows:
            found = self._packer.unpack(row.document)
            state = found if row.base == row.audit_id else applied(state, found)
            yield state

    def groups(self, connection: Connection) -> None:
        """Write the figures of all groups anew."""
        of_series = select(groups.c.id).where(groups.c.series_id == self._series)
        for group in connection.scalars(of_series).all():
            new = list(_moved(_rows(connection, figures, figures.c.group_id == group), self._stay))
            connection.execute(delete(figures).where(figures.c.group_id == group))
            for values in new:
                connection.execute(figures.insert(), values)
            if not new:
                connection.execute(delete(groups).where(groups.c.id == group))


def _rows(connection: Connection, table: Table, ours: Any) -> Sequence[Row[Any]]:
    return connection.execute(select(table).where(ours).order_by(table.c.audit_id)).all()


def _before(rows: Sequence[Row[Any]], audit: int) -> int:
    """Return the index of the last row that was written by an audit."""
    return bisect_right(rows, audit, key=lambda row: int(row.audit_id)) - 1


def _moved(rows: Sequence[Row[Any]], stay: Sequence[int]) -> Iterator[dict[str, Any]]:
    """Yield whole rows that some audit still needs, as of the first one that does."""
    last = -1
    for audit in stay:
        index = _before(rows, audit)
        if index > last:
            yield {**rows[index]._mapping, "audit_id": audit}  # noqa: SLF001  # its public name
            last = index


def _longer(chain: Chain | None, table: Table, values: dict[str, Any]) -> Chain:
    """Return a chain with one more row."""
    if table is versions:
        row = SimpleNamespace(**values, newer=None)
        return Chain((row,) if chain is None or values["base"] == values["audit_id"] else (*chain.rows, row))
    assert chain is not None
    last = SimpleNamespace(**{**vars(chain.last), "newer": values["commit"]})
    return Chain((*chain.rows[:-1], last))
