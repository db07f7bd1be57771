"""Digests go out when something changed, to who asked, and not too often."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from checker.app.reports.notify import FIRST_PAUSE, LENGTH_LIMIT, LONGEST_PAUSE, deliver, notices
from checker.engine.groups import roll_up
from checker.engine.policy_summary import stamp
from checker.engine.score import summarize
from checker.errors import UsageError
from checker.model.audit import Audit, Repository
from checker.model.digest import Digest, Subscription
from checker.model.policy import Fix, Policy, Severity
from checker.model.result import Finding, Outcome, Result
from checker.model.team import Team

NOW = datetime(2026, 11, 22, tzinfo=UTC)
POLICY = Policy("own", "Own", "1", (), levels=("bronze",))
TEAMS = (Team("payments"), Team("web"))


def audit(**outcomes):
    """Return an audit of one repository a team, whose one rule came to these outcomes."""
    subjects = []
    for team, outcome in outcomes.items():
        found = Result(
            "x/rule",
            "It holds",
            "x",
            Outcome(outcome),
            Severity.HIGH,
            Fix("Mend it."),
            level="bronze",
            findings=(Finding("broken"),) if outcome == "fail" else (),
        )
        other = replace(found, rule="x/other", outcome=Outcome.PASS, findings=(), level="")
        where = Repository(f"acme/{team}", f"acme/{team}", team=team)
        subjects.append(summarize(where.id, "repository", where, "", (found, other), POLICY))
    organization, teams = roll_up(subjects, TEAMS, POLICY, "acme")
    return Audit("tool", stamp(POLICY), "2026-11-22T00:00:00Z", organization, teams, tuple(subjects))


BOTH = (Subscription("LEADERS"), Subscription("PAYMENTS", "payments"), Subscription("WEB", "web"))


def test_only_teams_about_which_something_changed_hear_of_it():
    found = list(notices(audit(payments="pass", web="pass"), audit(payments="fail", web="pass"), BOTH))
    assert [each.subscription.to for each in found] == ["LEADERS", "PAYMENTS"]
    assert found[1].title == "payments: score 100.0 to 50.0, -50.0, level bronze lost"
    assert "x/rule" in found[1].body
    assert "acme/web" not in found[1].body


def test_nothing_new_is_no_news():
    same = audit(payments="fail", web="pass")
    assert list(notices(same, replace(same, started_at="2026-11-23T00:00:00Z"), BOTH)) == []


def test_unknown_teams_are_mistakes():
    same = audit(payments="pass", web="pass")
    with pytest.raises(UsageError, match="paymentz"):
        list(notices(same, same, [Subscription("X", "paymentz")]))


@pytest.fixture
def sent():
    """Return what was sent so far."""
    return []


@pytest.fixture
def post(tmp_path, monkeypatch, sent):
    """Return what delivers one digest at an hour, and tells whether it was sent, and where to."""
    monkeypatch.setenv("CHECKER_CACHE_DIR", str(tmp_path / "cache"))

    def call(hours, *, works=True, urgent=False, notice=None):
        def send(address, title, body):
            sent.append((address, title, body))
            return works

        found = notice or Digest(BOTH[1], "payments: moved", "# moved", urgent)
        return deliver([found], NOW + timedelta(hours=hours), {"PAYMENTS": "json://x"}, send)

    return call


def test_addresses_come_from_the_environment(post, sent):
    assert post(0).sent
    assert sent == [("json://x", "payments: moved", "# moved")]


def test_without_an_address_nothing_is_sent(post, sent):
    with pytest.raises(UsageError, match="NOBODY"):
        post(0, notice=Digest(Subscription("NOBODY"), "t", "b"))
    assert sent == []


def test_who_hears_all_the_time_hears_less_and_less_often(post):
    """Nightly news: each pause is twice as long as the one before, up to a week."""
    nights = [night for night in range(40) if post(24 * night).sent]
    gaps = [later - sooner for sooner, later in zip(nights, nights[1:], strict=False)]
    assert gaps[:3] == [1, 2, 4]
    assert max(gaps) == LONGEST_PAUSE.days


def test_a_lost_level_is_told_at_once(post):
    assert post(0).sent
    assert post(1).later
    assert post(2, urgent=True).sent


def test_after_a_quiet_time_news_is_news_again(post):
    for night in range(4):
        post(24 * night)
    assert post(24 * 60).sent
    assert post(24 * 60 + FIRST_PAUSE.total_seconds() / 3600 + 1).sent


def test_what_failed_is_tried_again(post):
    assert post(0, works=False).failed
    assert post(1).sent


def test_long_digests_say_what_was_left_out():
    names = {f"t{number}": "pass" for number in range(300)}
    long = list(notices(audit(**names), audit(**dict.fromkeys(names, "fail")), [Subscription("X")]))
    assert len(long[0].body) <= LENGTH_LIMIT
    assert "`checker compare` tells the rest. Left out: " in long[0].body
