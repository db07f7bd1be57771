"""All rules together: requirements, waivers, adjustments, enforcement."""

from datetime import date

import pytest
from msgspec.structs import replace

from checker.engine.compile import compile_policy
from checker.engine.judge import Judge
from checker.engine.rule_verdict import brief
from checker.engine.waivers import WaiverScope
from checker.errors import Cause
from checker.model.facts import Problem
from checker.model.policy import Adjustment, Initiative, Severity, Waiver
from checker.model.result import Enforcement, Outcome, OwnOutcome, Unseen

from .conftest import TABLE, make_policy, make_rule

WAIVER = Waiver(("x/*",), "frozen", "payments", "cto", date(2026, 12, 31), everywhere=True)
HIDDEN = (Problem("a", "hidden"),)


def pair(own, required):
    """Return a rule and one that it requires."""
    return make_rule("x/needed", **required), make_rule("x/rule", requires=("x/needed",), **own)


TRUE, FALSE, UNSEEN = {"assert_": "true"}, {"assert_": "false"}, {"assert_": "a.b"}
NOT = {"assert_": "true", "when": "false"}
MAYBE, SOME = {"assert_": "false", "when": "a.b"}, {"assert_": "false", "each": "a.items"}


@pytest.mark.parametrize(
    ("required", "own", "outcome"),
    [
        (FALSE, TRUE, "fail"),
        (FALSE, UNSEEN, "fail"),
        (NOT, FALSE, "not-applicable"),
        (UNSEEN, FALSE, "fail"),
        (UNSEEN, TRUE, "unknown"),
        (TRUE, FALSE, "fail"),
        (TRUE, TRUE, "pass"),
        (FALSE, NOT, "not-applicable"),
        (FALSE, MAYBE, "unknown"),
        (FALSE, SOME, "unknown"),
        (NOT, MAYBE, "not-applicable"),
    ],
)
def test_requirements_pass_their_state_on(world, required, own, outcome):
    """A rule is never better off than what it needs."""
    results = world({}, HIDDEN).judge(*pair(own, required))
    assert results["x/rule"].outcome == outcome


def test_a_failure_is_folded_under_what_it_needs(world):
    """The reason names the required rule."""
    result = world().judge(*pair(TRUE, FALSE))["x/rule"]
    assert (result.needs, result.reason) == ("x/needed", "needs x/needed")


def test_what_was_not_seen_stays_beside_a_failure_that_is_passed_on(world):
    """Mending what is needed will not decide it: whoever plans the work has to know."""
    result = world({}, HIDDEN).judge(*pair(UNSEEN, FALSE))["x/rule"]
    assert (result.outcome, result.needs) == (Outcome.FAIL, "x/needed")
    assert [(each.path, each.reason) for each in result.unknown] == [("a.b", "hidden")]


def test_a_waived_requirement_waives(world):
    """And the outcome without waivers is kept."""
    waiver = replace(WAIVER, rules=("x/needed",))
    results = world().judge(*pair(TRUE, FALSE), waivers=(waiver,))
    assert results["x/rule"].outcome is Outcome.WAIVED
    assert results["x/rule"].unwaived_outcome is Outcome.FAIL


@pytest.mark.parametrize("source", ["false", "a.b", "1 / a.n == 1"])
def test_fail_unknown_and_error_can_be_waived(world, source):
    """The accepted risk says who accepted it and until when."""
    facts = {"a.n": 0} if "a.n" in source else {}
    result = world(facts, HIDDEN).judge(make_rule(assert_=source), waivers=(WAIVER,))["x/rule"]
    assert result.outcome is Outcome.WAIVED
    assert result.waiver == "frozen (owner payments, approved by cto, until 2026-12-31)"
    assert result.score is None


def test_a_pass_is_not_waived(world):
    """The waiver is told to be unneeded."""
    result = world().judge(make_rule(assert_="true"), waivers=(WAIVER,))["x/rule"]
    assert (result.outcome, result.unneeded_waiver) == (Outcome.PASS, True)


def test_an_expired_waiver_holds_no_more(world):
    """On its last day it holds, on the next it does not."""
    waived = replace(WAIVER, until=date(2026, 11, 22))
    assert world().judge(make_rule(assert_="false"), waivers=(waived,))["x/rule"].outcome is Outcome.WAIVED
    expired = replace(WAIVER, until=date(2026, 11, 21))
    assert world().judge(make_rule(assert_="false"), waivers=(expired,))["x/rule"].outcome is Outcome.FAIL


