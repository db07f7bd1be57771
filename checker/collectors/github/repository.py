"""What GitHub knows about a repository itself: its page, its switches, its Actions policy."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from checker.collectors.github.measuring import Measures, measured
from checker.collectors.github.reading import (
    Hidden,
    cut,
    flag,
    item,
    items,
    nodes,
    number,
    optional_text,
    text,
    time,
    value,
)
from checker.collectors.github.statistics import days
from checker.errors import Unobserved
from checker.github.answer import Answer, Observation, State
from checker.github.ask import Ask, Endpoint, Field, Scope
from checker.model.facts import Facts, FactSpec, FactType
from checker.model.plain import Plain

PERMISSIONS = {
    "github": "Metadata: read",
    "github.actions": "Administration: read",
    "github.codeowners_errors": "Contents: read",
    "github.environments": "Actions: read",
    "github.inherited": "Contents: read on the owner's .github repository",
}

_BOOL, _INT, _STRING = FactType.BOOL, FactType.INT, FactType.STRING

_PAGE = (
    FactSpec("github.description", _STRING, "The one-line description on the repository's page."),
    FactSpec("github.homepage", _STRING, "The address of the project's website on the repository's page."),
    FactSpec("github.topics", FactType.STRINGS, "The topics under which the repository can be found."),
    FactSpec("github.license", _STRING, "The SPDX id of the licence that GitHub detects."),
    FactSpec("github.owner_type", _STRING, "Who owns the repository: Organization or User."),
    FactSpec("github.default_branch", _STRING, "The name of the default branch."),
    FactSpec("github.fork", _BOOL, "The repository is a fork of another."),
    FactSpec("github.template", _BOOL, "The repository is a template for new ones."),
    FactSpec("github.pushed_at", _STRING, "When any branch was last pushed to."),
    FactSpec("github.days_since_push", _INT, "Days since any branch was last pushed to.", timed=True),
)

_SWITCHES = (
    FactSpec("github.issues_enabled", _BOOL, "Issues can be opened."),
    FactSpec("github.discussions_enabled", _BOOL, "Discussions are switched on."),
    FactSpec("github.wiki_enabled", _BOOL, "The wiki is switched on."),
    FactSpec("github.projects_enabled", _BOOL, "Projects are switched on."),
    FactSpec("github.forking_allowed", _BOOL, "The repository may be forked."),
    FactSpec("github.signoff_required", _BOOL, "Commits made on the web must be signed off."),
    FactSpec("github.delete_branch_on_merge", _BOOL, "Branches are deleted when their change is merged."),
    FactSpec(
        "github.merge_methods", FactType.STRINGS, "The ways to merge that are allowed: merge, squash, rebase."
    ),
)

_INHERITED = (
    FactSpec(
        "github.inherited.code_of_conduct",
        _BOOL,
        "GitHub shows a code of conduct, the repository's own or its owner's.",
    ),
    FactSpec(
        "github.inherited.contributing",
        _BOOL,
        "GitHub shows a contribution guide, the repository's own or its owner's.",
    ),
    FactSpec(
        "github.inherited.issue_templates",
        _BOOL,
        "GitHub offers issue templates, the repository's own or its owner's.",
    ),
    FactSpec(
        "github.inherited.pull_request_template",
        _BOOL,
        "GitHub offers a pull request template, the repository's own or its owner's.",
    ),
    FactSpec(
        "github.inherited.security_policy",
        _BOOL,
        "GitHub shows a security policy, the repository's own or its owner's.",
    ),
)

_ACTIONS = (
    FactSpec("github.actions.enabled", _BOOL, "Workflows may run in this repository."),
    FactSpec(
        "github.actions.allowed",
        _STRING,
        "Which actions may run: all, local_only, selected or none, within what the owner allows.",
    ),
    FactSpec("github.actions.pinning_required", _BOOL, "Actions must be pinned to a full commit."),
    FactSpec(
        "github.actions.default_permission",
        _STRING,
        "What a workflow's token may do by default: read or write.",
    ),
    FactSpec("github.actions.may_approve", _BOOL, "Workflows may approve pull requests."),
    FactSpec(
        "github.actions.fork_approval", _STRING, "Whose first workflow runs from forks need an approval."
    ),
    FactSpec("github.actions.runners", _INT, "How many self-hosted runners the repository can use."),
    FactSpec(
        "github.environments",
        FactType.RECORDS,
        "The deployment environments and what protects them.",
        item={"name": _STRING, "reviewers": _BOOL, "branch_policy": _BOOL, "wait_minutes": _INT},
    ),
    FactSpec(
        "github.codeowners_errors",
        FactType.RECORDS,
        "What GitHub finds wrong with CODEOWNERS, such as owners without write access.",
        item={"path": _STRING, "line": _INT, "kind": _STRING, "message": _STRING},
    ),
)

FACTS: tuple[FactSpec, ...] = (*_PAGE, *_SWITCHES, *_INHERITED, *_ACTIONS)

Measure = Callable[[Observation], Plain]
_FIELDS = {
    "github.description": ("description",),
    "github.homepage": ("homepageUrl",),
    "github.license": ("licenseInfo",),
    "github.issues_enabled": ("hasIssuesEnabled",),
    "github.discussions_enabled": ("hasDiscussionsEnabled",),
    "github.wiki_enabled": ("hasWikiEnabled",),
    "github.projects_enabled": ("hasProjectsEnabled",),
    "github.forking_allowed": ("forkingAllowed",),
    "github.signoff_required": ("webCommitSignoffRequired",),
    "github.delete_branch_on_merge": ("deleteBranchOnMerge",),
    "github.merge_methods": ("mergeCommitAllowed", "squashMergeAllowed", "rebaseMergeAllowed"),
    "github.inherited.code_of_conduct": ("codeOfConduct",),
    "github.inherited.contributing": ("contributingGuidelines",),
    "github.inherited.issue_templates": ("issueTemplates",),
    "github.inherited.pull_request_template": ("pullRequestTemplates",),
    "github.inherited.security_policy": ("isSecurityPolicyEnabled",),
    "github.environments": ("environments",),
    "github.codeowners_errors": ("codeowners",),
}
_SELECTIONS = {
    "licenseInfo": "licenseInfo { spdxId }",
    "codeOfConduct": "codeOfConduct { key }",
    "contributingGuidelines": "contributingGuidelines { url }",
    "issueTemplates": "issueTemplates { filename }",
    "pullRequestTemplates": "pullRequestTemplates { filename }",
    "environments": """environments(first: 50) {
      pageInfo { hasNextPage }
      nodes { name protectionRules(first: 20) { nodes { type timeout } } }
    }""",
    "codeowners": "codeowners { errors { path line kind message } }",
}
OWNER_POLICY = Endpoint("owner_actions", "orgs/{owner}/actions/permissions", scope=Scope.OWNER)
OWNER_TOKEN = Endpoint("owner_workflow_token", "orgs/{owner}/actions/permissions/workflow", scope=Scope.OWNER)
_POLICY = Endpoint("actions", "repos/{repository}/actions/permissions")
_TOKEN = Endpoint("workflow_token", "repos/{repository}/actions/permissions/workflow")
_FORKS = Endpoint("fork_approval", "repos/{repository}/actions/permissions/fork-pr-contributor-approval")
_RUNNERS = Endpoint("runners", "repos/{repository}/actions/runners")
ASKS: Mapping[str, tuple[Ask, ...]] = {
    "github": (),
    "github.actions.enabled": (OWNER_POLICY,),
    "github.actions.allowed": (OWNER_POLICY,),
    "github.actions.pinning_required": (OWNER_POLICY,),
    "github.actions.default_permission": (OWNER_TOKEN,),
    "github.actions.may_approve": (OWNER_TOKEN,),
    **{
        path: tuple(Field(name, _SELECTIONS.get(name, name)) for name in names)
        for path, names in _FIELDS.items()
    },
}
_NEEDS = {
    "github.actions.enabled": _POLICY,
    "github.actions.allowed": _POLICY,
    "github.actions.pinning_required": _POLICY,
    "github.actions.default_permission": _TOKEN,
    "github.actions.may_approve": _TOKEN,
    "github.actions.fork_approval": _FORKS,
    "github.actions.runners": _RUNNERS,
}


def more(view: Observation, wanted: frozenset[str]) -> Iterator[Endpoint]:
    """Ask for the Actions settings that the organization leaves open."""
    for path, endpoint in _NEEDS.items():
        if path in wanted and not view.repository.archived and _of_owner(view, path) is None:
            yield endpoint


def _of_owner(view: Observation, path: str) -> Plain:
    """Return what the organization's Actions settings decide for its repositories, None if nothing.

    A repository can only be stricter than its organization.
    """
    policy, token = _settings(view.of_owner(OWNER_POLICY.name)), _settings(view.of_owner(OWNER_TOKEN.name))
    bounds: Mapping[str, tuple[Plain, tuple[Plain, ...]]] = {
        "github.actions.allowed": (policy.get("allowed_actions"), ("local_only", "selected")),
        "github.actions.pinning_required": (policy.get("sha_pinning_required"), (True,)),
        "github.actions.default_permission": (token.get("default_workflow_permissions"), ("read",)),
        "github.actions.may_approve": (token.get("can_approve_pull_request_reviews"), (False,)),
    }
    found, deciding = bounds.get(path, (None, ()))
    if path == "github.actions.enabled":
        return False if policy.get("enabled_repositories") == "none" else None
    return found if any(found is each or found == each for each in deciding) else None


def _settings(answer: Answer) -> Mapping[str, Plain]:
    return answer.value if answer.seen and isinstance(answer.value, Mapping) else {}


def _switch(name: str) -> Measure:
    return lambda view: flag({name: value(view[name])}, name)


def _words(name: str) -> Measure:
    return lambda view: optional_text({name: value(view[name])}, name)


def _there(name: str) -> Measure:
    """Return whether GitHub shows something."""
    return lambda view: bool(value(view[name]))


def _license(view: Observation) -> Plain:
    found = value(view["licenseInfo"])
    return "" if found is None else optional_text(item(found, "licenseInfo"), "spdxId")


def _merge_methods(view: Observation) -> Plain:
    names = {"merge": "mergeCommitAllowed", "rebase": "rebaseMergeAllowed", "squash": "squashMergeAllowed"}
    return [method for method, name in names.items() if _switch(name)(view)]


def _environments(view: Observation) -> Plain:
    found = value(view["environments"], whole=True)
    if cut(found, "environments"):
        raise Unobserved("", "there are more than 50 environments")
    return [_environment(each) for each in nodes(found, "environments")]


def _environment(found: Mapping[str, Plain]) -> Plain:
    rules = {text(rule, "type"): number(rule, "timeout") for rule in nodes(found["protectionRules"], "rules")}
    return {
        "name": text(found, "name"),
        "reviewers": "REQUIRED_REVIEWERS" in rules,
        "branch_policy": "BRANCH_POLICY" in rules,
        "wait_minutes": rules.get("WAIT_TIMER", 0),
    }


def _codeowners_errors(view: Observation) -> Plain:
    found = value(view["codeowners"])
    if found is None:
        return []
    return [
        {
            "path": text(each, "path"),
            "line": number(each, "line"),
            "kind": text(each, "kind"),
            "message": text(each, "message"),
        }
        for each in items(item(found, "codeowners").get("errors"), "errors")
    ]


def _action(path: str, key: str) -> Measure:
    """Return one of the settings of Actions: the organization's where it decides, else the repository's."""

    def measure(view: Observation) -> Plain:
        decided = _of_owner(view, path)
        if decided is not None:
            return decided
        if view.repository.archived:
            raise Unobserved("", "the repository is archived: its Actions settings were not asked for")
        answer = view[_NEEDS[path].name]
        if answer.state is State.ABSENT:
            raise Hidden("", answer.message, answer.permission)
        found = item(value(answer), path)
        if key not in found:
            raise Hidden("", f"GitHub's answer lacks {key}")
        return found[key]

    return measure


def _truth(path: str, key: str) -> Measure:
    return lambda view: flag({key: _action(path, key)(view)}, key)


def _word(path: str, key: str) -> Measure:
    return lambda view: text({key: _action(path, key)(view)}, key)


def _allowed(view: Observation) -> Plain:
    """Return the policy; where no workflow may run, no action may either."""
    if not _of_owner(view, "github.actions.allowed"):
        answer = view[_POLICY.name]
        if _settings(answer).get("enabled") is False:
            return "none"
    return _word("github.actions.allowed", "allowed_actions")(view)


_MEASURES: Measures[Observation] = {
    "github.description": _words("description"),
    "github.homepage": _words("homepageUrl"),
    "github.topics": lambda view: list(view.repository.topics),
    "github.license": _license,
    "github.owner_type": lambda view: "Organization" if view.repository.organization else "User",
    "github.default_branch": lambda view: view.repository.branch,
    "github.fork": lambda view: view.repository.fork,
    "github.template": lambda view: view.repository.template,
    "github.pushed_at": lambda view: view.repository.pushed_at,
    "github.days_since_push": lambda view: days(pushed(view), view.at),
    "github.issues_enabled": _switch("hasIssuesEnabled"),
    "github.discussions_enabled": _switch("hasDiscussionsEnabled"),
    "github.wiki_enabled": _switch("hasWikiEnabled"),
    "github.projects_enabled": _switch("hasProjectsEnabled"),
    "github.forking_allowed": _switch("forkingAllowed"),
    "github.signoff_required": _switch("webCommitSignoffRequired"),
    "github.delete_branch_on_merge": _switch("deleteBranchOnMerge"),
    "github.merge_methods": _merge_methods,
    "github.inherited.code_of_conduct": _there("codeOfConduct"),
    "github.inherited.contributing": _there("contributingGuidelines"),
    "github.inherited.issue_templates": _there("issueTemplates"),
    "github.inherited.pull_request_template": _there("pullRequestTemplates"),
    "github.inherited.security_policy": _there("isSecurityPolicyEnabled"),
    "github.environments": _environments,
    "github.codeowners_errors": _codeowners_errors,
    "github.actions.enabled": _truth("github.actions.enabled", "enabled"),
    "github.actions.allowed": _allowed,
    "github.actions.pinning_required": _truth("github.actions.pinning_required", "sha_pinning_required"),
    "github.actions.default_permission": _word(
        "github.actions.default_permission", "default_workflow_permissions"
    ),
    "github.actions.may_approve": _truth("github.actions.may_approve", "can_approve_pull_request_reviews"),
    "github.actions.fork_approval": _word("github.actions.fork_approval", "approval_policy"),
    "github.actions.runners": lambda view: number(
        {"total_count": _action("github.actions.runners", "total_count")(view)}, "total_count"
    ),
}


def pushed(view: Observation) -> datetime:
    """Return when the repository was last pushed to."""
    return time({"pushedAt": view.repository.pushed_at}, "pushedAt")


def collect(view: Observation, wanted: frozenset[str]) -> Facts:
    """Return what GitHub knows about the repository itself."""
    return measured(_MEASURES, view, wanted, PERMISSIONS)
