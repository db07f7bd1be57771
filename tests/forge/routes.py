"""The REST operations that are simulated, and what each asks of a token."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Route:
    """One operation.

    *permission* is what a fine-grained token or an App needs ("|": one of them); *role* what the user of a classic
    token has to be ("read", "write", "admin" of the repository, "member" or "owner" of the
    organization). Who may not is told *hidden*: 403, or 404 as if there were nothing.
    """

    permission: str
    role: str = "read"
    hidden: int = 403


_ORG = "organization_administration"
ROUTES = {
    "/rate_limit": Route("metadata"),
    "/orgs/{org}": Route("metadata"),
    "/orgs/{org}/repos": Route("metadata"),
    "/orgs/{org}/members": Route("members", "member"),
    "/orgs/{org}/outside_collaborators": Route("members", "owner"),
    "/orgs/{org}/hooks": Route("organization_hooks", "owner", 404),
    "/orgs/{org}/actions/permissions": Route(_ORG, "owner"),
    "/orgs/{org}/actions/permissions/workflow": Route(_ORG, "owner"),
    "/orgs/{org}/dependabot/alerts": Route("vulnerability_alerts", "owner"),
    "/orgs/{org}/code-scanning/alerts": Route("security_events", "owner"),
    "/orgs/{org}/secret-scanning/alerts": Route("secret_scanning_alerts", "owner", 404),
    "/orgs/{org}/security-advisories": Route("repository_advisories", "owner", 404),
    "/orgs/{org}/properties/values": Route("organization_custom_properties", "member"),
    "/orgs/{org}/settings/immutable-releases": Route(_ORG, "owner"),
    "/organizations/{org}/settings/billing/usage": Route(_ORG, "owner"),
    "/repos/{owner}/{repo}": Route("metadata"),
    "/repos/{owner}/{repo}/actions/permissions": Route("administration", "admin"),
    "/repos/{owner}/{repo}/actions/permissions/workflow": Route("administration", "admin"),
    "/repos/{owner}/{repo}/actions/permissions/fork-pr-contributor-approval": Route(
        "administration", "admin"
    ),
    "/repos/{owner}/{repo}/actions/runners": Route("administration", "admin"),
    "/repos/{owner}/{repo}/actions/secrets": Route("secrets", "write"),
    "/repos/{owner}/{repo}/actions/runs": Route("actions"),
    "/repos/{owner}/{repo}/hooks": Route("webhooks", "admin", 404),
    "/repos/{owner}/{repo}/code-scanning/analyses": Route("security_events", "write"),
    "/repos/{owner}/{repo}/code-scanning/default-setup": Route("administration", "admin"),
    "/repos/{owner}/{repo}/code-scanning/alerts": Route("security_events", "write"),
    "/repos/{owner}/{repo}/private-vulnerability-reporting": Route("metadata"),
    "/repos/{owner}/{repo}/security-advisories": Route("repository_advisories"),
    "/repos/{owner}/{repo}/dependabot/alerts": Route("vulnerability_alerts", "write"),
    "/repos/{owner}/{repo}/secret-scanning/alerts": Route("secret_scanning_alerts", "admin", 404),
    "/repos/{owner}/{repo}/teams": Route("administration", "read"),
    "/repos/{owner}/{repo}/invitations": Route("administration", "admin", 404),
    "/repos/{owner}/{repo}/releases/tags/{tag}": Route("contents"),
    "/repos/{owner}/{repo}/attestations/{subject_digest}": Route("attestations"),
    "/repos/{owner}/{repo}/immutable-releases": Route("administration", "admin", 404),
    "/repos/{owner}/{repo}/issues/{issue_number}/comments": Route("issues|pull_requests"),
    "/repos/{owner}/{repo}/issues/comments/{comment_id}": Route("issues|pull_requests"),
    "/repos/{owner}/{repo}/git/trees/{tree_sha}": Route("contents"),
    "/repos/{owner}/{repo}/git/blobs/{file_sha}": Route("contents"),
    "/orgs/{org}/installation": Route("metadata"),
    "/app/installations/{installation_id}/access_tokens": Route("metadata"),
}
PATHS = frozenset(ROUTES)
PUBLIC = frozenset(
    ("metadata", "contents", "pull_requests", "issues", "actions", "deployments", "attestations")
) | {"repository_advisories"}
"""What everybody may read of a public repository."""