@pytest.mark.parametrize(
    ("scope", "outcome"),
    [
        ({"repositories": ("*/acme/*",)}, "waived"),
        ({"repositories": ("app",)}, "waived"),
        ({"repositories": ("acme/a*",)}, "waived"),
        ({"repositories": ("acme/b*",)}, "fail"),
        ({"repositories": ("other",)}, "fail"),
        ({"teams": ("payments",)}, "waived"),
        ({"teams": ("payments",), "repositories": ("other",)}, "fail"),
    ],
)
def test_all_scopes_of_a_waiver_must_match(world, scope, outcome):
    """Repository (by id, owner/name or path) and team, when both are given."""
    waiver = replace(WAIVER, everywhere=False, **scope)
    assert world().judge(make_rule(assert_="false"), waivers=(waiver,))["x/rule"].outcome == outcome


def test_waived_paths_are_left_out(world):
    """The rule is judged on the rest."""
    items = [{"path": "old/a", "line": 1, "ok": False}, {"path": "b", "line": 1, "ok": False}]
    waiver = replace(WAIVER, paths=("old/**",))
    rule = make_rule(findings="a.items")
    result = world({"a.items": items}).judge(rule, waivers=(waiver,))["x/rule"]
    assert [finding.path for finding in result.findings] == ["b"]
    clean = world({"a.items": items[:1]}).judge(rule, waivers=(waiver,))["x/rule"]
    assert (clean.outcome, clean.unwaived_outcome) == (Outcome.PASS, Outcome.FAIL)


def test_adjustments_follow_attributes(world):
    """Severity, parameters and being off may depend on the catalog."""
    change = Adjustment(("x/*",), 'repo.tier == "critical"', Severity.CRITICAL, params={"min": 2})
    rule = make_rule(assert_="a.n >= params.min", params={"min": 1})
    critical = world({"a.n": 1, "repo.tier": "critical"}).judge(rule, adjustments=(change,))["x/rule"]
    assert (critical.outcome, critical.severity) == (Outcome.FAIL, Severity.CRITICAL)
    other = world({"a.n": 1, "repo.tier": ""}).judge(rule, adjustments=(change,))["x/rule"]
    assert (other.outcome, other.severity) == (Outcome.PASS, Severity.HIGH)


def test_a_rule_switched_off_for_some_says_so_there(world):
    """It does not apply, and the result names the reason."""
    off = Adjustment(("x/rule",), 'repo.tier == ""', off="not for them")
    [result] = world({"repo.tier": ""}).judge(make_rule(assert_="false"), adjustments=(off,)).values()
    assert (result.outcome, result.reason) == (Outcome.NOT_APPLICABLE, "switched off here: not for them")


def test_rules_warn_before_they_are_enforced(world):
    """The outcome is the same; only what it may block differs."""
    rule = make_rule(assert_="false", enforce_from=date(2027, 1, 1))
    result = world().judge(rule)["x/rule"]
    assert (result.outcome, result.enforcement) == (Outcome.FAIL, Enforcement.WARN)
    assert result.enforcement_reason == "enforced from 2027-01-01"


@pytest.mark.parametrize(
    ("changes", "enforcement"),
    [
        ({}, "warn"),
        ({"grace": False}, "block"),
        ({"due": date(2026, 11, 21)}, "block"),
        ({"start": date(2026, 11, 23)}, "block"),
        ({"rules": ("y/*",)}, "block"),
        ({"rules": (), "level": "silver"}, "warn"),
        ({"rules": (), "level": "bronze"}, "block"),
    ],
)
def test_initiatives_with_grace_make_failures_warn(world, changes, enforcement):
    """Until they are due, for the rules or the level they are about."""
    initiative = Initiative(
        "i", "I", date(2026, 11, 1), date(2026, 12, 1), "platform", rules=("x/*",), grace=True
    )
    rule = make_rule(assert_="false", level="silver")
    results = world().judge(rule, initiatives=(replace(initiative, **changes),), levels=("bronze", "silver"))
    assert results["x/rule"].enforcement == enforcement


def test_grace_is_not_longer_than_a_waiver(world):
    """An initiative that runs for years does not excuse for years."""
    endless = Initiative("i", "I", date(2020, 1, 1), date(2030, 1, 1), "platform", rules=("x/*",), grace=True)
    result = world().judge(make_rule(assert_="false"), initiatives=(endless,))["x/rule"]
    assert result.enforcement is Enforcement.BLOCK


def test_results_come_in_the_order_of_the_policy(world):
    """Whatever the requirements say."""
    first, second = make_rule("x/a", requires=("x/b",), assert_="true"), make_rule("x/b", assert_="true")
    assert list(world().judge(first, second)) == ["x/a", "x/b"]


def test_team_waivers_do_not_match_unowned_repositories(world):
    """A repository without a team is in no team's waiver."""
    waiver = replace(WAIVER, everywhere=False, teams=("*",))
    unowned = world(place=WaiverScope("app"))
    assert unowned.judge(make_rule(assert_="false"), waivers=(waiver,))["x/rule"].outcome is Outcome.FAIL


