"""A failure is mended if its rule passes a year later."""

import pytest

from benchmarks.audits import Judged, Standing
from benchmarks.usefulness import MANY, Mended, mended


def judged(**outcomes):
    rules = {rule: Standing(outcome, "low", "silver") for rule, outcome in outcomes.items()}
    return Judged(50.0, 50.0, "", rules)


def test_only_what_failed_then_is_counted_and_only_passing_now_mends():
    pairs = [
        (judged(a="fail", b="pass", c="fail"), judged(a="pass", b="fail", c="fail")),
        (judged(a="fail", b="pass", c="unknown"), judged(a="fail", b="pass", c="pass")),
    ]
    assert mended(pairs) == [Mended("a", "low", 2, 1), Mended("c", "low", 1, 0)]


@pytest.mark.parametrize("outcome", ["unknown", "error", "not-applicable"])
def test_where_nobody_can_tell_whether_it_was_mended_it_does_not_count(outcome):
    assert mended([(judged(a="fail"), judged(a=outcome)), (judged(a="fail"), judged())]) == []


@pytest.mark.parametrize(
    ("row", "useless"),
    [
        (Mended("a", "low", MANY, 0), True),
        (Mended("a", "info", MANY, 0), False),
        (Mended("a", "low", MANY - 1, 0), False),
        (Mended("a", "low", MANY, 1), False),
    ],
)
def test_what_many_failed_and_none_mended_is_useless_unless_it_is_information(row, useless):
    assert row.useless is useless
