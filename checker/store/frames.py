"""What an audit consists of beside its subjects: who was there in which order, groups, warnings."""

from collections.abc import Mapping, Sequence
from itertools import accumulate, pairwise
from typing import Any

from msgspec import Struct, convert
from msgspec.structs import replace
from sqlalchemy import Connection, Row, Select, bindparam, func, select

from checker.engine.ownership import line
from checker.model import encoding
from checker.model.audit import Audit, Group, PolicyStamp, Subject
from checker.model.plain import Plain
from checker.store.difference import Tree
from checker.store.interning import known_as, numbered, text_of
from checker.store.names import restored, stored
from checker.store.packing import Packer
from checker.store.schema import figures, groups

ORGANIZATION = "organization"
_OTHERS = "group"  # a team becomes a department when others are part of it, and stays who it is
_NOBODY = Group("", "")
_NO_POLICY = PolicyStamp("", "", "")
_ELSEWHERE = ("tool", "policy", "started_at", "organization", "teams", "subjects")
_COLUMNS = ("name", "score", "coverage", "level")
PACKER = Packer({})
"""For what is read without any dictionary."""


class Frame(Struct, frozen=True):
    """The groups of an audit by their numbers, and what else it says of the run as a whole."""

    organization: int
    teams: tuple[int, ...]
    rest: Mapping[str, Plain]


def written_roster(ids: Sequence[int]) -> list[int]:
    """Return the numbers of subjects as steps from one to the next, which mostly are alike."""
    return [after - before for before, after in pairwise((0, *ids))]


def roster_of(connection: Connection, number: int) -> list[int]:
    """Return the numbers of an audit's subjects in their order."""
    return list(accumulate(text_of(connection, number)))


def frame_of(connection: Connection, number: int) -> Frame:
    """Return the frame of an audit."""
    return convert(text_of(connection, number), Frame)


def group_number(connection: Connection, series: int, kind: str, name: str) -> int:
    """Return the number of a group of a series."""
    return numbered(connection, groups, *known_as(series, group_kind(kind), name))


def group_kind(kind: str) -> str:
    """Return the kind that a group has for good."""
    return ORGANIZATION if kind == ORGANIZATION else _OTHERS


def members(subjects: Sequence[Subject], teams: Sequence[Group]) -> Mapping[str, tuple[str, ...]]:
    """Return the repositories that each team has by what its repositories say, by the team's name."""
    parents = {team.name: team.part_of for team in teams}
    found: dict[str, list[str]] = {team.name: [] for team in teams}
    for subject in _repositories(subjects):
        for name in line(_team(subject), parents):
            if name in found:
                found[name].append(subject.subject)
    return {name: tuple(names) for name, names in found.items()}


def everybody(subjects: Sequence[Subject]) -> tuple[str, ...]:
    """Return the repositories of the organization."""
    return tuple(subject.subject for subject in _repositories(subjects))


def _repositories(subjects: Sequence[Subject]) -> list[Subject]:
    found = {each.subject: each for each in subjects if each.kind == "repository"}
    return [found[name] for name in sorted(found)]


def _team(subject: Subject) -> str:
    return subject.repository.team if subject.repository else ""


def rest_of(audit: Audit) -> Tree:
    """Return what an audit says beside its subjects, its groups and its columns."""
    alone = replace(audit, policy=_NO_POLICY, organization=_NOBODY, teams=(), subjects=())
    return {key: value for key, value in encoding.plain(alone).items() if key not in _ELSEWHERE}


def rest(frame: Frame) -> dict[str, Any]:
    """Return the fields of an audit that its frame holds."""
    alone = encoding.plain(Audit("", _NO_POLICY, "", _NOBODY, (), ()))
    decoded = convert({**alone, **frame.rest}, Audit)
    return {name: getattr(decoded, name) for name in alone if name not in _ELSEWHERE}


def document_of(group: Group, usual: Sequence[str]) -> Tree:
    """Return what a group's columns do not say; *usual* are the repositories that go without saying."""
    document = {key: value for key, value in encoding.plain(group).items() if key not in _COLUMNS}
    if tuple(group.repositories) == tuple(usual):
        del document["repositories"]
    return document


def columns_of(group: Group) -> dict[str, Any]:
    """Return the columns of a group's figures."""
    return {
        "score": group.score,
        "coverage": group.coverage,
        "level": stored(group.level),
        "repositories": len(group.repositories),
    }


def write_group(connection: Connection, number: int, audit: int, group: Group, usual: Sequence[str]) -> None:
    """Write the figures of a group, if they are not what they were."""
    document, columns = document_of(group, usual), columns_of(group)
    before = figures_of(connection, [number], audit).get(number)
    if (
        before is not None
        and all(getattr(before, name) == value for name, value in columns.items())
        and PACKER.unpack(before.document) == document
    ):
        return
    values = {"group_id": number, "audit_id": audit, **columns, "document": PACKER.pack(document)}
    connection.execute(figures.insert().values(values))


def group_of(row: Row[Any], usual: Sequence[str] = ()) -> Group:
    """Return the group that a row of figures tells of; *usual* are the repositories that it does not name."""
    document = {"repositories": usual, **PACKER.unpack(row.document)}
    columns = {"score": row.score, "coverage": row.coverage, "level": restored(row.level)}
    return convert({**document, **columns, "name": restored(row.name)}, Group)


def figures_of(connection: Connection, ids: Sequence[int], audit: int) -> Mapping[int, Row[Any]]:
    """Return the figures of groups as of an audit, by the group's number."""
    rows = connection.execute(_NEWEST, {"ids": ids, "audit": audit})
    return {row.group_id: row for row in rows}


def _newest() -> Select[Any]:
    newest = (
        select(figures.c.group_id, func.max(figures.c.audit_id).label("at"))
        .where(
            figures.c.group_id.in_(bindparam("ids", expanding=True)),
            figures.c.audit_id <= bindparam("audit"),
        )
        .group_by(figures.c.group_id)
        .subquery()
    )
    return (
        select(figures, groups.c.name)
        .join(newest, (figures.c.group_id == newest.c.group_id) & (figures.c.audit_id == newest.c.at))
        .join(groups, groups.c.id == figures.c.group_id)
    )


_NEWEST = _newest()
