"""Answers about settings, as GitHub gives them to who may see everything."""

from types import ModuleType
from typing import Any

from checker.collectors.github import (
    access,
    actions,
    alerts,
    community,
    protection,
    repository,
    security,
)
from tests.collectors.github.views import ago, connection

TOPICS = [repository, community, actions, protection, security, alerts, access]
PULL = {
    "requiredApprovingReviewCount": 1,
    "dismissStaleReviewsOnPush": False,
    "requireCodeOwnerReview": False,
    "requireLastPushApproval": False,
    "requiredReviewThreadResolution": False,
}
CLASSIC = {
    "requiresApprovingReviews": False,
    "requiredApprovingReviewCount": None,
    "dismissesStaleReviews": False,
    "requiresCodeOwnerReviews": False,
    "requireLastPushApproval": False,
    "requiresConversationResolution": False,
    "requiresStatusChecks": False,
    "requiredStatusCheckContexts": None,
    "requiresStrictStatusChecks": False,
    "allowsForcePushes": True,
    "allowsDeletions": True,
    "requiresLinearHistory": False,
    "requiresCommitSignatures": False,
    "restrictsPushes": False,
    "lockBranch": False,
    "isAdminEnforced": True,
    "bypassPullRequestAllowances": connection(),
}
NO_CLASSIC = {"branchProtectionRule": None}
"""No classic protection, or one that is hidden: GitHub does not tell them apart."""


def pull(**parameters: Any) -> dict[str, Any]:
    return rule("PULL_REQUEST", {**PULL, **parameters})


def checks(*names: str, strict: bool = False) -> dict[str, Any]:
    listed = [{"context": name} for name in names]
    return rule(
        "REQUIRED_STATUS_CHECKS",
        {"strictRequiredStatusChecksPolicy": strict, "requiredStatusChecks": listed},
    )


def rule(kind: str, parameters: Any = None, bypass: Any = None, ruleset: Any = ...) -> dict[str, Any]:
    """Return a rule; nobody may bypass it unless said otherwise."""
    of = {"id": "RRS_1", "bypassActors": connection() if bypass is None else bypass}
    return {
        "type": kind,
        "parameters": parameters,
        "repositoryRuleset": of if ruleset is ... else ruleset,
    }


def rules(*found: Any, more: bool = False) -> dict[str, Any]:
    return {"rules": connection(*found, more=more)}


def classic(**settings: Any) -> dict[str, Any]:
    return {"branchProtectionRule": {**CLASSIC, **settings}}


def actor(name: str | None = None, mode: str | None = "ALWAYS", **of: Any) -> dict[str, Any]:
    """Return who may bypass a ruleset: an app or team, unless *of* says what else."""
    kind = {
        "deployKey": False,
        "organizationAdmin": False,
        "enterpriseOwner": False,
        "repositoryRoleName": None,
    }
    known = {"__typename": "Team", "name": name} if name else None
    return {**kind, "bypassMode": mode, "actor": known, **of}


def tags(
    *kinds: str,
    include: Any = ("refs/tags/v*",),
    exclude: Any = (),
    enforcement: str = "ACTIVE",
) -> dict[str, Any]:
    return {
        "enforcement": enforcement,
        "conditions": {"refName": {"include": [*include], "exclude": [*exclude]}},
        "rules": connection(*({"type": kind} for kind in kinds)),
    }


def hook(**config: Any) -> dict[str, Any]:
    whole = {"url": "https://ci.example/hook", "insecure_ssl": "0", "secret": "********"}
    return {"active": True, "config": {**whole, **config}}


def switches(**states: str) -> list[Any]:
    found = {name: {"status": state} for name, state in states.items()}
    return [{"full_name": "acme/app", "security_and_analysis": found}]


def environment(name: str, **rules: int) -> dict[str, Any]:
    found = [{"type": kind, "timeout": minutes} for kind, minutes in rules.items()]
    return {"name": name, "protectionRules": connection(*found)}


def edge(permission: str, login: str = "") -> dict[str, Any]:
    return {"permission": permission, **({"node": {"login": login}} if login else {})}


def edges(*found: Any, more: bool = False) -> dict[str, Any]:
    return {"edges": [*found], "totalCount": len(found), "pageInfo": {"hasNextPage": more}}


def dependency_alert() -> dict[str, Any]:
    return {
        "created_at": ago(10),
        "dependency": {"manifest_path": "uv.lock", "package": {"name": "jinja2", "ecosystem": "pip"}},
        "security_advisory": {"ghsa_id": "GHSA-1"},
        "security_vulnerability": {"severity": "high", "first_patched_version": {"identifier": "3.1.6"}},
    }


def code_alert() -> dict[str, Any]:
    return {
        "created_at": ago(20),
        "rule": {"id": "py/sql-injection", "severity": "error", "security_severity_level": "critical"},
        "tool": {"name": "CodeQL"},
        "most_recent_instance": {"location": {"path": "app.py", "start_line": 7}},
    }


