"""What GitHub knows about a repository itself: its page, its switches, its Actions policy."""

from checker.model.facts import FactSpec, FactType

PERMISSIONS = {
    "github": "Metadata: read",
    "github.actions": "Administration: read",
    "github.codeowners_errors": "Contents: read",
    "github.delete_branch_on_merge": "Contents: write",
    "github.environments": "Actions: read",
    "github.inherited": "Contents: read on the owner's .github repository",
    "github.merge_methods": "Contents: write",
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
        "github.inherited.code_of_conduct", _BOOL, "The owner's .github repository offers a code of conduct."
    ),
    FactSpec(
        "github.inherited.contributing", _BOOL, "The owner's .github repository offers a contribution guide."
    ),
    FactSpec(
        "github.inherited.issue_templates", _BOOL, "The owner's .github repository offers issue templates."
    ),
    FactSpec(
        "github.inherited.pull_request_template",
        _BOOL,
        "The owner's .github repository offers a pull request template.",
    ),
    FactSpec(
        "github.inherited.security_policy", _BOOL, "The owner's .github repository offers a security policy."
    ),
)

_ACTIONS = (
    FactSpec("github.actions.enabled", _BOOL, "Workflows may run in this repository."),
    FactSpec("github.actions.allowed", _STRING, "Which actions may run: all, local_only or selected."),
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
