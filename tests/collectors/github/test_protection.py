"""What rulesets and classic protection add up to, and what either says alone."""

from typing import Any

import pytest

from checker.collectors.github import protection
from checker.github.responses import Answer, AnswerState
from checker.model.facts import Facts
from checker.model.json_value import Json
from tests.collectors.github.settings import (
    NO_CLASSIC,
    actor,
    checks,
    classic,
    pull,
    rule,
    rules,
)
from tests.collectors.github.views import connection, view

ADDING = [spec.path for spec in protection.FACTS if spec.grows]
BY_RULE: dict[str, tuple[Any, Json]] = {
    "protection.enforced": (rule("CREATION"), True),
    "protection.pull_requests_required": (pull(requiredApprovingReviewCount=0), True),
    "protection.approvals": (pull(requiredApprovingReviewCount=2), 2),
    "protection.dismisses_stale": (pull(dismissStaleReviewsOnPush=True), True),
    "protection.code_owner_review": (pull(requireCodeOwnerReview=True), True),
    "protection.last_push_approval": (pull(requireLastPushApproval=True), True),
    "protection.conversations_resolved": (pull(requiredReviewThreadResolution=True), True),
    "protection.checks_required": (checks("test"), True),
    "protection.checks": (checks("test"), ["test"]),
    "protection.up_to_date": (checks("test", strict=True), True),
    "protection.merge_queue": (rule("MERGE_QUEUE"), True),
    "protection.force_push_blocked": (rule("NON_FAST_FORWARD"), True),
    "protection.deletion_blocked": (rule("DELETION"), True),
    "protection.linear_history": (rule("REQUIRED_LINEAR_HISTORY"), True),
    "protection.signed_commits": (rule("REQUIRED_SIGNATURES"), True),
    "protection.pushes_restricted": (rule("UPDATE"), True),
    "protection.code_scanning": (rule("CODE_SCANNING"), True),
}
"""Each fact that adds up: a rule that gives it, and its value."""
REVIEWS = {"requiresApprovingReviews": True}
CHECKS = {"requiresStatusChecks": True, "requiredStatusCheckContexts": ["lint", "test"]}
BY_CLASSIC: dict[str, tuple[dict[str, Any], Json]] = {
    "protection.enforced": ({}, True),
    "protection.pull_requests_required": (REVIEWS, True),
    "protection.approvals": ({**REVIEWS, "requiredApprovingReviewCount": 3}, 3),
    "protection.dismisses_stale": ({**REVIEWS, "dismissesStaleReviews": True}, True),
    "protection.code_owner_review": ({**REVIEWS, "requiresCodeOwnerReviews": True}, True),
    "protection.last_push_approval": ({**REVIEWS, "requireLastPushApproval": True}, True),
    "protection.conversations_resolved": ({"requiresConversationResolution": True}, True),
    "protection.checks_required": (CHECKS, True),
    "protection.checks": (CHECKS, ["lint", "test"]),
    "protection.up_to_date": ({**CHECKS, "requiresStrictStatusChecks": True}, True),
    "protection.force_push_blocked": ({"allowsForcePushes": False}, True),
    "protection.deletion_blocked": ({"allowsDeletions": False}, True),
    "protection.linear_history": ({"requiresLinearHistory": True}, True),
    "protection.signed_commits": ({"requiresCommitSignatures": True}, True),
    "protection.pushes_restricted": ({"restrictsPushes": True}, True),
}
"""Each that classic protection can give as well: its settings, and the value."""
NONE: dict[str, Json] = {"protection.approvals": 0, "protection.checks": []}
"""What there is without protection, where it is not false."""


def facts(
    path: str, ruled: Any = None, old: Any = None, administers: bool | None = True, queue: Any = None
) -> Facts:
    answers = {
        "branch_rules": rules() if ruled is None else ruled,
        "classic_protection": NO_CLASSIC if old is None else old,
        "mergeQueue": queue,
    }
    return protection.collect(view(answers, administers=administers), frozenset((path,)))


