"""`checker audit --base`: a change is judged by what it makes worse, and cannot let itself pass."""

import json

import pytest

from tests.repositories import WORKFLOW

POLICY = """policy: own
version: "1"
title: Own
extends: [actions]
"""
CONFIG = "policy: [own.yml]\n"
FILES = {
    ".github/workflows/ci.yml": WORKFLOW,
    "checker.yml": CONFIG,
    "own.yml": POLICY,
    "README.md": "# A\n",
}


@pytest.fixture
def made(make_repository):
    """Make a repository with old debt, an action that is not pinned, and go to a branch of its own."""
    made = make_repository(files=FILES)
    made.git("checkout", "--quiet", "-b", "topic")
    return made


@pytest.fixture
def gated(made, run):
    def call(*options):
        return run("audit", "--base", "main", "--fail-on", "low", *options, cwd=made.path)

    return call


def worse(done):
    return [line for line in done.stderr.splitlines() if "became worse" in line]


def test_old_debt_blocks_nobody(made, gated):
    made.commit({"README.md": "# B\n"})
    done = gated()
    assert (done.returncode, worse(done)) == (0, []), done.stderr


def test_only_what_got_worse_is_named(made, gated):
    """One rule is fixed and another broken: the broken one blocks."""
    broken = WORKFLOW.replace("permissions: {contents: read}\n", "").replace("a/b@v1", f"a/b@{'a' * 40}")
    made.commit({".github/workflows/ci.yml": broken})
    done = gated()
    assert done.returncode == 1
    assert [line.split()[1] for line in worse(done)] == ["actions/read-only-default"]
    found = json.loads(gated("-o", "json").stdout)["gate"]
    assert [each["rule"] for each in found["better"] if each["rule"] == "actions/pinned-actions"]


def test_a_new_finding_of_a_failing_rule_blocks(made, gated):
    made.commit({".github/workflows/ci.yml": WORKFLOW + "      - uses: c/d@v2\n"})
    done = gated()
    assert done.returncode == 1
    assert "actions/pinned-actions" in worse(done)[0]


@pytest.mark.parametrize(
    "files",
    [
        {"own.yml": POLICY + "adjust:\n  - {rules: [actions/*], off: we would rather not}\n"},
        {"own.yml": POLICY + "adjust:\n  - {rules: [actions/*], severity: info}\n"},
        {"checker.yml": "policy: [docs]\n"},
        {
            "own.yml": POLICY
            + "waivers:\n  - {rules: [actions/*], everywhere: true, reason: x, owner: x, approved_by: x, until: 2099-01-01}\n"
        },
        {"own.yml": POLICY + "rules: this is no policy\n"},
    ],
    ids=["off", "severity", "policy", "waiver", "broken"],
)
def test_a_change_cannot_let_itself_pass(made, gated, files):
    """What was agreed on before it counts, whatever it says itself."""
    made.commit({".github/workflows/ci.yml": WORKFLOW + "      - uses: c/d@v2\n", **files})
    done = gated()
    assert done.returncode == 1, done.stderr
    assert "actions/pinned-actions" in worse(done)[0]


def test_a_deleted_policy_still_counts(made, gated):
    """Neither the file that holds the rules nor the configuration that names it can be taken away."""
    made.git("rm", "--quiet", "own.yml", "checker.yml")
    made.commit({".github/workflows/ci.yml": WORKFLOW + "      - uses: c/d@v2\n"})
    done = gated()
    assert done.returncode == 1, done.stderr
    assert "actions/pinned-actions" in worse(done)[0]


def test_debt_of_the_change_does_not_count(made, gated):
    made.commit({".github/workflows/ci.yml": WORKFLOW + "      - uses: c/d@v2\n"})
    entry = "{rule: actions/pinned-actions, recorded: 2026-01-01, owner: x, findings: []}"
    made.commit({".checker/debt.yml": f"debt:\n  - {entry}\n"})
    assert gated().returncode == 1


def test_settings_are_found_among_thousands_of_files(made, gated):
    """Files that sort before them do not crowd them out."""
    made.git("checkout", "--quiet", "main")
    made.commit({f"a/{number}.yml": "a: 1\n" for number in range(2_001)})
    made.git("checkout", "--quiet", "-b", "later")
    made.commit({".github/workflows/ci.yml": WORKFLOW + "      - uses: c/d@v2\n"})
    done = gated("-o", "json")
    packs = {each["pack"] for each in json.loads(done.stdout)["subjects"][0]["results"]}
    assert (done.returncode, packs) == (1, {"actions"})


def test_a_renamed_file_takes_its_old_findings_along(made, gated):
    made.git("mv", ".github/workflows/ci.yml", ".github/workflows/build.yml")
    made.commit()
    done = gated()
    assert (done.returncode, worse(done)) == (0, []), done.stderr
    made.commit({".github/workflows/build.yml": WORKFLOW + "      - uses: c/d@v2\n"})
    found = json.loads(gated("-o", "json").stdout)["gate"]
    (turned,) = [each for each in found["worse"] if each["rule"] == "actions/pinned-actions"]
    assert [each["line"] for each in turned["findings"]] == [10]