TIER = Adjustment(("x/*",), 'repo.tier == "critical"', params={"least": 2})
NOBODY_KNOWS = (Problem("repo.tier", "GitHub says no", "organization Custom properties: read"),)


@pytest.mark.parametrize(
    "change", [{"params": {"least": 2}}, {"severity": Severity.LOW}, {"off": "too much"}]
)
def test_an_adjustment_that_nobody_can_decide_leaves_its_rules_unknown(world, change):
    """Whether it holds depends on an attribute that is hidden: the rule names it and what would help."""
    rules = make_rule(assert_="params.least <= 1", params={"least": 1}), make_rule("y/other", assert_="true")
    adjustment = replace(TIER, **{"params": {}, **change})
    results = world({}, NOBODY_KNOWS).judge(*rules, adjustments=(adjustment,))
    result = results["x/rule"]
    assert result.outcome is Outcome.UNKNOWN
    assert result.reason == "an adjustment depends on repo.tier: GitHub says no"
    assert result.unknown[0].permission == "organization Custom properties: read"
    assert results["y/other"].outcome is Outcome.PASS


def test_an_adjustment_may_be_decided_without_what_is_hidden(world):
    """Expressions are three-valued: what is false anyway adjusts nothing, what is true anyway does."""
    rule = make_rule(assert_="params.least <= 1", params={"least": 1})
    for where, outcome in (("false && ", Outcome.PASS), ("true || ", Outcome.FAIL)):
        adjustment = replace(TIER, where=where + TIER.where)
        assert world({}, NOBODY_KNOWS).judge(rule, adjustments=(adjustment,))["x/rule"].outcome is outcome


def test_a_rule_that_may_be_switched_off_does_not_fail_for_what_it_needs(world):
    """It stays unknown, as it may not apply at all."""
    adjustment = replace(TIER, rules=("x/rule",), params={}, off="too much")
    results = world({}, NOBODY_KNOWS).judge(*pair(TRUE, FALSE), adjustments=(adjustment,))
    assert results["x/rule"].outcome is Outcome.UNKNOWN


def test_what_an_adjustment_leaves_open_can_be_waived(world):
    waiver = replace(WAIVER, paths=())
    adjustment = replace(TIER, params={}, severity=Severity.LOW)
    results = world({}, NOBODY_KNOWS).judge(
        make_rule(assert_="false"), adjustments=(adjustment,), waivers=(waiver,)
    )
    assert results["x/rule"].outcome is Outcome.WAIVED


def test_what_a_rule_comes_to_by_itself_is_kept_where_a_requirement_settles_it(world):
    """A failing requirement hides neither a pass nor what could not be seen."""
    assert world().judge(*pair(TRUE, FALSE))["x/rule"].own == OwnOutcome(Outcome.PASS)
    assert world().judge(*pair(FALSE, FALSE))["x/rule"].own is None
    hidden = world({}, (Problem("a.n", "hidden"),))
    own = hidden.judge(*pair({"assert_": "a.n > 1"}, FALSE))["x/rule"].own
    assert own == OwnOutcome(Outcome.UNKNOWN, unknown=(Unseen("a.n", "hidden"),))


def test_why_a_requirement_is_unknown_goes_on_to_what_needs_it(world):
    """With the worst cause and its files: a gate goes by them."""
    large = Problem("a.n", "too large", files=("big.yml",))
    forge = Problem("a.b", "needs GitHub", cause=Cause.UNAVAILABLE)
    both = world({}, (forge, large)).judge(*pair(TRUE, {"assert_": "a.b || a.n > 1"}))
    assert both["x/rule"].unknown == (Unseen("x/needed", "is unknown", files=("big.yml",)),)
    one = world({}, (forge,)).judge(*pair(TRUE, UNSEEN))
    assert one["x/rule"].unknown == (Unseen("x/needed", "is unknown", cause=Cause.UNAVAILABLE),)


def test_whole_results_have_every_finding(world):
    """Others are cut and counted; what is asked to come first is kept, in its place."""
    here = world(files={f"{number:03}.txt": "" for number in range(300)})
    plan, _ = compile_policy(make_policy(make_rule(findings="files('*.txt')")), TABLE)
    (whole,) = Judge(plan, whole=True).judge(here.evidence(), here.place)
    assert (len(whole.findings), whole.reason) == (300, "300 findings")
    assert [each.message for each in brief(whole).findings[-1:]] == ["and 100 more"]
    first = whole.findings[250:252]
    kept = brief(whole, first).findings
    assert (len(kept), kept[198:200], kept[200].message) == (201, first, "and 100 more")
    assert len(brief(whole, whole.findings).findings) == 300
