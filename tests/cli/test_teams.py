"""Who answers for repositories, end to end: local ones by their files, GitHub's by what each token sees."""

import json
import os
import subprocess
import time
from functools import cache

import pytest

from tests.command import COMMAND, run_checker, warm
from tests.forge import Forge, scenario

from .conftest import NOW

COMPONENT = """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: x, labels: {tier: critical}}
spec: {owner: %s, type: service, lifecycle: production, system: shop}
"""
POLICY = """\
policy: owned
version: "1"
extends: [org]
rules:
  - id: owned/readme
    title: There is a README
    why: People must find out what it is.
    severity: high
    objective: speed
    level: bronze
    assert: has_file("README*")
    fix: {text: Write one., effort: low}
  - id: owned/tested
    title: Critical ones are tested
    why: Customers rely on them.
    severity: medium
    objective: trust
    when: repo.tier == "critical"
    assert: count("**/test_*") > 0
    fix: {text: Test it., effort: low}
waivers:
  - {rules: [owned/readme], teams: [payments], reason: frozen, owner: a, approved_by: b, until: 2027-01-31}
"""


@pytest.fixture
def audited(run, tmp_path):
    """Audit with a configuration of teams; return the report and what was said on stderr."""

    def call(teams, *arguments, more="", **environment):
        (tmp_path / "owned.yml").write_text(POLICY)
        (tmp_path / "checker.yml").write_text(
            f"organization: acme\npolicy: owned.yml\nteams: {teams}\n{more}"
        )
        done = run("audit", *arguments, "--now", NOW, "-o", "json", **environment)
        assert done.stdout, done.stderr
        return json.loads(done.stdout), done.stderr

    return call


def subjects(report):
    return {each["name"].rpartition("/")[2] or each["subject"]: each for each in report["subjects"]}


def outcome(subject, rule):
    return next(each for each in subject["results"] if each["rule"] == rule)["outcome"]


def test_files_of_repositories_name_their_teams(audited, repository, tmp_path):
    """In the order of the sources; conflicts and the unowned are told, in words and in the report."""
    repository("r/pay", {"CODEOWNERS": "* @acme/payments\n", "README": "x"})
    repository("r/web", {"catalog-info.yaml": COMPONENT % "web", "README": "x"})
    repository("r/both", {"CODEOWNERS": "* @acme/web\n", "catalog-info.yaml": COMPONENT % "payments"})
    repository("r/torn", {"CODEOWNERS": "* @acme/web @acme/payments\n"})
    repository("r/mine", {"CODEOWNERS": "* @jo\n"})
    (tmp_path / "groups.yaml").write_text(
        "kind: Group\nmetadata: {name: web}\nspec: {type: team, parent: commerce}\n"
    )
    teams = (
        "{list: [{team: payments, part_of: commerce}], sources: [codeowners, backstage], "
        "aliases: {'@jo': payments}, groups: groups.yaml}"
    )
    report, said = audited(teams, "r")
    found = subjects(report)
    assert {name: each["team"] for name, each in found.items() if each["kind"] == "repository"} == {
        "pay": "payments",
        "web": "web",
        "both": "web",
        "torn": "",
        "mine": "payments",
    }
    assert found["both"]["ownership"] == {
        "team": "web",
        "source": "codeowners",
        "part_of": ["commerce"],
        "claims": [{"source": "codeowners", "team": "web"}, {"source": "backstage", "team": "payments"}],
        "vouched": False,
        "unknown": [],
    }
    assert [(team["team"], team["part_of"], len(team["repositories"])) for team in report["teams"]] == [
        ("payments", "commerce", 2),
        ("commerce", "", 4),
        ("web", "commerce", 2),
    ]
    assert "r/torn is claimed by web (codeowners) and payments (codeowners): nobody gets it" in said
    assert "r/both is claimed by web (codeowners) and payments (backstage): web gets it" in said
    assert "1 repository belongs to no team: r/torn" in said
    assert outcome(found["acme"], "org/every-repo-owned") == "fail"
    assert report["warnings"] == [
        line.removeprefix("warning: ") for line in said.splitlines() if "warning" in line
    ]


