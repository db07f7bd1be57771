"""Audits and their subjects as they were recorded."""

import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from msgspec import convert
from msgspec.structs import replace
from sqlalchemy import Connection, Row, bindparam, select

from checker.errors import UsageError
from checker.model.audit import Audit, Group, PolicyStamp, Subject
from checker.model.initiative import ProgressPoint
from checker.model.recorded import AuditState
from checker.store.encoding import Tree, value_of
from checker.store.groups import ORGANIZATION, everybody, group_of, members
from checker.store.interning import documents_of, known_as, policy_of
from checker.store.lookup import audit_row, moment_of
from checker.store.results import Results
from checker.store.results import StoredResult as ResultRow
from checker.store.row_ranges import holds
from checker.store.schema import (
    audits,
    group_versions,
    groups,
    result_versions,
    rules,
    series,
    snapshots,
    subject_versions,
    subjects,
)
from checker.store.subjects import Columns, Documents
from checker.store.text_encoding import restored

NO_POLICY = PolicyStamp("", "", "")
_COLUMNS = frozenset({"tool", "tool_digest", "policy", "started_at", "organization", "teams", "subjects"})
REST = tuple(name for name in Audit.__struct_fields__ if name not in _COLUMNS)
"""The fields of an audit that its details hold, in the order that JSON has them: beside the columns."""
SNAPSHOT_LIMIT = 256 * 1024 * 1024
"""Bytes of the longest snapshot that is unpacked; that of a million files takes half of it."""
_AT_ONCE = 200  # subjects that are read in one go
_Same = Mapping[tuple[str, str], Subject]
_NOTHING: _Same = {}


def pair_of(connection: Connection, older: int, newer: int) -> tuple[Audit, Audit]:
    """Return two finished audits, in the order asked for."""
    first, last = audit_row(connection, older), audit_row(connection, newer)
    before = audit_of(connection, older)
    if first.series_id != last.series_id or first.policy_id != last.policy_id:
        return before, audit_of(connection, newer)
    moved = changed(connection, *sorted((older, newer)))
    same = {key: each for each in before.subjects if (key := (each.kind, each.subject)) not in moved}
    return before, audit_of(connection, newer, same)


def audit_of(connection: Connection, audit: int, same: _Same = _NOTHING) -> Audit:
    """Return a whole audit that is finished or failed.

    *same* are subjects of another audit by one policy, by kind and id: they differ in their commit alone.
    """
    row = audit_row(connection, audit, failed=True)
    moment_of(restored(row.started_at))
    details = value_of(row.details)
    columns: dict[str, Any] = {
        **{name: restored(getattr(row, name)) for name in ("tool", "tool_digest", "started_at")},
        "policy": policy_of(connection, row.policy_id),
    }
    if row.state == AuditState.FAILED:
        return replace(convert(details, Audit), **columns)
    found = tuple(subjects_of(connection, audit, same=same))
    organization, teams = _groups(connection, row, details.get("teams", ()), found)
    rest = convert({**_BARE, **{name: details[name] for name in REST if name in details}}, Audit)
    return replace(rest, organization=organization, teams=teams, subjects=found, **columns)


_BARE = {
    "tool": "",
    "policy": {"id": "", "version": "", "digest": ""},
    "started_at": "",
    "organization": {"name": "", "kind": ""},
    "teams": (),
    "subjects": (),
}


def _groups(
    connection: Connection, audit: Row[Any], teams: Sequence[int], found: Sequence[Subject]
) -> tuple[Group, tuple[Group, ...]]:
    """Return the organization and the teams, given by their numbers in order, of an audit."""
    ours = (groups.c.series_id == audit.series_id) & holds(group_versions, audit.id)
    listed = connection.execute(select(group_versions, groups.c.name).join(groups).where(ours)).all()
    rows = {row.group_id: row for row in listed}
    names = {number: restored(row.name) for number, row in rows.items()}
    usual = members(found, {names[team]: restored(rows[team].part_of) for team in teams})
    [whole] = [row for row in listed if row.kind == ORGANIZATION]
    named = tuple(group_of(rows[team], names[team], usual[names[team]]) for team in teams)
    return group_of(whole, names[whole.group_id], everybody(found)), named


def subjects_of(
    connection: Connection,
    audit: int,
    only: Collection[tuple[str, str]] | None = None,
    same: _Same = _NOTHING,
) -> Iterator[Subject]:
    """Yield the subjects of a finished audit in their order, or *only* those of this kind and id."""
    row = audit_row(connection, audit)
    rows = _in_order(connection, row)
    reader = _Reader(connection, audit, policy_of(connection, row.policy_id))
    if only is not None:
        wanted = frozenset(only)
        rows = [row for row in rows if _key(row) in wanted]
    for start in range(0, len(rows), _AT_ONCE):
        yield from reader.subjects(rows[start : start + _AT_ONCE], same)


def _in_order(connection: Connection, audit: Row[Any]) -> list[Row[Any]]:
    """Return the versions of an audit's subjects, in the subjects' order."""
    rows = {row.subject_id: row for row in _versions(connection, audit)}
    placed = [rows.pop(number) for number in value_of(audit.details).get("order", ())]
    return [*sorted(rows.values(), key=_key), *placed]