def secret_alert() -> dict[str, Any]:
    return {"created_at": ago(30), "secret_type": "aws_access_key_id", "validity": "active"}


WHOLE: dict[ModuleType, dict[str, Any]] = {
    repository: {
        "description": "An app",
        "homepageUrl": None,
        "licenseInfo": {"spdxId": "MIT"},
        **dict.fromkeys(
            (
                "hasIssuesEnabled",
                "hasDiscussionsEnabled",
                "hasWikiEnabled",
                "hasProjectsEnabled",
                "forkingAllowed",
                "webCommitSignoffRequired",
                "deleteBranchOnMerge",
                "mergeCommitAllowed",
                "squashMergeAllowed",
                "rebaseMergeAllowed",
            ),
            True,
        ),
    },
    community: {
        "codeOfConduct": {"key": "contributor_covenant"},
        "contributingGuidelines": {"url": "https://github.com/acme/.github"},
        "issueTemplates": [{"filename": "bug.md"}],
        "pullRequestTemplates": [{"filename": "change.md"}],
        "isSecurityPolicyEnabled": True,
        "codeowners": {
            "errors": [{"path": "CODEOWNERS", "line": 3, "kind": "Unknown owner", "message": "?"}]
        },
    },
    actions: {
        "actions": {"enabled": True, "allowed_actions": "selected", "sha_pinning_required": True},
        "workflow_token": {"default_workflow_permissions": "read", "can_approve_pull_request_reviews": False},
        "fork_approval": {"approval_policy": "first_time_contributors"},
        "runners": {"total_count": 2, "runners": []},
        "environments": connection(environment("prod", REQUIRED_REVIEWERS=0, WAIT_TIMER=30)),
    },
    protection: {
        "branch_rules": rules(
            pull(), checks("test", strict=True), rule("DELETION", bypass=connection(actor("platform")))
        ),
        "classic_protection": classic(
            requiresApprovingReviews=True,
            requiredApprovingReviewCount=2,
            requiresStatusChecks=True,
            requiredStatusCheckContexts=["lint"],
            bypassPullRequestAllowances=connection({"actor": {"__typename": "User", "login": "ada"}}),
        ),
        "mergeQueue": {"id": "MQ_1"},
        "tag_rulesets": connection(tags("UPDATE", "DELETION")),
    },
    security: {
        "hasVulnerabilityAlertsEnabled": True,
        "settings": switches(
            secret_scanning="enabled",
            secret_scanning_push_protection="disabled",
            dependabot_security_updates="enabled",
        ),
        "advisories": [{"url": "https://api.github.com/repos/acme/app/security-advisories/GHSA-1"}],
        "deployKeys": connection({"title": "deploy", "readOnly": True, "createdAt": ago(400)}),
        "analyses": [{"id": 1}],
        "code_scanning_setup": {"state": "configured"},
        "private_reporting": {"enabled": True},
        "hooks": [hook()],
        "workflow_secrets": [{"name": "TOKEN", "updated_at": ago(100)}],
    },
    alerts: {
        "dependency_alerts": [dependency_alert()],
        "code_alerts": [code_alert()],
        "secret_alerts": [secret_alert()],
    },
    access: {
        "everybody": edges(edge("ADMIN"), edge("WRITE"), edge("READ")),
        "outsiders": edges(edge("WRITE", "eve")),
        "teams": [{"slug": "payments", "permission": "push"}],
        "invitations": [{"id": 1}],
    },
}
"""Every answer that each topic reads."""

OWNER: dict[str, Any] = {
    "organization": {
        "default_repository_permission": "read",
        "members_can_create_repositories": True,
        "members_can_create_public_repositories": False,
        "members_can_delete_repositories": False,
        "members_can_change_repo_visibility": False,
        "two_factor_requirement_enabled": True,
    },
    "owners": [{"login": "olga"}],
    "one_factor": [],
    "outside_collaborators": [{"login": "eve"}],
    "owner_hooks": [hook()],
    "owner_actions": {
        "enabled_repositories": "all",
        "allowed_actions": "selected",
        "sha_pinning_required": False,
    },
    "owner_workflow_token": {
        "default_workflow_permissions": "read",
        "can_approve_pull_request_reviews": False,
    },
    "usage": {
        "usageItems": [
            {"product": "Actions", "unitType": "Minutes", "quantity": 90, "netAmount": 0.5},
            {"product": "actions", "unitType": "GigabyteHours", "quantity": 7, "netAmount": 0.25},
            {"product": "git_lfs", "unitType": "GigabyteHours", "quantity": 9, "netAmount": 4.0},
        ]
    },
    "requiresTwoFactorAuthentication": True,
    "membersWithRole": {"totalCount": 12},
    "membersCanForkPrivateRepositories": False,
    "samlIdentityProvider": {"id": "SAML_1"},
    "isVerified": True,
}
"""Every answer about an organization."""
