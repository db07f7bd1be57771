"""Audits that are recorded, and what `checker history` makes of them."""

import csv
import io
import json
import os
import shutil
import sqlite3
import subprocess
import time
from contextlib import closing

import pytest

from tests.cli.conftest import NOW, POLICY
from tests.command import COMMAND, run_checker
from tests.repositories import Made

CONFIGURATION = """\
organization: acme
policy: small.yml
targets: [code]
history: sqlite:///history.db
teams:
  - {team: pay, repositories: ["code/*"]}
"""
LATER = "2026-11-23T12:00:00Z"


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    """Record two audits, between which a README comes."""
    folder = tmp_path_factory.mktemp("story")
    (folder / "checker.yml").write_text(CONFIGURATION)
    (folder / "small.yml").write_text(POLICY)
    (folder / "code").mkdir()
    first, second = (Made(folder / "code" / name) for name in ("a", "b"))
    for made, name in ((first, "README"), (second, "x")):
        made.path.mkdir()
        made.git("init", "-q", "-b", "main")
        made.commit({name: "x"})
    audited(folder, NOW)
    second.commit({"README": "x"})
    audited(folder, LATER)
    return folder


def audited(folder, now):
    environment = {**os.environ, "CHECKER_CACHE_DIR": str(folder / "cache")}
    run_checker("audit", "--now", now, "-q", cwd=folder, env=environment)


@pytest.fixture
def recorded(story, run, tmp_path):
    """Have the audits of the story, and return what runs the command beside them."""
    shutil.copytree(story, tmp_path, dirs_exist_ok=True)
    return run


def told(done):
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


def test_audits_are_listed(recorded):
    """One line each, with what they came to."""
    heading, columns, first, second = told(recorded("history", "list")).splitlines()
    assert heading.startswith("acme (")
    assert heading.endswith("): 2 audits")
    assert columns.split()[:3] == ["id", "time", "repositories"]
    assert first.split()[:4] == ["1", NOW, "2", "50.0"]
    assert second.split()[:4] == ["2", LATER, "2", "100.0"]


def test_a_recorded_audit_is_reported_as_it_was(recorded, tmp_path):
    """In any format, from anywhere below the configuration."""
    report = json.loads(told(recorded("history", "show", "-1", "-o", "json", cwd=tmp_path / "code")))
    outcomes = {
        each["subject"]: {result["rule"]: result["outcome"] for result in each["results"]}
        for each in report["subjects"]
    }
    assert outcomes["code/b"]["small/readme"] == "fail"
    assert report["started_at"] == NOW
    assert "code/b" in told(recorded("history", "show"))


def test_a_recorded_audit_is_reported_in_folders_too(recorded, tmp_path):
    """What is asked for is written, not passed over."""
    told(recorded("history", "show", "-o", "badge=badges"))
    assert (tmp_path / "badges" / "organization" / "score.svg").is_file()


def test_an_audit_that_is_recorded_says_the_same_as_its_report(recorded):
    """Byte by byte."""
    third = "2026-11-24T12:00:00Z"
    done = recorded("audit", "--now", third, "-o", "json", "-q")
    assert told(recorded("history", "show", "-o", "json")) == done.stdout


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_results_are_exported(recorded, form):
    """One line a result, of the audits that are named."""
    text = told(recorded("history", "export", "-1", "2", "--format", form))
    rows = list(csv.DictReader(io.StringIO(text))) if form == "csv" else [*map(json.loads, text.splitlines())]
    found = {(int(row["audit"]), row["subject"], row["rule"]): row["outcome"] for row in rows}
    assert len(rows) == len(found) == 8
    assert found[1, "code/b", "small/readme"] == "fail"
    assert found[2, "code/b", "small/readme"] == "pass"


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_figures_of_groups_are_exported(recorded, tmp_path, form):
    """One line an audit and a group: what trends are drawn from."""
    path = tmp_path / "out"
    assert told(recorded("history", "export", "--of", "groups", "--all", "--format", form, "-o", path)) == ""
    text = path.read_text()
    rows = list(csv.DictReader(io.StringIO(text))) if form == "csv" else [*map(json.loads, text.splitlines())]
    scores = {(row["started_at"], row["kind"], row["group"]): float(row["score"]) for row in rows}
    assert scores == {
        (NOW, "organization", "acme"): 50.0,
        (LATER, "organization", "acme"): 100.0,
        (NOW, "team", "pay"): 50.0,
        (LATER, "team", "pay"): 100.0,
    }


