"""Asks fields of many repositories: in batches, in smaller ones when GitHub cannot, and keeps what came."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from checker.github import query
from checker.github.queries import GraphQLField
from checker.github.reply import GraphError, Reply
from checker.github.responses import Answer, AnswerState, Listed
from checker.model.json_value import Json

if TYPE_CHECKING:
    from checker.github.client import Client

SETTINGS, ACTIVITY = 20, 5
"""Repositories a query: settings are small, activity has lists of lists."""
_TOO_MUCH = frozenset(("RESOURCE_LIMITS_EXCEEDED", "MAX_NODE_LIMIT_EXCEEDED", "EXCESSIVE_PAGINATION"))
_HIDDEN = frozenset(("FORBIDDEN", "INSUFFICIENT_SCOPES", "UNAUTHORIZED", "SAML_FAILURE"))
ADMINISTERS = "viewerCanAdminister"
Answers = dict[str, Answer]


def ask(
    client: "Client",
    repositories: Sequence[Listed],
    fields: Sequence[GraphQLField],
    windows: Mapping[str, str],
) -> list[Answers]:
    """Return the answers of each repository by the names of the fields, in the order given.

    `viewerCanAdminister` is always among them.
    """
    if not fields or not repositories:
        return [{} for _ in repositories]
    variables = {"ids": [each.node for each in repositories]}
    for name in query.used(fields):
        variables[name] = windows[name]  # type: ignore[assignment]  # a window is a text
    reply = client.query(query.repositories(fields), variables, len(repositories))
    if too_much(reply):
        return _halved(client, repositories, fields, windows, reply)
    answers = [_answers(reply, index, fields) for index in range(len(repositories))]
    for names, places in _lost(reply, fields, len(repositories)).items():
        left = [field for field in fields if field.name not in names]
        found = ask(client, [repositories[place] for place in places], left, windows)
        for place, each in zip(places, found, strict=True):
            answers[place].update(each)
    return answers


def _lost(reply: Reply, fields: Sequence[GraphQLField], count: int) -> Mapping[frozenset[str], list[int]]:
    """Return the fields whose refusal took everything else of a repository with it → the repositories.

    A field that may not be null makes what holds it null; without it the others can be asked again.
    """
    nodes = reply.data.get("nodes") if reply.data else None
    names = {field.name for field in fields}
    found: dict[frozenset[str], list[int]] = {}
    for place in range(count if isinstance(nodes, list) else 0):
        own = [error.path for error in reply.errors if error.path[:2] == ("nodes", place)]
        refused = frozenset(str(path[2]) for path in own if len(path) > 2) & names
        if nodes[place : place + 1] == [None] and refused and refused != names:  # type: ignore[index]
            found.setdefault(refused, []).append(place)
    return found


def of_owner(
    client: "Client", login: str, fields: Sequence[GraphQLField], windows: Mapping[str, str]
) -> Answers:
    """Return the answers about an organization."""
    if not fields:
        return {}
    variables = {"login": login, **{name: windows[name] for name in query.used(fields)}}
    reply = client.query(query.owner(fields), variables)
    if reply.failure:
        return {field.name: reply.failure for field in fields}
    node = reply.data.get("organization") if reply.data else None
    return dict(_fields(node, reply.errors, ("organization",), fields))


def too_much(reply: Reply) -> bool:
    """Tell whether a smaller query may bring what this one did not."""
    if any(error.type in _TOO_MUCH for error in reply.errors):
        return True
    return reply.failure is not None and reply.failure.state is AnswerState.FAILED


def _halved(
    client: "Client",
    repositories: Sequence[Listed],
    fields: Sequence[GraphQLField],
    windows: Mapping[str, str],
    reply: Reply,
) -> list[Answers]:
    if len(repositories) > 1:
        middle = len(repositories) // 2
        return [
            *ask(client, repositories[:middle], fields, windows),
            *ask(client, repositories[middle:], fields, windows),
        ]
    if len(fields) > 1 and _worth_parting(reply):
        middle = len(fields) // 2
        [first] = ask(client, repositories, fields[:middle], windows)
        [second] = ask(client, repositories, fields[middle:], windows)
        return [{**first, **second}]
    failure = reply.failure or Answer(AnswerState.FAILED, message=_words(reply.errors))
    return [{field.name: failure for field in fields}]


def _worth_parting(reply: Reply) -> bool:
    """Tell an answer that is too large from a GitHub that does not answer at all."""
    message = reply.failure.message if reply.failure else ""
    return not reply.failure or "502" in message or "504" in message or "JSON" in message


def _answers(reply: Reply, index: int, fields: Sequence[GraphQLField]) -> Answers:
    if reply.failure:
        return {field.name: reply.failure for field in fields}
    nodes = reply.data.get("nodes") if reply.data else None
    node = nodes[index] if isinstance(nodes, list) and index < len(nodes) else None
    asked = [GraphQLField(ADMINISTERS, ADMINISTERS), *fields]
    return dict(_fields(node, reply.errors, ("nodes", index), asked))


def _fields(
    node: Json, errors: Sequence[GraphError], place: tuple[str | int, ...], fields: Sequence[GraphQLField]
) -> Iterator[tuple[str, Answer]]:
    """Yield the answer of each field; an error belongs to where its path leads."""
    here = [error for error in errors if error.path[: len(place)] == place]
    everywhere = [error for error in errors if not error.path]
    for field in fields:
        own = [error for error in here if error.path[len(place) : len(place) + 1] in ((), (field.name,))]
        yield field.name, _answer(node, field.name, own or everywhere)


def _answer(node: Json, name: str, errors: Sequence[GraphError]) -> Answer:
    if not isinstance(node, Mapping):
        return _missing(errors, "GitHub does not show this repository") if not errors else failed(errors)
    value = node.get(name)
    if value is None:
        return failed(errors) if errors else _nothing(node, name)
    if errors:  # something inside of it is missing
        lost = failed(errors)
        return Answer(AnswerState.SEEN, value, lost.message, lost.permission, complete=False)
    return Answer(AnswerState.SEEN, value, complete=not _continues(value))


def _nothing(node: Mapping[str, Json], name: str) -> Answer:
    if name in node:
        return Answer(AnswerState.SEEN, None)
    return Answer(AnswerState.FAILED, message=f"GitHub's answer lacks {name}")


def _missing(errors: Sequence[GraphError], why: str) -> Answer:
    return Answer(AnswerState.ABSENT, message=_words(errors) or why)


def failed(errors: Sequence[GraphError]) -> Answer:
    """Return what errors mean that took the whole of something with them."""
    hidden = [error for error in errors if error.type in _HIDDEN]
    if hidden:
        return Answer(AnswerState.DENIED, message=f"GitHub says: {_words(hidden)}")
    if all(error.type == "NOT_FOUND" for error in errors):
        return Answer(AnswerState.ABSENT, message=f"GitHub says: {_words(errors)}")
    return Answer(AnswerState.FAILED, message=f"GitHub says: {_words(errors)}")


def _words(errors: Sequence[GraphError]) -> str:
    return errors[0].message or errors[0].type if errors else ""


def _continues(value: Json) -> bool:
    page = value.get("pageInfo") if isinstance(value, Mapping) else None
    return isinstance(page, Mapping) and page.get("hasNextPage") is True
