"""Exit codes: 0 compliant, 1 not compliant, 3 could not check enough; 1 wins over 3."""

import pytest
from msgspec.structs import replace

from checker.app.audit.exit_code import Demands, verdict
from checker.errors import UsageError
from checker.model.audit import Audit, Blocker, Group, PolicyStamp, Score, Subject, Uncollected
from checker.model.gate import Gate, RegressionKind, Turned
from checker.model.policy import Fix, Severity
from checker.model.result import Enforcement, Outcome, Result, Unseen

LEVELS = ("bronze", "silver", "gold")


def result(outcome, severity=Severity.HIGH, enforcement=Enforcement.BLOCK):
    return Result("x/rule", "T", "x", outcome, severity, Fix("f"), enforcement=enforcement)


def audit(*results, uncollected=(), **subject):
    values = {"score": 50.0, "coverage": 90.0, "level": "bronze", **subject}
    certain = Score.of_one(values["score"], values["coverage"]).score_at_least
    subjects = (Subject("s", "repository", None, "", results, **values, score_at_least=certain),)
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
        (audit(PASS), Demands(score=45.0), 0),
        (audit(PASS), Demands(score=45.1), 1),
        (audit(PASS, coverage=100.0), Demands(score=50.0), 0),
        (audit(PASS), Demands(score=50.1), 1),
        (audit(PASS, score=None, coverage=None), Demands(score=0.0), 1),
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


def turned(rule, kind=RegressionKind.FAILURE, severity=Severity.HIGH, decides=True, **more):
    after = Outcome.FAIL if kind is RegressionKind.FAILURE else Outcome.UNKNOWN
    return Turned(rule, "T", severity, Outcome.PASS, after, (), Fix("f"), decides=decides, kind=kind, **more)


def changed(results=(PASS,), before=(PASS,), **gate):
    whole = Gate("a", "b", 50.0, 50.0, "bronze", "bronze", **gate)
    return replace(audit(*results), gate=whole), audit(*before)


UNJUDGED = turned("x/lost", RegressionKind.UNJUDGED, reason="big.yml: larger than 2 bytes")
LOST = "x/lost (high) can no longer be judged: big.yml: larger than 2 bytes"
WHOLE = "and can no longer be judged as a whole: big.yml: larger than 2 bytes"
OPEN = "x/lost (high) cannot be judged where this change is at work: big.yml: larger than 2 bytes"


@pytest.mark.parametrize(
    ("gate", "demands", "code", "reasons"),
    [
        ({"worse": (turned("x/a"),)}, Demands(), 1, ["x/a (high) became worse with this change"]),
        ({"worse": (UNJUDGED,)}, Demands(), 1, [LOST]),
        ({"worse": (UNJUDGED,)}, Demands(None), 0, []),
        ({"worse": (UNJUDGED,)}, Demands(Severity.CRITICAL), 0, []),
        ({"worse": (replace(UNJUDGED, decides=False),)}, Demands(), 0, []),
        ({"unjudged": (UNJUDGED,)}, Demands(), 3, [OPEN]),
        ({"unjudged": (UNJUDGED,)}, Demands(None), 0, []),
        ({"unjudged": (UNJUDGED,)}, Demands(Severity.CRITICAL), 0, []),
        ({"not_understood": (UNJUDGED,)}, Demands(), 0, []),
        ({"not_understood": (UNJUDGED,)}, Demands(no_unknown=True), 3, [LOST]),
        ({"neither": (UNJUDGED,)}, Demands(), 0, []),
        (
            {"worse": (turned("x/a"),), "unjudged": (UNJUDGED,)},
            Demands(),
            1,
            ["x/a (high) became worse with this change", OPEN],
        ),
        (
            {"worse": (replace(UNJUDGED, kind=RegressionKind.FAILURE, unseen=(Unseen("a", "b"),)),)},
            Demands(),
            1,
            [f"x/lost (high) became worse with this change, {WHOLE}"],
        ),
    ],
)
def test_a_change_is_judged_by_rule_and_every_reason_is_said(gate, demands, code, reasons):
    """1 for what became worse, 3 for what nobody can tell where the change is at work."""
    head, base = changed(**gate)
    found = verdict(head, demands, base)
    assert (found.code, list(found.reasons)) == (code, reasons)


def test_only_what_became_unknown_counts_against_a_change():
    """Neither what was unknown before, nor what is told by its rule already."""
    head, base = changed((UNKNOWN, PASS), (UNKNOWN, PASS))
    assert verdict(head, Demands(no_unknown=True), base).code == 0
    head, base = changed((UNKNOWN,), (PASS,))
    assert verdict(head, Demands(no_unknown=True), base).reasons == ("s: 1 rule unknown: x/rule",)
    named = replace(UNJUDGED, rule="x/rule")
    head, base = changed((UNKNOWN,), (PASS,), not_understood=(named,))
    assert len(verdict(head, Demands(no_unknown=True), base).reasons) == 1
    head, base = changed((ERROR,), (PASS,))
    assert verdict(head, Demands(), base).code == 3
