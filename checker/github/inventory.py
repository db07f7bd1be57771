"""Which repositories a github: target stands for."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct, field

from checker.errors import TargetError
from checker.files import globs
from checker.github.query import COST
from checker.github.responses import Answer, AnswerState, Listed, TokenKind
from checker.model.json_value import Json
from checker.patterns import lazy

if TYPE_CHECKING:
    from checker.github.client import Client
    from checker.github.reply import Reply

PAGE = 100
PAGE_LIMIT = 1000
"""Pages of an inventory: a hundred thousand repositories."""
_TARGET = lazy(r"github:([A-Za-z0-9](?:[A-Za-z0-9_-]{0,99}))(?:/([A-Za-z0-9._-]{1,100}))?")
_SELECTION = """
  id name url visibility isArchived isFork isTemplate isDisabled pushedAt diskUsage
  owner { __typename login }
  repositoryTopics(first: 50) { nodes { topic { name } } }
  defaultBranchRef { name target { oid } }
"""
_PAGE = "pageInfo { hasNextPage endCursor }"
_OF_OWNER = f"""query($login: String!, $after: String, $archived: Boolean, $fork: Boolean) {{
  {COST}
  repositoryOwner(login: $login) {{
    __typename login
    repositories(
      first: {PAGE}, after: $after, isArchived: $archived, isFork: $fork,
      ownerAffiliations: [OWNER], orderBy: {{field: NAME, direction: ASC}}
    ) {{ {_PAGE} nodes {{ {_SELECTION} }} }}
  }}
}}"""
_OF_TEAM = f"""query($login: String!, $team: String!, $after: String) {{
  {COST}
  organization(login: $login) {{
    team(slug: $team) {{ repositories(first: {PAGE}, after: $after) {{ {_PAGE} nodes {{ id }} }} }}
  }}
}}"""
_ONE = f"""query($owner: String!, $name: String!) {{
  {COST}
  repository(owner: $owner, name: $name, followRenames: true) {{ {_SELECTION} }}
}}"""


class Filters(Struct, frozen=True):
    """Which repositories of an owner are meant; all that are given must hold.

    *names* are globs over the repository's name. *teams* are slugs: one of them has to have the
    repository; of *topics* and *visibility* one must match too. *properties* are custom properties.
    """

    visibility: tuple[str, ...] = ()
    archived: bool | None = None
    fork: bool | None = None
    topics: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    properties: Mapping[str, str] = field(default_factory=dict)

    def match(self, listed: Listed) -> bool:
        """Tell whether what is known of a repository fits; teams are another matter."""
        return (
            (not self.visibility or listed.visibility in self.visibility)
            and self.archived in (None, listed.archived)
            and self.fork in (None, listed.fork)
            and (not self.topics or not set(self.topics).isdisjoint(listed.topics))
            and (not self.names or any(globs.matches(listed.name, name) for name in self.names))
            and all(_has(listed.properties.get(name), value) for name, value in self.properties.items())
        )


def parse(target: str) -> tuple[str, str]:
    """Return owner and name ("" for all repositories) of github:OWNER[/REPO].

    Raises TargetError when it is written otherwise.
    """
    match = _TARGET.fullmatch(target)
    if match is None:
        raise TargetError(f"{target}: is no GitHub target", "write it as github:OWNER or github:OWNER/REPO")
    return match[1], match[2] or ""


def inventory(client: "Client", target: str, filters: Filters) -> Iterator[Listed]:
    """Yield the repositories that a target and the filters name, by name.

    Raises TargetError when they cannot be listed, or there are none: an inventory is whole or not at all.
    """
    owner, name = parse(target)
    of_teams = {node for team in filters.teams for node in _of_team(client, target, owner, team)}
    stated = _properties(client, target, owner) if filters.properties else {}
    nodes = [_one(client, target, owner, name)] if name else _of_owner(client, target, owner, filters)
    found = 0
    for node in nodes:
        listed = _listed(node, stated)
        if listed and filters.match(listed) and (not filters.teams or listed.node in of_teams):
            found += 1
            yield listed
    if not found:
        raise TargetError(
            f"{target}: no repository is left", "loosen the filters, or check what the token sees"
        )


def _one(client: "Client", target: str, owner: str, name: str) -> Json:
    reply = client.query(_ONE, {"owner": owner, "name": name})
    found = _data(reply, target, client).get("repository")
    if _listed(found, {}) is None:
        raise _hidden(client, target, "there is no such repository, or the token may not see it")
    return found


def _of_owner(client: "Client", target: str, owner: str, filters: Filters) -> Iterator[Json]:
    variables = {"login": owner, "archived": filters.archived, "fork": filters.fork}
    for data in _pages(client, target, _OF_OWNER, variables, ("repositoryOwner", "repositories")):
        yield from data


def _of_team(client: "Client", target: str, owner: str, team: str) -> Iterator[str]:
    variables = {"login": owner, "team": team}
    for nodes in _pages(
        client, f"{target} team {team}", _OF_TEAM, variables, ("organization", "team", "repositories")
    ):
        yield from (str(node["id"]) for node in nodes if isinstance(node, Mapping) and "id" in node)


def _pages(
    client: "Client", target: str, text: str, variables: Mapping[str, object], place: tuple[str, ...]
) -> Iterator[list[Json]]:
    after: Json = None
    for _ in range(PAGE_LIMIT):
        found: Json = _data(client.query(text, {**variables, "after": after}), target, client)
        for key in place:
            found = found.get(key) if isinstance(found, Mapping) else None
        if not isinstance(found, Mapping):
            raise _hidden(client, target, "there is no such owner, or the token may not see it")
        nodes, page = found.get("nodes"), found.get("pageInfo")
        if not isinstance(nodes, list) or not isinstance(page, Mapping):
            raise TargetError(f"{target}: GitHub's list of repositories cannot be read", "try again")
        yield nodes
        if page.get("hasNextPage") is not True:
            return
        after = page.get("endCursor")
    raise TargetError(f"{target}: has more than {PAGE * PAGE_LIMIT} repositories", "name them by filters")


def _data(reply: "Reply", target: str, client: "Client") -> Mapping[str, Json]:
    """Return what a query brought; errors of its own parts make the whole inventory fail."""
    if reply.failure:
        raise _refused(client, reply.failure, target)
    hard = [error for error in reply.errors if error.type != "NOT_FOUND"]
    if hard:
        raise _hidden(client, target, f"GitHub says: {hard[0].message}")
    return reply.data or {}


def _refused(client: "Client", answer: Answer, target: str) -> TargetError:
    if answer.state is not AnswerState.DENIED:
        return TargetError(f"{target}: {answer.message}", "try again later")
    if client.token is TokenKind.NONE:
        return _hidden(client, target, answer.message)
    return TargetError(
        f"{target}: {answer.message}", f"needs {answer.permission or 'a token with more rights'}"
    )


def _hidden(client: "Client", target: str, why: str) -> TargetError:
    hints = {
        TokenKind.NONE: "set GITHUB_TOKEN: without a token GitHub answers no queries",
        TokenKind.FINE_GRAINED: "a fine-grained token sees one owner's repositories, and those it was given",
        TokenKind.APP: "check that the App is installed there",
        TokenKind.WORKFLOW: "the token of a workflow sees its own repository only",
        TokenKind.CLASSIC: "the token needs the scope repo, and single sign-on where the owner demands it",
    }
    return TargetError(f"{target}: {why}", hints[client.token])


def _properties(client: "Client", target: str, owner: str) -> Mapping[str, Mapping[str, Json]]:
    from checker.github import properties

    answer = properties.values(client, owner)
    if not answer.seen or not answer.complete or not isinstance(answer.value, Mapping):
        raise TargetError(
            f"{target}: the custom properties cannot be read: {answer.message}",
            f"needs {properties.PERMISSION}",
        )
    return {name: found for name, found in answer.value.items() if isinstance(found, Mapping)}


def _has(stated: Json, wanted: str) -> bool:
    return wanted in (stated if isinstance(stated, list) else [stated])


def _listed(node: Json, properties: Mapping[str, Mapping[str, Json]]) -> Listed | None:
    """Return a repository as it was listed; None for what is none (hidden ones are null)."""
    if not isinstance(node, Mapping) or not isinstance(node.get("owner"), Mapping):
        return None
    owner = node["owner"]
    assert isinstance(owner, Mapping)
    branch = node.get("defaultBranchRef")
    target = branch.get("target") if isinstance(branch, Mapping) else None
    full = f"{owner.get('login')}/{node.get('name')}"
    return Listed(
        node=str(node.get("id")),
        owner=str(owner.get("login")),
        name=str(node.get("name")),
        url=str(node.get("url")),
        organization=owner.get("__typename") == "Organization",
        visibility=str(node.get("visibility")).lower(),
        archived=node.get("isArchived") is True,
        fork=node.get("isFork") is True,
        template=node.get("isTemplate") is True,
        disabled=node.get("isDisabled") is True,
        branch=str(branch.get("name")) if isinstance(branch, Mapping) else "",
        head=str(target.get("oid")) if isinstance(target, Mapping) else "",
        pushed_at=str(node.get("pushedAt") or ""),
        size=_size(node.get("diskUsage")),
        topics=tuple(_topics(node.get("repositoryTopics"))),
        properties=properties.get(full.lower(), {}),
    )


def _size(kilobytes: Json) -> int:
    return kilobytes if isinstance(kilobytes, int) else 0


def _topics(found: Json) -> Iterator[str]:
    nodes = found.get("nodes") if isinstance(found, Mapping) else None
    for node in nodes if isinstance(nodes, list) else ():
        topic = node.get("topic") if isinstance(node, Mapping) else None
        if isinstance(topic, Mapping):
            yield str(topic.get("name"))
