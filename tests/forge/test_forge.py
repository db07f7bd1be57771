"""The simulator keeps GitHub's manners: pages, conditions, hiding, faults; and never makes things up."""

import json
import os
import subprocess
from contextlib import closing
from http.client import HTTPConnection, IncompleteRead, RemoteDisconnected

import pytest

from tests.forge import FAULTS, Fault, Forge, many, scenario
from tests.forge.access import Access
from tests.forge.organization import OPERATIONS


@pytest.fixture
def forge():
    with Forge(scenario("small")) as running:
        yield running


def ask(forge, path, token="admin", body=None, **headers):
    """Return status, headers and body of one request."""
    address = forge.server.removeprefix("http://")
    if token:
        secret = forge.world.tokens[token].secret if token in forge.world.tokens else token
        headers["Authorization"] = f"Bearer {secret}"
    with closing(HTTPConnection(address, timeout=120)) as connection:
        raw = json.dumps(body).encode() if body is not None else None
        connection.request("POST" if body is not None else "GET", path, raw, headers)
        answer = connection.getresponse()
        text = answer.read()
        found = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, found, json.loads(text) if text else None


def query(forge, text, token="admin", **variables):
    return ask(forge, "/graphql", token, {"query": text, "variables": variables})[2]


def test_lists_come_in_pages(forge):
    status, headers, first = ask(forge, "/orgs/acme/repos?per_page=5")
    assert (status, len(first)) == (200, 5)
    following = headers["link"].partition(">")[0][1:].removeprefix(forge.server)
    _, headers, rest = ask(forge, following)
    assert len(rest) == 2
    assert "link" not in headers
    assert len({each["full_name"] for each in first + rest}) == 7


def test_what_is_unchanged_is_free(forge):
    _, headers, _ = ask(forge, "/orgs/acme")
    status, _, body = ask(forge, "/orgs/acme", **{"If-None-Match": headers["etag"]})
    assert (status, body) == (304, None)
    assert forge.log[-1].resource == "free"


@pytest.mark.parametrize("route", OPERATIONS)
def test_every_operation_about_organizations_answers(forge, route):
    month = "?year=2026&month=11" if route.endswith("usage") else ""
    status, _, _ = ask(forge, route.replace("{org}", "acme") + month)
    assert status == 200
    assert not forge.violations


def test_enterprise_addresses_lead_to_the_same(forge):
    assert ask(forge, "/api/v3/orgs/acme")[2] == ask(forge, "/orgs/acme")[2]
    body = {"query": "{ rateLimit { cost } }"}
    assert ask(forge, "/api/graphql", body=body)[2]["data"]["rateLimit"]["cost"] == 1


@pytest.mark.parametrize(
    ("token", "path", "status", "message"),
    [
        ("", "/repos/acme/pay-api", 404, "Not Found"),
        ("nonsense", "/repos/acme/tools", 401, "Bad credentials"),
        (
            "reader",
            "/repos/acme/pay-web/actions/permissions",
            403,
            "Resource not accessible by personal access token",
        ),
        (
            "workflow",
            "/repos/acme/pay-api/actions/permissions",
            403,
            "Resource not accessible by integration",
        ),
        ("workflow", "/repos/acme/empty", 404, "Not Found"),
        ("reader", "/repos/acme/pay-web/hooks", 404, "Not Found"),
        ("admin", "/repos/acme/tools/code-scanning/analyses", 404, "no analysis found"),
        ("admin", "/repos/acme/nothing", 404, "Not Found"),
    ],
)
def test_hiding_over_rest(forge, token, path, status, message):
    """403 with the permission, 404 as if there were nothing, 404 that tells."""
    found, headers, body = ask(forge, path, token)
    assert (found, body["message"]) == (status, message)
    fine = "Resource not" in message
    assert ("x-accepted-github-permissions" in headers) is fine
    assert not forge.violations


def test_keys_are_left_out(forge):
    """A 200 does not show everybody everything."""
    _, _, whole = ask(forge, "/repos/acme/pay-web")
    _, _, part = ask(forge, "/repos/acme/pay-web", "reader")
    merging = {"allow_merge_commit", "allow_rebase_merge", "allow_squash_merge", "delete_branch_on_merge"}
    assert set(whole) - set(part) == {"security_and_analysis", *merging}
    _, _, owned = ask(forge, "/orgs/acme")
    _, _, seen = ask(forge, "/orgs/acme", "reader")
    assert "two_factor_requirement_enabled" in set(owned) - set(seen)


HIDDEN = """query($ids: [ID!]!) { nodes(ids: $ids) { ... on Repository {
  deployKeys(first: 9) { totalCount } hasVulnerabilityAlertsEnabled
  defaultBranchRef { branchProtectionRule { isAdminEnforced } }
} } }"""


def test_hiding_without_a_word(forge):
    """Classic protection, deploy keys and alerts look as if there were none."""
    node = forge.world.repositories["acme/pay-web"].node
    [shown] = query(forge, HIDDEN, ids=[node])["data"]["nodes"]
    assert shown["defaultBranchRef"]["branchProtectionRule"] == {"isAdminEnforced": False}
    assert (shown["deployKeys"]["totalCount"], shown["hasVulnerabilityAlertsEnabled"]) == (1, True)
    [hidden] = query(forge, HIDDEN, "reader", ids=[node])["data"]["nodes"]
    assert hidden["defaultBranchRef"]["branchProtectionRule"] is None
    assert (hidden["deployKeys"]["totalCount"], hidden["hasVulnerabilityAlertsEnabled"]) == (0, False)