def test_a_list_of_teams_settles_it(audited, repository):
    """What checker.yml lists can go before what repositories say, and every repository is owned."""
    repository("r/torn", {"CODEOWNERS": "* @acme/web @acme/payments\n"})
    teams = "{list: [{team: payments, repositories: ['r/*']}], sources: [file, codeowners]}"
    report, said = audited(teams, "r")
    assert subjects(report)["torn"]["ownership"]["source"] == "file"
    assert outcome(subjects(report)["acme"], "org/every-repo-owned") == "pass"
    assert "belongs to no team" not in said


def test_attributes_and_where_they_come_from(audited, repository):
    """The configuration goes before the repository's own files; these may not call themselves unimportant."""
    repository("r/web", {"catalog-info.yaml": COMPONENT % "web"})
    teams = "{list: [{team: web, lifecycle: legacy}], sources: [backstage]%s}"
    more = "repositories:\n  - {repositories: ['r/*'], visibility: private}\n"
    web = subjects(audited(teams % "", "r", more=more)[0])["web"]
    assert web["attributes"] == {
        "kind": "service",
        "lifecycle": "legacy",
        "system": "shop",
        "visibility": "private",
    }
    assert web["origins"] == {
        "kind": "backstage",
        "lifecycle": "team",
        "system": "backstage",
        "visibility": "repositories",
    }
    assert outcome(web, "owned/tested") == "not-applicable"
    trusted = subjects(audited(teams % ", trust: [tier]", "r")[0])["web"]
    assert (trusted["attributes"]["tier"], trusted["origins"]["tier"]) == ("critical", "backstage")
    assert outcome(trusted, "owned/tested") == "fail"


@pytest.mark.parametrize(
    ("teams", "expected"),
    [
        ("{sources: [codeowners]}", "fail"),
        ("{sources: [codeowners], trust: [waivers]}", "waived"),
        ("{list: [{team: payments, repositories: ['r/*']}], sources: [codeowners, file]}", "waived"),
    ],
)
def test_nobody_gets_a_waiver_by_naming_a_team(audited, repository, teams, expected):
    """A waiver of a team holds where somebody else says so too, or the configuration takes their word."""
    repository("r/pay", {"CODEOWNERS": "* @acme/payments\n"})
    report, said = audited(teams, "r")
    assert subjects(report)["pay"]["team"] == "payments"
    assert outcome(subjects(report)["pay"], "owned/readme") == expected
    assert ("say `trust: [waivers]`" in said) is (expected == "fail")


def test_a_catalog_file_that_does_not_parse(audited, repository):
    """It names nobody, and the report says where it is broken."""
    repository("r/web", {"catalog-info.yaml": "kind: [\n"})
    web = subjects(audited("{sources: [backstage]}", "r")[0])["web"]
    assert (web["team"], web["ownership"]["unknown"]) == ("", [])
    assert any("catalog-info.yaml:2: does not parse" in note for note in web["assumptions"])


def test_github_that_was_not_asked_is_not_known(audited, repository):
    """A local audit leaves open what the organization's teams and properties say, for GitHub's alone."""
    for name, host in (("here", "git.example"), ("there", "github.com")):
        folder = repository(f"r/{name}", {"README": "x", "CODEOWNERS": "* @acme/web\n"})
        address = f"https://{host}/acme/{name}.git"
        subprocess.run(["git", "remote", "add", "origin", address], cwd=folder, check=True)
    report, said = audited("{sources: [github, properties, codeowners]}", "r")
    found = subjects(report)
    assert found["here"]["team"] == "web"
    assert found["there"]["team"] == ""
    unknown = {each["path"]: each["permission"] for each in found["there"]["ownership"]["unknown"]}
    assert unknown["repo.team"] == "organization Members: read"
    assert unknown["repo.tier"] == "organization Custom properties: read"
    assert outcome(found["there"], "owned/tested") == "unknown"
    assert outcome(found["acme"], "org/every-repo-owned") == "unknown"
    assert "team of 1 repository is not known: needs GitHub; this audit read Git only" in said


