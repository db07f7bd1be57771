"""`checker debt`: old failures warn with their age, new ones fail, and mended ones are taken out."""

import json

import pytest

from tests import repositories

WORKFLOW = repositories.WORKFLOW + "      - uses: c/d@v1\n"
CI = ".github/workflows/ci.yml"


@pytest.fixture
def made(make_repository):
    return make_repository(files={CI: WORKFLOW, "checker.yml": "policy: [actions]\n", "src/a.py": "x = 1\n"})


@pytest.fixture
def call(made, run):
    def call(*arguments, day="2026-11-01"):
        return run(*arguments, "--now", f"{day}T00:00:00Z", cwd=made.path)

    return call


def audited(call, **options):
    return call("audit", "--fail-on", "low", "-v", **options)


def test_recorded_failures_warn_with_their_age(call, made):
    assert audited(call).returncode == 1
    done = call("debt", "record", "--owner", "olga")
    assert (done.returncode, "new, 0 shrunk, 0 paid" in done.stdout) == (0, True), done.stderr
    done = audited(call, day="2026-11-11")
    assert done.returncode == 0, done.stdout
    assert "recorded debt, 10 days old (owner olga)" in done.stdout
    assert (made.path / ".checker/debt.yml").read_text().startswith("# Failures that were there")


def test_debt_cannot_grow(call, made):
    call("debt", "record", "--owner", "olga")
    made.commit({CI: WORKFLOW + "      - uses: e/f@v1\n"})
    assert audited(call).returncode == 1
    assert call("debt", "record", "--owner", "olga").returncode == 0
    assert audited(call).returncode == 1, "recording again must not take the new failure in"
    shown = call("debt", "show").stdout
    assert "has grown: it fails" in shown


def test_mended_debt_does_not_come_back(call, made):
    """It shrinks to what is left; the rest is no debt any more."""
    call("debt", "record", "--owner", "olga")
    made.commit({CI: WORKFLOW.replace("      - uses: c/d@v1\n", "")})
    assert "1 of 2 " in call("debt", "show").stdout
    assert "1 shrunk" in call("debt", "record", "--owner", "olga").stdout
    made.commit({CI: WORKFLOW})
    assert audited(call).returncode == 1


def test_paid_debt_goes(call, made):
    call("debt", "record", "--owner", "olga")
    made.commit({CI: WORKFLOW.replace("@v1", f"@{'a' * 40}")})
    assert "paid" in call("debt", "show").stdout
    assert "pinned-actions" in (made.path / ".checker/debt.yml").read_text()
    call("debt", "record", "--owner", "olga")
    assert "pinned-actions" not in (made.path / ".checker/debt.yml").read_text()


def test_more_debt_only_by_name(call, made):
    """A rule that was adopted later can be taken in, with its own date."""
    call("debt", "record", "--owner", "olga")
    (made.path / "checker.yml").write_text("policy: [actions, docs]\n")
    assert audited(call).returncode == 1
    call("debt", "record", "--owner", "ada", "--rule", "docs/*", day="2026-11-05")
    assert audited(call, day="2026-11-05").returncode == 0
    recorded = (made.path / ".checker/debt.yml").read_text()
    assert 'recorded: "2026-11-05"' in recorded
    assert 'recorded: "2026-11-01"' in recorded


def test_the_score_is_untouched(call):
    before = audited(call).stdout.splitlines()[2:4]
    call("debt", "record", "--owner", "olga")
    assert audited(call).stdout.splitlines()[2:4] == before


def test_broken_records_are_mistakes(call, made):
    (made.path / ".checker").mkdir()
    (made.path / ".checker/debt.yml").write_text("debt:\n  - {rule: x}\n")
    done = audited(call)
    assert done.returncode == 2
    assert ".checker/debt.yml:2:" in done.stderr


def test_a_change_cannot_record_itself(call, made, run):
    """The record that counts is the one before the change."""
    made.git("checkout", "--quiet", "-b", "topic")
    made.commit({CI: WORKFLOW + "      - uses: e/f@v1\n"})
    call("debt", "record", "--owner", "olga")
    made.commit()
    done = run("audit", "--base", "main", "--fail-on", "low", cwd=made.path)
    assert done.returncode == 1
    assert "pinned-actions" in done.stderr


def test_reports_show_its_trend(call, made, run):
    """How many failures are owed, and how many were in the audits before, wherever audits are told."""
    call("debt", "record", "--owner", "olga")
    history = ("--history", "sqlite:///h.db")
    first = call("audit", *history, "-o", "table", "-o", "metrics=m.txt", day="2026-11-02")
    assert "2 failures recorded as debt" in first.stdout
    assert 'organization_recorded_debt{organization="organization"} 2.0' in (made.path / "m.txt").read_text()
    made.commit({CI: WORKFLOW.replace("uses: a/b@v1", "run: make").replace("uses: c/d@v1", "run: make")})
    second = call("audit", *history, "-o", "table", "-o", "json=a.json", "-o", "html=site", day="2026-11-03")
    assert "1 failure recorded as debt   -1 since 2026-11-02" in second.stdout
    assert json.loads((made.path / "a.json").read_text())["organization"]["owed"] == 1
    assert "1 recorded as debt <svg" in (made.path / "site" / "index.html").read_text()
    shown = [line.strip() for line in run("trend", *history, cwd=made.path).stdout.splitlines()]
    at = shown.index("FAILURES RECORDED AS DEBT")
    assert shown[at + 2].split()[-3:] == ["2", "1", "-1"]


def test_nothing_is_recorded_of_what_was_not_read(run, tmp_path, make_repository):
    """No repository, no record; where one of several cannot be read, that is said."""
    done = run("debt", "record", "--owner", "olga")
    assert (done.returncode, "is not a Git repository" in done.stderr) == (3, True)
    assert not (tmp_path / ".checker").exists()
    here = make_repository(files={CI: WORKFLOW}).path
    done = run("debt", "record", here, "nowhere", "--owner", "olga", "-p", "actions")
    assert done.returncode == 0
    assert "not looked at: nowhere: there is no such file or folder" in done.stderr
