"""`checker audit` as its users run it."""

import json
import subprocess
import sys
import xml.etree.ElementTree as ET

import pytest

from .conftest import NOW, POLICY


def outcomes(report):
    """Return outcomes by subject and rule."""
    return {
        subject["subject"]: {result["rule"]: result["outcome"] for result in subject["results"]}
        for subject in json.loads(report)["subjects"]
    }


def test_a_repository_that_complies(run, repository):
    """Exit 0, and what cannot be seen is unknown with the permission that would decide it."""
    done = run("audit", repository("good", {"README.md": "x\n"}), "-p", "small.yml")
    assert done.returncode == 0
    assert "good" in done.stdout
    assert "small/protected" in done.stdout
    assert "Administration: read" in done.stdout
    assert done.stderr == ""


def test_a_repository_that_does_not(run, repository):
    """Exit 1, with the failure on stdout and the reason on stderr."""
    done = run("audit", repository("bad", {"a.py": "x\n"}), "-p", "small.yml")
    assert done.returncode == 1
    assert "There is a README" in done.stdout
    assert 'has_file("README*")' in done.stdout
    assert done.stderr == "checker: bad: 1 rule of severity high or worse failed\n"


def test_the_same_input_gives_the_same_bytes(run, repository):
    """At the same time of judgement, from the cache and without."""
    arguments = ("audit", repository("a", {"README": "x"}), "-p", "small.yml", "-o", "json", "--now", NOW)
    first, second = run(*arguments), run(*arguments)
    assert first.stdout == second.stdout
    assert json.loads(first.stdout)["started_at"] == NOW


def test_a_folder_of_local_repositories(run, repository, tmp_path):
    """Every repository below it, in processes, in order; one broken repository stops nothing."""
    for name in ("c", "a", "b"):
        repository(f"all/{name}", {"README": name})
    broken = tmp_path / "all" / "broken"
    subprocess.run(["git", "init", "-q", broken], check=True)
    (broken / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    (broken / ".git" / "refs" / "heads" / "main").write_text("1" * 40 + "\n")
    done = run("audit", "all", "-p", "small.yml", "-o", "json", "-j", "2")
    assert list(outcomes(done.stdout)) == ["all/a", "all/b", "all/c"]
    assert [each["target"].endswith("broken") for each in json.loads(done.stdout)["uncollected"]] == [True]
    assert done.returncode == 3


def test_several_reports_at_once(run, repository, tmp_path):
    """Files get theirs, and the table stays on stdout."""
    chosen = [f"{name}=out.{name}" for name in ("json", "sarif", "junit", "markdown", "csv", "github")]
    options = [part for each in chosen for part in ("-o", each)]
    done = run("audit", repository("a", {"a.py": ""}), "-p", "small.yml", *options)
    assert done.returncode == 1
    assert "There is a README" in done.stdout
    assert json.loads((tmp_path / "out.sarif").read_text())["version"] == "2.1.0"
    assert ET.parse(tmp_path / "out.junit").getroot().tag == "testsuites"
    assert (tmp_path / "out.github").read_text().startswith("::error")


def test_an_earlier_commit(run, repository):
    """--at judges what was there then."""
    folder = repository("a", {"a.py": ""})
    (folder / "README").write_text("x")
    subprocess.run(["git", "add", "-A"], cwd=folder, check=True)
    subprocess.run(
        ["git", "-c", "user.name=A", "-c", "user.email=a@b", "commit", "-qm", "y"], cwd=folder, check=True
    )
    assert run("audit", folder, "-p", "small.yml").returncode == 0
    assert run("audit", folder, "-p", "small.yml", "--at", "HEAD~1").returncode == 1
    assert run("audit", folder, "-p", "small.yml", "--at", "2026-10-02").returncode == 1


def test_the_index(run, repository):
    """--staged judges what would be committed; a plain audit says what it left out."""
    folder = repository("a", {"a.py": ""})
    (folder / "README").write_text("x")
    subprocess.run(["git", "add", "-A"], cwd=folder, check=True)
    plain = run("audit", folder, "-p", "small.yml")
    assert plain.returncode == 1
    assert "1 uncommitted change not judged" in plain.stdout
    assert run("audit", folder, "-p", "small.yml", "--staged").returncode == 0


def test_snapshots(run, repository):
    """What was collected is judged without the repository, with the same outcomes."""
    folder = repository("a", {"README": "x"})
    here = run("audit", folder, "-p", "small.yml", "-o", "json", "--now", NOW)
    assert run("collect", folder, "a.json", "-p", "small.yml", "--now", NOW).returncode == 0
    folder.rename(folder.with_name("moved"))
    there = run("audit", "--facts", "a.json", "-p", "small.yml", "-o", "json")
    assert there.returncode == 0
    assert outcomes(there.stdout) == outcomes(here.stdout)


def test_teams_and_attributes(run, repository, tmp_path):
    """checker.yml is read from where the user stands, upwards."""
    repository("pay/ledger", {"README": "x"})
    (tmp_path / "checker.yml").write_text(
        "organization: acme\npolicy: small.yml\ntargets: [pay]\n"
        "teams:\n  - {team: payments, repositories: ['pay/*'], tier: critical}\n"
    )
    (tmp_path / "sub").mkdir()
    done = run("audit", "-o", "json", cwd=tmp_path / "sub")
    report = json.loads(done.stdout)
    assert report["organization"]["name"] == "acme"
    assert [(team["team"], team["repositories"]) for team in report["teams"]] == [
        ("payments", ["pay/ledger"])
    ]
    assert report["subjects"][0]["attributes"]["tier"] == "critical"


def test_a_waiver_nameslocal_as_people_do(run, repository, tmp_path):
    """owner/name matches, as the report shows it; another owner's repository does not."""
    folder = repository("a", {"a.py": ""})
    address = "https://git.example/acme/legacy-app.git"
    subprocess.run(["git", "remote", "add", "origin", address], cwd=folder, check=True)
    for glob, outcome in (("acme/legacy-*", "waived"), ("other/legacy-*", "fail")):
        waiver = f"reason: r, owner: o, approved_by: b, until: 2026-12-01, repositories: ['{glob}']"
        waivers = f"waivers:\n  - {{rules: [small/readme], {waiver}}}\n"
        (tmp_path / "waived.yml").write_text(f"policy: w\ntitle: W\nextends: [small.yml]\n{waivers}")
        done = run("audit", folder, "-p", "waived.yml", "-o", "json", "--now", NOW)
        assert outcomes(done.stdout)["git.example/acme/legacy-app"]["small/readme"] == outcome, done.stderr
        assert ("matches nothing" in done.stderr) is (outcome == "fail")


def test_an_audited_repository_cannot_silence_its_auditor(run, repository):
    """Its own checker.yml says nothing when it is named as a target."""
    silencing = "policy: none.yml\n"
    folder = repository("a", {"a.py": "", "checker.yml": silencing, "none.yml": "policy: none\n"})
    assert run("audit", folder, "-p", "small.yml").returncode == 1


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["audit", "gone", "-p", "small.yml"], "gone"),
        (["audit", ".", "-p", "gone"], "'gone'"),
        (["audit", ".", "-p", "small.yml", "-o", "jsn"], "did you mean json?"),
        (["audit", ".", "-p", "small.yml", "-o", "json", "-o", "sarif"], "same place"),
        (["audit", ".", "-p", "small.yml", "--now", "noon"], "2026-11-22T12:00:00Z"),
        (["audit", ".", "-p", "small.yml", "--facts", "small.yml"], "not a snapshot"),
        (["audit", ".", "-p", "small.yml", "--facts", "gone.json"], "gone.json"),
        (["rules", "small/readmi", "-p", "small.yml"], "did you mean small/readme?"),
        (["audit", "--min-score", "101"], "--min-score"),
        (["audit", ".", "-p", "small.yml", "-o", "json=no/where.json"], "there is no folder no"),
        (["nonsense"], "nonsense"),
    ],
)
def test_nonsense_gets_a_clear_answer(run, arguments, part):
    """Exit 2 (3 where a target is not there), one message, no trace."""
    done = run(*arguments)
    assert done.returncode == (3 if "gone" in arguments and arguments[1] == "gone" else 2)
    assert part in done.stderr + done.stdout
    assert "Traceback" not in done.stderr


