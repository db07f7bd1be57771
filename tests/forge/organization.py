"""The REST operations about organizations."""

from collections.abc import Callable
from functools import partial

from tests.forge.access import Access
from tests.forge.alerts import Item, advisory, code_alert, dependency_alert, secret_alert
from tests.forge.shapes import Query, Response, Shapes, hook, said, workflow_token


def _profile(rest: Shapes, org: str, query: Query, access: Access) -> Response:
    facts = rest.world.organizations[org.lower()]
    found = {
        "login": facts["login"],
        "id": rest.world.person(org),
        "node_id": f"O_{org.lower()}",
        "description": facts["description"],
        "type": "Organization",
        "has_organization_projects": True,
        "has_repository_projects": True,
        "public_repos": sum(each.public for each in rest.listed(org, access)),
        "public_gists": 0,
        "followers": 0,
        "following": 0,
        "is_verified": facts["verified"],
        "created_at": rest.world.stamp(2000),
        "updated_at": rest.world.stamp(20),
        "archived_at": None,
    }
    if access.owns(org):
        names = [name for name in facts if name.startswith(("members_can", "default_repository"))]
        found |= {name: facts[name] for name in names} | {
            "two_factor_requirement_enabled": facts["two_factor_required"]
        }
    return Response(200, rest.known("organization-full", found, f"orgs/{org}"))


def _repositories(rest: Shapes, org: str, query: Query, access: Access) -> Response:
    listed = [partial(rest.minimal, each, access, "minimal-repository") for each in rest.listed(org, access)]
    return Response(200, listed)


def _members(rest: Shapes, org: str, query: Query, access: Access) -> Response:
    facts = rest.world.organizations[org.lower()]
    if query.get("filter") == "2fa_disabled":
        if not access.owns(org):
            return said(422, "Only owners can use this filter.")
        return Response(200, [rest.user(login) for login in facts["one_factor"]])
    roles = ("admin", "member") if query.get("role", "all") == "all" else (query["role"],)
    return Response(200, [rest.user(login) for login, role in facts["members"].items() if role in roles])


def _outside(rest: Shapes, org: str, query: Query, access: Access) -> Response:
    return Response(200, [rest.user(login) for login in rest.world.organizations[org.lower()]["outside"]])


def _org_hooks(rest: Shapes, org: str, query: Query, access: Access) -> Response:
    listed = rest.world.organizations[org.lower()]["hooks"]
    return Response(200, [hook(rest, each, n, f"orgs/{org}", "org-hook") for n, each in enumerate(listed, 1)])


def _org_actions(rest: Shapes, org: str, query: Query, access: Access) -> Response:
    actions = rest.world.organizations[org.lower()]["actions"]
    found = {"enabled_repositories": actions["enabled"], "sha_pinning_required": actions["pinning"]}
    return Response(
        200, found | ({} if actions["enabled"] == "none" else {"allowed_actions": actions["allowed"]})
    )


def _org_token(rest: Shapes, org: str, query: Query, access: Access) -> Response:
    return workflow_token(rest.world.organizations[org.lower()]["actions"])


def _alerts_of(kind: str, item: Item) -> Callable[[Shapes, str, Query, Access], Response]:
    """Return the operation that lists the alerts of all repositories of an organization."""

    def operation(rest: Shapes, org: str, query: Query, access: Access) -> Response:
        found = [
            {**item(rest, each, alert, number), "repository": rest.short(each)}
            for each in rest.listed(org, access)
            for number, alert in enumerate(each["alerts"][kind] or (), 1)
        ]
        return Response(200, found)

    return operation


def _org_advisories(rest: Shapes, org: str, query: Query, access: Access) -> Response:
    advisories = [
        advisory(rest, each, found, number)
        for each in rest.listed(org, access)
        for number, found in enumerate(each["advisories"], 1)
    ]
    return Response(200, advisories)


def _properties(rest: Shapes, org: str, query: Query, access: Access) -> Response:
    found = [
        {
            "repository_id": each.number,
            "repository_name": each.name,
            "repository_full_name": each.full_name,
            "properties": [{"property_name": k, "value": v} for k, v in each["properties"].items()],
        }
        for each in rest.listed(org, access)
    ]
    return Response(200, found)


def _org_immutable(rest: Shapes, org: str, query: Query, access: Access) -> Response:
    return Response(
        200, {"enforced_repositories": rest.world.organizations[org.lower()]["immutable_releases"]}
    )


def _usage(rest: Shapes, org: str, query: Query, access: Access) -> Response:
    listed = [
        {
            "date": rest.world.stamp(each["days"]),
            "product": each["product"],
            "sku": each["sku"],
            "quantity": each["quantity"],
            "unitType": each["unit"],
            "pricePerUnit": 0.008,
            "grossAmount": each["amount"],
            "discountAmount": 0.0,
            "netAmount": each["amount"],
            "organizationName": org,
            "repositoryName": each["repository"],
        }
        for each in rest.world.organizations[org.lower()]["usage"]
        if str(rest.world.stamp(each["days"])).startswith(f"{query.get('year')}-{int(query['month']):02d}")
    ]
    return Response(200, {"usageItems": listed})


OPERATIONS: dict[str, Callable[[Shapes, str, Query, Access], Response]] = {
    "/orgs/{org}": _profile,
    "/orgs/{org}/repos": _repositories,
    "/orgs/{org}/members": _members,
    "/orgs/{org}/outside_collaborators": _outside,
    "/orgs/{org}/hooks": _org_hooks,
    "/orgs/{org}/actions/permissions": _org_actions,
    "/orgs/{org}/actions/permissions/workflow": _org_token,
    "/orgs/{org}/dependabot/alerts": _alerts_of("dependencies", dependency_alert),
    "/orgs/{org}/code-scanning/alerts": _alerts_of("code", code_alert),
    "/orgs/{org}/secret-scanning/alerts": _alerts_of("secrets", secret_alert),
    "/orgs/{org}/security-advisories": _org_advisories,
    "/orgs/{org}/properties/values": _properties,
    "/orgs/{org}/settings/immutable-releases": _org_immutable,
    "/organizations/{org}/settings/billing/usage": _usage,
}
