"""`checker waive` as its users run it, and waivers that repositories hold themselves."""

import json
import os
import stat
import subprocess
import sys

import pytest

from tests.forge import Forge, scenario

from .conftest import ENVIRONMENT, NOW, POLICY

OWN = """\
# Ours, kept by hand.
policy: own
title:   "Ours"      # three blanks
extends: [small.yml]

waivers:
    # The first.
    - rules: ['small/protected']   # quoted
      repositories: ["*"]
      reason: >-
        a text
        over lines
      owner: me
      approved_by: cto
      until: 2026-12-01
    # of the list

# The rest.
max_waiver_days:  100
"""
WANTED = (
    "--reason",
    "frozen: ACME-812",
    "--owner",
    "payments",
    "--approved-by",
    "cto@acme.example",
    "--now",
    NOW,
)
ADDED = """\
    - rules: [small/readme]
      everywhere: true
      reason: "frozen: ACME-812"
      owner: payments
      approved_by: cto@acme.example
      until: 2027-02-20
"""


@pytest.fixture
def own(tmp_path):
    """Write a policy file that people keep, and a configuration that names it."""
    path = tmp_path / "own.yml"
    path.write_bytes(OWN.encode())
    (tmp_path / "checker.yml").write_text("policy: [common, own.yml]\n")
    return path


def test_a_waiver_is_written_and_all_else_stays(run, own):
    """With the place where it stands; the file keeps its mode, and no other file is left behind."""
    own.chmod(0o640)
    done = run("waive", "add", "small/readme", "--everywhere", "--until", "+90d", *WANTED)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("own.yml:17:7: waived until 2027-02-20, 90 days from now\n")
    assert own.read_bytes().decode() == OWN.replace("    # of the list\n", "    # of the list\n" + ADDED)
    assert os.name != "posix" or stat.S_IMODE(own.stat().st_mode) == 0o640
    assert {path.name for path in own.parent.iterdir()} == {"own.yml", "checker.yml", "small.yml", "cache"}


def test_it_is_in_force_at_once(run, own, repository):
    """The next audit knows it, and says where it was said."""
    folder = repository("a", {"a.py": ""})
    assert run("audit", folder, "--now", NOW).returncode == 1
    run("waive", "add", "small/readme", "--repository", "a", "--until", "2027-02-20", *WANTED)
    done = run("audit", folder, "--now", NOW)
    assert done.returncode == 0
    assert "until 2027-02-20); own.yml:17:7" in " ".join(done.stdout.split())
    later = run("audit", folder, "--now", "2027-02-21T00:00:00Z")
    assert later.returncode == 1
    assert "no longer waived: frozen: ACME-812 (owner payments" in " ".join(later.stdout.split())


def test_a_link_stays_a_link(run, own, tmp_path):
    """The file that it leads to is written."""
    own.rename(tmp_path / "real.yml")
    own.symlink_to("real.yml")
    done = run("waive", "add", "small/readme", "--everywhere", "--until", "+9d", "--file", "own.yml", *WANTED)
    assert done.returncode == 0, done.stderr
    assert own.is_symlink()
    assert "frozen: ACME-812" in (tmp_path / "real.yml").read_text()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["small/readmi", "--everywhere", "--until", "+9d"], ["'small/readmi' matches no rule; did you mean 'small/readme'?"]),
        (["small/*"], ["Missing option '--until'"]),
        (["small/*", "--until", "+9d"], ["a waiver needs a scope: --repository"]),
        (["small/*", "--until", "+9d", "--everywhere", "--team", "a"], ["contradict each other"]),
        (["small/*", "--until", "+101d", "--everywhere"], ["more than max_waiver_days (100)"]),
        (["small/*", "--until", "2026-11-21", "--everywhere"], ["--until 2026-11-21 is in the past"]),
        (["small/*", "--until", "soon", "--everywhere"], ["write it as 2027-03-31 or +90d"]),
        (["x/*", "--until", "+999d"], ["'x/*' matches no rule", "needs a scope", "more than max_waiver_days"]),
        (["small/*", "--until", "+9d", "--path", "{1..999}"], ["the waiver is refused: ", "is not a glob"]),
        (["small/*", "--until", "+9d", "--team", "\x1b[31m"], ["characters that cannot be printed"]),
        (["small/*", "--until", "+9d", "--everywhere", "--file", "gone.yml"], ["gone.yml", "own.yml"]),
        (["*/*", "--until", "+9d", "--everywhere", "-p", "baseline"], ["no policy file of your own"]),
        (["small/*", "--until", "+9d", "--everywhere", "-p", "small.yml", "-p", "own.yml"], ["choose one with --file: small.yml, own.yml"]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_and_nothing_is_written(run, own, arguments, said):
    """Exit 2, everything at once, in the words of the command line."""
    done = run("waive", "add", *arguments, *WANTED)
    assert done.returncode == 2
    assert all(each in done.stderr for each in said), done.stderr
    assert own.read_bytes() == OWN.encode()


def test_locked_rules_are_not_waived(run, own, tmp_path):
    """Whoever locked them has to allow it."""
    (tmp_path / "small.yml").write_text(POLICY + "locked: [small/readme]\n")
    done = run("waive", "add", "small/*", "--everywhere", "--until", "+9d", *WANTED)
    assert done.returncode == 2
    assert "waives small/readme, which is locked at small.yml:" in done.stderr
    assert own.read_bytes() == OWN.encode()


def test_shipped_packs_are_not_written_to(run, tmp_path):
    """They are ours."""
    from checker import resources

    (tmp_path / "checker.yml").write_text("policy: [docs]\n")
    pack = resources.folder("policies") / "docs" / "pack.yml"
    before = pack.read_bytes()
    done = run("waive", "add", "docs/*", "--everywhere", "--until", "+9d", "--file", pack, *WANTED)
    assert done.returncode == 2
    assert "belongs to Standards Checker" in done.stderr
    assert pack.read_bytes() == before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("policy: own\nextends: [small.yml]\nwaivers: some\n", "own.yml:3:10: expected a list"),
        ("policy: own\nextends: [small.yml]\n---\na: 1\n", "more than one YAML document"),
        (
            "policy: own\nextends: [small.yml]\ntitle: |\n  Ours",
            "cannot be edited without changing what it says",
        ),
    ],
)
def test_files_that_cannot_be_edited(run, own, text, said):
    """The reason is told, where it helps with the lines to add by hand; the file stays."""
    own.write_text(text)
    done = run("waive", "add", "small/readme", "--everywhere", "--until", "+9d", *WANTED)
    assert done.returncode == 2
    assert said in done.stderr
    assert own.read_text() == text