def test_help_names_the_exit_codes(run):
    """The table a pipeline's author needs."""
    done = run("--help")
    assert "0 compliant, 1 not compliant, 2 usage or bad policy" in done.stdout


def test_the_configuration_names_the_reports(run, repository, tmp_path):
    """Its paths start where it lies; the table is still printed; -o on the command line wins."""
    repository("a", {"README": "x"})
    (tmp_path / "checker.yml").write_text("policy: small.yml\ntargets: [a]\noutputs: {json: out/a.json}\n")
    (tmp_path / "out").mkdir()
    done = run("audit", cwd=tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert "There is a README" not in done.stderr
    assert outcomes((tmp_path / "out" / "a.json").read_text()) == {
        "a": {"small/readme": "pass", "small/protected": "unknown"}
    }
    assert outcomes(run("audit", "-o", "json", cwd=tmp_path).stdout).keys() == {"a"}


def test_an_unknown_level_is_told_before_any_work(run):
    """Not after an hour."""
    done = run("audit", "gone", "-p", "small.yml", "--require-level", "platinum")
    assert done.returncode == 2
    assert "bronze, silver, gold" in done.stderr


def test_a_folder_inside_a_repository(run, repository):
    """Whoever stands somewhere in a repository means that repository."""
    folder = repository("a", {"README": "x", "deep/er/b.py": ""})
    done = run("audit", "-p", "../../../small.yml", "-o", "json", cwd=folder / "deep" / "er")
    assert done.returncode == 0, done.stderr
    assert outcomes(done.stdout)["a"]["small/readme"] == "pass"


def test_an_interruption_ends_with_130(repository, tmp_path):
    """Ctrl-C is no bug and no verdict: one line, no trace."""
    repository("a", {"README": "x"})
    (tmp_path / "small.yml").write_text(POLICY)
    script = (
        "import checker.app.audit.run as a\n"
        "def stop(*_): raise KeyboardInterrupt\n"
        "a.judge_task = stop\n"
        "import sys; sys.argv = ['checker', 'audit', 'a', '-p', 'small.yml']\n"
        "from checker.__main__ import main; main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 130
    assert done.stderr == "\nchecker: interrupted\n"
