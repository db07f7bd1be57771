"""People, bots and members."""

import pytest

from checker.collectors.github import people
from tests.collectors.github.views import who


@pytest.mark.parametrize(
    "login",
    [
        "dependabot[bot]",
        "Renovate",
        "acme-release-bot",
        "k8s-ci-robot",
        "github-actions",
        "semantic-release",
        "snyk",
    ],
)
def test_machine_users(login: str) -> None:
    """They look like people to GitHub."""
    assert people.is_bot({"author": who(login)})


@pytest.mark.parametrize("login", ["abbot", "robotnik", "bot-lover", "snyk-fan", None])
def test_people(login: str | None) -> None:
    """Names that only hold the word, and accounts that are gone."""
    assert not people.is_bot({"author": who(login)})


def test_apps() -> None:
    """GitHub says what they are."""
    assert people.is_bot({"author": who("anything", "Bot")})


@pytest.mark.parametrize(
    ("association", "member"),
    [
        ("OWNER", True),
        ("MEMBER", True),
        ("COLLABORATOR", True),
        ("CONTRIBUTOR", False),
        ("NONE", False),
        ("NEW", False),
    ],
)
def test_members(association: str, member: bool) -> None:
    """Bots with write access are no members."""
    assert people.is_member({"authorAssociation": association, "author": who("ann")}) is member
    assert not people.is_member({"authorAssociation": association, "author": who("ci-bot")})