def test_the_list(run, own):
    """Ended ones first and marked, days left, owner, approver, what is covered."""
    run("waive", "add", "small/*", "--path", "old/**", "--until", "+90d", *WANTED)
    done = run("waive", "list", "--now", "2026-12-05T00:00:00Z")
    assert done.stdout == (
        "2026-12-01  EXPIRED 4 days ago    small/protected\n"
        "            a text over lines\n"
        "            covers 1 rule in *\n"
        "            owner me, approved by cto, own.yml:8:7\n"
        "2027-02-20  77 days left          small/*\n"
        "            frozen: ACME-812\n"
        "            covers 2 rules at old/**\n"
        "            owner payments, approved by cto@acme.example, own.yml:17:7\n"
    )
    soon = json.loads(run("waive", "list", "--expiring", "30", "--format", "json", "--now", NOW).stdout)
    assert [(row["until"], row["days_left"], row["expired"]) for row in soon["waivers"]] == [
        ("2026-12-01", 9, False)
    ]
    assert soon["waivers"][0]["covers"] == ["small/protected"]
    assert run("waive", "list", "-p", "small.yml").stdout == "no waivers\n"


def test_the_list_is_safe_to_print(run, tmp_path):
    """A policy may come from elsewhere: its texts do not act on the terminal."""
    waiver = (
        'rules: [small/*], everywhere: true, reason: "a\\e[31m", owner: o, approved_by: b, until: 2026-12-01'
    )
    (tmp_path / "w.yml").write_text(f"policy: w\nextends: [small.yml]\nwaivers:\n  - {{{waiver}}}\n")
    assert "\x1b" not in run("waive", "list", "-p", "w.yml", "--now", NOW).stdout


ALLOWING = POLICY + "repository_waivers: true\nlocked: [small/protected]\n"
HELD = """\
waivers:
  - {rules: [small/readme], reason: no words, owner: us, approved_by: lead, until: 2026-12-24}
  - {rules: [small/protected], reason: no, owner: us, approved_by: lead, until: 2026-12-24}
  - {rules: [small/readme], reason: long, owner: us, approved_by: lead, until: 2999-12-24}
  - {rules: [small/readme], reason: whose}
"""
FILES = {"a.py": "", ".checker/waivers.yml": HELD}


def results(done):
    return {result["rule"]: result for result in json.loads(done.stdout)["subjects"][0]["results"]}


def test_a_repository_holds_its_own_where_the_policy_allows_it(run, repository, tmp_path):
    """What counts is waived and says where from; what does not is a warning with file and line."""
    (tmp_path / "small.yml").write_text(ALLOWING)
    done = run("audit", repository("a", FILES), "-p", "small.yml", "--now", NOW, "-o", "json")
    found = results(done)
    readme = found["small/readme"]
    assert (readme["outcome"], readme["unwaived_outcome"]) == ("waived", "fail")
    assert readme["waiver"] == "no words (owner us, approved by lead, until 2026-12-24)"
    assert readme["waiver_source"] == ".checker/waivers.yml:2:5 of the repository itself"
    assert found["small/protected"]["outcome"] == "unknown"
    subject = json.loads(done.stdout)["subjects"][0]
    assert (subject["score"], subject["score_without_waivers"]) == (None, 0.0)
    for said in (
        "a: .checker/waivers.yml:3:13: waives small/protected: the policy has locked that; this waiver",
        "a: .checker/waivers.yml:4:80: a waiver for ",
        "a: .checker/waivers.yml:5:5: a waiver of the repository itself needs the key 'owner'",
    ):
        assert f"warning: {said}" in done.stderr