def test_cells_are_no_formulas(run, repository, tmp_path):
    """A spreadsheet takes names of strangers for text."""
    (tmp_path / "checker.yml").write_text(
        CONFIGURATION.replace("team: pay", "team: '=1+1'").replace('"code/*"', '"code/*"')
    )
    repository("code/a", {"README": "x"})
    run("audit", "-q")
    for what in ("results", "groups"):
        text = told(run("history", "export", "--of", what))
        assert "'=1+1" in text
        assert ",=1+1" not in text


def test_old_audits_are_pruned(recorded):
    """First told, then done; the newest stays in any case."""
    options = ("history", "prune", "--keep-days", "0", "--now", "2026-12-01T00:00:00Z")
    assert told(recorded(*options, "--dry-run")) == "acme: 1 audit would be removed (2026-11-22); 1 left\n"
    assert told(recorded(*options)) == "acme: 1 audit removed (2026-11-22); 1 left\n"
    assert told(recorded("history", "list")).splitlines()[2].split()[0] == "2"


def test_what_is_no_state_of_a_repository_is_not_recorded(recorded, tmp_path):
    """The index, a snapshot, a change, or what the user leaves out."""
    recorded("collect", "code/a", tmp_path / "a.facts", "-p", tmp_path / "small.yml")
    recorded("audit", "code/a", "--staged", "-q")
    recorded("audit", "--facts", tmp_path / "a.facts", "-q")
    recorded("audit", "code/a", "--base", "HEAD", "-q")
    recorded("audit", "--no-history", "-q")
    recorded("audit", "--history", "none", "-q")
    listed = told(recorded("history", "list")).splitlines()
    assert len(listed) == 4


def test_what_was_collected_can_be_judged_again(recorded, tmp_path):
    """If it was kept: by the same policy it comes to the same outcomes."""
    path = tmp_path / "a.facts"
    none = recorded("history", "facts", "code/a", path)
    assert none.returncode == 2
    assert "--keep-facts" in none.stderr
    done = recorded("audit", "-q", "--keep-facts", "--now", "2026-11-24T12:00:00Z", "-o", "json")
    told(recorded("history", "facts", "code/a", path))
    again = recorded("audit", "--facts", path, "-q", "-o", "json", "--no-history")
    assert outcomes(again.stdout) == {"code/a": outcomes(done.stdout)["code/a"]}


def test_other_targets_are_told_apart(recorded):
    """They are recorded only in a series of their own, which is listed beside that of the organization."""
    before = told(recorded("compare"))
    done = recorded("audit", "code/a", "--now", "2026-11-25T00:00:00Z")
    [said] = [line for line in done.stderr.splitlines() if "not recorded" in line]
    assert "not the targets of checker.yml" in said
    assert "--series NAME" in said
    assert "also:" not in told(recorded("history", "list"))
    recorded("audit", "code/a", "--series", "alone", "--now", "2026-11-25T00:00:00Z")
    text = told(recorded("history", "list"))
    assert text.startswith("acme (")
    assert "also: alone (" in text
    assert told(recorded("history", "list", "--series", "alone")).startswith("alone (")
    assert told(recorded("compare")) == before


