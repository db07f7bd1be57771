"""Exit codes: 0 compliant, 1 not compliant, 3 could not check enough; 1 wins over 3."""

import pytest

from checker.app.verdict import Demands, verdict
from checker.errors import UsageError
from checker.model.audit import Audit, Blocker, Group, PolicyStamp, Subject, Uncollected
from checker.model.policy import Fix, Severity
from checker.model.result import Enforcement, Outcome, Result

LEVELS = ("bronze", "silver", "gold")


def result(outcome, severity=Severity.HIGH, enforcement=Enforcement.BLOCK):
    return Result("x/rule", "T", "x", outcome, severity, Fix("f"), enforcement=enforcement)


def audit(*results, uncollected=(), **subject):
    values = {"score": 50.0, "coverage": 90.0, "level": "bronze", **subject}
    subjects = (Subject("s", "repository", None, "", results, **values),)
    stamp = PolicyStamp("p", "1", "", levels=LEVELS)
    return Audit("t", stamp, "", Group("o", "organization"), (), subjects, uncollected)


FAIL, PASS = result(Outcome.FAIL), result(Outcome.PASS)
UNKNOWN, ERROR = result(Outcome.UNKNOWN), result(Outcome.ERROR)


@pytest.mark.parametrize(
    ("given", "demands", "code"),
    [
        (audit(PASS), Demands(), 0),
        (audit(FAIL), Demands(), 1),
        (audit(result(Outcome.FAIL, Severity.MEDIUM)), Demands(), 0),
        (audit(result(Outcome.FAIL, Severity.MEDIUM)), Demands(Severity.MEDIUM), 1),
        (audit(result(Outcome.FAIL, enforcement=Enforcement.WARN)), Demands(), 0),
        (audit(FAIL), Demands(None), 0),
        (audit(result(Outcome.WAIVED)), Demands(), 0),
        (audit(UNKNOWN), Demands(), 0),
        (audit(UNKNOWN), Demands(no_unknown=True), 3),
        (audit(ERROR), Demands(), 3),
        (audit(ERROR, FAIL), Demands(), 1),
        (audit(UNKNOWN, score=None, coverage=0.0), Demands(), 3),
        (audit(result(Outcome.NOT_APPLICABLE), score=None, coverage=None), Demands(), 0),
        (audit(PASS), Demands(score=50.0), 0),
        (audit(PASS), Demands(score=50.1), 1),
        (audit(PASS, score=None), Demands(score=0.0), 1),
        (audit(PASS), Demands(coverage=90.0), 0),
        (audit(PASS), Demands(coverage=90.1), 3),
        (audit(PASS, coverage=None), Demands(coverage=0.0), 3),
        (audit(PASS), Demands(level="bronze"), 0),
        (audit(PASS), Demands(level="silver"), 1),
        (audit(PASS, level_blockers=(Blocker("silver", "x", Outcome.UNKNOWN),)), Demands(level="silver"), 3),
        (audit(PASS, level_blockers=(Blocker("silver", "x", Outcome.FAIL),)), Demands(level="silver"), 1),
        (audit(PASS, uncollected=(Uncollected("gone", "not there"),)), Demands(), 3),
    ],
)
def test_exit_codes(given, demands, code):
    """Each demand, met and missed."""
    found = verdict(given, demands)
    assert found.code == code
    assert bool(found.reasons) == bool(code)


def test_a_level_nobody_knows_is_a_mistake_of_the_user():
    """And the known ones are named."""
    with pytest.raises(UsageError) as caught:
        Demands(level="platinum").check(LEVELS)
    assert "bronze, silver, gold" in caught.value.hint