def test_without_the_policys_word_it_holds_nothing(run, repository):
    """Nobody waives for themselves unless it was allowed."""
    done = run("audit", repository("a", FILES), "-p", "small.yml", "--now", NOW, "-o", "json")
    assert results(done)["small/readme"]["outcome"] == "fail"
    assert "waivers.yml" not in done.stderr


def git(folder, *arguments):
    subprocess.run(["git", *arguments], cwd=folder, env={**os.environ, **ENVIRONMENT}, check=True)


def test_only_the_default_branch_speaks(run, repository, tmp_path):
    """A branch, an index and an earlier commit can neither add a waiver nor take one away."""
    (tmp_path / "small.yml").write_text(ALLOWING)
    upstream = repository("up/a", {"a.py": ""})
    git(tmp_path, "clone", "-q", str(upstream), "b")
    clone = tmp_path / "b"
    git(clone, "checkout", "-q", "-b", "feature")
    (clone / ".checker").mkdir()
    (clone / ".checker" / "waivers.yml").write_text(HELD)
    git(clone, "add", "-A")
    options = ("-p", "small.yml", "--now", NOW, "-o", "json")
    assert results(run("audit", clone, "--staged", *options))["small/readme"]["outcome"] == "fail"
    git(clone, "commit", "-qm", "we need no README")
    assert results(run("audit", clone, *options))["small/readme"]["outcome"] == "fail"
    git(clone, "push", "-q", "origin", "feature")
    git(upstream, "merge", "-q", "feature")
    git(clone, "fetch", "-q")
    assert results(run("audit", clone, *options))["small/readme"]["outcome"] == "waived"
    assert results(run("audit", clone, "--at", "HEAD~1", *options))["small/readme"]["outcome"] == "waived"
    assert results(run("audit", f"file://{upstream}", *options))["small/readme"]["outcome"] == "waived"
    git(clone, "remote", "set-head", "origin", "--delete")
    done = run("audit", clone, *options)
    assert results(done)["small/readme"]["outcome"] == "fail"
    assert "its own waivers do not count: which branch is the default one: not noted here" in done.stderr


@pytest.mark.parametrize("options", [(), ("--no-clone",), ("--at", "2026-10-15")])
def test_repositories_on_github_hold_theirs(run, tmp_path, options):
    """Though no rule reads a file, and whichever commit is judged."""
    world = scenario("small")
    world.repositories["acme/pay-web"].facts["files"][".checker/waivers.yml"] = HELD.replace("small", "own")
    readme = "- {id: own/readme, title: T, why: W, severity: high, assert: repo.archived, fix: {text: F}}"
    (tmp_path / "own.yml").write_text(f"policy: own\nrepository_waivers: true\nrules:\n  {readme}\n")
    with Forge(world) as forge:
        target = ("github:acme/pay-web", "-p", "own.yml", "--now", "2026-11-01T00:00:00Z", "-o", "json")
        done = run("audit", *target, *options, **forge.environment("admin"))
    result = results(done)["own/readme"]
    assert (result["outcome"], result["unwaived_outcome"]) == ("waived", "fail"), done.stderr
    assert "acme/pay-web: .checker/waivers.yml:3:14: 'own/protected' matches no rule" in done.stderr


def test_ended_ones_are_told(run, repository, tmp_path):
    """The rule fails again, and the result and a warning say why."""
    (tmp_path / "small.yml").write_text(ALLOWING)
    done = run(
        "audit", repository("a", FILES), "-p", "small.yml", "--now", "2026-12-25T00:00:00Z", "-o", "json"
    )
    result = results(done)["small/readme"]
    assert (result["outcome"], result["reason"]) == (
        "fail",
        "There is a README; its waiver expired on 2026-12-24",
    )
    assert result["expired_waiver"].endswith("; .checker/waivers.yml:2:5 of the repository itself")
    assert "a: waiver of small/readme (.checker/waivers.yml:2:5) expired on 2026-12-24" in done.stderr


def test_snapshots_keep_them(run, repository, tmp_path):
    """What is judged elsewhere comes to the same; what was not kept is not guessed."""
    folder = repository("a", FILES)
    assert run("collect", folder, "without.json", "-p", "small.yml", "--now", NOW).returncode == 0
    (tmp_path / "small.yml").write_text(ALLOWING)
    assert run("collect", folder, "with.json", "-p", "small.yml", "--now", NOW).returncode == 0
    kept = run("audit", "--facts", "with.json", "-p", "small.yml", "-o", "json")
    assert results(kept)["small/readme"]["outcome"] == "waived"
    lost = run("audit", "--facts", "without.json", "-p", "small.yml", "-o", "json")
    assert results(lost)["small/readme"]["outcome"] == "fail"
    assert "its own waivers do not count: .checker/waivers.yml: not in this snapshot" in lost.stderr


def test_ruamel_is_only_imported_where_files_are_edited():
    """It is slow, and audits do without."""
    script = "import sys, checker.cli.waive, checker.app.exceptions.list_waivers, checker.app.exceptions.add_waiver; print('ruamel' in str(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
