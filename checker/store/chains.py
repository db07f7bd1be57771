"""The rows of a subject from its whole document on, and the state that they lead to."""

from collections.abc import Mapping, Sequence
from functools import reduce
from itertools import groupby
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, Select, Table, bindparam, func, select, type_coerce

from checker.store.difference import Tree, applied, difference
from checker.store.documents import Columns
from checker.store.names import commit_restored, restored
from checker.store.packing import Packer
from checker.store.schema import LargeBinary, commits, subjects, versions

_WORTH = 4
"""How many times its whole document the differences of a subject may take before it is written whole."""
_COLUMNS = ("score", "coverage", "score_without_waivers", "team", "level")


class Chain(Struct, frozen=True):
    """The rows that hold one subject as of an audit: the whole document, and the differences since."""

    rows: Sequence[Any]

    @property
    def last(self) -> Any:
        """The row that holds the columns."""
        return self.rows[-1]

    @property
    def commit(self) -> bytes:
        """The commit that was judged, as it is stored."""
        newer: bytes | None = self.last.newer
        return self.last.commit if newer is None else newer

    @property
    def worn(self) -> bool:
        """Tell whether it is time to write the whole document again."""
        whole, *rest = (len(row.document) for row in self.rows)
        return sum(rest) > _WORTH * whole

    def moved(self, columns: Mapping[str, Any]) -> bool:
        """Tell whether the columns, of which the commit may change alone, are others."""
        return any(columns[name] != getattr(self.last, name) for name in _COLUMNS)

    def state(self, packer: Packer) -> Tree:
        """Return the state that the rows lead to."""
        whole, *rest = (packer.unpack(row.document) for row in self.rows)
        return reduce(applied, rest, whole)

    def columns(self) -> Columns:
        """Return what the columns say."""
        last = self.last
        return Columns(
            restored(last.name),
            restored(last.kind),
            commit_restored(self.commit),
            last.score,
            last.coverage,
            last.score_without_waivers,
            restored(last.level),
            restored(last.team),
        )


def chains(connection: Connection, ids: Sequence[int], audit: int) -> Mapping[int, Chain]:
    """Return the chains of subjects as of an audit, by the subject's id; those not yet there are left out."""
    rows = connection.execute(_RANGE, {"ids": ids, "audit": audit})
    return {subject: Chain(tuple(found)) for subject, found in groupby(rows, lambda row: row.subject_id)}


def step(
    before: Chain | None, known: Tree, now: Tree, row: Mapping[str, Any], packer: Packer
) -> tuple[Table, dict[str, Any]] | None:
    """Return the row to write for a state to hold from an audit on, and its table; None when it did already.

    *known* is the state before. *row* has the subject, the audit and the columns, of which the commit may
    change alone.
    """
    key = {name: row[name] for name in ("subject_id", "audit_id")}
    if before is None:
        return versions, {**row, "base": key["audit_id"], "document": packer.pack(now)}
    change = difference(known, now)
    if change or before.moved(row):
        whole = before.worn
        base, document = (key["audit_id"], now) if whole else (before.last.base, change)
        return versions, {**row, "base": base, "document": packer.pack(document)}
    if row["commit"] != before.commit:
        return commits, {**key, "commit": row["commit"]}
    return None


def _range() -> Select[Any]:
    """Return the query of all rows from the whole document to the newest one of each subject."""
    upto: Any = bindparam("audit")
    newest = (
        select(versions.c.subject_id, func.max(versions.c.audit_id).label("at"))
        .where(versions.c.subject_id.in_(bindparam("ids", expanding=True)), versions.c.audit_id <= upto)
        .group_by(versions.c.subject_id)
        .subquery()
    )
    tip = versions.alias()
    newest_commit = (
        select(commits.c.commit)
        .where(
            commits.c.subject_id == tip.c.subject_id,
            commits.c.audit_id > tip.c.audit_id,
            commits.c.audit_id <= upto,
        )
        .order_by(commits.c.audit_id.desc())
        .limit(1)
        .scalar_subquery()
    )
    newer = type_coerce(newest_commit, LargeBinary(nullable=True))  # of most there is none
    return (
        select(versions, subjects.c.kind, subjects.c.name, newer.label("newer"))
        .join_from(newest, tip, (tip.c.subject_id == newest.c.subject_id) & (tip.c.audit_id == newest.c.at))
        .join(
            versions,
            (versions.c.subject_id == tip.c.subject_id)
            & versions.c.audit_id.between(tip.c.base, tip.c.audit_id),
        )
        .join(subjects, subjects.c.id == tip.c.subject_id)
        .order_by(versions.c.subject_id, versions.c.audit_id)
    )


_RANGE = _range()
