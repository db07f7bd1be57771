"""`checker doctor`: what it announces is what the audit then finds and asks."""

import json
from dataclasses import replace
from datetime import date

import pytest

from checker.app.audit.github_targets import Options
from checker.app.audit.run import AuditRequest
from checker.app.doctor.diagnose import diagnose
from checker.app.policies.compile_plan import prepare
from checker.github.permissions import NAMES
from checker.policy.settings.configuration import Configuration
from tests.command import warm
from tests.forge import Fault, Forge, many, scenario

from .golden import NOW, POLICY, TOKENS, results

SIX = """\
policy: six
version: "1"
title: What is asked of each repository, and of all together
extends: [common]
rules:
"""
RULE = """\
  - id: six/{name}
    title: {name}
    why: It costs requests.
    severity: low
    assert: {source}
    fix: {{text: None., effort: low}}
"""
ASSERTS = {
    "hooks": "security.webhooks.all(hook, hook.signed)",
    "runs": "runs.completed >= 0",
    "alerts": "size(alerts.code) == 0",
    "token": "github.actions.default_permission == 'read'",
    "pulls": "pulls.merged >= 0",
    "review": "protection.approvals >= 1",
    "owner": "security.secret_scanning",
}


@pytest.fixture
def six(tmp_path):
    """Write a policy that reads no files."""
    rules = (RULE.format(name=name, source=source) for name, source in ASSERTS.items())
    (tmp_path / "six.yml").write_text(SIX + "".join(rules))
    return "./six.yml"


def unknown(report):
    """Return rule → the subjects for which it is unknown for lack of a permission."""
    found: dict[str, set[str]] = {}
    for subject, rules in results(report).items():
        for rule, result in rules.items():
            if result["outcome"] == "unknown" and any(each["permission"] for each in result["unknown"]):
                found.setdefault(rule, set()).add(subject)
    return found


@pytest.mark.parametrize(("token", "how"), [("reader", ()), *((token, ("--no-clone",)) for token in TOKENS)])
def test_it_announces_what_the_audit_then_does(run, token, how, tmp_path):
    """The same rules are unknown for the same subjects, and as many requests are sent."""
    options = ("github:acme", "-p", POLICY, "--now", NOW, *how)
    with Forge(scenario("small")) as forge:
        audit = run("audit", *options, "-o", "json", **forge.environment(token))
        asked = {"core": forge.requests("core"), "graphql": forge.requests("graphql")}
        points = forge.graph.spent
        elsewhere = {"CHECKER_CACHE_DIR": str(warm(tmp_path / "elsewhere"))}
        done = run("doctor", *options, "--format", "json", **forge.environment(token), **elsewhere)
    found = json.loads(done.stdout)
    gaps = {
        gap["rule"]: {name.removeprefix("127.0.0.1/") for name in gap["subjects"]} for gap in found["gaps"]
    }
    assert gaps == unknown(audit.stdout)
    assert done.returncode == (3 if gaps else 0)
    core, graphql = found["cost"]["resources"]
    assert found["cost"]["exact"]
    assert {"core": core["requests"], "graphql": graphql["requests"]} == asked
    assert graphql["cost"] == points
    assert found["cost"]["waiting"] == 0


@pytest.mark.parametrize(
    ("token", "kind", "possible"),
    [
        ("reader", "fine-grained", {"Administration", "Webhooks", "Dependabot alerts"}),
        ("workflow", "workflow", {"Code scanning alerts", "Dependabot alerts"}),
    ],
)
def test_it_knows_what_a_kind_of_token_can_be_given(run, token, kind, possible):
    """A workflow cannot give its token administration, whatever it says."""
    with Forge(scenario("small")) as forge:
        done = run("doctor", "github:acme", "-p", POLICY, "--format", "json", **forge.environment(token))
    found = json.loads(done.stdout)
    assert found["token"] == kind
    lacking = [each for each in found["permissions"] if each["rules"]]
    assert possible <= {each["name"] for each in lacking if each["possible"]}
    never = {each["name"] for each in lacking if not each["possible"]}
    assert ("Administration" in never) == (token == "workflow")


def test_a_sample_stands_for_the_rest(run, six):
    """A tenth of the repositories tell the requests of all to within a few."""
    with Forge(many(60)) as forge:
        done = run("doctor", "github:acme", "-p", six, "--format", "json", **forge.environment("admin"))
        own, before = len(forge.log), forge.graph.spent
        run("audit", "github:acme", "-p", six, "-o", "json", **forge.environment("admin"))
        asked = [each.resource for each in forge.log[own:]]
        points = forge.graph.spent - before
    found = json.loads(done.stdout)
    core, graphql = found["cost"]["resources"]
    assert len(found["sample"]) == 10
    assert not found["cost"]["exact"]
    assert own == found["cost"]["asked"] < 60
    assert abs(core["requests"] - asked.count("core") - asked.count("free")) <= 5
    assert graphql["requests"] == asked.count("graphql")
    assert abs(graphql["cost"] - points) <= 5
    assert found["cost"]["clones"] == 0


