"""What is not known is said, can be taught, and what no rule looked at is named."""

import json

import pytest

WORKFLOW = """\
name: CI
on: [push, pull_request]
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: ./bake test --all
"""
FILES = {
    ".github/workflows/ci.yml": WORKFLOW,
    "src/a.py": "x = 1\n",
    "tests/test_a.py": "def test_a():\n    assert True\n",
    **{f"legacy/p{number}.cbl": "       IDENTIFICATION DIVISION.\n" for number in range(6)},
}


@pytest.fixture
def audited(make_repository, run):
    def call(settings="", *options):
        made = make_repository("ledger", {**FILES, **({"checker.yml": settings} if settings else {})})
        done = run("audit", "--fail-on", "never", *options, cwd=made.path)
        assert done.returncode in (0, 3), done.stderr
        return done

    return call


def told(done, rule):
    data = json.loads(done.stdout)
    [subject] = data["subjects"]
    [result] = [each for each in subject["results"] if each["rule"] == rule]
    return result, subject, data


def test_a_command_that_nobody_knows_is_named(audited):
    """It may be the tests, so that nobody says there are none."""
    result, subject, data = told(audited("", "-o", "json"), "testing/tests-in-ci")
    assert result["outcome"] == "unknown"
    assert ".github/workflows/ci.yml:8" in result["reason"]
    assert "./bake test --all" in result["reason"]
    assert {"name": "COBOL", "files": 6} in subject["not_assessed"]
    assert subject["score_at_least"] < subject["score"]
    assert data["policy"]["github_rules"] > 20
    assert "licence/source-headers" in data["policy"]["off"]


def test_a_taught_command_counts(audited):
    """The report says who taught it; what matched nothing is warned of."""
    settings = "recognize: {tests: ['./bake test *', './nuke *']}\n"
    done = audited(settings, "-o", "json")
    result, _, data = told(done, "testing/tests-in-ci")
    assert result["outcome"] == "pass"
    assert [each for each in data["warnings"] if "./nuke *" in each and "matched nothing" in each]
    assert not [each for each in data["warnings"] if "./bake" in each]


def test_a_harmless_command_is_no_test(audited):
    """Everything was understood, so that there are none."""
    result, _, _ = told(audited("recognize: {harmless: ['./bake *']}\n", "-o", "json"), "testing/tests-in-ci")
    assert result["outcome"] == "fail"


def test_reports_say_what_no_rule_looked_at(audited):
    done = audited("", "-v")
    assert "no rule that applied looks at COBOL (6 files)" in " ".join(done.stdout.split())
    assert "rules applied" in done.stdout
    assert "SWITCHED OFF" in done.stdout
    assert "licence/source-headers: a matter of taste" in done.stdout
    assert "With a token for GitHub, the policy baseline-github judges" in done.stdout


def test_a_change_teaches_nothing_that_judges_it(make_repository, run):
    """What counts as tests is what the branch says that it goes to."""
    tested = WORKFLOW.replace("./bake test --all", "pytest")
    policy = "policy: own\nextends: [testing]\n"
    made = make_repository(
        "ledger",
        {
            **FILES,
            ".github/workflows/ci.yml": tested,
            "checker.yml": "policy: [own.yml]\n",
            "own.yml": policy,
        },
    )
    made.git("checkout", "--quiet", "-b", "topic")
    taught = "policy: [own.yml]\nrecognize: {tests: ['./bake *']}\n"
    made.commit({".github/workflows/ci.yml": WORKFLOW, "checker.yml": taught})
    done = run("audit", "--base", "main", "--fail-on-unknown", cwd=made.path)
    assert done.returncode == 3
    assert "testing/tests-in-ci (high) can no longer be judged" in done.stderr