def known(path: str, ruled: Any = None, old: Any = None, **how: Any) -> Json:
    return facts(path, ruled, old, **how).values[path]


def test_each_that_grows_is_tested() -> None:
    """The tables below are whole."""
    assert sorted(BY_RULE) == sorted(ADDING)
    assert set(ADDING) - set(BY_CLASSIC) == {"protection.merge_queue", "protection.code_scanning"}


@pytest.mark.parametrize("path", ADDING)
def test_none(path: str) -> None:
    """An administrator who sees neither knows that there is none."""
    assert known(path) == NONE.get(path, False)


@pytest.mark.parametrize("path", BY_RULE)
def test_rulesets_alone(path: str) -> None:
    """One rule is enough, among others."""
    ruled, value = BY_RULE[path]
    assert known(path, rules(rule("COMMIT_MESSAGE_PATTERN"), ruled)) == value


@pytest.mark.parametrize("path", BY_CLASSIC)
def test_classic_alone(path: str) -> None:
    """Where there is no ruleset."""
    settings, value = BY_CLASSIC[path]
    assert known(path, old=classic(**settings)) == value


@pytest.mark.parametrize("path", BY_CLASSIC)
def test_both(path: str) -> None:
    """Whichever is stricter binds, in whatever order."""
    ruled, by_rule = BY_RULE[path]
    settings, by_classic = BY_CLASSIC[path]
    both = known(path, rules(ruled), classic(**settings))
    assert both == (by_classic if path != "protection.approvals" else 3)
    assert known(path, rules(ruled), classic()) == by_rule
    assert known(path, rules(rule("CREATION")), classic(**settings)) == by_classic


@pytest.mark.parametrize("path", sorted(set(ADDING) - {"protection.merge_queue", "protection.code_scanning"}))
@pytest.mark.parametrize("administers", [False, None])
def test_classic_hidden(path: str, administers: bool | None) -> None:
    """It could only add: what rulesets give is a lower bound, what they do not give stays open."""
    ruled, value = BY_RULE[path]
    seen = facts(path, rules(ruled), administers=administers)
    assert not seen.values
    (problem,) = seen.problems
    assert (problem.path, problem.seen) == (path, value)
    assert problem.permission == "Administration: read"
    assert "only administrators" in problem.reason
    unseen = facts(path, administers=administers)
    assert not unseen.values
    assert unseen.problem(path).seen is None  # type: ignore[union-attr]


@pytest.mark.parametrize("path", BY_CLASSIC)
def test_rulesets_hidden(path: str) -> None:
    """Then classic protection is the lower bound."""
    settings, value = BY_CLASSIC[path]
    found = facts(path, Answer(AnswerState.DENIED, message="no"), classic(**settings))
    assert not found.values
    problem = found.problem(path)
    assert problem is not None
    assert (problem.seen, problem.reason, problem.permission) == (value, "no", "Administration: read")


def test_a_failure_is_not_for_permissions_to_mend() -> None:
    """Also where a lower bound is known."""
    found = facts("protection.approvals", rules(pull()), Answer(AnswerState.FAILED, message="502"))
    problem = found.problem("protection.approvals")
    assert problem is not None
    assert (problem.seen, problem.reason, problem.permission) == (1, "502", "")


def test_refusal_is_not_absence() -> None:
    """An administrator's token may still lack the permission; GitHub then says so beside the null."""
    refused = Answer(AnswerState.SEEN, NO_CLASSIC, message="GitHub says: no", complete=False)
    found = facts("protection.enforced", old=refused)
    problem = found.problem("protection.enforced")
    assert not found.values
    assert problem is not None
    assert (problem.reason, problem.permission) == ("GitHub says: no", "Administration: read")


