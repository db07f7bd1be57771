"""Observations made of plain values."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from checker.github.responses import Answer, AnswerState, Listed, Observation, TokenKind

AT = datetime(2026, 11, 1, 12, tzinfo=UTC)


def ago(days: float = 0, hours: float = 0) -> str:
    """Return the time so long before AT, as GitHub writes it."""
    return (AT - timedelta(days=days, hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")


def view(
    answers: Mapping[str, Any],
    owner: Mapping[str, Any] | None = None,
    token: TokenKind = TokenKind.FINE_GRAINED,
    visibility: str = "private",
    administers: bool | None = None,
    **listed: Any,
) -> Observation:
    """Return an observation of acme/app; plain values are answers that were seen."""
    known = {"organization": True, "branch": "main", "pushed_at": ago(2), **listed}
    found = Listed("R_1", "acme", "app", "https://github.com/acme/app", visibility=visibility, **known)
    return Observation(found, token, AT, _answers(answers), _answers(owner or {}), administers)


def _answers(values: Mapping[str, Any]) -> dict[str, Answer]:
    return {
        name: each if isinstance(each, Answer) else Answer(AnswerState.SEEN, each)
        for name, each in values.items()
    }


def connection(*nodes: Any, more: bool = False, total: int | None = None) -> dict[str, Any]:
    """Return one of GraphQL's connections."""
    count = len(nodes) if total is None else total
    return {"nodes": [*nodes], "totalCount": count, "pageInfo": {"hasNextPage": more}}


def who(login: str | None, kind: str = "User") -> dict[str, str] | None:
    """Return an actor; None is an account that is gone."""
    return None if login is None else {"__typename": kind, "login": login}