def test_it_counts_the_hours(run, six):
    """Where an hour's limit is not enough, a run waits for the next, and the next."""
    with Forge(many(60)) as forge:
        forge.limit = 60
        done = run("doctor", "github:acme", "-p", six, "--format", "json", **forge.environment("admin"))
    cost = json.loads(done.stdout)["cost"]
    for each in cost["resources"]:
        assert 0 <= each["left"] < each["hourly"] == 60 < each["cost"]
    further = max(-(-(each["cost"] - each["left"]) // 60) for each in cost["resources"])
    assert 3600 * (further - 1) < cost["waiting"] <= 3600 * further


def test_people_can_read_it(run):
    """Nothing is wider than a terminal, and all that matters is said."""
    with Forge(scenario("small")) as forge:
        done = run("doctor", "github:acme", "-p", POLICY, "--sample", "3", **forge.environment("workflow"))
    assert done.returncode == 3
    assert max(map(len, done.stdout.splitlines())) <= 80
    said = " ".join(done.stdout.split())
    assert "Asked about 3 of 6 repositories" in said
    assert "--sample 6 asks about all" in said
    assert "under `permissions`: security-events: read" in said
    assert "CANNOT BE GIVEN" in said
    assert "about" in said.partition("WHAT A RUN TAKES")[2]


def test_git_alone_is_enough_for_a_local_repository(run, repository):
    """No token is needed; the rules that GitHub would decide are named."""
    folder = repository("tools", {"README.md": "# tools\n"})
    done = run("doctor", folder, "-p", "small.yml")
    assert done.returncode == 3
    assert "Git alone is enough" in done.stdout
    assert "small/protected" in done.stdout
    assert "small/readme" not in done.stdout
    done = run("doctor", folder)
    assert done.returncode == 0, done.stdout
    assert "UNKNOWN" not in done.stdout


def test_what_was_not_answered_is_no_permission(run):
    """A GitHub that fails is not taken for one that refuses."""
    with Forge(scenario("small")) as forge:
        forge.faults.append(Fault("server-error", "/hooks"))
        environment = forge.environment("admin")
        done = run(
            "doctor", "github:acme", "-p", POLICY, "--max-wait", "0", "--format", "json", **environment
        )
    found = json.loads(done.stdout)
    assert done.returncode == 3
    assert found["lost"] > 0
    assert found["gaps"] == []
    assert "security/webhooks-secure" in {each["rule"] for each in found["others"]}


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("github:nobody",), 3, "there is no such owner"),
        (("github:",), 3, "github:OWNER"),
        (("github:acme", "--sample", "0"), 2, "--sample"),
        (("github:acme", "--property", "tier"), 2, "--property"),
        (("github:acme", "-p", "nonsense"), 2, "nonsense"),
    ],
)
def test_nonsense(run, arguments, code, said):
    with Forge(scenario("small")) as forge:
        done = run("doctor", *arguments, **forge.environment("admin"))
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_the_token_is_nowhere(run, tmp_path):
    """Neither in what the doctor says nor in what it leaves on the disk."""
    with Forge(scenario("small")) as forge:
        environment = forge.environment("reader")
        done = run("doctor", "github:acme", "-p", POLICY, **environment)
    secret = environment["GITHUB_TOKEN"]
    assert "RULES THAT BECOME UNKNOWN" in done.stdout
    assert secret not in done.stdout + done.stderr
    for path in (path for path in tmp_path.rglob("*") if path.is_file()):
        assert secret.encode() not in path.read_bytes(), path


@pytest.fixture
def lacking(tmp_path, cache, monkeypatch):
    """Tell what an owner's fine-grained token with some permissions lacks, as GitHub's interfaces name it."""
    monkeypatch.setenv("CHECKER_CACHE_DIR", str(cache))
    plan = prepare((POLICY,), tmp_path, date(2026, 11, 1))
    keys = {name: key for key, name in NAMES.items()}

    def look(permissions):
        world = scenario("small")
        world.tokens["reader"] = replace(world.tokens["reader"], login="olga", permissions=permissions)
        with Forge(world) as forge:
            for name, value in forge.environment("reader").items():
                monkeypatch.setenv(name, value)
            request = AuditRequest(("github:acme",), world.now, jobs=1, github=Options(clone=False))
            seen = diagnose(request, plan, Configuration(), 10)
        found: dict[str, str] = {}
        for each in seen.permissions:
            if each.rules and each.reach != "role" and each.possible:
                name = f"organization {each.name}" if each.reach == "organization" else each.name
                level = "write" if each.level == "Read and write" else "read"
                found[keys[name]] = max(level, found.get(keys[name], ""))
        return found

    return look


def test_what_it_names_is_enough_and_no_more(lacking):
    """Who is given exactly that sees everything, and without any one of them something is unknown."""
    bare = {"metadata": "read", "contents": "read"}
    needed = lacking(bare)
    assert {"administration": "write", "members": "read", "actions": "read"}.items() <= needed.items()
    assert lacking(bare | needed) == {}
    for name in ("members", "webhooks", "secrets"):
        assert lacking(bare | {key: level for key, level in needed.items() if key != name}) == {name: "read"}
