"""Recorded debt warns as long as it does not grow."""

from datetime import date

import pytest

from checker.engine.debt import counted, has_grown, reason
from checker.engine.waivers import WaiverScope
from checker.model.debt import Owed
from checker.model.result import Finding

PLACE = WaiverScope("github.com/acme/app", "app", "payments", "acme/app")
OLD = Finding("line 3: x is wrong", "a.py", 3)
KNOWN = Owed("acme/app", "x/rule", date(2026, 11, 1), "olga", counted([OLD, OLD]))
WHOLE = Owed("acme/app", "x/rule", date(2026, 11, 1), "olga")
TODAY = date(2026, 11, 4)


@pytest.mark.parametrize(
    ("known", "findings", "grown"),
    [
        (KNOWN, [OLD], False),
        (KNOWN, [Finding("line 9: x is wrong", "a.py", 9), OLD], False),
        (KNOWN, [OLD, OLD, OLD], True),
        (KNOWN, [OLD, Finding("x is wrong", "b.py", 3)], True),
        (KNOWN, [Finding("y is wrong", "a.py", 3)], True),
        (KNOWN, [Finding("nothing is there")], True),
        (WHOLE, [Finding("nothing is there")], False),
        (WHOLE, [OLD], True),
    ],
)
def test_debt_may_move_and_shrink_but_not_grow(known, findings, grown):
    assert has_grown(known, findings) is grown
    assert bool(reason((known,), "x/rule", PLACE, findings, TODAY)) is not grown


def test_the_reason_tells_age_and_owner():
    assert reason((KNOWN,), "x/rule", PLACE, [OLD], TODAY) == "recorded debt, 3 days old (owner olga)"


@pytest.mark.parametrize("repository", ["acme/app", "app", "github.com/acme/app"])
def test_repositories_are_called_as_people_do(repository):
    known = Owed(repository, "x/rule", TODAY, "olga", KNOWN.findings)
    assert reason((known,), "x/rule", PLACE, [OLD], TODAY)


def test_debt_of_others_excuses_nobody():
    assert not reason((KNOWN,), "x/other", PLACE, [OLD], TODAY)
    assert not reason((KNOWN,), "x/rule", WaiverScope("other"), [OLD], TODAY)


def test_a_list_that_was_cut_off_is_no_longer_known():
    assert not reason((KNOWN,), "x/rule", PLACE, [OLD, Finding("and 3 more")], TODAY)
