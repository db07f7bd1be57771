"""`checker compare` as its users run it."""

import json
import os
import shutil
import subprocess

import pytest

from tests.command import run_checker

from .conftest import ENVIRONMENT, NOW, POLICY

MORE = """\
  - id: small/licence
    title: There is a licence
    why: The law wants one.
    severity: low
    level: bronze
    assert: has_file("LICENSE")
    fix: {text: Add one.}
"""
CONFIGURATION = """\
organization: acme
policy: small.yml
targets: [all]
teams:
  - {team: docs, repositories: ['all/bad']}
  - {team: core, repositories: ['all/good']}
"""


@pytest.fixture(scope="module")
def audited(tmp_path_factory):
    """Audit two repositories before and after one of them is mended and the policy asks for more."""
    folder = tmp_path_factory.mktemp("audited")
    environment = {**os.environ, **ENVIRONMENT, "CHECKER_CACHE_DIR": str(folder / "cache")}

    def git(*arguments, cwd=folder):
        subprocess.run(["git", *arguments], cwd=cwd, env=environment, check=True, capture_output=True)

    def commit(name, file):
        (folder / "all" / name / file).write_text("x\n")
        git("add", "-A", cwd=folder / "all" / name)
        git("commit", "-qm", "x", cwd=folder / "all" / name)

    for name, file in (("good", "README.md"), ("bad", "a.py")):
        git("init", "-q", f"all/{name}")
        commit(name, file)
    (folder / "checker.yml").write_text(CONFIGURATION)
    (folder / "small.yml").write_text(POLICY)
    run_checker("audit", "-o", "json=a.json", "--now", NOW, cwd=folder, env=environment)
    commit("bad", "README")
    (folder / "small.yml").write_text(POLICY + MORE)
    later = "2026-12-01T00:00:00Z"
    run_checker("audit", "-o", "json=b.json", "--now", later, cwd=folder, env=environment)
    return folder


@pytest.fixture
def reports(audited, tmp_path):
    """Put both reports where the command is run."""
    for name in ("a.json", "b.json"):
        shutil.copy(audited / name, tmp_path)


def flat(text):
    return " ".join(text.split())


def test_why_the_score_moved(run, reports):
    """The parts sum to the difference, and each says what it was about."""
    done = run("compare", "a.json", "b.json")
    assert done.returncode == 0, done.stderr
    text = flat(done.stdout)
    assert "acme 2026-11-22 → 2026-12-01" in text
    assert "50.0 → 75.0 +25.0" in text
    assert "-12.5 policy 1 rule came" in text
    assert "+37.5 repositories and time 1 result better" in text
    assert "docs 0.0 75.0 +75.0 0.0 0.0 0.0 0.0 0.0 +75.0" in text
    assert "small/licence came" in text
    assert done.stderr == ""


def test_formats(run, reports, tmp_path):
    """JSON for programs, Markdown for people, and the table still on stdout."""
    done = run("compare", "a.json", "b.json", "-o", "json=c.json", "-o", "markdown=c.md")
    assert "WHY THE SCORE MOVED" in done.stdout
    change = json.loads((tmp_path / "c.json").read_text())
    parts = change["organization"]["score"]["parts"]
    still = dict.fromkeys(("scope", "upgrade", "waivers", "coverage"), 0.0)
    assert parts == {**still, "policy": -12.5, "repositories": 37.5}
    assert (tmp_path / "c.md").read_text().startswith("# acme: 2026-11-22 → 2026-12-01\n")
    piped = run("compare", "a.json", "b.json", "-o", "json")
    assert json.loads(piped.stdout) == change


def test_filters(run, reports):
    """A team, a repository, a rule."""
    team = flat(run("compare", "a.json", "b.json", "--team", "core").stdout)
    assert "core 2026-11-22 → 2026-12-01" in team
    assert "all/bad" not in team
    found = run("compare", "a.json", "b.json", "--repository", "all/b*", "--rule", "small/r*", "-o", "json")
    change = json.loads(found.stdout)
    assert [(s["subject"], [o["rule"] for o in s["outcomes"]]) for s in change["subjects"]] == [
        ("all/bad", ["small/readme"])
    ]


def test_a_gate(run, reports):
    """Exit 1 when the score fell or a level was lost, with the reason on stderr."""
    better = run("compare", "a.json", "b.json", "--fail-if-worse")
    assert better.returncode == 1  # the new bronze rule took the level of the good one
    assert better.stderr == (
        "checker: all/good: the level fell from bronze to none\n"
        "checker: core: the level fell from bronze to none\n"
    )
    assert run("compare", "a.json", "b.json", "--fail-if-worse", "--team", "docs").returncode == 0
    worse = run("compare", "b.json", "a.json", "--fail-if-worse")
    assert worse.returncode == 1
    assert "acme: the score fell from 75.0 to 50.0" in worse.stderr
    assert run("compare", "b.json", "a.json").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["gone.json", "a.json"], "gone.json"),
        (["-", "-"], "both audits would come from stdin"),
        (["small.yml", "a.json"], "small.yml"),
        (["a.json", "a.json", "--team", "cor"], "did you mean core?"),
        (["a.json", "a.json", "-o", "sarif"], "no format of comparisons is called 'sarif'"),
        (["a.json"], "latest: there is no history to find it in"),
    ],
)
def test_nonsense_gets_a_clear_answer(run, reports, arguments, part):
    """Exit 2, one message, no trace."""
    done = run("compare", *arguments)
    assert done.returncode == 2
    assert part in done.stderr
    assert "Traceback" not in done.stderr
