"""Scores and levels without one rule are those that the program would give."""

from datetime import UTC, datetime

import pytest

from benchmarks.audits import Auditor, Judged, Standing, frozen
from benchmarks.calibration.without import without
from benchmarks.subjects import Subject
from tests.repositories import Made

BRONZE = Standing("pass", "high", "bronze", objective="trust")


def test_without_a_rule_that_is_not_there_nothing_changes(tmp_path):
    folder = tmp_path / "a"
    folder.mkdir()
    repository = Made(folder)
    repository.git("init", "--quiet")
    repository.commit({"README.md": "# Tool\n", "a.py": "x = 1\n", "tests/test_a.py": "assert x\n"})
    subject = Subject("owner/name", repository.git("rev-parse", "HEAD"))
    judged = Auditor(tmp_path).judged(
        frozen(folder, subject, tmp_path / "frozen.git"), datetime(2026, 8, 24, tzinfo=UTC)
    )
    again = without(judged, "no/such")
    assert again.score == pytest.approx(judged.score, abs=0.05)
    assert again.score_at_least == pytest.approx(judged.score_at_least, abs=0.05)
    assert again.level == judged.level


def test_the_rule_counts_neither_in_the_score_nor_for_a_level():
    above = Standing("fail", "info", "silver")
    rules = {"a": BRONZE, "b": Standing("fail", "high", "bronze", objective="cost"), "c": above}
    judged = Judged(60.0, 60.0, "", rules, {"trust": 3.0, "cost": 2.0})
    assert (without(judged, "d").score, without(judged, "d").level) == (60.0, "")
    left = without(judged, "b")
    assert (left.score, left.rules) == (100.0, {"a": BRONZE, "c": above})
    assert left.level == "gold", "nothing above it counts, as what is information never does"


def test_what_is_unknown_is_decided_in_one_score_only_and_blocks_its_level():
    rules = {"a": BRONZE, "b": Standing("unknown", "high", "silver", objective="trust")}
    judged = without(Judged(0.0, 0.0, "", rules), "c")
    assert (judged.score, judged.score_at_least, judged.level) == (100.0, 50.0, "bronze")
