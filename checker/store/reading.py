"""Audits and their subjects as they were recorded."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from msgspec.structs import replace
from sqlalchemy import Connection, select

from checker.errors import UsageError
from checker.model.audit import Audit, Subject
from checker.model.initiative import Point
from checker.store.catalog import audit_row, moment_of
from checker.store.chains import chains
from checker.store.documents import Documents
from checker.store.frames import everybody, figures_of, frame_of, group_of, members, rest, roster_of
from checker.store.interning import known_as, numbered_rules, policy_of
from checker.store.names import restored
from checker.store.packing import Packer
from checker.store.schema import audits, dictionaries, facts, series, subjects, versions
from checker.store.values import State

_AT_ONCE = 200  # subjects that are read in one go
_Same = Mapping[tuple[str, str], Subject]
_NOTHING: _Same = {}


def packer(connection: Connection) -> Packer:
    """Return what unpacks every document that is there."""
    return Packer(all_dictionaries(connection))


def all_dictionaries(connection: Connection) -> Mapping[int, bytes]:
    """Return every dictionary by its number."""
    return {row.id: row.content for row in connection.execute(select(dictionaries))}


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
    """Return a whole finished audit.

    *same* are subjects of another audit by one policy, by kind and id: they differ in their commit alone.
    """
    row = audit_row(connection, audit)
    moment_of(restored(row.started_at))
    frame = frame_of(connection, row.frame_id)
    found = tuple(subjects_of(connection, audit, same=same))
    figures = figures_of(connection, [frame.organization, *frame.teams], audit)
    teams = [figures[team] for team in frame.teams]
    usual = members(found, [group_of(team) for team in teams])
    alone = Audit(
        restored(row.tool),
        policy_of(connection, row.policy_id),
        restored(row.started_at),
        group_of(figures[frame.organization], everybody(found)),
        tuple(group_of(team, usual[restored(team.name)]) for team in teams),
        found,
    )
    return replace(alone, **rest(frame))


def subjects_of(
    connection: Connection,
    audit: int,
    only: Collection[tuple[str, str]] | None = None,
    same: _Same = _NOTHING,
) -> Iterator[Subject]:
    """Yield the subjects of a finished audit in their order, or *only* those of this kind and id."""
    row = audit_row(connection, audit)
    documents = Documents(policy_of(connection, row.policy_id), numbered_rules(connection, ()))
    unpacking = packer(connection)
    roster = roster_of(connection, row.roster_id)
    if only is not None:
        digests = {known_as(row.series_id, *each)[0]["digest"] for each in only}
        listed = connection.execute(select(subjects).where(subjects.c.series_id == row.series_id))
        wanted = {each.id for each in listed if each.digest in digests}
        roster = [number for number in roster if number in wanted]
    for start in range(0, len(roster), _AT_ONCE):
        ids = roster[start : start + _AT_ONCE]
        found = chains(connection, ids, audit)
        for chain in (found[each] for each in ids):
            columns = chain.columns()
            known = same.get((columns.kind, columns.subject))
            if known is None:
                yield documents.subject(columns, chain.state(unpacking))
            else:
                yield replace(known, commit=columns.commit)


def changed(connection: Connection, older: int, newer: int) -> frozenset[tuple[str, str]]:
    """Return kind and id of every subject that may differ between two audits of one series."""
    first, last = (audit_row(connection, audit) for audit in sorted((older, newer)))
    if first.series_id != last.series_id:
        raise UsageError(
            f"audits {older} and {newer} are not of one series", "compare audits of the same targets"
        )
    moved = set(roster_of(connection, first.roster_id)) ^ set(roster_of(connection, last.roster_id))
    of_series = select(subjects).where(subjects.c.series_id == first.series_id)
    rows = connection.execute(of_series).all()
    between = (
        select(versions.c.subject_id)
        .join(subjects)
        .where(subjects.c.series_id == first.series_id, versions.c.audit_id.between(first.id + 1, last.id))
    )
    moved.update(connection.scalars(between))
    return frozenset((restored(row.kind), restored(row.name)) for row in rows if row.id in moved)


def past_of(connection: Connection, key: str) -> Mapping[str, tuple[Point, ...]]:
    """Return the shares of initiatives that the newest finished audit of a series tells of."""
    newest = (
        select(audits.c.frame_id)
        .join(series)
        .where(series.c.key == key, audits.c.state == State.FINISHED)
        .order_by(audits.c.id.desc())
        .limit(1)
    )
    frame = connection.execute(newest).scalar()
    if frame is None:
        return {}
    found: Mapping[str, tuple[Point, ...]] = rest(frame_of(connection, frame))["past"]
    return found


def facts_of(connection: Connection, audit: int, kind: str, name: str) -> str:
    """Return the snapshot of facts that a subject was judged by, "" when none was kept."""
    row = audit_row(connection, audit)
    key, _ = known_as(row.series_id, kind, name)
    newest = (
        select(facts.c.document)
        .join(subjects)
        .where(*(subjects.c[column] == value for column, value in key.items()), facts.c.audit_id <= audit)
        .order_by(facts.c.audit_id.desc())
        .limit(1)
    )
    found: Any = connection.execute(newest).scalar()
    return str(packer(connection).unpack(found)) if found else ""
