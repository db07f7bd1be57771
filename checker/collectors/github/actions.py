"""What the settings of GitHub Actions allow, and where it may deploy to.

A repository can only be stricter than its organization: where that has decided, nothing else is asked.
"""

from collections.abc import Callable, Iterator, Mapping

from checker.collectors.github.measuring import Measures, measured
from checker.collectors.github.reading import (
    HiddenByPermission,
    Item,
    cut,
    flag,
    item,
    nodes,
    number,
    text,
    value,
)
from checker.errors import Unobserved
from checker.github.queries import Ask, Endpoint, GraphQLField, Scope
from checker.github.responses import Answer, Observation
from checker.model.facts import Facts, FactSpec, FactType
from checker.model.json_value import Json

PERMISSIONS = {"github.actions": "Administration: read", "github.environments": "Actions: read"}

_BOOL, _INT, _STRING = FactType.BOOL, FactType.INT, FactType.STRING

FACTS: tuple[FactSpec, ...] = (
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
)

OWNER_POLICY = Endpoint("owner_actions", "orgs/{owner}/actions/permissions", scope=Scope.OWNER)
OWNER_TOKEN = Endpoint("owner_workflow_token", "orgs/{owner}/actions/permissions/workflow", scope=Scope.OWNER)
ENVIRONMENTS = GraphQLField(
    "environments",
    """environments(first: 50) {
      pageInfo { hasNextPage }
      nodes { name protectionRules(first: 20) { nodes { type timeout } } }
    }""",
)
_POLICY = Endpoint("actions", "repos/{repository}/actions/permissions")
_TOKEN = Endpoint("workflow_token", "repos/{repository}/actions/permissions/workflow")
_FORKS = Endpoint("fork_approval", "repos/{repository}/actions/permissions/fork-pr-contributor-approval")
_RUNNERS = Endpoint("runners", "repos/{repository}/actions/runners")
ASKS: Mapping[str, tuple[Ask, ...]] = {
    "github.actions": (),
    "github.actions.enabled": (OWNER_POLICY,),
    "github.actions.allowed": (OWNER_POLICY,),
    "github.actions.pinning_required": (OWNER_POLICY,),
    "github.actions.default_permission": (OWNER_TOKEN,),
    "github.actions.may_approve": (OWNER_TOKEN,),
    "github.environments": (ENVIRONMENTS,),
}
_NEEDS = {
    "github.actions.enabled": (_POLICY, "enabled"),
    "github.actions.allowed": (_POLICY, "allowed_actions"),
    "github.actions.pinning_required": (_POLICY, "sha_pinning_required"),
    "github.actions.default_permission": (_TOKEN, "default_workflow_permissions"),
    "github.actions.may_approve": (_TOKEN, "can_approve_pull_request_reviews"),
    "github.actions.fork_approval": (_FORKS, "approval_policy"),
    "github.actions.runners": (_RUNNERS, "total_count"),
}
"""Where the repository's own setting is: the request and the key."""
_DECIDED: Mapping[str, tuple[Endpoint, str, Mapping[str | bool, Json]]] = {
    "github.actions.enabled": (OWNER_POLICY, "enabled_repositories", {"none": False}),
    "github.actions.allowed": (
        OWNER_POLICY,
        "allowed_actions",
        {"local_only": "local_only", "selected": "selected"},
    ),
    "github.actions.pinning_required": (OWNER_POLICY, "sha_pinning_required", {True: True}),
    "github.actions.default_permission": (OWNER_TOKEN, "default_workflow_permissions", {"read": "read"}),
    "github.actions.may_approve": (OWNER_TOKEN, "can_approve_pull_request_reviews", {False: False}),
}
"""The organization's settings, and what those that leave no choice mean for its repositories."""
_ARCHIVED = "the repository is archived: its Actions settings were not asked for"


def more(view: Observation, wanted: frozenset[str]) -> Iterator[Endpoint]:
    """Ask for the settings that the organization leaves open."""
    if not view.repository.archived:
        open_paths = [path for path in _NEEDS if path in wanted and _decided(view, path) is None]
        yield from dict.fromkeys(_NEEDS[path][0] for path in open_paths)


def _decided(view: Observation, path: str) -> Json:
    """Return what the organization's settings decide for its repositories, None if nothing."""
    if path not in _DECIDED:
        return None
    endpoint, key, meanings = _DECIDED[path]
    found = _settings(view.of_owner(endpoint.name)).get(key)
    return meanings.get(found) if isinstance(found, (str, bool)) else None


def _settings(answer: Answer) -> Item:
    return answer.value if answer.seen and isinstance(answer.value, dict) else {}


def _setting(view: Observation, path: str) -> Item:
    """Return one setting under its key: the organization's where it decides, else the repository's."""
    endpoint, key = _NEEDS[path]
    decided = _decided(view, path)
    if decided is not None:
        return {key: decided}
    if view.repository.archived:
        raise Unobserved("", _ARCHIVED)
    found = item(value(view[endpoint.name]), path)
    if key not in found:
        raise HiddenByPermission("", f"GitHub's answer lacks {key}")
    return found


def _read(path: str, kind: Callable[[Item, str], Json]) -> Callable[[Observation], Json]:
    return lambda view: kind(_setting(view, path), _NEEDS[path][1])


def _allowed(view: Observation) -> Json:
    """Return the policy; where no workflow may run, no action may either."""
    path = "github.actions.allowed"
    if _decided(view, path) is None and _settings(view[_POLICY.name]).get("enabled") is False:
        return "none"
    return _read(path, text)(view)


def _environments(view: Observation) -> Json:
    found = value(view[ENVIRONMENTS.name], whole=True)
    if cut(found, ENVIRONMENTS.name):
        raise Unobserved("", "there are more than 50 environments")
    return [_environment(each) for each in nodes(found, ENVIRONMENTS.name)]


def _environment(found: Item) -> Json:
    listed = nodes(found.get("protectionRules"), "protectionRules")
    rules = {text(rule, "type"): number(rule, "timeout") for rule in listed}
    return {
        "name": text(found, "name"),
        "reviewers": "REQUIRED_REVIEWERS" in rules,
        "branch_policy": "BRANCH_POLICY" in rules,
        "wait_minutes": rules.get("WAIT_TIMER", 0),
    }


_MEASURES: Measures[Observation] = {
    "github.actions.enabled": _read("github.actions.enabled", flag),
    "github.actions.allowed": _allowed,
    "github.actions.pinning_required": _read("github.actions.pinning_required", flag),
    "github.actions.default_permission": _read("github.actions.default_permission", text),
    "github.actions.may_approve": _read("github.actions.may_approve", flag),
    "github.actions.fork_approval": _read("github.actions.fork_approval", text),
    "github.actions.runners": _read("github.actions.runners", number),
    "github.environments": _environments,
}


def collect(view: Observation, wanted: frozenset[str]) -> Facts:
    """Return what Actions may do."""
    return measured(_MEASURES, view, wanted, PERMISSIONS)