def test_what_moved_on_at_the_base_blames_nobody(made, gated):
    """Neither from a branch that lags behind, nor once the base is merged into it."""
    made.commit({"README.md": "# B\n"})
    made.git("checkout", "--quiet", "main")
    made.commit({".github/workflows/ci.yml": WORKFLOW + "      - uses: c/d@v2\n"})
    made.git("checkout", "--quiet", "topic")
    assert gated().returncode == 0
    made.git("merge", "--quiet", "--no-edit", "main")
    done = gated()
    assert (done.returncode, worse(done)) == (0, []), done.stderr


def test_what_only_a_merge_brings_is_worse(made, gated):
    made.git("checkout", "--quiet", "-b", "side")
    made.commit({".github/workflows/ci.yml": WORKFLOW + "      - uses: c/d@v2\n"})
    made.git("checkout", "--quiet", "topic")
    made.commit({"README.md": "# B\n"})
    made.git("merge", "--quiet", "--no-edit", "side")
    assert gated().returncode == 1


RULE = """rules:
  - id: own/protected
    title: Protected
    why: x
    severity: critical
    level: bronze
    assert: %s
    fix: {text: x, effort: low}
"""


@pytest.fixture
def dropped(make_repository, run):
    """Hold the removal of KEPT against its base, by one rule of our own."""

    def call(assertion):
        policy = POLICY.replace("[actions]", "[common]") + RULE % assertion
        made = make_repository(files={"checker.yml": CONFIG, "own.yml": policy, "KEPT": ""})
        made.git("checkout", "--quiet", "-b", "topic")
        made.git("rm", "--quiet", "KEPT")
        made.commit()
        done = run("audit", "--base", "main", "-o", "json", cwd=made.path)
        return done.returncode, json.loads(done.stdout)["gate"]

    return call


def test_what_the_base_could_not_tell_blames_nobody(dropped):
    """Nobody could say before what fails now whatever the settings are."""
    code, told = dropped('has_file("KEPT") && protection.approvals > 1')
    assert (code, told["worse"], told["unclear"]) == (0, [], ["own/protected"])


@pytest.mark.parametrize(
    ("assertion", "kind"),
    [
        ('has_file("KEPT") || (protection.approvals > 1 && has_file("KEPT"))', "failure"),
        ('has_file("KEPT") || protection.approvals > 1', "unjudged"),
    ],
)
def test_what_files_or_github_satisfy_decides_when_files_moved_it(dropped, assertion, kind):
    """GitHub's side is the same before and after."""
    code, told = dropped(assertion)
    (turned,) = told["worse"]
    assert (code, turned["rule"], turned["kind"], turned["decides"]) == (1, "own/protected", kind, True)


def test_rules_about_settings_alone_are_nothing_that_a_change_moves(dropped):
    code, told = dropped("protection.approvals > 1")
    assert (code, told["worse"], told["unjudged"], told["neither"]) == (0, [], [], [])


def test_the_calendar_does_not_decide(make_repository, run):
    """A release that is due is nothing that the next change made worse."""
    rule = RULE % "history.days_since_last_release - history.days_since_last_commit <= 5"
    policy = POLICY.replace("[actions]", "[common]") + rule
    made = make_repository(files={"checker.yml": CONFIG, "own.yml": policy})
    made.git("tag", "v1.0.0")
    made.git("checkout", "--quiet", "-b", "topic")
    made.commits = 30
    made.commit({"README.md": "# A\n"})
    done = run("audit", "--base", "main", "-o", "json", cwd=made.path)
    (turned,) = json.loads(done.stdout)["gate"]["worse"]
    assert (done.returncode, turned["decides"]) == (0, False), done.stderr


def test_who_makes_a_change_does_not_decide(make_repository, run):
    """A rule for many authors that begins to apply is nothing that the files of the change made worse."""
    rule = RULE % 'has_file("GOVERNANCE.md")' + "    when: history.authors_last_year > 1\n"
    policy = POLICY.replace("[actions]", "[common]") + rule
    made = make_repository(files={"checker.yml": CONFIG, "own.yml": policy})
    made.git("checkout", "--quiet", "-b", "topic")
    (made.path / "README.md").write_text("# A\n")
    made.git("add", "--all")
    made.git("commit", "--quiet", "--message", "b", "--author", "New <new@example.org>")
    done = run("audit", "--base", "main", "-o", "json", cwd=made.path)
    (turned,) = json.loads(done.stdout)["gate"]["worse"]
    assert (done.returncode, turned["decides"]) == (0, False), done.stderr


