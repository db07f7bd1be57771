"""The rows that spreadsheets read."""

import csv as stdlib
import io

from checker.render import Style
from checker.render.machine import csv
from tests.render import example


def rows() -> list[dict[str, str]]:
    return list(stdlib.DictReader(io.StringIO(csv.render(example.audit(), Style()))))


def test_one_row_a_result() -> None:
    """Every result of every subject is a row, in order."""
    expected = [(s.subject, r.rule) for s in example.audit().subjects for r in s.results]
    assert [(row["subject"], row["rule"]) for row in rows()] == expected


def test_row_tells_the_result() -> None:
    """Outcome, share, places and fix are in columns of their own."""
    row = rows()[3]
    assert (row["outcome"], row["enforcement"], row["score"]) == ("fail", "warn", "60.0")
    assert row["places"].split() == [f".github/workflows/ci.yml:{line}" for line in range(11, 15)]
    assert (row["effort"], row["team"], row["subject_score"]) == ("low", "payments", "43.3")


def test_undecided_rows_have_no_score() -> None:
    """What was not decided has an empty score, never a zero."""
    undecided = [row for row in rows() if row["outcome"] not in ("pass", "fail")]
    assert {row["score"] for row in undecided} == {""}
