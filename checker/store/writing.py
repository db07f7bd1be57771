"""Writes the subjects of one audit: what changed since they were last seen, and nothing else."""

import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, bindparam, select, update

from checker.model.audit import PolicyStamp, Subject
from checker.model.result import Result
from checker.store import encoding, results
from checker.store.encoding import Tree
from checker.store.interning import documents_of, keep_documents, known_as, numbered, numbered_rules
from checker.store.result_equality import same_result
from checker.store.row_ranges import take_back
from checker.store.schema import result_versions, snapshots, subject_versions, subjects
from checker.store.subjects import Documents, as_written_now, repository_of
from checker.store.text_encoding import stored

_FIGURES = ("score", "coverage", "score_without_waivers", "team", "level")
_Results = dict[int, results.StoredResult]


class SubjectWriter:
    """Writes subjects of one audit of a series."""

    def __init__(self, connection: Connection, series: int, audit: int, policy: PolicyStamp) -> None:
        self._series = series
        self._audit = audit
        self._rules = numbered_rules(connection, (rule.id for rule in policy.rules))
        self._results = results.Results(policy)
        self._documents = Documents(policy)
        listed = select(subjects).where(subjects.c.series_id == series)
        self._ids = {row.digest: row.id for row in connection.execute(listed)}

    def number(self, connection: Connection, kind: str, name: str) -> int:
        """Return the number of a subject, a new one too."""
        key, more = known_as(self._series, kind, name)
        known: int | None = self._ids.get(key["digest"])
        if known is None:
            known = self._ids[key["digest"]] = numbered(connection, subjects, key, more)
        return known

    def put(self, connection: Connection, subject: Subject, snapshot: str = "", again: bool = False) -> None:
        """Write what is new about a subject; *again* replaces what this audit wrote before."""
        number = self.number(connection, subject.kind, subject.subject)
        if again:
            tables = (subject_versions, result_versions, *((snapshots,) if snapshot else ()))
            take_back(connection, self._audit, tables, number)
        moved = self._put_results(connection, number, subject.results)
        self._put_version(connection, number, subject, moved)
        if snapshot:
            content = zlib.compress(snapshot.encode("utf-8", "surrogatepass"))
            self._end(connection, snapshots, snapshots.c.subject_id == number)
            values = {"subject_id": number, "from_audit": self._audit, "content": content}
            connection.execute(snapshots.insert(), values)

    def _end(self, connection: Connection, table: Any, ours: Any) -> None:
        """End rows that hold to this day."""
        ending = update(table).where(ours, table.c.until_audit.is_(None))
        connection.execute(ending.values(until_audit=self._audit))

    def _put_results(self, connection: Connection, number: int, judged: Sequence[Result]) -> bool:
        """Write the results that changed, end those that are gone; tell whether there were any."""
        self._learn(connection, judged)
        by_rule = {self._rules[result.rule]: result for result in judged}
        rows: _Results = {}
        texts: dict[bytes, str] = {}
        for rule, result in by_rule.items():
            rows[rule], text = self._results.row(result)
            if text:
                texts[encoding.digest_of(text)] = text
        before = _open_results(connection, number)
        kept = self._same(connection, before, rows, by_rule)
        changed = [rule for rule in rows if rule not in kept]
        ended = [rule for rule in before if rule not in kept]
        if ended:
            ours = result_versions.c.subject_id == number, result_versions.c.rule_id.in_(ended)
            self._end(connection, result_versions, ours[0] & ours[1])
        if changed:
            needed = {digest for rule in changed if (digest := rows[rule].evidence)}
            keep_documents(connection, {digest: texts[digest] for digest in needed})
            key = {"subject_id": number, "from_audit": self._audit}
            values = [{**key, "rule_id": rule, **rows[rule]._asdict()} for rule in changed]
            connection.execute(result_versions.insert(), values)
        return bool(changed or ended)

    def _learn(self, connection: Connection, judged: Iterable[Result]) -> None:
        """Give numbers to rules that the policy does not list."""
        named = {result.rule for result in judged}
        if not named <= self._rules.keys():
            self._rules.update(numbered_rules(connection, named))

    def _same(
        self, connection: Connection, before: _Results, now: _Results, judged: Mapping[int, Result]
    ) -> set[int]:
        """Return the rules whose result says what it said before."""
        shared = before.keys() & now.keys()
        kept = {rule for rule in shared if before[rule] == now[rule]}
        # What people read may have moved by numbers alone: these need a look at the evidence.
        unsure = [rule for rule in shared - kept if before[rule][:2] == now[rule][:2]]
        missing = {
            digest for rule in unsure if (digest := before[rule].evidence)
        } - self._results.texts.keys()
        self._results.texts.update(documents_of(connection, missing))
        for rule in unsure:
            result = judged[rule]
            old = self._results.evidence(self._results.result(result.rule, before[rule]))
            if same_result(old, self._results.evidence(result)):
                kept.add(rule)
        return kept

    def _put_version(self, connection: Connection, number: int, subject: Subject, moved: bool) -> None:
        """Write what a subject comes to; *moved* tells that its results are not what they were."""
        before = connection.execute(_NEWEST, {"subject": number}).first()
        details = self._documents.details(subject)
        names = [result.rule for result in subject.results]
        if names != self._results.in_order(names):
            details["order"] = names
        row = {**_figures(subject), "commit_id": stored(subject.commit)}
        told = _Told(repository_of(subject), details)
        if before is not None and not moved and _is_still(connection, before, row, told):
            if before.until_audit is None and before.commit_id == row["commit_id"]:
                return
            row |= {name: getattr(before, name) for name in _INHERITED}
        else:
            since = self._audit if moved or before is None else before.results_since
            row |= {**_kept(connection, told), "results_since": since}
        self._end(connection, subject_versions, subject_versions.c.subject_id == number)
        key = {"subject_id": number, "from_audit": self._audit}
        connection.execute(subject_versions.insert(), {**key, **row})


