"""`checker demo`, as a newcomer runs it."""

import json

import pytest
from click.testing import CliRunner

from checker.app.demo import NOTICE, showcase
from checker.app.demo.showcase import TEAM
from checker.cli import cli
from checker.render import Page

from .conftest import NOW

WEEKS = 4
"""How many audits of the year are made here: each takes a second."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """Make the demonstration once, with fewer audits and a proxy that leads nowhere."""
    folder = tmp_path_factory.mktemp("demo") / "shown"
    dead = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(showcase, "WEEKS", WEEKS)
        done = CliRunner().invoke(cli, ["demo", str(folder), "--now", NOW], env=dead)
    assert (done.exit_code, done.stdout) == (0, "")
    assert "index.html: open it in a browser" in done.stderr
    return folder


def test_it_has_something_for_everybody(demo):
    """A page that leads everywhere, a site for each audience, files for machines, a policy and a history."""
    top = {path.name for path in demo.iterdir()}
    assert top >= {"index.html", "engineer", "executive", "team", "partner", "report.json", "badges"}
    assert top >= {"checker.yml", "policies", "history.db", "metrics.txt"}
    page = (demo / "index.html").read_text()
    for audience in ("engineer", "executive", "team", "partner"):
        assert f'href="{audience}/index.html"' in page
        assert (demo / audience / "index.html").exists()


def test_nothing_in_it_can_be_taken_for_real(demo):
    """Every page and every report says that it is simulated."""
    pages = list(demo.rglob("*.html"))
    assert len(pages) > 100
    assert [page for page in pages if NOTICE not in page.read_text()] == []
    report = json.loads((demo / "report.json").read_text())
    assert report["organization"]["name"] == "larkspur (simulated)"
    assert "simulated" in (demo / "report.md").read_text()


def test_its_folder_works_as_ones_own_would(demo, run):
    """The commands that its page names do what they say there."""
    done = run("trend", cwd=demo)
    assert done.returncode == 0
    assert f"{WEEKS} audits" in done.stdout
    done = run("compare", "previous", "latest", cwd=demo)
    assert done.returncode == 0
    assert "WHY THE SCORE MOVED" in done.stdout
    done = run("report", "--audience", "team", "--team", TEAM, cwd=demo)
    assert done.returncode == 0
    assert TEAM in done.stdout
    done = run("waive", "list", cwd=demo)
    assert done.returncode == 0
    assert "frozen until the tax migration is done" in done.stdout
    done = run("policy", "check", "policies/larkspur.yml", cwd=demo)
    assert "no mistakes" in done.stdout


def test_it_writes_over_nothing_but_its_like(run, tmp_path):
    """A folder with something else in it is left as it is."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    done = run("demo", "mine")
    assert done.returncode == 2
    assert "no such report of ours" in done.stderr
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letter.txt"]


def test_a_second_one_takes_the_place_of_the_first(demo, monkeypatch):
    """The folder is known again, and what others put there stays."""
    again = [Page(path.relative_to(demo).as_posix(), path.read_bytes()) for path in files(demo)]
    monkeypatch.setattr(showcase, "pages", lambda *_: iter(again))
    (demo / "CNAME").write_text("demo.example\n")
    done = CliRunner().invoke(cli, ["demo", str(demo), "--now", NOW, "-q"])
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "")
    assert (demo / "CNAME").exists()
    assert (demo / "engineer" / "index.html").exists()


def files(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_it_is_a_year_of_weeks():
    """From the same week of the year before to this one."""
    assert (showcase.WEEKS - 1) * 7 == 364
