"""What a query brought: its data, and its errors with where they belong."""

from collections.abc import Mapping

from msgspec import Struct

from checker.github.responses import Answer, AnswerState
from checker.model.json_value import Json

_ERRORS_LIMIT = 1000
_LIMITED = frozenset(("RATE_LIMITED", "RATE_LIMIT"))


class GraphError(Struct, frozen=True):
    """One error of a query; *path* leads to what is missing."""

    type: str
    message: str
    path: tuple[str | int, ...] = ()


class Reply(Struct, frozen=True):
    """The end of one query: what came of its data, its errors, and *failure* if nothing came."""

    data: Mapping[str, Json] | None = None
    errors: tuple[GraphError, ...] = ()
    failure: Answer | None = None

    @property
    def points(self) -> int:
        """What the query cost, 0 where GitHub does not say."""
        limit = self.data.get("rateLimit") if self.data else None
        cost = limit.get("cost") if isinstance(limit, Mapping) else None
        return cost if isinstance(cost, int) else 0


def reply(body: Json) -> Reply:
    """Return what the body of an answer to a query says."""
    if not isinstance(body, Mapping):
        return Reply(failure=Answer(AnswerState.FAILED, message="GitHub's answer to a query is no object"))
    errors = tuple(_errors(body.get("errors")))
    data = body.get("data")
    if not isinstance(data, Mapping):
        why = errors[0].message if errors else "GitHub's answer to a query holds no data"
        return Reply(None, errors, Answer(AnswerState.FAILED, message=why))
    return Reply(data, errors)


def limited(body: Json) -> bool:
    """Tell a query that was refused for its cost: GitHub answers it with 200."""
    found = body.get("errors") if isinstance(body, Mapping) else None
    return any(error.type in _LIMITED for error in _errors(found))


def _errors(found: Json) -> list[GraphError]:
    listed = found[:_ERRORS_LIMIT] if isinstance(found, list) else []
    return [
        GraphError(
            str(each.get("type") or ""),
            " ".join(str(each.get("message") or "").split())[:300],
            tuple(part for part in each.get("path") or () if isinstance(part, (str, int))),
        )
        for each in listed
        if isinstance(each, Mapping)
    ]