class _Told(NamedTuple):
    """What is said of a subject in JSON."""

    repository: Tree | None
    details: Tree


_INHERITED = ("repository", "details", "results_since")
_SUBJECT: Any = bindparam("subject")
_NEWEST = (
    select(subject_versions)
    .where(subject_versions.c.subject_id == _SUBJECT)
    .order_by(subject_versions.c.from_audit.desc())
    .limit(1)
)
_OPEN = select(
    result_versions.c.rule_id, result_versions.c.outcome, result_versions.c.score, result_versions.c.evidence
).where(result_versions.c.subject_id == _SUBJECT, result_versions.c.until_audit.is_(None))


def _open_results(connection: Connection, number: int) -> _Results:
    """Return the results that a subject had when it was last seen, by the rule's number."""
    return {rule: results.StoredResult(*row) for rule, *row in connection.execute(_OPEN, {"subject": number})}


def _figures(subject: Subject) -> dict[str, Any]:
    return {
        "score": subject.score,
        "coverage": subject.coverage,
        "score_without_waivers": subject.score_without_waivers,
        "team": stored(subject.repository.team if subject.repository else ""),
        "level": stored(subject.level),
    }


def _is_still(connection: Connection, before: Row[Any], row: Mapping[str, Any], told: _Told) -> bool:
    """Tell whether a subject is what it was, whatever its commit, its results and its notes are.

    Notes tell how an audit went: they are renewed with something else alone.
    """
    if any(getattr(before, name) != row[name] for name in _FIGURES):
        return False
    digests = {name: digest for name in _Told._fields if (digest := getattr(before, name)) is not None}
    texts = documents_of(connection, digests.values())
    trees = {name: encoding.value_of(texts[digest]) for name, digest in digests.items()}
    details, repository = as_written_now(trees.get("details", {}), trees.get("repository"))
    return repository == told.repository and _noteless(details) == _noteless(told.details)


def _noteless(details: Tree) -> Tree:
    return {name: value for name, value in details.items() if name != "notes"}


def _kept(connection: Connection, told: _Told) -> dict[str, bytes | None]:
    """Store JSON, and return its digests by the columns that refer to it."""
    trees = {"repository": told.repository, "details": told.details or None}
    texts = {name: encoding.text_of(tree) for name, tree in trees.items() if tree is not None}
    digests = {name: encoding.digest_of(text) for name, text in texts.items()}
    keep_documents(connection, {digests[name]: text for name, text in texts.items()})
    return {name: digests.get(name) for name in trees}
