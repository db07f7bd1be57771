"""Initiatives and guidance as people who audit see them."""

import json

import pytest

from .conftest import NOW, POLICY

INITIATIVES = """\
level_share: 50
initiatives:
  - id: readable
    title: Everybody can read what it is
    rules: [small/readme]
    start: 2026-11-01
    due: 2026-12-31
    owner: docs guild
    target: 75
    teams: [pay, web]
    grace: true
  - {id: silver, title: Silver, level: silver, start: 2026-01-01, due: 2026-06-30, owner: cto}
"""
CONFIGURATION = """\
policy: small.yml
targets: [all]
teams:
  - {team: pay, repositories: [all/a, all/b]}
  - {team: web, repositories: [all/c]}
  - {team: idle, repositories: [none/*]}
"""


@pytest.fixture
def report(run, repository, tmp_path):
    """Audit four repositories of two teams and of nobody."""
    for name, files in (("a", {"README": "x"}), ("b", {"x": ""}), ("c", {"x": ""}), ("d", {"x": ""})):
        repository(f"all/{name}", files)
    (tmp_path / "small.yml").write_text(POLICY + INITIATIVES)
    (tmp_path / "checker.yml").write_text(CONFIGURATION)
    return run("audit", "--now", NOW, "-o", "json=out.json"), json.loads(
        run("audit", "--now", NOW, "-o", "json").stdout
    )


def test_reports_tell_how_far_initiatives_have_come(report):
    """Share, status, who is missing; what nobody could see is neither met nor missed."""
    done, found = report
    readable, silver = found["initiatives"]
    assert (readable["share"], readable["met"], readable["unmet"]) == (33.3, 1, ["all/b", "all/c"])
    assert (readable["status"], readable["rate"], readable["projected"]) == ("on track", None, None)
    assert readable["points"] == [{"day": "2026-11-22", "share": 33.3333}]
    assert (silver["status"], silver["unknown"], silver["possible"]) == ("late", ["all/a"], 25.0)
    assert found["policy"]["initiatives"][0]["teams"] == ["pay", "web"]
    text = " ".join(done.stdout.split())
    assert (
        "Everybody can read what it is ███████░░░░░░░░░░░░░ 33.3 % of 75 % on track, due 2026-12-31" in text
    )
    assert "Silver ░░░░░░░░░░░░░░░░░░░░ 0.0 % of 100 % late, due 2026-06-30" in text


def test_grace_ends_at_the_scope(report):
    """Failures of the teams in it only warn; the others block."""
    _, found = report
    said = {each["subject"]: each["results"][0]["enforcement"] for each in found["subjects"]}
    assert said == {"all/a": "warn", "all/b": "warn", "all/c": "warn", "all/d": "block"}


def test_guidance_is_in_the_report(report):
    """Per team, per repository and for all, with what only has to be found out."""
    done, found = report
    teams = {each["team"]: each["next_level"] for each in found["teams"]}
    fix = {"repository": "all/c", "rule": "small/readme", "effort": 1, "clears": []}
    assert teams["web"] == {
        "level": "bronze",
        "effort": 1,
        "repositories": ["all/c"],
        "fixes": [fix],
        "unknown": [],
    }
    assert (teams["pay"]["level"], teams["pay"]["effort"], teams["idle"]) == ("silver", 0, None)
    assert teams["pay"]["unknown"] == [{"repository": "all/a", "rule": "small/protected"}]
    subjects = {each["subject"]: each["next_level"] for each in found["subjects"]}
    assert subjects["all/c"] == teams["web"]
    assert found["organization"]["next_level"]["repositories"] == ["all/b"]
    text = " ".join(done.stdout.split())
    assert "web to bronze: 1 fix in 1 repository (effort 1) begin with all/c: small/readme" in text
    assert "begin with all/a: small/protected (find out)" in text


def test_the_guidance_holds_when_it_is_followed(report, run, repository, tmp_path):
    """A README in the repository that was named, and the team has its level."""
    repository("more/c", {"README": "x"})
    (tmp_path / "checker.yml").write_text(CONFIGURATION.replace("all/c", "more/c").replace("[all]", "[more]"))
    found = json.loads(run("audit", "--now", NOW, "-o", "json").stdout)
    assert {each["team"]: each["level"] for each in found["teams"]}["web"] == "bronze"
