"""Converts the rows of the first version to those of the second."""

import zlib
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, MetaData, text

from checker.store.encoding import digest_of, text_of
from checker.store.migrations.first import First, Tree, commit_of, names_of
from checker.store.text_encoding import restored, stored

_SCORES = {"pass": 1.0, "fail": 0.0}
_FIGURES = ("score", "coverage", "score_without_waivers")
_NUMBERED = ("policies", "rules", "audits", "subjects", "groups")


class Conversion:
    """Fills the new tables from the old ones."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._old = First(connection)
        self._tables = MetaData()
        self._tables.reflect(connection, only=lambda name, _: name.startswith("checker_"))
        self._rules = names_of(self._old.rows("rule"))
        self._documents: set[bytes] = set()

    def run(self) -> None:
        """Convert everything."""
        self._put("rules", [{"id": key, "name": stored(name)} for key, name in self._rules.items()])
        for policy in self._old.rows("policy"):
            self._policy(policy)
        for table in ("subject", "group"):
            rows = self._old.rows(table)
            self._put(f"{table}s", [{**row._mapping, **_renamed(row, "name", "kind")} for row in rows])  # noqa: SLF001  # its public name
        for series in self._old.rows("series"):
            of_series = _Series(self._old, series.id)
            self._put("audits", [of_series.audit(row) for row in of_series.listed])
            for subject in self._old.rows("subject", "series_id = :id", id=series.id):
                self._subject(of_series, subject.id)
            for group in self._old.rows("group", "series_id = :id", id=series.id):
                self._put("group_versions", list(of_series.group(group)))
        self._go_on_counting()

    def _put(self, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
        if rows:
            self._connection.execute(self._tables.tables[f"checker_{table}"].insert(), list(rows))

    def _document(self, value: Any) -> bytes:
        """Store a JSON text, and return its digest."""
        content = text_of(value)
        digest = digest_of(content)
        if digest not in self._documents:
            self._documents.add(digest)
            self._put("documents", [{"digest": digest, "json": content}])
        return digest

    def _policy(self, row: Any) -> None:
        details = self._old.unpack(row.document)
        named = _renamed(row, "name", "version", "digest")
        self._put("policies", [{**named, "id": row.id, "details": text_of(details)}])
        numbers = {name: number for number, name in self._rules.items()}
        known = [rule for rule in details.get("rules", ()) if rule["id"] in numbers]
        texts = ("title", "pack", "severity", "level", "objective")
        rules = [
            {
                "policy_id": row.id,
                "rule_id": numbers[rule["id"]],
                "position": position,
                **{name: stored(rule.get(name, "")) for name in texts},
            }
            for position, rule in enumerate(known)
        ]
        self._put("policy_rules", rules)

    def _subject(self, series: "_Series", number: int) -> None:
        versions, commits, facts = (
            self._old.rows(table, "subject_id = :id", "audit_id", id=number)
            for table in ("version", "commit", "facts")
        )
        subject = _Subject(number, versions, commits, list(self._old.states(versions)))
        for audit in series.audits_of(number, [*versions, *commits]):
            subject.at(audit, self._rules)
        subject.end()
        self._put("subject_versions", [self._told(row) for row in subject.versions])
        self._put("result_versions", [self._told(row) for row in subject.results])
        self._put("snapshots", list(self._snapshots(series, number, facts)))

    def _told(self, row: Tree) -> Tree:
        """Return a row with its JSON replaced by digests."""
        values = {name: row[name] for name in ("repository", "details", "evidence") if name in row}
        return {
            **row,
            **{name: None if value is None else self._document(value) for name, value in values.items()},
        }

    def _snapshots(self, series: "_Series", number: int, facts: Sequence[Any]) -> Iterator[Tree]:
        held = [(series.first_from(row.audit_id), row) for row in facts]
        last = {start: row for start, row in held if start is not None}
        starts = sorted(last)
        for start, until in zip(starts, [*starts[1:], None], strict=False):
            content = self._old.unpack(last[start].document).encode("utf-8", "surrogatepass")
            ranged = {"subject_id": number, "from_audit": start, "until_audit": until}
            yield {**ranged, "content": zlib.compress(content)}

    def _go_on_counting(self) -> None:
        """Let no id be given again, not even that of an audit that was removed."""
        if self._connection.dialect.name == "sqlite":
            old = "SELECT seq FROM sqlite_sequence WHERE name = 'checker_audit'"
            self._connection.execute(text("DELETE FROM sqlite_sequence WHERE name = 'checker_audits'"))
            self._connection.execute(
                text(f"INSERT INTO sqlite_sequence (name, seq) SELECT 'checker_audits', seq FROM ({old})")  # noqa: S608  # our own words
            )
            return
        for table in _NUMBERED:
            name = f"pg_get_serial_sequence('checker_{table}', 'id')"
            highest = f"SELECT coalesce(max(id), 0) + 1 FROM checker_{table}"  # noqa: S608  # our own words
            self._connection.execute(text(f"SELECT setval({name}, ({highest}), false)"))
        before = "SELECT last_value + 1 FROM checker_audit_id_seq WHERE is_called"
        self._connection.execute(
            text(f"SELECT setval(pg_get_serial_sequence('checker_audits', 'id'), ({before}), false)")
        )


class _Series:
    """The audits of a series, and its groups."""

    def __init__(self, old: First, number: int) -> None:
        self._old = old
        every = old.rows("audit", "series_id = :id", id=number)
        # An interrupted pruning went on with removed ones: they are not taken along.
        self.listed = [row for row in every if row.state != "removed"]
        kinds = {row.id: row.kind for row in old.rows("subject", "series_id = :id", id=number)}
        names = {row.id: restored(row.name) for row in old.rows("subject", "series_id = :id", id=number)}
        self._subjects = {key: (kinds[key], names[key]) for key in kinds}
        ended = [row for row in self.listed if row.state == "finished"]
        self._rosters = {row.id: old.roster(row) for row in ended}
        self._there = {key: frozenset(roster) for key, roster in self._rosters.items()}
        self.finished = [row.id for row in ended if self._has_repositories(row.id)]
        self.unfinished = [row.id for row in self.listed if row.state == "unfinished"]
        self._frames = {row.id: old.shared(row.frame_id) for row in ended}

    def _has_repositories(self, audit: int) -> bool:
        return any(self._subjects[number][0] == "repository" for number in self._rosters[audit])

    def audit(self, row: Any) -> Tree:
        """Return the new row of an audit."""
        details: Tree = {}
        state = row.state
        if row.id in self._frames:
            frame = self._frames[row.id]
            lists = {"order": self._order(self._rosters[row.id]), "teams": frame["teams"]}
            details = {**frame["rest"], **lists}
        if row.state == "finished" and row.id not in self.finished:
            state = "failed"
            details = self._failed(row)
        kept = ("id", "series_id", "policy_id", "score", "coverage", "repositories")
        return {
            **{name: getattr(row, name) for name in kept},
            **_renamed(row, "started_at", "tool", "organization", "level"),
            "state": state,
            "tool_digest": "",
            "details": text_of(details),
        }

    def _failed(self, row: Any) -> Tree:
        """Return the details of an audit without repositories: itself, but for subjects that are none."""
        frame = self._frames[row.id]
        groups = {each.id: each for each in self._old.rows("group", "series_id = :id", id=row.series_id)}
        organization, *teams = (
            self._whole(groups[number], row.id) for number in (frame["organization"], *frame["teams"])
        )
        named = {"tool": "", "policy": {"id": "", "version": "", "digest": ""}, "started_at": ""}
        return {**frame["rest"], **named, "organization": organization, "teams": teams, "subjects": []}

    def _whole(self, group: Any, audit: int) -> Tree:
        rows = self._old.rows("figure", "group_id = :id", "audit_id", id=group.id)
        row = rows[_before(rows, audit)]
        figures = {"score": row.score, "coverage": row.coverage, "level": restored(row.level)}
        return {"repositories": [], **self._old.unpack(row.document), **figures, "name": restored(group.name)}

    def _order(self, roster: Sequence[int]) -> list[int]:
        """Return the subjects that are not where they usually are: repositories by id, then nothing."""
        usual = [number for number in roster if self._subjects[number][0] == "repository"]
        others = [number for number in roster if self._subjects[number][0] != "repository"]
        sorted_ones = sorted(usual, key=lambda number: self._subjects[number][1])
        return others if [*sorted_ones, *others] == list(roster) else list(roster)

    def audits_of(self, subject: int, rows: Sequence[Any]) -> Iterator[tuple[int, bool]]:
        """Yield the audits that say something of a subject, in order, and whether it is in them."""
        written = {row.audit_id for row in rows}
        yield from ((audit, subject in self._there[audit]) for audit in self.finished)
        yield from ((audit, True) for audit in self.unfinished if audit in written)

    def first_from(self, audit: int) -> int | None:
        """Return the first audit that is left, from an id on."""
        return next((each for each in [*self.finished, *self.unfinished] if each >= audit), None)

    def group(self, group: Any) -> Iterator[Tree]:
        """Yield the new rows of a group."""
        rows = self._old.rows("figure", "group_id = :id", "audit_id", id=group.id)
        last: Tree | None = None
        held = -1
        for audit in self.finished:
            frame = self._frames[audit]
            index = _before(rows, audit) if group.id in (frame["organization"], *frame["teams"]) else -1
            if index == held:
                continue
            if last is not None:
                yield {**last, "until_audit": audit}
            held, last = index, None if index < 0 else self._figures(rows[index], audit)
        if last is not None:
            yield {**last, "until_audit": None}

    def _figures(self, row: Any, audit: int) -> Tree:
        document = self._old.unpack(row.document)
        columns = ("kind", "part_of", "owed")
        told = {"kind": "", "part_of": "", "owed": 0, **document}
        return {
            "group_id": row.group_id,
            "from_audit": audit,
            **{name: getattr(row, name) for name in ("score", "coverage", "repositories")},
            "level": stored(restored(row.level)),
            "kind": stored(told["kind"]),
            "part_of": stored(told["part_of"]),
            "owed": told["owed"],
            "details": text_of({key: value for key, value in document.items() if key not in columns}),
        }


class _Subject:
    """One subject on its way through the audits."""

    def __init__(
        self, number: int, rows: Sequence[Any], commits: Sequence[Any], states: Sequence[Tree]
    ) -> None:
        self._number = number
        self._rows = rows
        self._heads = sorted([*rows, *commits], key=lambda row: int(row.audit_id))
        self._states = states
        self._open: Tree | None = None
        self._results: dict[str, Tree] = {}
        self._since = 0
        self._held = -1
        self.versions: list[Tree] = []
        self.results: list[Tree] = []

    def at(self, audit: tuple[int, bool], rules: Mapping[int, str]) -> None:
        """Go on to the next audit, given by its id and by whether the subject is in it."""
        number, there = audit
        if not there:
            self._close(number)
            return
        index = _before(self._rows, number)
        if index != self._held:
            self._results_at(number, self._states[index])
        row = self._version(index, number, rules)
        if self._open is None or any(row[name] != self._open[name] for name in row if name != "from_audit"):
            self._close(number)
            self._open = row
        self._held = index

    def _close(self, audit: int | None) -> None:
        if self._open is not None:
            self.versions.append({**self._open, "until_audit": audit})
            self._open = None

    def _results_at(self, audit: int, state: Tree) -> None:
        records: Tree = state["results"]
        for rule in {**self._results, **records}:
            before, now = self._results.get(rule), records.get(rule)
            if before is not None and before["record"] == now:
                continue
            self._since = audit
            if before is not None:
                self.results.append(self._result(rule, before, audit))
            if now is None:
                del self._results[rule]
            else:
                self._results[rule] = {"record": now, "from_audit": audit}

    def _result(self, rule: str, held: Tree, until: int | None) -> Tree:
        record = held["record"]
        outcome = record.get("outcome", "pass")
        evidence = {name: value for name, value in record.items() if name not in ("outcome", "score")}
        return {
            "subject_id": self._number,
            "rule_id": int(rule),
            "from_audit": held["from_audit"],
            "until_audit": until,
            "outcome": outcome,
            "score": record["score"] if "score" in record else _SCORES.get(outcome),
            "evidence": evidence or None,
        }

    def _version(self, index: int, audit: int, rules: Mapping[int, str]) -> Tree:
        row, state = self._rows[index], self._states[index]
        head = self._heads[_before(self._heads, audit)]
        details = {name: value for name, value in state.items() if name not in ("results", "repository")}
        if "order" in details:
            details["order"] = [rules[number] for number in details["order"]]
        return {
            "subject_id": self._number,
            "from_audit": audit,
            "results_since": self._since,
            **{name: getattr(row, name) for name in _FIGURES},
            **_renamed(row, "team", "level"),
            "commit_id": stored(commit_of(head.commit)),
            "repository": state.get("repository"),
            "details": details or None,
        }

    def end(self) -> None:
        """Come to the end: what is still open holds to this day."""
        self._close(None)
        self.results += [self._result(rule, held, None) for rule, held in self._results.items()]


def _before(rows: Sequence[Any], audit: int) -> int:
    """Return the index of the last row that was written by an audit, -1 for none."""
    return bisect_right(rows, audit, key=lambda row: int(row.audit_id)) - 1


def _renamed(row: Any, *names: str) -> dict[str, str]:
    """Return columns of text as they are written now."""
    return {name: stored(restored(getattr(row, name))) for name in names}
