"""Writes audits to a history, subject by subject."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

from msgspec.structs import replace
from sqlalchemy import Connection, Row, delete, select, update

from checker.errors import UsageError
from checker.model.audit import Audit, PolicyStamp, Subject
from checker.model.encoding import plain
from checker.model.recorded import AuditState
from checker.store.database import Database
from checker.store.encoding import Tree, text_of
from checker.store.groups import columns_of, everybody, members, write_groups
from checker.store.interning import numbered_policy
from checker.store.lookup import moment_of
from checker.store.reading import NO_POLICY, REST
from checker.store.row_ranges import holds, take_back
from checker.store.schema import OF_SUBJECTS, audits, subject_versions, subjects
from checker.store.series_lock import SeriesLock
from checker.store.text_encoding import restored, stored
from checker.store.writing import SubjectWriter

Key = tuple[str, str]


class LaterAudit(UsageError):
    """The series has an audit of a later time: the order of audits is that of their times."""


class Recording:
    """Records audits of one series, which nobody else can meanwhile; made by `History.record`.

    Use it in a `with` statement: it lets go of the series at the end. An audit that was begun and not
    finished stays in the history as unfinished, until the next one begins.
    """

    def __init__(self, database: Database, series: int, turn: SeriesLock) -> None:
        self._database = database
        self._series = series
        self._turn = turn
        self._audit = 0
        self._policy: PolicyStamp | None = None
        self._writer: SubjectWriter | None = None
        self._before: frozenset[int] = frozenset()
        self._done: set[Key] = set()
        self._again = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let somebody else record this series."""
        self._turn.close()

    def begin(self, started_at: str, policy: PolicyStamp, tool: str, resume: bool = False) -> int:
        """Begin an audit and return its id.

        With *resume* the unfinished audit of the same time and policy goes on; any other unfinished one
        is discarded. Raises LaterAudit when the series has an audit of a later time.
        """
        self._policy, self._writer = policy, None
        self._done.clear()
        with self._database.writing() as connection:
            last = self._last(connection)
            if last is not None and moment_of(restored(last.started_at)) > moment_of(started_at):
                raise LaterAudit(
                    f"the history has a later audit of these targets already, of {restored(last.started_at)}",
                    "if a clock was ahead then, go on in another history; else use --no-history",
                )
            number = numbered_policy(connection, policy)
            self._before = _subjects(connection, self._series, last.id) if last is not None else frozenset()
            found = self._unfinished(connection, stored(started_at), number) if resume else 0
            self._again = bool(found)
            discard_unfinished(connection, self._series, but=found)
            self._audit = found or self._begun(connection, started_at, number, tool)
        return self._audit

    def _last(self, connection: Connection) -> Row[Any] | None:
        ours = (audits.c.series_id == self._series) & (audits.c.state == AuditState.FINISHED)
        return connection.execute(select(audits).where(ours).order_by(audits.c.id.desc()).limit(1)).first()

    def _unfinished(self, connection: Connection, started_at: str, policy: int) -> int:
        ours = (audits.c.series_id == self._series) & (audits.c.state == AuditState.UNFINISHED)
        same = (audits.c.started_at == started_at) & (audits.c.policy_id == policy)
        return connection.execute(select(audits.c.id).where(ours & same)).scalar() or 0

    def _begun(self, connection: Connection, started_at: str, policy: int, tool: str) -> int:
        values = {
            "series_id": self._series,
            "policy_id": policy,
            "started_at": stored(started_at),
            "tool": stored(tool),
            "state": AuditState.UNFINISHED,
        }
        made = audits.insert().values(values).returning(audits.c.id)
        return int(connection.execute(made).scalar_one())

    def add(self, subject: Subject, facts: str = "") -> None:
        """Record a subject in a transaction of its own; a second time replaces the first.

        *facts* is a snapshot to keep beside it; without one, that of an earlier audit still holds.
        """
        key = (subject.kind, subject.subject)
        with self._writing() as (connection, writer):
            writer.put(connection, subject, facts, self._again or key in self._done)
        self._done.add(key)

    def same(self, unchanged: Iterable[Key]) -> None:
        """Say of subjects, by kind and id, that they are as they were in the previous audit.

        They need no `add`, and nothing is written. Raises KeyError for one that was not there.
        """
        keys = set(unchanged)
        with self._writing() as (connection, writer):
            numbers = {key: writer.number(connection, *key) for key in keys}
        for key, number in numbers.items():
            if number not in self._before:
                raise KeyError(key)
        self._done |= keys

    def finish(self, audit: Audit) -> None:
        """Record the groups, warnings and whatever subject was not added yet, and let others read it.

        Subjects that are not in *audit* end here. Of a subject that is there twice the last one counts.
        An audit without any repository read nothing: it is kept as failed, and what was known before it
        holds on.
        """
        if not any(subject.kind == "repository" for subject in audit.subjects):
            self._fail(audit)
            return
        last: dict[Key, Subject] = {}
        twice: set[Key] = set()
        for subject in audit.subjects:
            key = (subject.kind, subject.subject)
            if key in last:
                twice.add(key)
            last[key] = subject
        for key, subject in last.items():
            if key in twice or key not in self._done:
                self.add(subject)
        with self._writing() as (connection, writer):
            numbers = {key: writer.number(connection, *key) for key in last}
            self._end_others(connection, frozenset(numbers.values()))
            lists = {"order": _order(numbers), "teams": self._grouped(connection, audit)}
            told = {name: plain(getattr(audit, name)) for name in REST}
            self._close(connection, AuditState.FINISHED, audit, {**told, **lists})

    def _fail(self, audit: Audit) -> None:
        with self._writing() as (connection, _):
            take_back(connection, self._audit)
            self._close(connection, AuditState.FAILED, audit, plain(replace(audit, policy=NO_POLICY)))

    def _close(self, connection: Connection, state: AuditState, audit: Audit, details: Tree) -> None:
        values = {
            **columns_of(audit.organization),
            "state": state,
            "organization": stored(audit.organization.name),
            "tool_digest": stored(audit.tool_digest),
            "details": text_of(details),
        }
        connection.execute(update(audits).where(audits.c.id == self._audit).values(values))
        self._audit = 0

    def _end_others(self, connection: Connection, numbers: frozenset[int]) -> None:
        """End the subjects of the series that are not in the audit."""
        for number in _subjects(connection, self._series, self._audit) - numbers:
            take_back(connection, self._audit, OF_SUBJECTS, number)
            ours = (subject_versions.c.subject_id == number) & subject_versions.c.until_audit.is_(None)
            connection.execute(update(subject_versions).where(ours).values(until_audit=self._audit))

    def _grouped(self, connection: Connection, audit: Audit) -> list[int]:
        """Write the groups, and return the numbers of the teams in their order."""
        usual = members(audit.subjects, {team.name: team.part_of for team in audit.teams})
        teams = [(team, usual[team.name]) for team in audit.teams]
        whole = (audit.organization, everybody(audit.subjects))
        return write_groups(connection, self._series, self._audit, [whole, *teams])[1:]

    def discard(self) -> None:
        """Forget the audit that was begun."""
        with self._database.writing() as connection:
            discard_unfinished(connection, self._series)
        self._audit = 0

    @contextmanager
    def _writing(self) -> Iterator[tuple[Connection, SubjectWriter]]:
        """Give what writes to the audit that was begun, in one transaction."""
        try:
            with self._database.writing() as connection:
                self._own(connection)
                yield connection, self._prepared(connection)
        except BaseException:
            self._writer = None  # it may know numbers that were never kept
            raise

    def _prepared(self, connection: Connection) -> SubjectWriter:
        if self._writer is None:
            assert self._policy is not None
            self._writer = SubjectWriter(connection, self._series, self._audit, self._policy)
        return self._writer

    def _own(self, connection: Connection) -> None:
        """Raise UsageError when the audit was discarded meanwhile, or never begun."""
        ours = select(audits.c.state).where(audits.c.id == self._audit).with_for_update(read=True)
        if connection.execute(ours).scalar() != AuditState.UNFINISHED:
            raise UsageError("the audit that is being recorded is not in the history any more", "audit again")


def discard_unfinished(connection: Connection, series: int, but: int = 0) -> None:
    """Delete the unfinished audits of a series, with all that they wrote."""
    ours = (audits.c.series_id == series) & (audits.c.state == AuditState.UNFINISHED) & (audits.c.id != but)
    for audit in connection.scalars(select(audits.c.id).where(ours)).all():
        take_back(connection, audit)
        connection.execute(delete(audits).where(audits.c.id == audit))


def _subjects(connection: Connection, series: int, audit: int) -> frozenset[int]:
    """Return the numbers of the subjects of an audit, which may be the one that is being recorded."""
    ours = (subjects.c.series_id == series) & holds(subject_versions, audit)
    return frozenset(connection.scalars(select(subject_versions.c.subject_id).join(subjects).where(ours)))


def _order(numbers: Mapping[Key, int]) -> list[int]:
    """Return the subjects that are not where they usually are: after all repositories, these by their id.

    *numbers* are all subjects in their order.
    """
    names = [name for kind, name in numbers if kind == "repository"]
    others = [number for (kind, _), number in numbers.items() if kind != "repository"]
    if names == sorted(names) and list(numbers.values())[len(names) :] == others:
        return others
    return list(numbers.values())