def _versions(connection: Connection, audit: Row[Any]) -> Sequence[Row[Any]]:
    ours = (subjects.c.series_id == audit.series_id) & holds(subject_versions, audit.id)
    wanted = select(subject_versions, subjects.c.kind, subjects.c.name).join(subjects).where(ours)
    return connection.execute(wanted).all()


def _key(row: Row[Any]) -> tuple[str, str]:
    return restored(row.kind), restored(row.name)


class _Reader:
    """Reads subjects of one audit."""

    def __init__(self, connection: Connection, audit: int, policy: PolicyStamp) -> None:
        self._connection = connection
        self._audit = audit
        self._rules = {row.id: restored(row.name) for row in connection.execute(select(rules))}
        self._results = Results(policy)
        self._documents = Documents(policy)
        self._trees: dict[bytes | None, Tree] = {}

    def subjects(self, rows: Sequence[Row[Any]], same: _Same) -> Iterator[Subject]:
        """Yield the subjects of some rows; those that are the same as others have only another commit."""
        unknown = [row for row in rows if _key(row) not in same]
        found = self._found({row.subject_id for row in unknown})
        digests = {digest for row in unknown for digest in (row.repository, row.details) if digest}
        for digest, text in documents_of(self._connection, digests - self._trees.keys()).items():
            self._trees[digest] = value_of(text)
        for row in rows:
            known = same.get(_key(row))
            if known is not None:
                yield replace(known, commit=restored(row.commit_id))
            else:
                yield self._subject(row, found.get(row.subject_id, {}))

    def _found(self, numbers: Collection[int]) -> dict[int, dict[str, ResultRow]]:
        """Return the results of subjects, by the subjects' numbers and the rules."""
        listed = self._connection.execute(_RESULTS, {"subjects": list(numbers), "audit": self._audit})
        found = {
            number: {self._rules[rule]: ResultRow(*row) for _, rule, *row in rows}
            for number, rows in groupby(listed, lambda row: row[0])
        }
        wanted = {row.evidence for rows in found.values() for row in rows.values() if row.evidence}
        self._results.texts.update(documents_of(self._connection, wanted - self._results.texts.keys()))
        return found

    def _subject(self, row: Row[Any], found: Mapping[str, ResultRow]) -> Subject:
        details = {} if row.details is None else self._trees[row.details]
        repository = None if row.repository is None else self._trees[row.repository]
        order = details.get("order") or self._results.in_order(list(found))
        results = [self._results.result(rule, found[rule]) for rule in order]
        return self._documents.subject(_columns(row), results, repository, details)


def _columns(row: Row[Any]) -> Columns:
    kind, name = _key(row)
    return Columns(
        subject=name,
        kind=kind,
        team=restored(row.team),
        commit=restored(row.commit_id),
        score=row.score,
        coverage=row.coverage,
        score_without_waivers=row.score_without_waivers,
        level=restored(row.level),
    )


_RESULTS = (
    select(
        result_versions.c.subject_id,
        result_versions.c.rule_id,
        result_versions.c.outcome,
        result_versions.c.score,
        result_versions.c.evidence,
    )
    .where(
        result_versions.c.subject_id.in_(bindparam("subjects", expanding=True)),
        holds(result_versions, bindparam("audit")),
    )
    .order_by(result_versions.c.subject_id, result_versions.c.rule_id)
)
_COMPARED = (
    "team",
    "score",
    "coverage",
    "score_without_waivers",
    "level",
    "repository",
    "details",
    "results_since",
)


def changed(connection: Connection, older: int, newer: int) -> frozenset[tuple[str, str]]:
    """Return kind and id of every subject that may differ between two audits of one series."""
    first, last = (audit_row(connection, audit) for audit in (older, newer))
    if first.series_id != last.series_id:
        raise UsageError(
            f"audits {older} and {newer} are not of one series", "compare audits of the same targets"
        )
    before, after = (
        {_key(row): tuple(getattr(row, name) for name in _COMPARED) for row in _versions(connection, audit)}
        for audit in (first, last)
    )
    return frozenset(key for key in before.keys() | after.keys() if before.get(key) != after.get(key))


def past_of(connection: Connection, key: str) -> Mapping[str, tuple[ProgressPoint, ...]]:
    """Return the shares of initiatives that the newest finished audit of a series tells of."""
    newest = (
        select(audits.c.details)
        .join(series)
        .where(series.c.key == key, audits.c.state == AuditState.FINISHED)
        .order_by(audits.c.id.desc())
        .limit(1)
    )
    details = connection.execute(newest).scalar()
    if details is None:
        return {}
    return convert({**_BARE, "past": value_of(details).get("past", {})}, Audit).past


def facts_of(connection: Connection, audit: int, kind: str, name: str) -> str:
    """Return the snapshot of facts that a subject was judged by, "" when none was kept."""
    row = audit_row(connection, audit)
    key, _ = known_as(row.series_id, kind, name)
    ours = [subjects.c[column] == value for column, value in key.items()]
    wanted = select(snapshots.c.content).join(subjects).where(*ours, holds(snapshots, audit))
    content: bytes | None = connection.execute(wanted).scalar()
    if content is None:
        return ""
    unpacking = zlib.decompressobj()
    snapshot = unpacking.decompress(content, SNAPSHOT_LIMIT)
    if not unpacking.eof or unpacking.unused_data:
        raise ValueError("a snapshot is cut off, or far too large")
    return snapshot.decode("utf-8", "surrogatepass")
