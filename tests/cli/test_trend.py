"""`checker trend`, and `checker compare` of the history, as their users run them."""

import json

import pytest

from checker.store import open_history
from tests.render import changes, example


@pytest.fixture
def history(tmp_path):
    """Keep two made-up audits in a history that checker.yml names."""
    (tmp_path / "checker.yml").write_text("organization: acme\nhistory: sqlite:///kept.db\n")
    with (
        open_history("sqlite:///kept.db", tmp_path, write=True) as opened,
        opened.record("key", "acme") as recording,
    ):
        for audit in (changes.before(), example.audit()):
            recording.begin(audit.started_at, audit.policy, audit.tool)
            recording.finish(audit)


def flat(text):
    return " ".join(text.split())


def test_everybody(run, history):
    """A line for the organization and each team, and what explains the way."""
    done = run("trend")
    assert done.returncode == 0, done.stderr
    text = flat(done.stdout)
    assert "acme 2026-08-22 → 2026-11-22, 2 audits" in text
    assert "payments 46.8 43.3 -3.5 0.0 0.0 -3.6 +3.9 -13.2 +9.4" in text
    assert all(len(line) <= 80 for line in done.stdout.splitlines())
    assert done.stderr == ""


def test_a_team_and_a_repository_in_detail(run, history):
    """Why, objectives, and the audits one by one."""
    assert "2026-11-22 09:30 43.3 -3.5 80.0 none 1" in flat(run("trend", "payments").stdout)
    found = flat(run("trend", "acme/payments").stdout)
    assert "2026-11-22 09:30 43.3 -3.5 80.0 none 9f2c1e07" in found
    assert "+16.7 testing/runs-in-ci" in found


def test_formats(run, history, tmp_path):
    """JSON and CSV, to files or stdout."""
    done = run("trend", "web", "-o", "json", "-o", "csv=web.csv")
    (line,) = json.loads(done.stdout)["lines"]
    assert [round(point["score"], 1) for point in line["points"]] == [94.4, 94.4]
    rows = (tmp_path / "web.csv").read_text().splitlines()
    assert rows[0].startswith("name,kind,audit,started_at,objective,score")
    assert rows[1].startswith("web,team,1,2026-08-22T09:30:00Z,,94.4,")


def test_bars_without_unicode(run, history):
    """A log that knows nothing but ASCII gets nothing else."""
    assert run("trend", "payments", PYTHONIOENCODING="ascii").stdout.isascii()


def test_some_audits(run, history):
    """The last ones, since a day, and without what explains them."""
    assert "1 audit\n" in run("trend", "-n", "1").stdout
    assert "1 audit\n" in run("trend", "--since", "2026-09-01").stdout
    assert "WHAT EXPLAINS IT" not in run("trend", "--no-why").stdout


def test_compare_without_arguments(run, history):
    """The previous audit with the latest one, or any two by date or id."""
    first = run("compare")
    assert first.returncode == 0, first.stderr
    assert "58.7 → 56.1 -2.6" in flat(first.stdout)
    assert run("compare", "1", "2026-12-01").stdout == first.stdout
    assert run("compare", "--fail-if-worse").returncode == 1


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["trend", "paymets"], "did you mean payments?"),
        (["trend", "--since", "2027-01-01"], "no audit since 2027-01-01"),
        (["trend", "--since", "soon"], "soon"),
        (["trend", "--series", "nobody"], "no series is called 'nobody'"),
        (["trend", "--history", "none"], "no history is configured"),
        (["trend", "--history", "sqlite:///gone.db"], "there is no history at"),
        (["trend", "-o", "sarif"], "no format of trends is called 'sarif'"),
        (["compare", "lates"], "lates"),
        (["compare", "--history", "none"], "previous: there is no history to find it in"),
    ],
)
def test_nonsense_gets_a_clear_answer(run, history, arguments, part):
    """Exit 2, one message, no trace."""
    done = run(*arguments)
    assert done.returncode == 2
    assert part in done.stderr
    assert "Traceback" not in done.stderr
