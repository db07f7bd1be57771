"""All that we ask, against the simulator: tokens, faults and their pairs, requests."""

import dataclasses
from datetime import date
from pathlib import Path

import pytest

from checker.app.policies.compile_plan import prepare
from checker.collectors import github as topics
from tests.forge import FAULTS, Fault, Forge, many, scenario

from .conftest import ALL, collected, connected

TOKENS = ("admin", "app", "reader", "workflow")


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    """Return what each token comes to know."""
    found = {}
    with pytest.MonkeyPatch.context() as patch:
        for token in TOKENS:
            patch.setenv("CHECKER_CACHE_DIR", str(tmp_path_factory.mktemp(token)))
            with Forge(scenario("small")) as forge:
                found[token] = collected(forge, token)
                assert forge.violations == []
    return found


def assert_no_more_than(found, whole):
    """Each value is the true one, a lower bound of it, or not there for a reason."""
    for name, facts in found.items():
        for path, value in facts.values.items():
            assert value == whole[name].values.get(path, "not known"), (name, path)
        for path in ALL - facts.values.keys():
            problem = facts.problem(path)
            assert problem is not None, (name, path)
            assert problem.reason


@pytest.mark.parametrize("token", TOKENS)
def test_tokens_see_less_and_nothing_else(known, token):
    assert_no_more_than(known[token], known["admin"])


@pytest.mark.parametrize("token", TOKENS[1:])
def test_what_is_hidden_names_the_permission(known, token):
    """Whatever only the owner's token knows says what would let this one know."""
    for name, facts in known[token].items():
        for path in known["admin"][name].values.keys() - facts.values.keys():
            problem = facts.problem(path)
            bare = ("the repository is archived", "the repository is empty")
            assert problem.permission or problem.reason.startswith(bare), (name, path, problem)


@pytest.mark.parametrize("token", TOKENS[1:])
def test_lower_bounds_are_true(known, token):
    for name, facts in known[token].items():
        whole = known["admin"][name].values
        for problem in facts.problems:
            if isinstance(problem.seen, (bool, int)) and problem.path in whole:
                assert problem.seen <= whole[problem.path], (name, problem)


def test_nothing_is_left_out_for_the_owner(known):
    """What even an owner does not learn is a statistic over nothing, or about what is not there."""
    allowed = ("nothing", "no ", "nobody", "the repository is", "GitHub does not say who was active")
    for name, facts in known["admin"].items():
        for problem in facts.problems:
            assert problem.reason.startswith(allowed), (name, problem)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.kind)
def test_no_fault_changes_a_fact(known, fault):
    """For ever, or on everything but the inventory: what is known is true, the rest has a reason."""
    for path in (".", "/repos/", "/orgs/"):
        with Forge(scenario("small")) as forge:
            forge.faults.append(dataclasses.replace(fault, path=path))
            assert_no_more_than(collected(forge), known["admin"])


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.kind)
def test_a_passing_fault_costs_little(known, fault):
    """One bad answer after the inventory: it is asked again, or one thing stays unknown."""
    with Forge(scenario("small")) as forge:
        forge.faults.append(Fault(fault.kind, "/repos/|/orgs/", times=1))
        found = collected(forge)
    assert found.keys() == known["admin"].keys()
    assert_no_more_than(found, known["admin"])


@pytest.mark.no_cover  # the answers are others, the lines are those of the faults alone
@pytest.mark.parametrize("first", FAULTS[:-1], ids=lambda fault: fault.kind)
def test_no_pair_of_faults_changes_a_fact(known, first):
    """The second hits some of what the first leaves."""
    for second in FAULTS[FAULTS.index(first) + 1 :]:
        with Forge(scenario("small")) as forge:
            forge.faults += [
                Fault(first.kind, times=3),
                Fault(second.kind, "(repos|orgs)/.*[aeiou]$|graphql", times=9),
            ]
            try:
                assert_no_more_than(collected(forge, target="github:acme/pay-web"), known["admin"])
            except Exception as error:
                error.add_note(f"with {second.kind}")
                raise


WORLDS = {"small": lambda: scenario("small"), "many": lambda: many(8)}


@pytest.mark.parametrize("world", WORLDS)
def test_lists_of_the_owner_and_requests_for_each_agree(world, tmp_path, monkeypatch):
    """Where the owner's lists are refused, each repository is asked, and says the same."""
    found: list[dict[str, object]] = []
    for refused in (
        (),
        (r"/orgs/acme/(repos|security-advisories|dependabot|code-scanning|secret-scanning)",),
    ):
        monkeypatch.setenv("CHECKER_CACHE_DIR", str(tmp_path / f"{len(found)}"))
        with Forge(WORLDS[world]()) as forge:
            forge.faults += [Fault("forbidden", path) for path in refused]
            found.append({name: facts.values for name, facts in collected(forge).items()})
            asked = sum("/repos/" in each.path for each in forge.log)
    assert found[0] == found[1]
    assert asked > 4 * len(found[0])