def test_code_scanning_is_for_rulesets_alone() -> None:
    """Every reader knows."""
    assert known("protection.code_scanning", administers=False) is False


@pytest.mark.parametrize(("queue", "expected"), [(None, False), ({"id": "MQ_1"}, True)])
def test_merge_queue_of_either(queue: Any, expected: bool) -> None:
    """GitHub does not say whether classic protection demands the queue, but that there is one."""
    assert known("protection.merge_queue", administers=False, queue=queue) is expected
    assert known("protection.merge_queue", old=classic(), queue=queue) is expected


def test_unreadable_merge_queue() -> None:
    """Something is there, but nobody knows what."""
    assert not facts("protection.merge_queue", queue={}).values
    assert known("protection.merge_queue", rules(rule("MERGE_QUEUE"))) is True


@pytest.mark.parametrize(
    ("ruled", "old", "expected"),
    [
        (rules(), NO_CLASSIC, False),
        (rules(rule("DELETION")), NO_CLASSIC, True),
        (rules(rule("DELETION", bypass=connection(actor("platform")))), NO_CLASSIC, True),
        (rules(rule("DELETION", bypass=connection(actor(deployKey=True)))), NO_CLASSIC, True),
        (rules(rule("DELETION", bypass=connection(actor(organizationAdmin=True)))), NO_CLASSIC, False),
        (rules(rule("DELETION", bypass=connection(actor(repositoryRoleName="admin")))), NO_CLASSIC, False),
        (rules(), classic(isAdminEnforced=True), True),
        (rules(), classic(isAdminEnforced=False), False),
        (rules(rule("DELETION")), classic(isAdminEnforced=False), False),
        (rules(rule("DELETION")), classic(isAdminEnforced=True), True),
    ],
)
def test_admins_bound(ruled: Any, old: Any, expected: bool) -> None:
    """No role of theirs may bypass either kind."""
    assert known("protection.admins_bound", ruled, old) is expected


def test_admins_bound_by_half() -> None:
    """Either kind that lets them through decides; else both must be seen."""
    path = "protection.admins_bound"
    loose = rules(rule("DELETION", bypass=connection(actor(organizationAdmin=True))))
    assert known(path, loose, administers=False) is False
    assert facts(path, rules(rule("DELETION")), administers=False).problem(path)
    hidden = rules(rule("DELETION", ruleset=None))
    assert known(path, hidden, classic(isAdminEnforced=False)) is False
    for old in (classic(isAdminEnforced=True), NO_CLASSIC):
        problem = facts(path, hidden, old).problem(path)
        assert problem is not None
        assert problem.permission == "Administration: write"


def test_bypass_of_both() -> None:
    """Who may bypass rulesets, then who need not follow classic protection."""
    ruled = rules(rule("DELETION", bypass=connection(actor("platform", "PULL_REQUEST"))))
    assert known("protection.bypass", ruled, classic(isAdminEnforced=False)) == [
        {"name": "platform", "kind": "team", "mode": "pull_request"},
        {"name": "administrators", "kind": "role", "mode": "always"},
    ]
    assert known("protection.bypass") == []


def test_bypass_needs_both() -> None:
    """Who is hidden could be anybody."""
    path = "protection.bypass"
    hidden = facts(path, rules(rule("DELETION", bypass=connection())), administers=False).problem(path)
    assert hidden is not None
    assert hidden.permission == "Administration: read"
    assert hidden.seen is None


def test_empty_repository() -> None:
    """It has no branch; one whose branch is known is kept from us."""
    answers = {"branch_rules": None, "classic_protection": None}
    wanted = frozenset(("protection.enforced",))
    (empty,) = protection.collect(view(answers, branch="", administers=True), wanted).problems
    assert (empty.reason.partition(":")[0], empty.permission) == ("the repository is empty", "")
    (hidden,) = protection.collect(view(answers, administers=True), wanted).problems
    assert hidden.permission == "Contents: read"
