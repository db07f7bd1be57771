"""Groups as rows of the history, and back: the organization, departments and teams."""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import convert
from sqlalchemy import Connection, Row, select, update

from checker.engine.ownership import line
from checker.model.audit import Group, Subject
from checker.model.encoding import plain
from checker.store.encoding import Tree, text_of, value_of
from checker.store.interning import known_as, numbered
from checker.store.schema import group_versions, groups
from checker.store.text_encoding import restored, stored

ORGANIZATION = "organization"
_OTHERS = "group"  # a team becomes a department when others are part of it, and stays who it is
_COLUMNS = ("kind", "part_of", "score", "coverage", "level", "owed", "score_at_least")
_ELSEWHERE = frozenset({*_COLUMNS, "name", "repositories"})


def group_kind(kind: str) -> str:
    """Return the kind that a group has for good."""
    return ORGANIZATION if kind == ORGANIZATION else _OTHERS


def members(subjects: Sequence[Subject], parents: Mapping[str, str]) -> Mapping[str, tuple[str, ...]]:
    """Return the repositories that each team has by what its repositories say, by the team's name.

    *parents* are all teams with the groups above them.
    """
    owned: dict[str, list[str]] = {name: [] for name in parents}
    for subject in _repositories(subjects):
        team = subject.repository.team if subject.repository else ""
        for name in line(team, parents):
            if name in owned:
                owned[name].append(subject.subject)
    return {name: tuple(names) for name, names in owned.items()}


def everybody(subjects: Sequence[Subject]) -> tuple[str, ...]:
    """Return the repositories of the organization."""
    return tuple(subject.subject for subject in _repositories(subjects))


def _repositories(subjects: Sequence[Subject]) -> list[Subject]:
    known = {each.subject: each for each in subjects if each.kind == "repository"}
    return [known[name] for name in sorted(known)]


def columns_of(group: Group) -> dict[str, Any]:
    """Return the figures of a group."""
    return {
        "score": group.score,
        "coverage": group.coverage,
        "level": stored(group.level),
        "repositories": len(group.repositories),
    }


def write_groups(
    connection: Connection, series: int, audit: int, found: Sequence[tuple[Group, Sequence[str]]]
) -> list[int]:
    """Write the groups of an audit as far as they changed, end those that are gone, return their numbers.

    Each comes with the repositories that go without saying.
    """
    holding = (
        select(group_versions)
        .join(groups)
        .where(groups.c.series_id == series, group_versions.c.until_audit.is_(None))
    )
    open_rows = {row.group_id: row for row in connection.execute(holding)}
    numbers, rows = [], []
    for group, usual in found:
        key = known_as(series, group_kind(group.kind), group.name)
        number = numbered(connection, groups, *key)
        numbers.append(number)
        row = {**_row(group, usual), "group_id": number}
        before = open_rows.get(number)
        if before is not None and all(getattr(before, name) == value for name, value in row.items()):
            del open_rows[number]
        else:
            rows.append({**row, "from_audit": audit})
    ended = group_versions.c.group_id.in_(open_rows) & group_versions.c.until_audit.is_(None)
    connection.execute(update(group_versions).where(ended).values(until_audit=audit))
    if rows:
        connection.execute(group_versions.insert(), rows)
    return numbers


def _row(group: Group, usual: Sequence[str]) -> dict[str, Any]:
    details: Tree = {name: value for name, value in plain(group).items() if name not in _ELSEWHERE}
    if tuple(group.repositories) != tuple(usual):
        details["repositories"] = list(group.repositories)
    return {
        **columns_of(group),
        "kind": stored(group.kind),
        "part_of": stored(group.part_of),
        "owed": group.owed,
        "score_at_least": group.score_at_least,
        "details": text_of(details),
    }


def group_of(row: Row[Any], name: str, usual: Sequence[str] = ()) -> Group:
    """Return the group of a name that a row tells of; *usual* are the repositories that it does not name."""
    columns = {column: getattr(row, column) for column in _COLUMNS}
    told = {column: restored(value) if isinstance(value, str) else value for column, value in columns.items()}
    return convert({"repositories": usual, **value_of(row.details), **told, "name": name}, Group)
