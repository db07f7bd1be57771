"""What many rows have in common, kept once and referred to by a number."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import convert
from sqlalchemy import Connection, Table, select
from sqlalchemy.dialects import postgresql, sqlite

from checker.model import encoding
from checker.model.audit import PolicyStamp
from checker.store.names import restored, stored
from checker.store.packing import Packer, plain
from checker.store.schema import policies, rules, texts

_INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_PACKER = Packer({})


def numbered(
    connection: Connection, table: Table, key: Mapping[str, Any], more: Mapping[str, Any] | None = None
) -> int:
    """Return the id of the row with this key, which is made when it is not there yet.

    Others may make the same row at the same time: whoever comes second takes the first one's.
    """
    sought = select(table.c.id).where(*(table.c[name] == value for name, value in key.items()))
    found = connection.execute(sought).scalar()
    if found is None:
        insert = _INSERTS[connection.dialect.name](table).values(**key, **(more or {}))
        connection.execute(insert.on_conflict_do_nothing())
        found = connection.execute(sought).scalar_one()
    return int(found)


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
    """Return the number of a policy's stamp."""
    encoded = encoding.plain(policy)
    more = {
        "name": stored(policy.id),
        "version": stored(policy.version),
        "digest": stored(policy.digest),
        "document": _PACKER.pack(encoded),
    }
    return numbered(connection, policies, {"stamp": _digest(encoded)}, more)


def policy_of(connection: Connection, number: int) -> PolicyStamp:
    """Return the stamp with this number."""
    packed = connection.execute(select(policies.c.document).where(policies.c.id == number)).scalar_one()
    return convert(_PACKER.unpack(packed), PolicyStamp)


def numbered_text(connection: Connection, value: Any) -> int:
    """Return the number of a plain value."""
    return numbered(connection, texts, {"digest": _digest(value)}, {"document": _PACKER.pack(value)})


def text_of(connection: Connection, number: int) -> Any:
    """Return the plain value with this number."""
    packed = connection.execute(select(texts.c.document).where(texts.c.id == number)).scalar_one()
    return _PACKER.unpack(packed)


def _digest(value: Any) -> bytes:
    return hashlib.sha256(plain(value).encode()).digest()
