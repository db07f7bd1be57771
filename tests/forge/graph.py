"""The scenario in the words of GitHub's GraphQL schema, executed over that schema.

Every node is a mapping of field to value, or to a function of the field's arguments. A field that a
node does not have is noted as a violation: nothing is made up.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLResolveInfo,
    execute_sync,
    get_named_type,
    parse,
    validate,
)

from tests.contract import schema
from tests.forge.access import Access
from tests.forge.cost import points
from tests.forge.nodes import Node, Refused, RepositoryNode
from tests.forge.store import Repository, World
from tests.forge.teams import Teams


class Graph:
    """Answers queries of one world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.spent = 0
        """Points of all queries so far."""

    def respond(self, text: str, variables: Mapping[str, Any], access: Access) -> dict[str, Any]:
        """Return the body of GitHub's answer; it is 200 whatever happened."""
        document, wrong = _document(text)
        if wrong:
            self.world.violations += wrong
            return {"errors": [{"message": each, "type": "undefinedField"} for each in wrong]}
        cost = points(document, variables)
        self.spent += cost
        result = execute_sync(
            schema(),
            document,
            root_value=_Root(self.world, access, cost).fields(),
            variable_values=dict(variables),
            field_resolver=self._resolve,
        )
        found: dict[str, Any] = {"data": result.data}
        if result.errors:
            found["errors"] = [_error(each) for each in result.errors]
        return found

    def _resolve(self, source: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
        name = info.field_name
        if not isinstance(source, Mapping) or name not in source:
            self.world.violations.append(f"{info.parent_type}.{name} is not in the scenario")
            raise GraphQLError(f"{info.parent_type}.{name} is not simulated")
        value = source[name]
        if callable(value):
            value = value(**arguments)
        kind = str(get_named_type(info.return_type))
        if kind.endswith("Connection") and isinstance(value, list):
            return _connection(value, arguments, name)
        return value


@cache
def _document(text: str) -> tuple[DocumentNode, list[str]]:
    document = parse(text)
    return document, [error.message for error in validate(schema(), document)]


def _error(error: GraphQLError) -> dict[str, Any]:
    kind = (error.extensions or {}).get("type")
    return {"message": error.message, "path": error.path, **({"type": kind} if kind else {})}


_SORTED = {"CREATED_AT": "createdAt", "UPDATED_AT": "updatedAt", "DUE_DATE": "dueOn", "NAME": "name"}
_ITEMS = {"LABELED_EVENT": "LabeledEvent", "CLOSED_EVENT": "ClosedEvent"}


def _connection(found: list[Node], arguments: Mapping[str, Any], name: str) -> Node:
    """Return a page of a list, as GitHub cuts it; its arguments choose and sort."""
    size = arguments.get("first") or arguments.get("last")
    if size is None:
        raise Refused(
            f"You must provide a `first` or `last` value to properly paginate the `{name}` connection.",
            "MISSING_PAGINATION_BOUNDARIES",
        )
    if not 1 <= size <= 100:
        raise Refused(
            f"Requesting {size} records on the `{name}` connection exceeds the `first` limit of 100 records.",
            "EXCESSIVE_PAGINATION",
        )
    chosen = _chosen(found, arguments)
    start = int(arguments.get("after") or 0)
    page = chosen[start : start + size] if arguments.get("first") else chosen[-size:]
    page = [each["@whole"]() if "@whole" in each else each for each in page]
    end = start + len(page)
    return {
        "totalCount": len(chosen),
        "nodes": page,
        "edges": [
            {"node": each, "cursor": str(n), **each.get("@edge", {})} for n, each in enumerate(page, 1)
        ],
        "pageInfo": {
            "hasNextPage": bool(arguments.get("first")) and end < len(chosen),
            "hasPreviousPage": start > 0,
            "startCursor": str(start),
            "endCursor": str(end),
        },
    }


def _chosen(found: Sequence[Node], arguments: Mapping[str, Any]) -> list[Node]:
    """Return the nodes that the arguments ask for, in their order."""
    wanted: dict[str, Any] = {
        key: arguments[argument]
        for argument, key in (("states", "state"), ("environments", "environment"), ("targets", "target"))
        if arguments.get(argument)
    }
    switches = ("isArchived", "isFork")
    wanted |= {name: (arguments[name],) for name in switches if arguments.get(name) is not None}
    if kinds := arguments.get("itemTypes"):
        wanted["__typename"] = [_ITEMS[kind] for kind in kinds]
    if arguments.get("affiliation") == "OUTSIDE":
        wanted["@outside"] = (True,)
    since = arguments.get("since") or ""
    chosen = [
        node
        for node in found
        if all(node[key] in values for key, values in wanted.items())
        and node.get("committedDate", since) >= since
    ]
    order = arguments.get("orderBy") or {}
    key = _SORTED.get(order.get("field", ""), "")
    if key and all(key in node for node in chosen):  # the schema's own defaults sort what needs no order here
        chosen.sort(
            key=lambda node: (node[key] is None, node[key] or ""), reverse=order["direction"] == "DESC"
        )
    return chosen


class _Root:
    """What a query may begin with."""

    def __init__(self, world: World, access: Access, cost: int) -> None:
        self.world = world
        self.access = access
        self.cost = cost

    def fields(self) -> Node:
        return {
            "rateLimit": {
                "cost": self.cost,
                "limit": 5000,
                "remaining": 4999,
                "used": 1,
                "resetAt": self.world.stamp(-1 / 24),
            },
            "viewer": self._viewer,
            "repository": self._repository,
            "repositoryOwner": self._owner,
            "organization": self._organization,
            "node": lambda **given: self._node(given["id"]),
            "nodes": lambda ids: [self._node(each) for each in ids],
        }

    def _viewer(self) -> Node:
        return {"login": self.access.token.account if self.access.token else ""}

    def _seen(self, repository: Repository | None) -> Node | None:
        if repository is None or not self.access.sees(repository):
            return None
        return RepositoryNode(repository, self.access).fields()

    def _node(self, identity: str) -> Node | None:
        found = self._seen(self.world.nodes.get(identity))
        if found is None:
            raise Refused(f"Could not resolve to a node with the global id of '{identity}'.", "NOT_FOUND")
        return found

    def _repository(self, owner: str, name: str, followRenames: bool = True) -> Node | None:
        found = self._seen(self.world.repositories.get(f"{owner}/{name}".lower()))
        if found is None:
            raise Refused(f"Could not resolve to a Repository with the name '{owner}/{name}'.", "NOT_FOUND")
        return found

    def _owner(self, login: str) -> Node | None:
        if login.lower() in self.world.organizations:
            return self._organization(login)
        if login not in self.world.people:
            return None
        return {"__typename": "User", "login": login, "repositories": lambda **_: self._repositories(login)}

    def _repositories(self, owner: str) -> list[Node]:
        """Return what lists choose and sort by; the whole is made for those of the page."""
        return [
            {
                "name": each.name,
                "isArchived": each["archived"],
                "isFork": each["fork"],
                "@whole": RepositoryNode(each, self.access).fields,
            }
            for each in self.world.repositories.values()
            if each.owner.lower() == owner.lower() and self.access.sees(each)
        ]

    def _organization(self, login: str) -> Node:
        if login.lower() not in self.world.organizations:
            raise Refused(f"Could not resolve to an Organization with the login of '{login}'.", "NOT_FOUND")
        facts = self.world.organizations[login.lower()]
        owns = self.access.owns(login)
        return {
            "__typename": "Organization",
            "id": f"O_{login.lower()}",
            "login": facts["login"],
            "isVerified": facts["verified"],
            "requiresTwoFactorAuthentication": facts["two_factor_required"] if owns else None,
            "membersCanForkPrivateRepositories": facts["members_can_fork_private_repositories"],
            "samlIdentityProvider": {"id": "SAML_1"} if owns and facts["single_sign_on"] else None,
            "membersWithRole": lambda **_: [{"login": each} for each in facts["members"]],
            "repositories": lambda **_: self._repositories(login),
            "viewerCanAdminister": owns,
            "teams": lambda **_: self._teams(login).every(),
            "team": lambda slug: self._teams(login).team(slug),
        }

    def _teams(self, login: str) -> Teams:
        if not self.access.may_of(login, "members"):
            raise Refused(self.access.refusal)
        return Teams(login, self.access, self._seen)
