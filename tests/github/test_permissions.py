"""Permissions are read as GitHub names them, and told by where they are granted."""

import pytest

from checker.collectors import github as topics
from checker.github.classify import permission
from checker.github.permissions import IN_WORKFLOWS, NAMES, Grant, PermissionReach, grants, is_possible, scope
from checker.github.responses import TokenKind

_R, _O = PermissionReach.REPOSITORY, PermissionReach.ORGANIZATION


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("Administration: read", [Grant(_R, "Administration", "read")]),
        ("organization Members: read", [Grant(_O, "Members", "read")]),
        (
            "Contents: read and Attestations: read",
            [Grant(_R, "Contents", "read"), Grant(_R, "Attestations", "read")],
        ),
        (
            "Pull requests: read, Checks: read and Commit statuses: read",
            [Grant(_R, name, "read") for name in ("Pull requests", "Checks", "Commit statuses")],
        ),
        ("Metadata: read, with the right to push", [Grant(PermissionReach.ROLE, "the role Write")]),
        ("organization owner", [Grant(PermissionReach.ROLE, "owner of the organization")]),
        ("a token that GitHub accepts", [Grant(PermissionReach.ROLE, "a token that GitHub accepts")]),
        (
            "Contents: read on the owner's .github repository",
            [
                Grant(_R, "Contents", "read"),
                Grant(PermissionReach.ROLE, "access to the owner's .github repository"),
            ],
        ),
    ],
)
def test_what_a_text_asks_for(text, found):
    assert list(grants(text)) == found


@pytest.mark.parametrize("text", sorted(set(topics.PERMISSIONS.values())))
def test_all_declared_permissions_are_understood(text):
    """Each asks for something that stands in GitHub's settings, or for a role that we know by name."""
    known = {name.removeprefix("organization ") for name in NAMES.values()}
    roles = {"owner of the organization", "the role Write", "access to the owner's .github repository"}
    for grant in grants(text):
        assert grant.name in (roles if grant.reach is PermissionReach.ROLE else known)


@pytest.mark.parametrize("name", NAMES)
def test_what_github_says_of_itself_is_understood(name):
    """The header of a refusal leads to one permission of one level."""
    [grant] = grants(permission({"x-accepted-github-permissions": f"{name}=read"}))
    assert grant == Grant(
        _O if NAMES[name].startswith("organization ") else _R, NAMES[name].split("organization ")[-1], "read"
    )


def test_the_token_of_a_workflow_cannot_be_given_everything():
    read = {name for name in NAMES.values() if is_possible(Grant(_R, name, "read"), TokenKind.WORKFLOW)}
    assert read == IN_WORKFLOWS.keys()
    assert not {"Administration", "Webhooks", "Secrets", "Secret scanning alerts"} & read
    assert not is_possible(Grant(_R, "Contents", "write"), TokenKind.WORKFLOW)
    assert not is_possible(Grant(_O, "Members", "read"), TokenKind.WORKFLOW)
    assert not is_possible(Grant(PermissionReach.ROLE, "owner of the organization"), TokenKind.WORKFLOW)


def test_a_fine_grained_token_cannot_read_checks():
    assert not is_possible(Grant(_R, "Checks", "read"), TokenKind.FINE_GRAINED)
    assert is_possible(Grant(_R, "Checks", "read"), TokenKind.APP)
    assert is_possible(Grant(_R, "Administration", "read"), TokenKind.FINE_GRAINED)


def test_classic_tokens_have_scopes():
    assert scope(Grant(_R, "Administration", "read")) == "repo"
    assert scope(Grant(_O, "Administration", "read")) == "admin:org"
    assert scope(Grant(_O, "Webhooks", "read")) == "admin:org_hook"
    assert scope(Grant(_O, "Custom properties", "read")) == "read:org"
    assert not scope(Grant(PermissionReach.ROLE, "owner of the organization"))