IN_BOTH = {
    "github.description": lambda body: body["description"] or "",
    "github.homepage": lambda body: body["homepage"] or "",
    "github.topics": lambda body: body["topics"],
    "github.license": lambda body: (body["license"] or {}).get("spdx_id") or "",
    "github.owner_type": lambda body: body["owner"]["type"],
    "github.default_branch": lambda body: body["default_branch"],
    "github.fork": lambda body: body["fork"],
    "github.template": lambda body: body["is_template"],
    "github.pushed_at": lambda body: body["pushed_at"] or "",
    "github.issues_enabled": lambda body: body["has_issues"],
    "github.discussions_enabled": lambda body: body["has_discussions"],
    "github.wiki_enabled": lambda body: body["has_wiki"],
    "github.projects_enabled": lambda body: body["has_projects"],
    "github.forking_allowed": lambda body: body["allow_forking"],
    "github.signoff_required": lambda body: body["web_commit_signoff_required"],
    "github.delete_branch_on_merge": lambda body: body["delete_branch_on_merge"],
    "github.merge_methods": lambda body: [
        way
        for way, key in (("merge", "merge_commit"), ("rebase", "rebase_merge"), ("squash", "squash_merge"))
        if body[f"allow_{key}"]
    ],
}


@pytest.mark.parametrize("world", WORLDS)
def test_what_queries_tell_rest_tells_too(world):
    """Every fact that both interfaces give is the same from either, in every scenario."""
    compared = set()
    with Forge(WORLDS[world]()) as forge:
        client = connected(forge)
        for name, facts in collected(forge, wanted=frozenset(IN_BOTH)).items():
            body = client.get(f"repos/{name}").value
            for path, of_rest in IN_BOTH.items():
                # Of an empty repository queries tell neither its branch nor a push: there are none yet.
                if path in facts.values and facts.values[path] != "":
                    assert facts.values[path] == of_rest(body), (name, path)
                    compared.add(path)
    unset = {"github.homepage", "github.license"} if world == "many" else set()
    assert compared == IN_BOTH.keys() - unset


def test_one_refused_field_does_not_take_the_others_along(known):
    """A list that may not be null takes its whole repository with it; the rest is asked again."""
    world = scenario("small")
    world.tokens["reader"] = dataclasses.replace(
        world.tokens["reader"], permissions={"metadata": "read", "contents": "read"}
    )
    with Forge(world) as forge:
        facts = collected(forge, "reader")["acme/pay-api"]
    assert facts.values["github.description"] == "Takes payments"
    assert facts.values["releases.count"] == 2
    assert facts.problem("issues.open").permission == "Issues: read"
    assert facts.problem("pulls.merged").permission == "Pull requests: read"


def test_users_have_repositories_too():
    with Forge(scenario("small")) as forge:
        found = collected(forge, target="github:jo")
    assert found.keys() == {"jo/dotfiles"}
    assert found["jo/dotfiles"].values["github.license"] == "MIT"


def test_one_repository_may_be_named():
    with Forge(scenario("small")) as forge:
        assert collected(forge, target="github:acme/tools").keys() == {"acme/tools"}


SETTINGS = frozenset(
    spec.path
    for spec in topics.FACTS
    if spec.path.startswith(("protection.", "organization."))
    or spec.path in {"security.dependency_alerts", "security.secret_scanning", "security.push_protection"}
    or spec.path in {"github.description", "github.merge_methods", "github.actions.default_permission"}
)


def test_settings_cost_a_tenth_of_a_request_each():
    """The inventory, batches and the owner's lists; the rest is a second run's free answers."""
    world = many(100)
    with Forge(world) as forge:
        assert len(collected(forge, wanted=SETTINGS)) == 100
        per_repository = forge.requests() / 100
        asked = [each.path for each in forge.log if each.path.startswith("/repos/")]
        assert asked == []
        before = len(forge.log)
        collected(forge, wanted=SETTINGS)
        again = forge.log[before:]
        assert {each.resource for each in again} <= {"free", "graphql"}
    owner = sum(each.path.startswith(("/orgs/", "/organizations/")) for each in forge.log[:before])
    assert per_repository - owner / 100 <= 0.1
    assert per_repository <= 0.25


def test_a_full_audit_costs_four_requests_each():
    """Of all that the largest policy reads; what has not changed is free the second time."""
    plan = prepare(("baseline-github",), Path.cwd(), date(2026, 11, 1))
    wanted = frozenset(topics.paths(plan.wanted))
    with Forge(many(100)) as forge:
        assert len(collected(forge, wanted=wanted)) == 100
        assert forge.requests() / 100 <= 4.1
        before = len(forge.log)
        collected(forge, wanted=wanted)
        again = forge.log[before:]
    assert not [each for each in again if each.resource == "core" and each.status == 200]
    assert sum(each.resource == "free" for each in again) > 250


def test_settings_of_repositories_cost_a_tenth_of_a_request_each():
    """With the inventory and the organization's own settings that they depend on."""
    wanted = frozenset(path for path in SETTINGS if not path.startswith("organization."))
    with Forge(many(100)) as forge:
        assert len(collected(forge, wanted=wanted)) == 100
        assert forge.requests() / 100 <= 0.1
