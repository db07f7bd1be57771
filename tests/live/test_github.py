"""The simulator's claims, held against GitHub itself: `GITHUB_TOKEN=… pytest -m live`.

Reads public repositories of others only: what the token may not see there is the point. Costs some
fifty requests.
"""

import os

import pytest

from checker.collectors import github as topics
from checker.github import query
from checker.github.client import Client
from checker.github.connection import connect
from checker.github.date_ranges import variables
from checker.github.fetch import filled
from checker.github.inventory import Filters, inventory
from checker.github.queries import GraphQLField, Scope
from checker.github.responses import AnswerState
from tests.contract import Spec
from tests.forge.routes import ROUTES
from tests.github.conftest import ALL, observed

pytestmark = pytest.mark.live
TARGET = os.environ.get("CHECKER_LIVE_TARGET", "github:pypa/packaging")


@pytest.fixture(scope="module")
def client():
    assert os.environ.get("GITHUB_TOKEN"), "set GITHUB_TOKEN to the token of somebody without rights there"
    return Client(connect(os.environ), max_wait=60)


@pytest.fixture(scope="module")
def repository(client):
    [found] = inventory(client, TARGET, Filters())
    return found


@pytest.mark.parametrize(
    "route", sorted(route for route in ROUTES if route.startswith("/repos/{owner}/{repo}"))
)
def test_rest_answers_as_described(client, repository, route):
    """A 200 has the published shape; who has no rights is refused in one of the known ways."""
    if route.count("{") > 2:
        path = route.replace("{tag}", "1.0").replace("{tree_sha}", repository.head)
        path = path.replace("{file_sha}", repository.head).replace("{subject_digest}", "sha256:" + "0" * 64)
    else:
        path = route
    path = filled(path.replace("{owner}/{repo}", "{repository}"), repository, None)
    answer = client.get(path)
    assert answer.state is not AnswerState.FAILED, answer.message
    if answer.state is AnswerState.SEEN:
        assert Spec().violations("get", path, 200, answer.value) == []
    elif ROUTES[route].role in {"admin", "write"}:
        assert answer.state in {
            AnswerState.DENIED,
            AnswerState.ABSENT,
            AnswerState.OFF,
            AnswerState.UNAVAILABLE,
        }


def test_all_fields_can_be_asked(client, repository):
    """GitHub knows every field, whoever asks."""
    fields = [a for a in topics.asks(ALL) if isinstance(a, GraphQLField) and a.scope is Scope.REPOSITORY]
    windows = variables(client_time())
    for heavy in (False, True):
        part = [field for field in fields if field.heavy is heavy]
        names = {name: windows[name] for name in query.used(part)}
        reply = client.query(query.repositories(part), {"ids": [repository.node], **names})
        assert reply.failure is None
        assert not [error for error in reply.errors if "doesn't exist" in error.message]


def test_what_is_hidden_without_a_word(client, repository):
    """Classic protection, alerts and keys look as if there were none."""
    text = """query($ids: [ID!]!) { nodes(ids: $ids) { ... on Repository {
      viewerCanAdminister deployKeys(first: 5) { totalCount } hasVulnerabilityAlertsEnabled
      defaultBranchRef { branchProtectionRule { id } } } } }"""
    reply = client.query(text, {"ids": [repository.node]})
    [node] = reply.data["nodes"]
    assert node["viewerCanAdminister"] is False
    assert node["defaultBranchRef"]["branchProtectionRule"] is None
    assert node["deployKeys"]["totalCount"] == 0
    assert node["hasVulnerabilityAlertsEnabled"] is False


def test_no_fact_is_guessed(client, repository):
    """Whatever is not known has a reason, and administrators' settings name a permission."""
    [facts] = observed(client, [repository], client_time()).values()
    for path in ALL - facts.values.keys():
        assert facts.problem(path).reason, path
    assert facts.problem("protection.admins_bound").permission
    assert facts.problem("security.webhooks").permission


def client_time():
    """Return now: the windows of activity end here."""
    from datetime import UTC, datetime

    return datetime.now(UTC)