ORDER = "{sources: [github, properties, codeowners, backstage], ignore: ['@acme/everyone']}"
OWNED = {
    "pay-api": ("payments", "github"),
    "pay-web": ("web", "properties"),
    "shop": ("commerce", "github"),
    "infra": ("platform", "github"),
    "safe": ("vault", "github"),
    "lonely": ("", ""),
    "old": ("", ""),
}


@pytest.fixture(scope="module")
def owned(tmp_path_factory):
    """Audit the simulated organization as a token, each way once."""

    @cache
    def call(token, teams=ORDER, *options):
        folder = tmp_path_factory.mktemp(token)
        (folder / "owned.yml").write_text(POLICY)
        (folder / "checker.yml").write_text(f"organization: acme\npolicy: owned.yml\nteams: {teams}\n")
        with Forge(scenario("owned")) as forge:
            environment = {
                **os.environ,
                **forge.environment(token),
                "CHECKER_CACHE_DIR": str(warm(folder / "cache")),
            }
            words = ("audit", "github:acme", "--now", NOW, "-o", "json", *options)
            done = run_checker(*words, cwd=folder, env=environment)
            assert forge.violations == []
            return subjects(json.loads(done.stdout)), done.stderr, forge.requests("core", "graphql")

    return call


@pytest.mark.parametrize(
    ("token", "options"), [("admin", ()), ("admin", ("--no-clone",)), ("app", ("--no-clone",))]
)
def test_teams_of_github(owned, token, options):
    """Teams that administer or maintain, custom properties, then files; departments are known too."""
    found, said, _ = owned(token, ORDER, *options)
    teams = {name: (found[name]["team"], found[name]["ownership"]["source"]) for name in OWNED}
    assert teams == OWNED
    assert found["pay-api"]["ownership"]["part_of"] == ["commerce"]
    assert (found["infra"]["attributes"]["system"], found["infra"]["origins"]["system"]) == (
        "cloud",
        "properties",
    )
    assert found["infra"]["attributes"]["kind"] == "service"
    assert outcome(found["pay-api"], "owned/tested") == "fail"
    failed = next(each for each in found["acme"]["results"] if each["rule"] == "org/every-repo-owned")
    assert [finding["message"] for finding in failed["findings"]] == ["acme/lonely belongs to no team"]
    assert (
        "acme/pay-web is claimed by payments (github) and web (github, properties) and platform (codeowners): "
        "web gets it" in said
    )


@pytest.mark.parametrize("token", ["member", "reader", "workflow"])
def test_what_a_token_does_not_see_is_never_unowned(owned, token):
    """It decides less, nothing differently, and names the permission that is lacking."""
    found, said, _ = owned(token, ORDER, "--no-clone")
    for name, (team, source) in OWNED.items():
        if name not in found:
            assert token == "workflow"
            continue
        ownership = found[name]["ownership"]
        known = (ownership["team"], ownership["source"])
        unknown = [each for each in ownership["unknown"] if each["path"] == "repo.team"]
        assert known == ((team, source) if not unknown else ("", ""))
        assert unknown or token == "member"
        assert all(each["permission"].startswith("organization ") for each in unknown)
    assert outcome(found["acme"], "org/every-repo-owned") == "unknown"
    assert "belongs to no team" not in said
    assert "belong to no team" not in said


def test_tiers_that_are_hidden_decide_nothing(owned):
    """A rule for critical repositories is unknown where nobody sees which are."""
    found, _, _ = owned("reader", ORDER, "--no-clone")
    assert outcome(found["pay-api"], "owned/tested") == outcome(found["shop"], "owned/tested") == "unknown"


