"""Which teams keep which repositories, asked of the simulator: pages, tokens, faults, what it costs."""

import copy
from typing import Any

import pytest

from checker.github import owners, permissions, properties, teams
from checker.github.inventory import Filters, inventory
from checker.github.responses import Answer, AnswerState
from tests.contract import schema
from tests.forge import FAULTS, Fault, Forge, many, scenario

from .conftest import connected

KEEPING = {
    "acme/pay-api": [("everyone", "ADMIN", []), ("payments", "ADMIN", ["commerce"])],
    "acme/pay-web": [("payments", "MAINTAIN", ["commerce"]), ("web", "MAINTAIN", ["commerce"])],
    "acme/shop": [
        ("commerce", "ADMIN", []),
        ("payments", "ADMIN", ["commerce"]),
        ("web", "ADMIN", ["commerce"]),
    ],
    "acme/infra": [("platform", "ADMIN", [])],
    "acme/safe": [("vault", "ADMIN", [])],
}


def granted(forge, token="admin"):
    """Return the whole answer of the organization, its repositories by name."""
    answer: Any = teams.grants(connected(forge, token), "acme")
    names = {each.node: each.full_name for each in forge.world.repositories.values()}
    return answer, {
        names[node]: [(each["team"], each["permission"], each["part_of"]) for each in found]
        for node, found in (answer.value or {}).items()
    }


@pytest.mark.parametrize("token", ["admin", "app"])
def test_who_keeps_what(token):
    """Who may write only keeps nothing; what a team above may, its teams may."""
    with Forge(scenario("owned")) as forge:
        answer, found = granted(forge, token)
        assert forge.violations == []
    assert answer.complete
    assert found == KEEPING


def test_secret_teams_are_kept_from_members():
    """So there may always be more than a member sees, and the answer says it."""
    with Forge(scenario("owned")) as forge:
        answer, found = granted(forge, "member")
    assert found == {name: kept for name, kept in KEEPING.items() if name != "acme/safe"}
    assert (answer.complete, answer.permission) == (False, "organization owner")


@pytest.mark.parametrize("token", ["reader", "workflow"])
def test_who_may_not_read_members_learns_nothing(token):
    """And is told which permission would help."""
    with Forge(scenario("owned")) as forge:
        answer, _ = granted(forge, token)
    assert (answer.state, answer.permission) == (AnswerState.DENIED, "organization Members: read")


def organization(count, *, size=0):
    """Return an organization of many teams, the first of which keeps *size* repositories."""
    world = many(max(size, 1))
    facts = world.organizations["acme"]
    facts["teams"] = {f"team-{number}": [] for number in range(count)}
    for repository in world.repositories.values():
        repository.facts = copy.copy(repository.facts) | {
            "teams": [{"slug": "team-0", "permission": "admin"}]
        }
    return world


@pytest.mark.parametrize(("count", "size", "requests"), [(1, 1, 1), (41, 1, 3), (5, 250, 3), (120, 100, 6)])
def test_what_it_costs(count, size, requests):
    """A request for twenty teams, and one for each further hundred repositories of a team."""
    with Forge(organization(count, size=size)) as forge:
        answer: Any = teams.grants(connected(forge), "acme")
        assert forge.requests() == requests
        assert forge.violations == []
    assert answer.complete
    assert len(answer.value) == size


def test_properties_cost_a_request_for_a_hundred_repositories():
    with Forge(many(250)) as forge:
        answer: Any = properties.values(connected(forge), "acme")
        assert forge.requests() == 3
    assert len(answer.value) == 250


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.kind)
@pytest.mark.parametrize("times", [1, 10**6], ids=["once", "always"])
def test_no_fault_makes_a_repository_unowned(fault, times):
    """What is not known of the teams is never taken for none."""
    with Forge(scenario("owned")) as forge:
        forge.faults.append(Fault(fault.kind, "graphql", times=times))
        answer, found = granted(forge)
    assert answer.state is not AnswerState.ABSENT
    if answer.seen and answer.complete:
        assert found == KEEPING
    else:
        assert answer.message
        assert all(KEEPING[name] == kept for name, kept in found.items())


def test_fewer_teams_are_asked_for_where_twenty_are_too_many():
    """GitHub that cannot answer for twenty teams can for five."""
    with Forge(scenario("owned")) as forge:
        forge.faults.append(Fault("query-too-much", "graphql", times=1))
        answer, found = granted(forge)
        assert forge.requests("graphql") == 3
    assert answer.complete
    assert found == KEEPING


@pytest.mark.parametrize("text", [teams.TEAMS, teams.MORE])
def test_queries_are_valid(text):
    from graphql import parse, validate

    assert validate(schema(), parse(text)) == []


def asked(forge, token, sources, target="github:acme", filters=None):
    """Return the answers about each repository that an inventory lists."""
    client = connected(forge, token)
    listed = list(inventory(client, target, filters or Filters()))
    before = forge.requests()
    keeper = owners.Owners(client, sources)
    return {each.full_name: keeper.answers(each) for each in listed}, forge.requests() - before


def test_only_what_sources_need_is_asked():
    """Each list once for all repositories of an organization, whatever their number."""
    with Forge(scenario("owned")) as forge:
        assert asked(forge, "admin", ["file", "codeowners"])[1] == 0
        found, requests = asked(forge, "admin", ["github", "properties"])
    assert requests == 2
    assert [each["team"] for each in found["acme/infra"][permissions.KEEPING_TEAMS].value] == ["platform"]
    assert found["acme/infra"][permissions.CUSTOM_PROPERTIES].value == {"team": "Platform", "system": "cloud"}
    assert found["acme/lonely"] == {
        permissions.KEEPING_TEAMS: Answer(AnswerState.SEEN, []),
        permissions.CUSTOM_PROPERTIES: Answer(AnswerState.SEEN, {}),
    }


def test_properties_that_the_inventory_brought_are_not_asked_for_again():
    with Forge(scenario("owned")) as forge:
        filters = Filters(properties={"team": "payments"})
        found, requests = asked(forge, "admin", ["properties"], filters=filters)
    assert requests == 0
    assert found["acme/pay-api"][permissions.CUSTOM_PROPERTIES].value["tier"] == "critical"


def test_people_have_no_teams():
    """A repository of a user is known to have neither teams nor custom properties."""
    with Forge(scenario("small")) as forge:
        found, requests = asked(forge, "admin", ["github", "properties"], "github:jo")
    assert requests == 0
    assert all(answer == Answer(AnswerState.SEEN, answer.value) for answer in found["jo/dotfiles"].values())


@pytest.mark.parametrize("token", ["reader", "workflow"])
def test_hidden_lists_are_denied_for_each_repository(token):
    """With the permissions that would help."""
    with Forge(scenario("owned")) as forge:
        found, _ = asked(forge, token, ["github", "properties"])
    missing = {name: answer.permission for name, answer in found["acme/pay-api"].items()}
    assert missing == {
        permissions.KEEPING_TEAMS: "organization Members: read",
        permissions.CUSTOM_PROPERTIES: "organization Custom properties: read",
    }
