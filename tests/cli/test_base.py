"""`checker audit --base`: a change is judged by what it makes worse, and cannot let itself pass."""

import json

import pytest

WORKFLOW = """name: CI
on: push
permissions: {contents: read}
jobs:
  a:
    runs-on: x
    timeout-minutes: 5
    steps:
      - uses: a/b@v1
"""
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
        (("--base", "nothing"), "git fetch origin nothing"),
        (("--base", "--output=x"), "no commit"),
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
