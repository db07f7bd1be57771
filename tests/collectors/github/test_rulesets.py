"""Rules of rulesets that apply to the default branch."""

from typing import Any

import pytest

from checker.collectors.github.reading import HiddenByPermission
from checker.collectors.github.rulesets import Rulesets
from checker.errors import Unobserved
from checker.github.responses import Answer, AnswerState
from tests.collectors.github.settings import actor, checks, pull, rule, rules
from tests.collectors.github.views import connection, view


def of(*found: Any, more: bool = False) -> Rulesets:
    return Rulesets(view({"branch_rules": rules(*found, more=more)}))


def bypassing(*actors: Any, more: bool = False) -> Rulesets:
    return of(rule("DELETION", bypass=connection(*actors, more=more)))


def test_strictest_wins() -> None:
    """The rules of the repository's rulesets and of the organization's add up."""
    both = of(pull(requiredApprovingReviewCount=2), pull(requireCodeOwnerReview=True), pull())
    assert both.approvals == 2
    assert both.demand(("PULL_REQUEST",), "requireCodeOwnerReview")
    assert not both.demand(("PULL_REQUEST",), "requireLastPushApproval")
    assert not both.demand(("DELETION",))


def test_checks() -> None:
    """Of status checks and of workflows, each by its name."""
    workflows = rule("WORKFLOWS", {"workflows": [{"path": ".github/workflows/scan.yml"}]})
    assert of(checks("lint", "test"), workflows, checks()).checks == [
        "lint",
        "test",
        ".github/workflows/scan.yml",
    ]
    assert of(rule("DELETION")).checks == []


@pytest.mark.parametrize("kind", ["REQUIRED_STATUS_CHECKS", "WORKFLOWS", "REQUIRED_WORKFLOW_STATUS_CHECKS"])
def test_checks_without_names(kind: str) -> None:
    """A rule whose parameters are hidden demands something: none is not the answer."""
    with pytest.raises(Unobserved, match="cannot be read"):
        assert of(rule(kind)).checks


def test_parameters_hidden() -> None:
    """The rule is known, what it demands is not."""
    hidden = of(rule("PULL_REQUEST"))
    assert hidden.demand(("PULL_REQUEST",))
    for ask in (lambda: hidden.approvals, lambda: hidden.demand(("PULL_REQUEST",), "requireCodeOwnerReview")):
        with pytest.raises(Unobserved, match="cannot be read"):
            ask()


def test_unknown_rules() -> None:
    """GitHub adds kinds of rules; those that we do not know are rules all the same."""
    found = of(rule("TOMORROWS_RULE", {"__typename": "TomorrowsParameters"}))
    assert len(found.rules) == 1
    assert (found.approvals, found.checks) == (0, [])


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (actor("platform"), ("platform", "team", "always")),
        (
            actor(actor={"__typename": "App", "name": "renovate"}, mode="PULL_REQUEST"),
            ("renovate", "app", "pull_request"),
        ),
        (actor(organizationAdmin=True), ("organization owners", "role", "always")),
        (actor(enterpriseOwner=True), ("enterprise owners", "role", "always")),
        (actor(deployKey=True, mode=None), ("deploy keys", "key", "always")),
        (actor(repositoryRoleName="maintain"), ("maintain", "role", "always")),
    ],
)
def test_actors(found: Any, expected: tuple[str, str, str]) -> None:
    """Apps, teams, roles and keys; what may bypass several rulesets is named once."""
    (known,) = of(rule("DELETION", bypass=connection(found)), rule("UPDATE", bypass=connection(found))).actors
    assert tuple(known.values()) == expected


def test_actors_are_sorted() -> None:
    """Whatever the order of the rules."""
    assert [each["name"] for each in bypassing(actor("b"), actor("a")).actors] == ["a", "b"]


@pytest.mark.parametrize("ruleset", [None, {"id": "RRS_1"}, {"id": "RRS_1", "bypassActors": None}])
def test_hidden_actors(ruleset: Any) -> None:
    """Null is not nobody."""
    with pytest.raises(HiddenByPermission, match="only who may edit") as caught:
        assert of(rule("DELETION", ruleset=ruleset)).actors
    assert caught.value.permission == "Administration: write"


def test_refused_actors_do_not_hide_the_rules() -> None:
    """GitHub's refusal of a part is about that part."""
    listed = rules(rule("DELETION", ruleset={"id": "RRS_1", "bypassActors": None}))
    answer = Answer(AnswerState.SEEN, listed, message="GitHub says: no", complete=False)
    found = Rulesets(view({"branch_rules": answer}))
    assert found.demand(("DELETION",))
    with pytest.raises(HiddenByPermission, match="GitHub says: no"):
        assert found.actors


def test_more_than_were_asked_for() -> None:
    """What follows is unknown."""
    with pytest.raises(Unobserved, match="more than 100 rules"):
        assert of(pull(), more=True).rules
    with pytest.raises(Unobserved, match="more than 50 may bypass"):
        assert bypassing(actor("a"), more=True).actors


def test_unreadable_actor() -> None:
    """Somebody may bypass it: we do not know who."""
    with pytest.raises(Unobserved, match="cannot be read"):
        assert bypassing(actor()).actors


def test_rules_hidden() -> None:
    """Null is not none."""
    refused = Answer(AnswerState.SEEN, {"rules": None}, message="GitHub says: no", complete=False)
    for answer, reason in (({"rules": None}, "GitHub does not show the rules"), (refused, "GitHub says: no")):
        with pytest.raises(HiddenByPermission, match=reason) as caught:
            assert Rulesets(view({"branch_rules": answer})).rules
        assert caught.value.permission == "Metadata: read"
