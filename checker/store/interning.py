"""What many rows have in common, kept once: policies, rules and names by a number, JSON by its digest."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import convert
from sqlalchemy import Connection, Table, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from checker.model.audit import PolicyStamp
from checker.store import encoding
from checker.store.schema import documents, policies, policy_rules, rules
from checker.store.text_encoding import restored, stored

_INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_DOCUMENTS = select(documents).where(documents.c.digest.in_(bindparam("digests", expanding=True)))
_AT_ONCE = 5000  # digests of one query: databases bound the values of a statement


def numbered(
    connection: Connection, table: Table, key: Mapping[str, Any], more: Mapping[str, Any] | None = None
) -> int:
    """Return the id of the row with this key, which is made when it is not there yet.

    Others may make the same row at the same time: whoever comes second takes the first one's.
    """
    sought = select(table.c.id).where(*(table.c[name] == value for name, value in key.items()))
    known = connection.execute(sought).scalar()
    if known is None:
        insert = _INSERTS[connection.dialect.name](table).values(**key, **(more or {}))
        connection.execute(insert.on_conflict_do_nothing())
        known = connection.execute(sought).scalar_one()
    return int(known)


def known_as(series: int, kind: str, name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what tells a subject or a group of a series from others, and what else is kept of it."""
    digest = hashlib.sha256(f"{kind}\0{name}".encode("utf-8", "surrogatepass")).digest()[:16]
    return {"series_id": series, "digest": digest}, {"kind": stored(kind), "name": stored(name)}


def numbered_rules(connection: Connection, names: Iterable[str]) -> dict[str, int]:
    """Return the numbers of rules, new ones too, by the rules' ids."""
    known = {restored(row.name): row.id for row in connection.execute(select(rules))}
    missing = [name for name in names if name not in known]
    return {**known, **{name: numbered(connection, rules, {"name": stored(name)}) for name in missing}}


def numbered_policy(connection: Connection, policy: PolicyStamp) -> int:
    """Return the number of a policy's stamp, a new one if it says anything else than those that are there."""
    named = {"name": stored(policy.id), "version": stored(policy.version), "digest": stored(policy.digest)}
    for row in connection.execute(select(policies).filter_by(**named)):
        if _stamp(row.details) == policy:
            return int(row.id)
    values = {**named, "details": encoding.text_of(policy)}
    made = connection.execute(policies.insert().values(values).returning(policies.c.id))
    number = int(made.scalar_one())
    _describe(connection, number, policy)
    return number


def _describe(connection: Connection, number: int, policy: PolicyStamp) -> None:
    """Write what a policy says of its rules."""
    numbers = numbered_rules(connection, (rule.id for rule in policy.rules))
    rows = [
        {
            "policy_id": number,
            "rule_id": numbers[rule.id],
            "position": position,
            "title": stored(rule.title),
            "pack": stored(rule.pack),
            "severity": rule.severity.value,
            "level": stored(rule.level),
            "objective": stored(rule.objective),
        }
        for position, rule in enumerate(policy.rules)
    ]
    if rows:
        connection.execute(policy_rules.insert(), rows)


def policy_of(connection: Connection, number: int) -> PolicyStamp:
    """Return the stamp with this number."""
    details = connection.execute(select(policies.c.details).where(policies.c.id == number)).scalar_one()
    return _stamp(details)


def _stamp(details: str) -> PolicyStamp:
    return convert(encoding.value_of(details), PolicyStamp)


def keep_documents(connection: Connection, texts: Mapping[bytes, str]) -> None:
    """Store JSON texts by their digests; those that are there already stay."""
    if texts:
        insert = _INSERTS[connection.dialect.name](documents).on_conflict_do_nothing()
        connection.execute(insert, [{"digest": digest, "json": text} for digest, text in texts.items()])


def documents_of(connection: Connection, digests: Iterable[bytes]) -> dict[bytes, str]:
    """Return the JSON texts with these digests. Those that are not there are left out."""
    wanted = list(digests)
    return {
        row.digest: row.json
        for start in range(0, len(wanted), _AT_ONCE)
        for row in connection.execute(_DOCUMENTS, {"digests": wanted[start : start + _AT_ONCE]})
    }