def test_reports_of_the_settings_are_those_of_the_whole(recorded, tmp_path):
    """Neither a part of the targets nor an audit that read nothing takes their place."""
    (tmp_path / "checker.yml").write_text(CONFIGURATION + "outputs: {html: site, json: all.json}\n")
    recorded("audit", "-q", "--now", "2026-11-25T00:00:00Z", "--no-history")
    pages, report = (tmp_path / "site" / "index.html").read_bytes(), (tmp_path / "all.json").read_bytes()
    part = recorded("audit", "code/a", "--now", "2026-11-26T00:00:00Z", "--no-history")
    assert "the reports of checker.yml stay as they are" in part.stderr
    assert (tmp_path / "all.json").read_bytes() == report
    (tmp_path / "code").rename(tmp_path / "gone")
    none = recorded("audit", "--now", "2026-11-27T00:00:00Z", "--no-history")
    assert none.returncode == 3
    assert "the pages of checker.yml stay as they are" in none.stderr
    assert (tmp_path / "site" / "index.html").read_bytes() == pages
    assert (tmp_path / "all.json").read_bytes() != report


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["history", "show", "99"], "there is no audit 99"),
        (["history", "show", "-7"], "there is no audit '-7'"),
        (["history", "show", "--nonsense"], "'--nonsense' names no audit"),
        (["history", "export", "2001-01-01"], "no audit is as old as 2001-01-01"),
        (["history", "list", "--series", "nobody"], "no series is called 'nobody'"),
        (["history", "prune"], "nothing to keep was given"),
        (["history", "list", "--history", "sqlite:///gone.db"], "there is no history at"),
        (["history", "list", "--history", "none"], "no history is configured"),
        (["history", "export", "-o", "gone/x"], "cannot be written"),
        (["audit", "--history", "mysql://me:hunter2@host/x"], "no history can be kept in 'mysql'"),
    ],
)
def test_mistakes_are_told(recorded, arguments, part):
    """Exit 2, one message with a way out, no trace, no secret."""
    done = recorded(*arguments)
    assert done.returncode == 2
    assert part in done.stderr
    assert "hint: " in done.stderr or "gone/x" in done.stderr
    assert "Traceback" not in done.stderr
    assert "hunter2" not in done.stderr
    assert done.stdout == ""


def test_after_a_clock_was_ahead_audits_are_reported_and_say_that_they_are_not_recorded(recorded):
    """The order of audits is that of their times; a report is never lost for it."""
    done = recorded("audit", "--now", "2025-01-01T00:00:00Z", "--fail-on", "never")
    assert done.returncode == 0, done.stderr
    assert "as of 2025-01-01" in done.stdout
    assert "warning: this audit is not in the history: the history has a later audit" in done.stderr
    assert "2025" not in recorded("history", "list").stdout


def test_a_killed_audit_is_resumed_in_the_history(run, repository, tmp_path):
    """What was judged is in it, none of it is shown as finished, and the end is as if nothing had happened."""
    (tmp_path / "checker.yml").write_text(CONFIGURATION)
    for number in range(24):
        repository(f"code/r{number}", {"README": "x"} if number % 3 else {"x": "x"})
    environment = {**os.environ, "CHECKER_CACHE_DIR": str(tmp_path / "cache")}
    words = [str(COMMAND), "audit", "--now", NOW, "-q", "-j", "2"]
    process = subprocess.Popen(words, cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL)
    while process.poll() is None and versions(tmp_path) < 5:
        time.sleep(0.01)
    process.kill()
    process.wait()
    assert process.returncode != 0 or versions(tmp_path) == 24
    resumed = run("audit", "--resume", "--now", NOW, "-q", "-o", "json")
    assert told(run("history", "show", "-o", "json")) == resumed.stdout
    assert "not finished" not in told(run("history", "list"))
    fresh = run("audit", "--now", NOW, "-q", "-o", "json", "--no-history", "--refresh")
    assert outcomes(resumed.stdout) == outcomes(fresh.stdout)
    assert len(outcomes(fresh.stdout)) == 24


def outcomes(text):
    """Return the outcomes of a JSON report by repository and rule."""
    return {
        each["subject"]: {result["rule"]: result["outcome"] for result in each["results"]}
        for each in json.loads(text)["subjects"]
    }


def versions(folder):
    """Count what is recorded so far."""
    if not (folder / "history.db").exists():
        return 0
    with closing(sqlite3.connect(folder / "history.db")) as file:
        try:
            return file.execute("SELECT count(*) FROM checker_subject_versions").fetchone()[0]
        except sqlite3.OperationalError:
            return 0
