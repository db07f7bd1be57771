"""Reads what GitHub sent without trusting its shape.

What is missing or of another type than GitHub promises raises Unobserved: it is not guessed.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache

from checker.errors import Unobserved
from checker.github.responses import Answer, AnswerState
from checker.model.json_value import Json

Item = Mapping[str, Json]


class HiddenByPermission(Unobserved):
    """The token may not see it: a permission would help."""


TEXT_LIMIT = 256
"""Characters of a text that is kept: GitHub allows as many in a title."""
_TIME_LIMIT = 40
_OBJECTS = {dict}
_HIDING = {
    AnswerState.DENIED: "the token may not see it",
    AnswerState.ABSENT: "GitHub says that it is not there, or hides it",
}


def value(answer: Answer, whole: bool = False) -> Json:
    """Return what was seen; *whole* refuses an answer of which GitHub kept a part back.

    Such an answer says why; one that is merely cut off, because there is more, says nothing.
    """
    if answer.state in _HIDING:
        raise HiddenByPermission("", answer.message or _HIDING[answer.state], answer.permission)
    if not answer.seen:
        raise Unobserved("", answer.message or "GitHub gave no answer", answer.permission)
    if whole and answer.message and not answer.complete:
        raise HiddenByPermission("", answer.message, answer.permission)
    return answer.value


def unreadable(name: str) -> Unobserved:
    """Return the error for a part of an answer that is not what GitHub promises."""
    return Unobserved("", f"GitHub's answer cannot be read: {name} is missing or of another type")


def item(found: Json, name: str) -> Item:
    """Return an object."""
    if isinstance(found, dict):
        return found
    raise unreadable(name)


def items(found: Json, name: str) -> Sequence[Item]:
    """Return the objects of a list."""
    if isinstance(found, list) and set(map(type, found)) <= _OBJECTS:
        return found
    raise unreadable(name)


def every(answer: Answer, name: str) -> Sequence[Item]:
    """Return the objects of a list of REST; one that was cut off raises Unobserved."""
    found = items(value(answer), name)
    if not answer.complete:
        raise Unobserved("", answer.message or "there are more than were asked for", answer.permission)
    return found


def nodes(connection: Json, name: str) -> Sequence[Item]:
    """Return the objects of one of GraphQL's connections."""
    return items(item(connection, name).get("nodes"), name)


def cut(connection: Json, name: str) -> bool:
    """Tell whether a connection has more than was asked for."""
    page = item(item(connection, name).get("pageInfo"), name)
    return flag(page, "hasNextPage")


def text(found: Item, key: str) -> str:
    """Return a text, shortened, without halves of characters."""
    got = found.get(key)
    if not isinstance(got, str):
        raise unreadable(key)
    if got.isascii():
        return got[:TEXT_LIMIT]
    return got[:TEXT_LIMIT].encode("utf-8", "replace").decode()


def optional_text(found: Item, key: str) -> str:
    """Return a text, "" where GitHub says that there is none."""
    return "" if key in found and found[key] is None else text(found, key)


def flag(found: Item, key: str) -> bool:
    """Return a truth value."""
    got = found.get(key)
    if not isinstance(got, bool):
        raise unreadable(key)
    return got


def number(found: Item, key: str) -> int:
    """Return a count: no truth value, and not negative."""
    got = found.get(key)
    if isinstance(got, bool) or not isinstance(got, int) or not 0 <= got < 2**63:
        raise unreadable(key)
    return got


def time(found: Item, key: str) -> datetime:
    """Return a moment; one without a time zone is refused."""
    got = found.get(key)
    moment = _moment(got) if isinstance(got, str) and len(got) <= _TIME_LIMIT else None
    if moment is None:
        raise unreadable(key)
    return moment


@lru_cache(maxsize=10_000)
def _moment(written: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def optional_time(found: Item, key: str) -> datetime | None:
    """Return a moment, None where GitHub says that there was none."""
    return None if key in found and found[key] is None else time(found, key)
