"""Composes GraphQL documents from the fields that are wanted."""

from collections.abc import Iterable, Sequence

from checker.github.queries import GraphQLField
from checker.patterns import lazy

_VARIABLE = lazy(r"\$(since|stamp)(30|90|365)\b")
_TYPES = {"since": "DateTime!", "stamp": "GitTimestamp!"}
_IDENTITY = "id nameWithOwner viewerCanAdminister"
COST = "rateLimit { cost remaining resetAt }"
"""What every query asks besides."""


def repositories(fields: Sequence[GraphQLField]) -> str:
    """Return a query of these fields of the repositories with the ids `$ids`."""
    text = "\n      ".join(field.text for field in _unique(fields))
    selection = f"{_IDENTITY}\n      {text}"
    return (
        f"query($ids: [ID!]!{_declared(fields)}) {{\n  {COST}\n"
        f"  nodes(ids: $ids) {{\n    ... on Repository {{\n      {selection}\n    }}\n  }}\n}}"
    )


def owner(fields: Sequence[GraphQLField]) -> str:
    """Return a query of these fields of the organization with the login `$login`."""
    text = "\n    ".join(field.text for field in _unique(fields))
    return (
        f"query($login: String!{_declared(fields)}) {{\n  {COST}\n"
        f"  organization(login: $login) {{\n    id login\n    {text}\n  }}\n}}"
    )


def used(fields: Iterable[GraphQLField]) -> list[str]:
    """Return the names of the windows' variables that the fields use."""
    found = {match[0][1:] for field in fields for match in _VARIABLE.finditer(field.text)}
    return sorted(found)


def _declared(fields: Iterable[GraphQLField]) -> str:
    return "".join(f", ${name}: {_TYPES[name[:5]]}" for name in used(fields))


def _unique(fields: Iterable[GraphQLField]) -> list[GraphQLField]:
    return list(dict.fromkeys(fields))