def test_refused_fields_are_null_with_an_error(forge):
    text = 'query { organization(login: "acme") { login team(slug: "payments") { slug } } }'
    found = query(forge, text, "workflow")
    assert found["data"]["organization"] == {"login": "acme", "team": None}
    assert found["errors"][0]["type"] == "FORBIDDEN"
    assert found["errors"][0]["path"] == ["organization", "team"]


@pytest.mark.parametrize("bounds", ["", "(first: 101)", "(first: 0)"])
def test_unbounded_lists_are_refused(forge, bounds):
    found = query(forge, f'{{ organization(login: "acme") {{ repositories{bounds} {{ totalCount }} }} }}')
    assert found["errors"]


def test_fields_that_no_scenario_has_are_noticed(forge):
    """Not every field of GitHub's is simulated, and none is made up."""
    found = query(forge, '{ organization(login: "acme") { location } }')
    assert found["errors"]
    assert forge.violations


def test_fields_that_github_does_not_have_are_noticed(forge):
    assert query(forge, "{ nonsense }")["errors"]
    assert forge.violations


SHARED = """query($ids: [ID!]!) { nodes(ids: $ids) { ... on Repository {
  id nameWithOwner isArchived isFork isTemplate visibility description homepageUrl pushedAt
  hasIssuesEnabled hasWikiEnabled hasProjectsEnabled hasDiscussionsEnabled webCommitSignoffRequired
  licenseInfo { spdxId } defaultBranchRef { name } repositoryTopics(first: 100) { nodes { topic { name } } }
} } }"""
PAIRS = {
    "id": "node_id",
    "nameWithOwner": "full_name",
    "isArchived": "archived",
    "isFork": "fork",
    "isTemplate": "is_template",
    "description": "description",
    "homepageUrl": "homepage",
    "hasIssuesEnabled": "has_issues",
    "hasWikiEnabled": "has_wiki",
    "hasProjectsEnabled": "has_projects",
    "hasDiscussionsEnabled": "has_discussions",
    "webCommitSignoffRequired": "web_commit_signoff_required",
}


@pytest.mark.parametrize("world", ["small", "many"])
def test_both_interfaces_tell_one_truth(world):
    with Forge(scenario(world) if world == "small" else many(8)) as forge:
        for repository in forge.world.repositories.values():
            _, _, rest = ask(forge, f"/repos/{repository.full_name}")
            [graph] = query(forge, SHARED, ids=[repository.node])["data"]["nodes"]
            assert {name: graph[name] for name in PAIRS} == {name: rest[key] for name, key in PAIRS.items()}
            assert graph["visibility"].lower() == rest["visibility"]
            assert (graph["licenseInfo"] or {}).get("spdxId") == (rest["license"] or {}).get("spdx_id")
            assert [each["topic"]["name"] for each in graph["repositoryTopics"]["nodes"]] == rest["topics"]
        assert not forge.violations


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.kind)
def test_faults_happen_as_often_as_they_should(forge, fault):
    """Each shows itself once, and is gone."""
    forge.faults.append(Fault(fault.kind, times=1))
    graphql = fault.kind.startswith("query")
    body = {
        "query": "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Repository { id description } } }",
        "variables": {"ids": ["R_00000001"]},
    }

    def once():
        return ask(forge, "/graphql" if graphql else "/orgs/acme", body=body if graphql else None)

    try:
        status, _, found = once()
        wrong = status != 200 or "errors" in found or fault.kind == "slow"
    except (OSError, ValueError, IncompleteRead, RemoteDisconnected):
        wrong = True
    assert wrong
    status, _, found = once()
    assert status == 200
    assert "errors" not in found


def clone(forge, name, token, folder):
    address = forge.server.replace(
        "http://", f"http://x:{forge.world.tokens[token].secret}@" if token else "http://"
    )
    command = [
        "git",
        "clone",
        "--quiet",
        "--bare",
        "--filter=blob:none",
        f"{address}/{name}.git",
        str(folder),
    ]
    environment = {**os.environ, "GIT_TERMINAL_PROMPT": "0", "GIT_CONFIG_GLOBAL": os.devnull}
    return subprocess.run(command, capture_output=True, check=False, env=environment)


def test_git_serves_what_both_interfaces_name(forge, tmp_path):
    assert clone(forge, "acme/pay-api", "admin", tmp_path / "a").returncode == 0
    head = subprocess.run(
        ["git", "-C", tmp_path / "a", "rev-parse", "HEAD"], capture_output=True, text=True, check=True
    )
    assert head.stdout.strip() == forge.world.repositories["acme/pay-api"].head
    _, _, tree = ask(forge, f"/repos/acme/pay-api/git/trees/{head.stdout.strip()}?recursive=1")
    listed = subprocess.run(
        ["git", "-C", tmp_path / "a", "ls-tree", "-r", "HEAD"], capture_output=True, text=True, check=True
    )
    assert {each["sha"] for each in tree["tree"]} == {line.split()[2] for line in listed.stdout.splitlines()}


def test_git_hides_what_a_token_does_not_see(forge, tmp_path):
    assert clone(forge, "acme/pay-api", "", tmp_path / "a").returncode
    assert clone(forge, "acme/tools", "", tmp_path / "b").returncode == 0


def test_no_scenario_is_vague():
    """A misspelt fact of a scenario is an error, not a default."""
    from tests.forge.store import World

    with pytest.raises(AssertionError, match="archvied"):
        World({"now": "2026-11-01T00:00:00Z", "tokens": {}, "repositories": {"a/b": {"archvied": True}}})


def test_a_workflow_sees_its_own_repository():
    world = scenario("small")
    access = Access(world, world.tokens["workflow"])
    assert access.sees(world.repositories["acme/pay-api"])
    assert not access.sees(world.repositories["acme/empty"])
    assert not access.administers(world.repositories["acme/pay-api"])
    world.close()
