"""The repositories of a scenario as nodes of GraphQL, as an asker sees them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from graphql import GraphQLError

from tests.forge.access import Access
from tests.forge.store import Repository

Node = Mapping[str, Any]


class Refused(GraphQLError):
    """A field that GitHub refuses, in its own words and of its own type."""

    def __init__(self, message: str, kind: str = "FORBIDDEN") -> None:
        super().__init__(message, extensions={"type": kind})


class RepositoryNode:
    """One repository as an asker sees it."""

    def __init__(self, repository: Repository, access: Access) -> None:
        self.it = repository
        self.world = repository.world
        self.access = access

    def needs(self, permission: str, value: Callable[[], Any]) -> Callable[..., Any]:
        """Return a field that GitHub refuses to whom the permission was not given."""

        def field(**_: Any) -> Any:
            if not self.access.may(self.it, permission):
                raise Refused(self.access.refusal)
            return value()

        return field

    def fields(self) -> Node:
        """Return all that is simulated of a repository."""
        return {**self._identity(), **self._settings(), **self._protected(), **self._activity()}

    def _identity(self) -> Node:
        it, stamp = self.it, self.world.stamp
        organization = it.owner.lower() in self.world.organizations
        return {
            "__typename": "Repository",
            "id": it.node,
            "name": it.name,
            "nameWithOwner": it.full_name,
            "url": f"{self.world.server}/{it.full_name}",
            "visibility": it["visibility"].upper(),
            "isArchived": it["archived"],
            "isFork": it["fork"],
            "isTemplate": it["template"],
            "isDisabled": it["disabled"],
            "pushedAt": None if it.empty else stamp(it["pushed"]),
            "diskUsage": it["size"],
            "owner": {"__typename": "Organization" if organization else "User", "login": it.owner},
            "repositoryTopics": [{"topic": {"name": each}} for each in it["topics"]],
            "viewerCanAdminister": self.access.administers(it),
            "defaultBranchRef": self._branch,
            "object": self.needs("contents", lambda: None) if it.empty else self._object,
        }

    def _settings(self) -> Node:
        it = self.it
        administers = self.access.administers(it)
        return {
            "description": it["description"],
            "homepageUrl": it["homepage"],
            "licenseInfo": {"spdxId": it["license"]} if it["license"] else None,
            "hasIssuesEnabled": it["has_issues"],
            "hasDiscussionsEnabled": it["has_discussions"],
            "hasWikiEnabled": it["has_wiki"],
            "hasProjectsEnabled": it["has_projects"],
            "forkingAllowed": it["allow_forking"],
            "webCommitSignoffRequired": it["web_commit_signoff_required"],
            "deleteBranchOnMerge": it["delete_branch_on_merge"],
            "mergeCommitAllowed": it["allow_merge_commit"],
            "squashMergeAllowed": it["allow_squash_merge"],
            "rebaseMergeAllowed": it["allow_rebase_merge"],
            "codeOfConduct": {"key": "other"} if it.has("CODE_OF_CONDUCT.md") else None,
            "contributingGuidelines": {"url": f"{self.world.server}/x"}
            if it.has("CONTRIBUTING.md")
            else None,
            "issueTemplates": [{"filename": "bug.md"}] if it.has("ISSUE_TEMPLATE/bug.md") else [],
            "pullRequestTemplates": [{"filename": "x.md"}] if it.has("PULL_REQUEST_TEMPLATE.md") else [],
            "isSecurityPolicyEnabled": it.has("SECURITY.md"),
            "codeowners": {"errors": it["codeowners_errors"]} if it.has("CODEOWNERS") else None,
            # Both are hidden without a word: off, or none at all.
            "hasVulnerabilityAlertsEnabled": bool(it["dependabot_alerts"]) and administers,
            "mergeQueue": self._queue,
            "deployKeys": lambda **_: [self._key(each) for each in it["deploy_keys"]] if administers else [],
            "environments": self.needs(
                "actions", lambda: [_environment(each) for each in it["environments"]]
            ),
            "collaborators": self._collaborators,
        }

    def _key(self, key: Node) -> Node:
        return {
            "title": key["title"],
            "readOnly": key["read_only"],
            "createdAt": self.world.stamp(key["days"]),
        }

    def _collaborators(self, **_: Any) -> list[Node] | None:
        """Return everybody with access; null for who may not push."""
        token = self.access.token
        if token is None or not self.access.may(self.it, "metadata", "write") or token.kind == "workflow":
            return None
        organization = self.world.organizations.get(self.it.owner.lower(), {})
        base = organization.get("default_repository_permission", "none")
        roles = {} if organization else {self.it.owner: "admin"}
        for login, role in organization.get("members", {}).items():
            roles[login] = "admin" if role == "admin" else base
        roles = {
            login: role for login, role in {**roles, **self.it["collaborators"]}.items() if role != "none"
        }
        outside = organization.get("outside", ())
        return [
            {"login": login, "@outside": login in outside, "@edge": {"permission": role.upper()}}
            for login, role in roles.items()
        ]

    def _branch(self) -> Node | None:
        it = self.it
        if it.empty:
            return None
        return {
            "name": it["branch"],
            "target": {"__typename": "Commit", "oid": it.head, "history": self._history},
            "rules": lambda **_: [rule for each in self._rulesets("BRANCH") for rule in self._rules(each)],
            "branchProtectionRule": self._classic() if self.access.administers(it) else None,
        }

    def _queue(self, **_: Any) -> Node | None:
        rules = [rule for each in self._rulesets("BRANCH") for rule in self._rules(each)]
        queued = any(rule["type"] == "MERGE_QUEUE" for rule in rules)
        return {"id": f"MQ_{self.it.number}"} if queued else None

    def _history(self, **_: Any) -> list[Node]:
        if not self.access.may(self.it, "contents"):
            raise Refused(self.access.refusal)
        return [
            {
                "committedDate": self.world.stamp(each["days"]),
                "author": {"name": str(each["author"]).removeprefix("bot:")},
                "associatedPullRequests": [{"number": each["pull"]}] if each.get("pull") else [],
            }
            for each in self.it["commits"]
        ]

    def _protected(self) -> Node:
        return {"rulesets": lambda **_: [self._ruleset(each) for each in self._rulesets("TAG", "BRANCH")]}

    def _rulesets(self, *targets: str) -> list[Node]:
        every = enumerate(self.it.rulesets, 1)
        return [{"id": f"RRS_{self.it.number}_{n}", **each} for n, each in every if each["target"] in targets]

    def _ruleset(self, ruleset: Node) -> Node:
        conditions = {"include": ruleset["include"], "exclude": ruleset.get("exclude", [])}
        return {
            "id": ruleset["id"],
            "target": ruleset["target"],
            "enforcement": ruleset["enforcement"],
            "conditions": {"refName": conditions},
            "rules": [{"type": rule["type"]} for rule in ruleset["rules"]],
        }

    def _rules(self, ruleset: Node) -> list[Node]:
        """Return the rules of a ruleset, if it is in force and about the default branch."""
        about = {"~DEFAULT_BRANCH", "~ALL", f"refs/heads/{self.it['branch']}"}
        if ruleset["enforcement"] != "ACTIVE" or about.isdisjoint(ruleset["include"]):
            return []
        actors = lambda **_: [_actor(each) for each in ruleset.get("bypass", ())]  # noqa: E731
        of = {"id": ruleset["id"], "bypassActors": actors if self.access.edits_rulesets(self.it) else None}
        return [
            {"type": rule["type"], "parameters": _parameters(rule), "repositoryRuleset": of}
            for rule in ruleset["rules"]
        ]

    def _classic(self) -> Node | None:
        given = self.it["classic"]
        if given is None:
            return None
        strange = set(given) - set(_CLASSIC)
        assert not strange, strange
        allowed = [
            {"actor": {"__typename": "User", "login": login}}
            for login in given.get("bypassPullRequestAllowances", ())
        ]
        return {**_CLASSIC, **given, "bypassPullRequestAllowances": lambda **_: allowed}

    def _object(self, **arguments: Any) -> Node | None:
        if not self.access.may(self.it, "contents"):
            raise Refused(self.access.refusal)
        if oid := arguments.get("oid"):
            found = dict(self.it.blobs.values()).get(oid)
            return None if found is None else _blob(found)
        folder = arguments["expression"].removeprefix("HEAD:").rstrip("/") + "/"
        inside = [path.removeprefix(folder) for path in self.it["files"] if path.startswith(folder)]
        names = sorted({path.partition("/")[0] for path in inside})
        return {"__typename": "Tree", "entries": [{"name": name} for name in names]} if names else None

    def _activity(self) -> Node:
        it = self.it
        return {
            "pullRequests": self.needs("pull_requests", lambda: self._numbered("pulls", self._pull)),
            "issues": self.needs("issues", lambda: self._numbered("issues", self._issue)),
            "deployments": self.needs(
                "deployments", lambda: [self._deployment(each) for each in it["deployments"]]
            ),
            "releases": self.needs("contents", self._releases),
            "milestones": self.needs("issues", lambda: [self._milestone(each) for each in it["milestones"]]),
        }

    def _numbered(self, kind: str, node: Callable[[Node, int], Node]) -> list[Node]:
        return [node(each, number) for number, each in enumerate(self.it[kind], 1)]

    def _pull(self, pull: Node, number: int) -> Node:
        stamp = self.world.stamp
        merged, closed = pull.get("merged"), pull.get("closed")
        latest = min(
            each for each in (merged, closed, pull.get("updated"), pull["created"]) if each is not None
        )
        files = [
            {"path": path, "additions": more, "deletions": less} for path, more, less in pull.get("files", ())
        ]
        return {
            "number": number,
            "title": pull.get("title", f"Change {number}"),
            "state": "MERGED" if merged is not None else "OPEN" if closed is None else "CLOSED",
            "isDraft": pull.get("draft", False),
            "createdAt": stamp(pull["created"]),
            "updatedAt": stamp(latest),
            "mergedAt": stamp(merged),
            "author": _person(pull["author"]),
            "additions": sum(each["additions"] for each in files),
            "deletions": sum(each["deletions"] for each in files),
            "files": files,
            "reviews": lambda states=None, **_: [
                self._review(each)
                for each in pull.get("reviews", ())
                if not states or each["state"] in states
            ],
            "commits": [{"commit": {"statusCheckRollup": _rollup(pull.get("checks", ()))}}],
        }

    def _review(self, review: Node) -> Node:
        return {
            "state": review["state"],
            "submittedAt": self.world.stamp(review["days"]),
            "author": _person(review["author"]),
        }

    def _issue(self, issue: Node, number: int) -> Node:
        stamp = self.world.stamp
        days = [issue["created"], *(each["days"] for each in issue.get("comments", ()))]
        return {
            "number": number,
            "state": "OPEN" if issue.get("closed") is None else "CLOSED",
            "createdAt": stamp(issue["created"]),
            "updatedAt": stamp(min(days) if issue.get("closed") is None else issue["closed"]),
            "closedAt": stamp(issue.get("closed")),
            "authorAssociation": issue.get("association", "NONE"),
            "author": _person(issue["author"]),
            "labels": [{"name": each} for each in issue.get("labels", ())],
            "comments": [
                {
                    "createdAt": stamp(each["days"]),
                    "authorAssociation": each.get("association", "NONE"),
                    "author": _person(each["author"]),
                }
                for each in issue.get("comments", ())
            ],
            "timelineItems": [
                {
                    "__typename": each["type"],
                    "createdAt": stamp(each["days"]),
                    "actor": _person(each["actor"]),
                }
                for each in issue.get("events", ())
            ],
        }

    def _deployment(self, found: Node) -> Node:
        stamp = self.world.stamp
        return {
            "environment": found["environment"],
            "createdAt": stamp(found["days"]),
            "latestStatus": {"state": found["state"]} if found.get("state") else None,
            "commit": {"committedDate": stamp(found.get("committed", found["days"]))},
        }

    def _releases(self) -> list[Node]:
        drafts = self.access.may(self.it, "contents", "write") and self.access.token is not None
        return [self._release(each) for each in self.it["releases"] if drafts or not each.get("draft")]

    def _release(self, found: Node) -> Node:
        return {
            "tagName": found["tag"],
            "isDraft": found.get("draft", False),
            "isPrerelease": found.get("prerelease", False),
            "createdAt": self.world.stamp(found["days"]),
            "publishedAt": None if found.get("draft") else self.world.stamp(found["days"]),
            "description": found.get("notes", ""),
            "releaseAssets": [{"name": name} for name in found.get("assets", ())],
        }

    def _milestone(self, found: Node) -> Node:
        def issues(states: Sequence[str], **_: Any) -> list[Node]:
            count = found.get("open", 0) if "OPEN" in states else found.get("done", 0)
            return [{"state": states[0]}] * count

        return {
            "title": found["title"],
            "state": "OPEN" if found.get("closed") is None else "CLOSED",
            "dueOn": self.world.stamp(found.get("due")),
            "closedAt": self.world.stamp(found.get("closed")),
            "issues": issues,
        }


_FALSE = (
    "requiresApprovingReviews",
    "dismissesStaleReviews",
    "requiresCodeOwnerReviews",
    "requireLastPushApproval",
    "requiresConversationResolution",
    "requiresStatusChecks",
    "requiresStrictStatusChecks",
    "allowsForcePushes",
    "allowsDeletions",
    "requiresLinearHistory",
    "requiresCommitSignatures",
    "restrictsPushes",
    "lockBranch",
    "isAdminEnforced",
)
_CLASSIC: dict[str, Any] = {
    **dict.fromkeys(_FALSE, False),
    "requiredApprovingReviewCount": None,
    "requiredStatusCheckContexts": [],
    "bypassPullRequestAllowances": [],
}
_PARAMETERS: dict[str, tuple[str, dict[str, Any]]] = {
    "PULL_REQUEST": (
        "PullRequestParameters",
        {
            "requiredApprovingReviewCount": 0,
            "dismissStaleReviewsOnPush": False,
            "requireCodeOwnerReview": False,
            "requireLastPushApproval": False,
            "requiredReviewThreadResolution": False,
        },
    ),
    "REQUIRED_STATUS_CHECKS": (
        "RequiredStatusChecksParameters",
        {"strictRequiredStatusChecksPolicy": False, "requiredStatusChecks": []},
    ),
    "WORKFLOWS": ("WorkflowsParameters", {"workflows": []}),
}


def _parameters(rule: Node) -> Node | None:
    if rule["type"] not in _PARAMETERS:
        return None
    name, unset = _PARAMETERS[rule["type"]]
    given = rule.get("parameters", {})
    assert not set(given) - set(unset), given
    return {"__typename": name, **unset, **given}


def _actor(found: Node) -> Node:
    unset = {
        "deployKey": False,
        "organizationAdmin": False,
        "enterpriseOwner": False,
        "repositoryRoleName": None,
    }
    actor = {"__typename": found["kind"], "name": found["name"]} if "kind" in found else None
    own = {key: value for key, value in found.items() if key in unset}
    return {**unset, "bypassMode": found.get("mode", "ALWAYS"), "actor": actor, **own}


def _environment(found: Node) -> Node:
    rules = [{"type": "REQUIRED_REVIEWERS", "timeout": 0}] if found.get("reviewers") else []
    rules += [{"type": "BRANCH_POLICY", "timeout": 0}] if found.get("branch_policy") else []
    rules += [{"type": "WAIT_TIMER", "timeout": found["wait"]}] if found.get("wait") else []
    return {"name": found["name"], "protectionRules": rules}


def _person(login: str | None) -> Node | None:
    """Return who did something; "bot:NAME" is an App, null somebody who has left."""
    if login is None:
        return None
    kind, _, name = login.rpartition("bot:")
    return (
        {"__typename": "User", "login": login}
        if not kind and name == login
        else {"__typename": "Bot", "login": name}
    )


def _rollup(checks: Sequence[Node]) -> Node | None:
    if not checks:
        return None
    return {
        "contexts": [
            {"__typename": "CheckRun", "name": c["name"], "conclusion": c["conclusion"]} for c in checks
        ]
    }


def _blob(raw: bytes) -> Node:
    return {
        "__typename": "Blob",
        "text": raw.decode(),
        "isBinary": False,
        "isTruncated": False,
        "byteSize": len(raw),
    }
