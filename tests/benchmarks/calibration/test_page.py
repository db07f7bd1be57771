"""A calibration is shown as text and as a page, and says when it is not one of the whole list."""

from datetime import UTC, datetime

import pytest

from benchmarks.audits import Judged, Standing
from benchmarks.calibration import __main__ as program
from benchmarks.calibration import page
from benchmarks.calibration.figures import Calibrated

NOW = datetime(2026, 8, 24, tzinfo=UTC)


def subject(name, group, half, **outcomes):
    rules = {
        rule.replace("_", "/"): Standing(outcome, "high", "bronze", objective="trust")
        for rule, outcome in outcomes.items()
    }
    passed = 100.0 * sum(outcome == "pass" for outcome in outcomes.values()) / len(outcomes)
    return Calibrated(name, group, "Go", half, Judged(passed, passed, "", rules, {"trust": 3.0}))


SHOWN = page.Calibration(
    [
        subject("a/good", "good", "tune", community_maintained="pass", docs_readme="pass"),
        subject("a/poor", "poor", "tune", community_maintained="fail", docs_readme="pass"),
        subject("b/good", "good", "report", community_maintained="pass", docs_readme="pass"),
        subject("b/poor", "poor", "report", community_maintained="fail", docs_readme="fail"),
    ],
    NOW,
    "checker 1",
    4,
)


def test_the_page_computes_what_it_says_of_the_rule_that_separates_by_construction():
    written = page.markdown(SHOWN)
    assert "AUC of the score is 0.50 in the half to tune on and 1.00 in the other" in written
    assert "1 of the 2 poor ones would hold bronze" in written
    assert "4 of 4 repositories, judged as of 2026-08-24 by checker 1." in written
    assert "| docs/readme | high | bronze | 2 | 0 % | 2 | 50 % | +50 | 0 % | 0 % |" in written


def test_a_bound_that_the_half_to_tune_on_misses_decides_only_alone():
    tune = [each for each in SHOWN.subjects if each.half == "tune"]
    alone = page.Calibration(tune, NOW, "checker 1", 2)
    assert {*alone.bounds()} == {"tune half", "all"}
    assert any(bound.missed for bound in alone.bounds()["tune half"])
    assert alone.missed


def test_single_repositories_are_shown_with_level_and_scores():
    lines = page.single(SHOWN).splitlines()
    assert lines[0].split() == ["repository", "group", "level", "score", "at", "least", "fails"]
    assert lines[2].split() == ["a/poor", "poor", "none", "50.0", "50.0", "1"]


@pytest.mark.parametrize("arguments", [["--subject", "psf/requests"], ["--tune"]])
def test_no_page_is_written_where_something_cannot_be_read(tmp_path, monkeypatch, capsys, arguments):
    written = tmp_path / "page.md"
    (tmp_path / "clones").mkdir()
    options = ["--clones", tmp_path / "clones", "--cache", tmp_path / "cache", "--page", written, *arguments]
    monkeypatch.setattr("sys.argv", ["calibration", *map(str, options)])
    monkeypatch.setattr(program.Audits, "made", lambda _: [])
    assert program.main() == 2
    assert not written.exists()
    told = capsys.readouterr()
    assert "no clone in" in told.err
    assert f"{written} stays as it is" in told.out