def test_sources_that_are_not_named_are_not_asked(owned):
    """Ownership costs two requests for seven repositories, and none without these sources."""
    _, _, more = owned("admin", ORDER, "--no-clone")
    _, _, less = owned("admin", "{sources: [codeowners, backstage]}", "--no-clone")
    assert more - less == 2


def test_a_resumed_run_knows_the_same_teams(owned, run, tmp_path):
    """What was found before a run was killed is kept, groups above included."""
    (tmp_path / "owned.yml").write_text(POLICY)
    (tmp_path / "checker.yml").write_text(f"organization: acme\npolicy: owned.yml\nteams: {ORDER}\n")
    words = ("audit", "github:acme", "--now", NOW, "-o", "json", "--no-clone")
    with Forge(scenario("owned")) as forge:
        environment = {**forge.environment("admin"), "CHECKER_CACHE_DIR": str(tmp_path / "cache")}
        running = subprocess.Popen(
            [COMMAND, *words],
            cwd=tmp_path,
            env={**os.environ, **environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while len([*tmp_path.glob("cache/snapshots/[0-9a-f]*")]) < 2:
            time.sleep(0.01)
            assert running.poll() is None, "it ended before it could be killed"
        running.kill()
        running.communicate()
        resumed = run(*words, "--resume", **environment)
    whole, _, _ = owned("admin", ORDER, "--no-clone")
    found = subjects(json.loads(resumed.stdout))
    assert {name: each["ownership"] for name, each in found.items()} == {
        name: each["ownership"] for name, each in whole.items()
    }
    assert found.keys() == whole.keys()


def test_teams_and_objectives_are_shown(run, repository, tmp_path):
    """People see how well each team serves each objective, in both formats."""
    repository("r/pay", {"CODEOWNERS": "* @acme/payments\n", "README": "x"})
    repository("r/web", {"CODEOWNERS": "* @acme/web\n"})
    (tmp_path / "owned.yml").write_text(POLICY)
    (tmp_path / "checker.yml").write_text("policy: owned.yml\nteams: {sources: [codeowners]}\n")
    table = run("audit", "r", "--now", NOW).stdout
    start = table.index("SCORES BY OBJECTIVE")
    rows = [line.split() for line in table[start:].splitlines()[1:5]]
    # Neither repository is critical: nothing of trust was decided.
    assert rows[0] == ["team", "trust", "speed"]
    assert rows[1:] == [
        ["web", "\N{EN DASH}", "0.0"],
        ["payments", "\N{EN DASH}", "100.0"],
        ["organization", "\N{EN DASH}", "50.0"],
    ]
    page = run("audit", "r", "--now", NOW, "-o", "markdown").stdout
    assert "| payments | \N{EN DASH} | 100.0 |" in page
    assert "| **organization** | \N{EN DASH} | 50.0 |" in page


def test_a_new_owner_is_noticed_where_nothing_else_has_changed(run, tmp_path):
    """Results are carried over only as long as GitHub says the same about teams and properties."""
    (tmp_path / "owned.yml").write_text(POLICY)
    (tmp_path / "checker.yml").write_text(f"organization: acme\npolicy: owned.yml\nteams: {ORDER}\n")
    words = ("audit", "github:acme", "--now", NOW, "-o", "json", "--no-clone")
    with Forge(scenario("owned")) as forge:
        run(*words, **forge.environment("admin"))
        forge.world.repositories["acme/lonely"].facts["teams"] = [{"slug": "web", "permission": "admin"}]
        forge.world.repositories["acme/safe"].facts["properties"] = {"tier": "critical"}
        found = subjects(json.loads(run(*words, **forge.environment("admin")).stdout))
    assert (found["lonely"]["team"], found["lonely"]["ownership"]["part_of"]) == ("web", ["commerce"])
    assert outcome(found["safe"], "owned/tested") == "fail"
    carried = {name for name, each in found.items() if any("carried over" in note for note in each["notes"])}
    assert carried == {"pay-api", "pay-web", "shop", "infra", "old"}
