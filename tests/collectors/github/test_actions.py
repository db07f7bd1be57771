"""Settings of Actions: the organization's where they leave no choice, else the repository's."""

from typing import Any

import pytest

from checker.collectors.github import actions
from checker.github.responses import Answer, AnswerState
from checker.model.facts import Problem
from tests.collectors.github.settings import environment
from tests.collectors.github.views import connection, view

POLICY, TOKEN = "owner_actions", "owner_workflow_token"
DECIDED: list[tuple[str, dict[str, Any], Any]] = [
    ("github.actions.enabled", {POLICY: {"enabled_repositories": "none"}}, False),
    ("github.actions.allowed", {POLICY: {"allowed_actions": "local_only"}}, "local_only"),
    ("github.actions.allowed", {POLICY: {"allowed_actions": "selected"}}, "selected"),
    ("github.actions.pinning_required", {POLICY: {"sha_pinning_required": True}}, True),
    ("github.actions.default_permission", {TOKEN: {"default_workflow_permissions": "read"}}, "read"),
    ("github.actions.may_approve", {TOKEN: {"can_approve_pull_request_reviews": False}}, False),
]
OPEN: list[tuple[str, dict[str, Any]]] = [
    ("github.actions.enabled", {POLICY: {"enabled_repositories": "all"}}),
    ("github.actions.enabled", {POLICY: {"enabled_repositories": "selected"}}),
    ("github.actions.allowed", {POLICY: {"allowed_actions": "all"}}),
    ("github.actions.pinning_required", {POLICY: {"sha_pinning_required": False}}),
    ("github.actions.pinning_required", {POLICY: {"sha_pinning_required": 1}}),
    ("github.actions.default_permission", {TOKEN: {"default_workflow_permissions": "write"}}),
    ("github.actions.may_approve", {TOKEN: {"can_approve_pull_request_reviews": True}}),
    ("github.actions.may_approve", {TOKEN: {"can_approve_pull_request_reviews": 0}}),
    ("github.actions.may_approve", {TOKEN: {"can_approve_pull_request_reviews": None}}),
    ("github.actions.may_approve", {TOKEN: {}}),
    ("github.actions.may_approve", {TOKEN: [False]}),
    ("github.actions.may_approve", {TOKEN: Answer(AnswerState.DENIED)}),
    ("github.actions.may_approve", {}),
    ("github.actions.fork_approval", {}),
    ("github.actions.runners", {}),
]
OWN: dict[str, tuple[str, str, list[Any]]] = {
    "github.actions.enabled": ("actions", "enabled", [True, False]),
    "github.actions.allowed": ("actions", "allowed_actions", ["all", "local_only", "selected"]),
    "github.actions.pinning_required": ("actions", "sha_pinning_required", [True, False]),
    "github.actions.default_permission": (
        "workflow_token",
        "default_workflow_permissions",
        ["read", "write"],
    ),
    "github.actions.may_approve": ("workflow_token", "can_approve_pull_request_reviews", [True, False]),
    "github.actions.fork_approval": ("fork_approval", "approval_policy", ["all_external_contributors"]),
    "github.actions.runners": ("runners", "total_count", [0, 3]),
}


def known(path: str, answers: dict[str, Any], owner: Any = None, **how: Any) -> Any:
    return actions.collect(view(answers, owner, **how), frozenset((path,))).values[path]


def problem(path: str, answers: dict[str, Any], owner: Any = None, **how: Any) -> Problem:
    found = actions.collect(view(answers, owner, **how), frozenset((path,)))
    assert not found.values
    told = found.problem(path)
    assert told is not None
    return told


def asked(*paths: str, owner: Any = None, **how: Any) -> list[str]:
    return [each.name for each in actions.more(view({}, owner, **how), frozenset(paths))]


@pytest.mark.parametrize(("path", "owner", "expected"), DECIDED)
def test_decided_above(path: str, owner: dict[str, Any], expected: Any) -> None:
    """A repository can only be stricter than its organization, so that nothing else is asked."""
    assert known(path, {}, owner) == expected
    assert known(path, {}, owner, archived=True) == expected
    assert asked(path, owner=owner) == []


@pytest.mark.parametrize(("path", "owner"), OPEN)
def test_open_above(path: str, owner: dict[str, Any]) -> None:
    """Where the organization leaves a choice, or hides what it chose, the repository is asked."""
    name, key, values = OWN[path]
    assert asked(path, owner=owner) == [name]
    for value in values:
        assert known(path, {name: {key: value}}, owner) == value


@pytest.mark.parametrize("path", OWN)
def test_hidden(path: str) -> None:
    """404, refusals and keys that are left out are for administrators to see."""
    name, key, _ = OWN[path]
    all_hidden: tuple[Any, ...] = (Answer(AnswerState.ABSENT), Answer(AnswerState.DENIED), {})
    for hidden in all_hidden:
        assert problem(path, {name: hidden}).permission == "Administration: read"
    assert "cannot be read" in problem(path, {name: {key: None}}).reason


@pytest.mark.parametrize("path", OWN)
def test_archived(path: str) -> None:
    """Nothing is asked, and that is the reason."""
    assert asked(path, archived=True) == []
    assert problem(path, {}, archived=True).reason.startswith("the repository is archived")


def test_each_request_once() -> None:
    """Facts share them."""
    assert sorted(asked(*OWN)) == ["actions", "fork_approval", "runners", "workflow_token"]


def test_where_no_workflow_runs() -> None:
    """No action does: GitHub then leaves the policy out."""
    assert known("github.actions.allowed", {"actions": {"enabled": False}}) == "none"


def test_environments() -> None:
    """With what protects them."""
    prod = environment("prod", REQUIRED_REVIEWERS=0, BRANCH_POLICY=0, WAIT_TIMER=30)
    path = "github.environments"
    assert known(path, {"environments": connection(prod, environment("dev", TOMORROW=0))}) == [
        {"name": "prod", "reviewers": True, "branch_policy": True, "wait_minutes": 30},
        {"name": "dev", "reviewers": False, "branch_policy": False, "wait_minutes": 0},
    ]
    assert known(path, {"environments": connection()}) == []
    assert "more than 50" in problem(path, {"environments": connection(more=True)}).reason
    assert problem(path, {"environments": Answer(AnswerState.DENIED)}).permission == "Actions: read"
    refused = Answer(AnswerState.SEEN, connection(), message="no", complete=False)
    assert problem(path, {"environments": refused}).permission == "Actions: read"
    for wrong in ({"name": "prod"}, {"name": "prod", "protectionRules": None}):
        assert "cannot be read" in problem(path, {"environments": connection(wrong)}).reason
