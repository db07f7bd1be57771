"""Classic branch protection."""

from typing import Any

import pytest

from checker.collectors.github.classic import Classic
from checker.collectors.github.reading import HiddenByPermission
from checker.errors import Unobserved
from tests.collectors.github.settings import NO_CLASSIC, classic
from tests.collectors.github.views import connection, view


def of(administers: bool | None = False, **settings: Any) -> Classic:
    return Classic(view({"classic_protection": classic(**settings)}, administers=administers))


def allowed(typename: str, **names: str) -> dict[str, Any]:
    return {"actor": {"__typename": typename, **names}}


def test_none() -> None:
    """Only who administers knows."""
    none = Classic(view({"classic_protection": NO_CLASSIC}, administers=True))
    assert none.rule is None
    assert (none.approvals, none.checks, [*none.actors]) == (0, [], [])
    assert not none.demands("allowsDeletions", expected=False)


@pytest.mark.parametrize("administers", [False, None])
def test_hidden(administers: bool | None) -> None:
    """GitHub sends null without a word."""
    hidden = Classic(view({"classic_protection": NO_CLASSIC}, administers=administers))
    with pytest.raises(HiddenByPermission, match="only administrators"):
        assert hidden.rule


@pytest.mark.parametrize(
    ("setting", "above"),
    [
        ("dismissesStaleReviews", "requiresApprovingReviews"),
        ("requiresCodeOwnerReviews", "requiresApprovingReviews"),
        ("requireLastPushApproval", "requiresApprovingReviews"),
        ("requiresStrictStatusChecks", "requiresStatusChecks"),
    ],
)
def test_settings_without_effect(setting: str, above: str) -> None:
    """A setting whose heading is off demands nothing."""
    assert of(**{setting: True, above: True}).demands(setting)
    assert not of(**{setting: True, above: False}).demands(setting)


def test_one_setting_of_several() -> None:
    """A locked branch takes no pushes either."""
    assert of(lockBranch=True).demands("restrictsPushes", "lockBranch")
    assert not of().demands("restrictsPushes", "lockBranch")


def test_approvals() -> None:
    """A number that is kept while reviews are not demanded does not count."""
    assert of(requiresApprovingReviews=True, requiredApprovingReviewCount=2).approvals == 2
    assert of(requiresApprovingReviews=False, requiredApprovingReviewCount=2).approvals == 0
    assert of(requiresApprovingReviews=True, requiredApprovingReviewCount=None).approvals == 0


def test_checks() -> None:
    """The same goes for checks."""
    assert of(requiresStatusChecks=True, requiredStatusCheckContexts=["a", None, "b"]).checks == ["a", "b"]
    assert of(requiresStatusChecks=False, requiredStatusCheckContexts=["a"]).checks == []
    assert of(requiresStatusChecks=True, requiredStatusCheckContexts=None).checks == []


@pytest.mark.parametrize("wrong", ["test", {}, [7], True])
def test_checks_unreadable(wrong: Any) -> None:
    """Nothing is guessed."""
    with pytest.raises(Unobserved, match="cannot be read"):
        assert of(requiresStatusChecks=True, requiredStatusCheckContexts=wrong).checks is None


def test_actors() -> None:
    """People, teams and apps that need no pull request, and administrators unless they are bound."""
    several = connection(
        allowed("User", login="ada"), allowed("Team", name="platform"), allowed("App", name="bot")
    )
    found = of(bypassPullRequestAllowances=several, isAdminEnforced=False)
    assert [(each["name"], each["kind"]) for each in found.actors] == [
        ("ada", "user"),
        ("platform", "team"),
        ("bot", "app"),
        ("administrators", "role"),
    ]


def test_too_many_actors() -> None:
    """Those that were not listed are unknown."""
    with pytest.raises(Unobserved, match="more than 50"):
        assert [*of(bypassPullRequestAllowances=connection(more=True)).actors]


@pytest.mark.parametrize("allowance", [{"actor": None}, allowed("Team"), {"actor": {"name": "x"}}])
def test_unreadable_actors(allowance: Any) -> None:
    """Somebody: we do not know who."""
    with pytest.raises(Unobserved, match="cannot be read"):
        assert [*of(bypassPullRequestAllowances=connection(allowance)).actors]
