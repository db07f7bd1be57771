"""Settings and members of an organization."""

from typing import Any

import pytest

from checker.collectors.github import organization
from checker.collectors.github.measuring import permission_of
from checker.github.responses import Answer, AnswerState
from checker.model.facts import Facts, Problem
from tests.collectors.github.settings import OWNER, hook
from tests.collectors.github.views import view

ALL = frozenset(spec.path for spec in organization.FACTS)
NEVER = "organization.inactive_members"
ASKED = sorted(ALL - {NEVER})
IN_PROFILE = {
    "organization.default_permission": "default_repository_permission",
    "organization.members_create": "members_can_create_repositories",
    "organization.members_create_public": "members_can_create_public_repositories",
    "organization.members_delete": "members_can_delete_repositories",
    "organization.members_change_visibility": "members_can_change_repo_visibility",
}
every_fact = pytest.mark.parametrize("path", ASKED)


def facts(path: str, answers: dict[str, Any]) -> Facts:
    return organization.of_owner(view({}, answers).owner, frozenset((path,)))


def known(path: str, answers: dict[str, Any]) -> Any:
    return facts(path, {**OWNER, **answers}).values[path]


def problem(path: str, answers: dict[str, Any]) -> Problem:
    found = facts(path, answers)
    assert not found.values
    told = found.problem(path)
    assert told is not None
    return told


def test_whole() -> None:
    """Everything that an owner sees."""
    found = organization.of_owner(view({}, OWNER).owner, ALL)
    assert found.values == {
        "organization.two_factor_required": True,
        "organization.without_two_factor": 0,
        "organization.default_permission": "read",
        "organization.members": 12,
        "organization.owners": 1,
        "organization.outside_collaborators": 1,
        "organization.members_create": True,
        "organization.members_create_public": False,
        "organization.members_delete": False,
        "organization.members_change_visibility": False,
        "organization.members_fork_private": False,
        "organization.single_sign_on": True,
        "organization.verified": True,
        "organization.allowed_actions": "selected",
        "organization.default_token": "read",
        "organization.actions_minutes": 90,
        "organization.actions_spend": 0.75,
        "organization.webhooks": [{"host": "ci.example", "verified": True, "signed": True}],
    }
    assert [each.path for each in found.problems] == [NEVER]


@every_fact
def test_denied(path: str) -> None:
    """In GitHub's words, with what would help."""
    told = problem(path, dict.fromkeys(OWNER, Answer(AnswerState.DENIED, message="no")))
    assert (told.reason, told.permission) == ("no", permission_of(path, organization.PERMISSIONS))


@every_fact
@pytest.mark.parametrize("state", [AnswerState.FAILED, AnswerState.UNAVAILABLE])
def test_failed(path: str, state: AnswerState) -> None:
    """No permission would help."""
    told = problem(path, dict.fromkeys(OWNER, Answer(state, message="502")))
    assert (told.reason, told.permission) == ("502", "")


@every_fact
def test_absent(path: str) -> None:
    """404 hides it."""
    assert problem(path, dict.fromkeys(OWNER, Answer(AnswerState.ABSENT))).permission


@every_fact
def test_not_asked(path: str) -> None:
    """A question that was forgotten has no answer."""
    assert problem(path, {}).reason == "GitHub was not asked"


@every_fact
@pytest.mark.parametrize("wrong", [7, "text", [None], {"usageItems": [{}]}], ids=str)
def test_wrong_types(path: str, wrong: Any) -> None:
    """Nothing is guessed."""
    assert not facts(path, dict.fromkeys(OWNER, wrong)).values


@pytest.mark.parametrize(("path", "key"), IN_PROFILE.items())
def test_hidden_settings(path: str, key: str) -> None:
    """The profile lacks them for all but owners: that is not off."""
    for profile in ({}, {key: None}):
        told = problem(path, {**OWNER, "organization": profile})
        assert told.permission == "organization Administration: read"
        assert "owners of the organization only" in told.reason
    assert "cannot be read" in problem(path, {**OWNER, "organization": {key: 7}}).reason