def test_an_update_of_what_is_not_pinned_blocks_nobody(made, gated):
    """Dependabot's work; another action that is not pinned does block."""
    made.commit({".github/workflows/ci.yml": WORKFLOW.replace("a/b@v1", "a/b@v2.1")})
    assert gated().returncode == 0
    made.commit({".github/workflows/ci.yml": WORKFLOW.replace("a/b@v1", "a/c@v1")})
    assert gated().returncode == 1


def test_the_same_rule_about_files_alone_does(dropped):
    code, told = dropped('has_file("KEPT")')
    assert (code, told["worse"][0]["decides"]) == (1, True)


def test_what_is_staged_is_held_against_the_commit_before(made, run):
    """Old debt blocks no commit, what lies around unstaged does not count, what is staged does."""

    def staged():
        options = ("--staged", "--base", "HEAD", "--fail-on", "low")
        return run("audit", *options, cwd=made.path)

    assert staged().returncode == 0
    made.write({".github/workflows/ci.yml": WORKFLOW + "      - uses: c/d@v2\n", "own.yml": "nonsense\n"})
    assert staged().returncode == 0
    made.git("add", "--all")
    done = staged()
    assert (done.returncode, [line.split()[1] for line in worse(done)]) == (1, ["actions/pinned-actions"])


def test_the_first_commit_is_held_against_nothing(make_repository, run):
    made = make_repository(files={})
    made.git("checkout", "--quiet", "--orphan", "new")
    made.write(FILES)
    made.git("add", "--all")
    done = run("audit", "--staged", "--base", "HEAD", "--fail-on", "low", cwd=made.path)
    assert done.returncode == 1
    assert "failed" in done.stderr


def test_quiet_is_not_silent_about_why(made, gated):
    made.commit({".github/workflows/ci.yml": WORKFLOW + "      - uses: c/d@v2\n"})
    done = gated("--quiet")
    assert done.returncode == 1
    assert all(line.startswith("checker: ") and "became worse" in line for line in done.stderr.splitlines())
    assert worse(done)


def test_the_worst_is_said_first(made, gated):
    text = "on: pull_request_target\njobs: {a: {runs-on: x, steps: [{run: 'echo ${{ github.head_ref }}'}]}}\n"
    made.commit({".github/workflows/new.yml": text})
    severities = [line.split("(")[1].split(")")[0] for line in worse(gated())]
    order = ["critical", "high", "medium", "low", "info"]
    assert severities == sorted(severities, key=order.index)
    assert len(set(severities)) > 1


def test_a_part_of_the_history_says_how_to_get_the_rest(made, run, tmp_path):
    base = made.git("rev-parse", "main")
    made.commit({"README.md": "# B\n"})
    made.git("clone", "--quiet", "--depth", "1", f"file://{made.path}", str(tmp_path / "shallow"))
    done = run("audit", "--base", base, cwd=tmp_path / "shallow")
    assert done.returncode in (2, 3)
    assert "fetch-depth: 0" in done.stderr


def test_policies_of_the_command_line_are_those_of_the_base_too(made, gated):
    made.commit({".github/workflows/ci.yml": WORKFLOW + "      - uses: c/d@v2\n", "own.yml": "nonsense\n"})
    for name in ("own.yml", str(made.path / "own.yml")):
        assert gated("-p", name).returncode == 1


def test_explicit_demands_hold_only_where_the_base_met_them(made, gated):
    made.commit({"README.md": "# B\n"})
    assert gated("--min-score", "100").returncode == 0
    made.commit({".github/workflows/ci.yml": WORKFLOW.replace("permissions: {contents: read}\n", "")})
    assert gated("--fail-on", "never", "--min-score", "60").returncode in (0, 1)


def test_a_configuration_outside_of_the_repository_is_out_of_reach(made, run):
    (made.path.parent / "checker.yml").write_text("policy: [docs]\n")
    made.git("rm", "--quiet", "checker.yml")
    made.git("commit", "--quiet", "-m", "x")
    made.git("branch", "--force", "main")
    made.commit({".github/workflows/ci.yml": "on: push\n"})
    done = run("audit", "--base", "main", "-o", "json", cwd=made.path)
    assert {each["pack"] for each in json.loads(done.stdout)["subjects"][0]["results"]} == {"docs"}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--base", "nothing"), "there is no commit nothing"),
        (("--base", "--output=x"), "is no name of a commit"),
        (("--base", "main", "github:acme"), "one local repository"),
        (("--base", "orphan"), "no commit in common"),
    ],
)
def test_nonsense(made, run, options, said):
    made.git("checkout", "--quiet", "--orphan", "orphan")
    made.git("commit", "--quiet", "-m", "x")
    made.git("checkout", "--quiet", "topic")
    done = run("audit", *options, cwd=made.path)
    assert done.returncode in (2, 3)
    assert said in done.stderr
    assert "Traceback" not in done.stderr
