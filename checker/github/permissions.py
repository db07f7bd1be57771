"""What GitHub's permissions are called, where they are given, and which kinds of token cannot have them."""

from collections.abc import Iterator, Sequence
from enum import StrEnum

from msgspec import Struct

from checker.github.responses import TokenKind
from checker.patterns import lazy


class PermissionReach(StrEnum):
    """Under which heading of GitHub's settings a permission stands; ROLE is none: the user has to be it."""

    REPOSITORY = "repository"
    ORGANIZATION = "organization"
    ROLE = "role"


class Grant(Struct, frozen=True):
    """One thing to be granted: a permission with its *level* (read or write), or a role in words."""

    reach: PermissionReach
    name: str
    level: str = ""


KEEPING_TEAMS = "keeping_teams"
"""The answer about the teams that administer or maintain a repository: {team, permission, part_of}."""
CUSTOM_PROPERTIES = "custom_properties"
"""The answer about a repository's custom properties: name → value."""
SHOWN_BY = {
    KEEPING_TEAMS: "organization Members: read",
    CUSTOM_PROPERTIES: "organization Custom properties: read",
}
"""The permissions that show them."""


NAMES = {
    "actions": "Actions",
    "administration": "Administration",
    "attestations": "Attestations",
    "checks": "Checks",
    "contents": "Contents",
    "deployments": "Deployments",
    "issues": "Issues",
    "members": "organization Members",
    "metadata": "Metadata",
    "organization_administration": "organization Administration",
    "organization_custom_properties": "organization Custom properties",
    "organization_hooks": "organization Webhooks",
    "organization_self_hosted_runners": "organization Self-hosted runners",
    "pull_requests": "Pull requests",
    "repository_advisories": "Repository security advisories",
    "repository_hooks": "Webhooks",
    "secret_scanning_alerts": "Secret scanning alerts",
    "secrets": "Secrets",
    "security_events": "Code scanning alerts",
    "statuses": "Commit statuses",
    "vulnerability_alerts": "Dependabot alerts",
    "webhooks": "Webhooks",
}
"""What GitHub's interfaces call a permission → what its settings page calls it."""
LEVELS = {"read": "Read-only", "write": "Read and write"}
"""The levels as GitHub's settings page calls them."""
IN_WORKFLOWS = {
    "Actions": "actions",
    "Attestations": "attestations",
    "Checks": "checks",
    "Code scanning alerts": "security-events",
    "Commit statuses": "statuses",
    "Contents": "contents",
    "Dependabot alerts": "vulnerability-alerts",  # https://github.com/actions/runner/pull/4350
    "Deployments": "deployments",
    "Issues": "issues",
    "Metadata": "",  # every token has it
    "Pull requests": "pull-requests",
}
"""The permissions that a workflow may give to its token, and their keys under `permissions`."""
_NOT_FINE_GRAINED = frozenset(("Checks",))  # https://github.com/orgs/community/discussions/179545
_PART = lazy(r",\s+|\s+and\s+")
_GRANT = lazy(r"(organization )?(\S.*): (read|write)\b\s*(.*)")
_ROLES = {
    "organization owner": "owner of the organization",
    "with the right to push": "the role Write",
    "on the owner's .github repository": "access to the owner's .github repository",
}
_SCOPES = {
    "Administration": "admin:org",
    "Members": "read:org",
    "Self-hosted runners": "admin:org",
    "Webhooks": "admin:org_hook",
}


def grants(text: str) -> Sequence[Grant]:
    """Return what a problem's permission asks for: `Contents: read and Attestations: read` is two."""
    found = [grant for part in _PART.split(text) if part for grant in _of_part(part)]
    # Every token may read metadata: where a role is asked for too, the role is what lacks.
    has_role = any(grant.reach is PermissionReach.ROLE for grant in found)
    return [grant for grant in found if not (has_role and grant.name == "Metadata")]


def _of_part(part: str) -> Iterator[Grant]:
    match = _GRANT.fullmatch(part)
    if match:
        yield Grant(
            PermissionReach.ORGANIZATION if match[1] else PermissionReach.REPOSITORY, match[2], match[3]
        )
    role = match[4] if match else part
    if role:
        yield Grant(PermissionReach.ROLE, _ROLES.get(role, role))


def is_possible(grant: Grant, token: TokenKind) -> bool:
    """Tell whether a token of this kind can be given it at all."""
    if token is TokenKind.WORKFLOW:
        return (
            grant.reach is PermissionReach.REPOSITORY and grant.name in IN_WORKFLOWS and grant.level == "read"
        )
    return token is not TokenKind.FINE_GRAINED or grant.name not in _NOT_FINE_GRAINED


def scope(grant: Grant) -> str:
    """Return the scope that a classic token needs for it, "" for a role."""
    if grant.reach is PermissionReach.ROLE:
        return ""
    return "repo" if grant.reach is PermissionReach.REPOSITORY else _SCOPES.get(grant.name, "read:org")
