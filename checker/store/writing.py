"""Writes the subjects of one audit: what changed since the audit before, and nothing else."""

import hashlib
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, delete, select

from checker.model.audit import PolicyStamp, Subject
from checker.store.chains import chains, step
from checker.store.documents import Documents
from checker.store.interning import known_as, numbered, numbered_rules
from checker.store.names import commit_stored, stored
from checker.store.packing import NO_DICTIONARY, Packer, Samples
from checker.store.reading import all_dictionaries
from checker.store.sameness import settled
from checker.store.schema import SUBJECT_ROWS, dictionaries, facts, subjects

_WORTH = 50  # subjects from which on a dictionary saves more than it takes


class Writer:
    """What writing the subjects of one audit needs to know."""

    def __init__(self, connection: Connection, series: int, audit: int, policy: PolicyStamp) -> None:
        self._series = series
        self._audit = audit
        self._numbers = numbered_rules(connection, (rule.id for rule in policy.rules))
        self._documents = Documents(policy, self._numbers)
        self._rules = hashlib.sha256("\n".join(sorted(rule.id for rule in policy.rules)).encode()).digest()
        self._packer, self._samples = self._packing(connection)
        listed = select(subjects).where(subjects.c.series_id == series)
        self._ids = {row.digest: row.id for row in connection.execute(listed)}

    def _packing(self, connection: Connection) -> tuple[Packer, Samples | None]:
        """Return the packer for these rules, and what to collect for a better one next time."""
        known = {row.rules: row.id for row in connection.execute(select(dictionaries))}
        chosen = int(known.get(self._rules) or max(known.values(), default=NO_DICTIONARY))
        samples = None if self._rules in known else Samples()
        return Packer(all_dictionaries(connection), chosen), samples

    def number(self, connection: Connection, kind: str, name: str) -> int:
        """Return the number of a subject, a new one too."""
        key, more = known_as(self._series, kind, name)
        found: int | None = self._ids.get(key["digest"])
        if found is None:
            found = self._ids[key["digest"]] = numbered(connection, subjects, key, more)
        return found

    def put(self, connection: Connection, subject: Subject, snapshot: str = "", again: bool = False) -> None:
        """Write what is new about a subject; *again* replaces what this audit wrote before."""
        self._learn(connection, subject)
        number = self.number(connection, subject.kind, subject.subject)
        if again:
            forget(connection, self._audit, [number])
        state = self._documents.state(subject)
        if self._samples is not None:
            self._samples.add(state["results"])
        key = {"subject_id": number, "audit_id": self._audit}
        before = chains(connection, [number], self._audit).get(number)
        columns = _columns(subject)
        known = before.state(self._packer) if before else {}
        now = settled(known, state, before.moved(columns)) if before else state
        row = step(before, known, now, {**key, **columns}, self._packer)
        if row:
            connection.execute(row[0].insert(), row[1])
        if snapshot:
            connection.execute(facts.insert(), {**key, "document": self._packer.pack(snapshot)})

    def _learn(self, connection: Connection, subject: Subject) -> None:
        """Give numbers to rules that the policy does not list."""
        named = {result.rule for result in subject.results} | {each.rule for each in subject.level_blockers}
        if not named <= self._numbers.keys():
            self._numbers.update(numbered_rules(connection, named))

    def learned(self, connection: Connection) -> None:
        """Keep what the subjects had in common for the audits to come."""
        if self._samples is not None and self._samples.subjects >= _WORTH:
            content = {"content": self._samples.dictionary()}
            numbered(connection, dictionaries, {"rules": self._rules}, content)


def _columns(subject: Subject) -> dict[str, Any]:
    return {
        "score": subject.score,
        "coverage": subject.coverage,
        "score_without_waivers": subject.score_without_waivers,
        "commit": commit_stored(subject.commit),
        "team": stored(subject.repository.team if subject.repository else ""),
        "level": stored(subject.level),
    }


def forget(connection: Connection, audit: int, numbers: Iterable[int]) -> None:
    """Delete what one audit wrote about subjects."""
    for number in numbers:
        for table in SUBJECT_ROWS:
            ours = (table.c.subject_id == number) & (table.c.audit_id == audit)
            connection.execute(delete(table).where(ours))