@pytest.mark.parametrize(
    ("query", "profile", "expected"),
    [
        (True, {}, True),
        (False, {}, False),
        (None, {"two_factor_requirement_enabled": True}, True),
        (None, {"two_factor_requirement_enabled": False}, False),
        (Answer(AnswerState.DENIED), {"two_factor_requirement_enabled": False}, False),
        (False, Answer(AnswerState.FAILED), False),
    ],
)
def test_two_factor(query: Any, profile: Any, expected: bool) -> None:
    """Either of the two places tells."""
    answers = {"requiresTwoFactorAuthentication": query, "organization": profile}
    assert known("organization.two_factor_required", answers) is expected


def test_two_factor_hidden() -> None:
    """Both leave it out for all but owners; neither is a no."""
    answers: dict[str, Any] = {"requiresTwoFactorAuthentication": None, "organization": {}}
    told = problem("organization.two_factor_required", answers)
    assert told.permission == "organization owner"
    assert "owners of the organization only" in told.reason


def test_one_factor() -> None:
    """For all but owners GitHub may ignore the filter: then everybody is listed."""
    path, members = "organization.without_two_factor", [{"login": "ben"}]
    assert known(path, {"one_factor": members}) == 1
    hidden = {"requiresTwoFactorAuthentication": None, "one_factor": members}
    assert problem(path, hidden).permission == "organization owner"
    assert known(path, {"requiresTwoFactorAuthentication": None, "one_factor": []}) == 0


def test_single_sign_on() -> None:
    """Null is none for owners, and for everybody else nothing."""
    path = "organization.single_sign_on"
    assert known(path, {"samlIdentityProvider": None}) is False
    hidden = {"samlIdentityProvider": None, "requiresTwoFactorAuthentication": None}
    assert problem(path, hidden).permission == "organization Administration: read"


def test_single_sign_on_of_the_enterprise() -> None:
    """An organization of an enterprise may sign in through that one, which its owners do not see."""
    path = "organization.single_sign_on"
    profile = {**OWNER["organization"], "plan": {"name": "enterprise"}}
    told = problem(path, {**OWNER, "samlIdentityProvider": None, "organization": profile})
    assert told.reason.startswith("the enterprise may have an identity provider")
    assert known(path, {"organization": profile}) is True
    assert (
        known(path, {"samlIdentityProvider": None, "organization": {**profile, "plan": {"name": "team"}}})
        is False
    )


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("organization.owners", "owners"),
        ("organization.without_two_factor", "one_factor"),
        ("organization.outside_collaborators", "outside_collaborators"),
        ("organization.webhooks", "owner_hooks"),
    ],
)
def test_lists_that_go_on(path: str, name: str) -> None:
    """A part is no count."""
    cut = Answer(AnswerState.SEEN, [hook()], message="more than 500 items", complete=False)
    told = problem(path, {**OWNER, name: cut})
    assert (told.reason, told.permission) == ("more than 500 items", "")


def test_usage() -> None:
    """Only what Actions used; minutes are no gigabytes."""
    assert known("organization.actions_minutes", {"usage": {"usageItems": []}}) == 0
    assert known("organization.actions_spend", {"usage": {"usageItems": []}}) == 0
    for wrong in ({"product": "Actions", "unitType": "minutes"}, {"unitType": "minutes", "quantity": 1}):
        assert not facts("organization.actions_minutes", {"usage": {"usageItems": [wrong]}}).values


@pytest.mark.parametrize("quantity", [True, "9", None, float("inf"), float("nan"), 10**400])
def test_unreadable_usage(quantity: Any) -> None:
    """A quantity is a number that is one."""
    line = {"product": "Actions", "unitType": "Minutes", "quantity": quantity, "netAmount": quantity}
    for path in ("organization.actions_minutes", "organization.actions_spend"):
        assert "cannot be read" in problem(path, {"usage": {"usageItems": [line]}}).reason


def test_activity_is_not_told() -> None:
    """GitHub has no such list."""
    assert "does not say who was active" in problem(NEVER, OWNER).reason


def test_of_a_user() -> None:
    """Users have no such settings; nothing is said unless a rule reads one."""
    (told,) = organization.of_user(ALL).problems
    assert all(told.covers(path) for path in ALL)
    assert organization.of_user(frozenset(("readme.words",))) == Facts()
    assert organization.of_owner({}, frozenset(("readme.words",))) == Facts()
