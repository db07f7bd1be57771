"""What each step is charged with: scope, upgrade, policy, waivers, coverage, and the rest."""

from typing import Any

import pytest
from msgspec.structs import replace

from checker.engine.comparison import compare
from checker.model.audit import Audit
from checker.model.change import Change, ChangeState, Parts, ScoreStep, Turn
from checker.model.policy import Objective, Policy, Severity
from checker.model.result import Outcome, Result
from checker.model.team import Team
from tests.engine.comparison.audits import (
    ERROR,
    FAIL,
    NOT_APPLICABLE,
    PASS,
    UNKNOWN,
    WAIVED,
    Given,
    a_policy,
    a_result,
    a_rule,
    a_subject,
    an_audit,
    found,
    waived,
)

A, B, C = a_rule("x/a"), a_rule("x/b"), a_rule("x/c")
A2 = replace(A, assert_="1 == 1")
POLICY = a_policy(A, B)


def one(given: Given, policy: Policy = POLICY, **repository: str) -> Audit:
    """Return the audit of one repository."""
    return an_audit(policy, [a_subject(policy, "r", given, **repository)])


def parts(before: Audit, after: Audit) -> Parts:
    """Return the parts of the organization's score; those of its only repository are the same."""
    change = compare(before, after)
    found = change.organization.score.parts
    assert found is not None
    for subject in change.subjects:
        assert subject.score.parts == found
    return found


def test_an_equal_audit_has_no_parts_to_speak_of() -> None:
    """Every part is exactly 0."""
    assert parts(one({"x/a": PASS, "x/b": FAIL}), one({"x/a": PASS, "x/b": FAIL})) == Parts()


def test_what_a_repository_mends_is_its_own() -> None:
    """A failure that passes now, and a share that rose, are repositories and time."""
    assert parts(one({"x/a": PASS, "x/b": FAIL}), one({"x/a": PASS, "x/b": PASS})) == Parts(repositories=50.0)
    partly: Given = {"x/a": PASS, "x/b": a_result(B, FAIL, score=0.5)}
    assert parts(one({"x/a": PASS, "x/b": FAIL}), one(partly)) == Parts(repositories=25.0)
    assert parts(one({"x/a": PASS, "x/b": PASS}), one(partly)) == Parts(repositories=-25.0)


@pytest.mark.parametrize("outcome", [UNKNOWN, ERROR, NOT_APPLICABLE])
def test_what_can_be_seen_is_coverage(outcome: Outcome) -> None:
    """A result that was not decided in one of the audits is coverage, in both directions."""
    seen, unseen = one({"x/a": PASS, "x/b": FAIL}), one({"x/a": PASS, "x/b": outcome})
    assert parts(seen, unseen) == Parts(coverage=50.0)
    assert parts(unseen, seen) == Parts(coverage=-50.0)


def test_a_rule_that_an_adjustment_switches_off_for_a_repository_is_coverage() -> None:
    """The rule is in force as before; it is this repository that it does not apply to any more."""
    assert parts(one({"x/a": PASS, "x/b": FAIL}), one({"x/a": PASS})) == Parts(coverage=50.0)


def test_coverage_and_repositories_are_told_apart() -> None:
    """One rule is seen for the first time, another is mended."""
    before = one({"x/a": FAIL, "x/b": UNKNOWN})
    assert parts(before, one({"x/a": PASS, "x/b": FAIL})) == Parts(coverage=0.0, repositories=50.0)
    assert parts(before, one({"x/a": PASS, "x/b": PASS})) == Parts(coverage=50.0, repositories=50.0)


def test_rules_that_come_and_go_are_policy() -> None:
    """Whatever they come to in the repositories."""
    more = a_policy(A, B, C)
    before, after = one({"x/a": PASS, "x/b": PASS}), one({"x/a": PASS, "x/b": PASS, "x/c": FAIL}, more)
    assert parts(before, after) == Parts(policy=pytest.approx(-100 / 3))  # type: ignore[arg-type]
    assert parts(after, before) == Parts(policy=pytest.approx(100 / 3))  # type: ignore[arg-type]


def test_a_rule_that_is_judged_in_another_way_is_policy() -> None:
    """Its outcomes answer another question, so nobody did anything."""
    after = one({"x/a": FAIL, "x/b": PASS}, a_policy(A2, B))
    assert parts(one({"x/a": PASS, "x/b": PASS}), after) == Parts(policy=-50.0)
    seen = one({"x/a": UNKNOWN, "x/b": PASS}, a_policy(A2, B))
    assert parts(one({"x/a": FAIL, "x/b": PASS}), seen) == Parts(policy=50.0)


def test_a_report_without_digests_blames_nobody() -> None:
    """Where it is not known how a rule was judged, its outcomes are the repository's."""
    after = one({"x/a": FAIL, "x/b": PASS}, a_policy(A2, B))
    older = replace(after.policy, rules=tuple(replace(rule, digest="") for rule in after.policy.rules))
    change = compare(one({"x/a": PASS, "x/b": PASS}), replace(after, policy=older))
    assert change.organization.score.parts == Parts(repositories=-50.0)
    assert any("does not say how its rules are judged" in note for note in change.notes)


def test_another_severity_is_policy_and_what_is_mended_is_not() -> None:
    """The weight is the policy's, the outcome the repository's: both are told, each for itself."""
    heavy = a_policy(replace(A, severity=Severity.CRITICAL), B)
    before = one({"x/a": FAIL, "x/b": PASS})
    assert parts(before, one({"x/a": FAIL, "x/b": PASS}, heavy)) == Parts(
        policy=pytest.approx(100 / 3 - 50)  # type: ignore[arg-type]
    )
    assert parts(before, one({"x/a": PASS, "x/b": PASS}, heavy)) == Parts(
        policy=pytest.approx(100 / 3 - 50),  # type: ignore[arg-type]
        repositories=pytest.approx(200 / 3),  # type: ignore[arg-type]
    )


def test_a_severity_that_some_repositories_have_is_policy() -> None:
    """An adjustment with `where` shows in the results alone."""
    heavier: Given = {"x/a": a_result(A, FAIL, severity=Severity.CRITICAL), "x/b": PASS}
    assert parts(one({"x/a": FAIL, "x/b": PASS}), one(heavier)).policy == pytest.approx(100 / 3 - 50)


def test_weights_of_objectives_and_tiers_are_policy() -> None:
    """What the policy values more moves scores without anybody's doing."""
    rules = (replace(A, objective="trust"), B)
    plain, dear = a_policy(*rules), a_policy(*rules, objectives=(Objective("trust", "Trust", 3.0),))
    given = {"x/a": PASS, "x/b": FAIL}
    change = compare(one(given, plain), one(given, dear))
    assert change.organization.score.parts == Parts(policy=25.0)
    assert change.organization.weights == 25.0
    assert [(each.name, each.before, each.after) for each in change.policy.objectives] == [("trust", 1, 3)]

    def fleet(policy: Policy) -> Audit:
        good, bad = (
            a_subject(policy, "a", {"x/a": PASS}, tier="critical"),
            a_subject(policy, "b", {"x/a": FAIL}),
        )
        return an_audit(policy, [good, bad])

    change = compare(fleet(plain), fleet(a_policy(*rules, tiers={"critical": 3.0})))
    assert change.organization.score.parts == Parts(policy=25.0)
    assert change.organization.weights == 25.0
    assert [(each.name, each.before, each.after) for each in change.policy.tiers] == [("critical", 1, 3)]


def two(first: Given, second: Given | None, teams: tuple[str, str] = ("", ""), **second_is: str) -> Audit:
    """Return the audit of two repositories, or of the first alone."""
    judged = [a_subject(POLICY, "a", first, teams[0])]
    judged += [a_subject(POLICY, "b", second, teams[1], **second_is)] if second else []
    return an_audit(POLICY, judged, (Team("pay"), Team("web")))


GOOD: Given = {"x/a": PASS, "x/b": PASS}
BAD: Given = {"x/a": FAIL, "x/b": FAIL}


def test_repositories_that_come_and_go_are_scope() -> None:
    """They come with what they are worth, and take it along."""
    alone, both = two(GOOD, None), two(GOOD, BAD)
    change = compare(alone, both)
    assert change.organization.score.parts == Parts(scope=-50.0)
    assert (change.organization.came, change.organization.went) == (("b",), ())
    assert [(each.subject, each.score.state, each.outcomes) for each in change.subjects] == [
        ("b", ChangeState.CAME, ())
    ]
    change = compare(both, alone)
    assert change.organization.score.parts == Parts(scope=50.0)
    assert change.organization.went == ("b",)
    assert change.subjects[0].score.state is ChangeState.WENT


def test_what_a_repository_that_stays_does_beside_one_that_comes() -> None:
    """The scope first, then what the others did among all that are there now."""
    found = compare(two(BAD, None), two(GOOD, BAD)).organization.score.parts
    assert found == Parts(scope=0.0, repositories=50.0)


def test_another_tier_is_scope() -> None:
    """How much a repository counts is part of which repositories count."""
    policy = replace(POLICY, tiers={"critical": 3.0})

    def fleet(tier: str) -> Audit:
        return an_audit(policy, [a_subject(policy, "a", GOOD), a_subject(policy, "b", BAD, tier=tier)])

    change = compare(fleet(""), fleet("critical"))
    assert change.organization.score.parts == Parts(scope=-25.0)
    assert [(each.id, each.points) for each in change.organization.movers] == [("b", -25.0)]


def test_a_repository_that_changes_hands_is_scope_for_both_teams() -> None:
    """And nothing at all for the organization."""
    change = compare(two(GOOD, BAD, ("pay", "pay")), two(GOOD, BAD, ("pay", "web")))
    pay, web = change.teams
    assert (pay.score.parts, pay.went) == (Parts(scope=50.0), ("b",))
    assert (web.score.state, web.came) == (ChangeState.BECAME_SCORED, ("b",))
    assert change.organization.score.parts == Parts()
    assert [(each.team_before, each.team) for each in change.subjects] == [("pay", "web")]


def test_teams_that_come_and_go_are_not_split() -> None:
    """There is nothing to compare them with."""
    before = an_audit(POLICY, [a_subject(POLICY, "a", GOOD, "pay")], (Team("pay"),))
    after = an_audit(POLICY, [a_subject(POLICY, "a", GOOD, "web")], (Team("web"),))
    web, pay = compare(before, after).teams
    assert (web.name, web.score.state, web.score.parts) == ("web", ChangeState.CAME, None)
    assert (pay.name, pay.score.state, pay.score.difference) == ("pay", ChangeState.WENT, None)
    assert (pay.came, pay.went, web.came, web.went) == ((), (), (), ())


def test_a_waiver_that_comes_is_waivers() -> None:
    """The failure is still there; somebody accepted it."""
    failing, accepted = one({"x/a": PASS, "x/b": FAIL}), one({"x/a": PASS, "x/b": waived(B)})
    assert parts(failing, accepted) == Parts(waivers=50.0)
    assert parts(accepted, failing) == Parts(waivers=-50.0)


def test_what_is_mended_under_a_waiver_is_the_repositorys() -> None:
    """The waiver is still there and not needed any more."""
    mended = a_result(B, PASS, unneeded_waiver=True)
    assert parts(one({"x/a": FAIL, "x/b": waived(B)}), one({"x/a": FAIL, "x/b": mended})) == Parts(
        repositories=50.0
    )


def test_a_waiver_that_nothing_needs_takes_no_credit() -> None:
    """Neither for a failure that was mended before it came, nor for one that comes after it went."""
    mended = a_result(B, PASS, unneeded_waiver=True)
    assert parts(one({"x/a": PASS, "x/b": FAIL}), one({"x/a": PASS, "x/b": mended})) == Parts(
        repositories=50.0
    )
    assert parts(one({"x/a": PASS, "x/b": mended}), one({"x/a": PASS, "x/b": FAIL})) == Parts(
        repositories=-50.0
    )


def test_a_waiver_that_ends_when_its_failure_is_mended_is_both() -> None:
    """The failure counts again, and then it passes."""
    assert parts(one({"x/a": PASS, "x/b": waived(B)}), one({"x/a": PASS, "x/b": PASS})) == Parts(
        waivers=-50.0, repositories=50.0
    )


def test_a_rule_that_comes_with_its_waiver_is_both() -> None:
    """The policy asks for more, the waiver takes it back."""
    more = a_policy(A, B, C)
    after = one({"x/a": PASS, "x/b": PASS, "x/c": waived(C)}, more)
    found = parts(one({"x/a": PASS, "x/b": PASS}), after)
    assert found == Parts(policy=pytest.approx(-100 / 3), waivers=pytest.approx(100 / 3))  # type: ignore[arg-type]


def test_a_waiver_outlives_another_judgement() -> None:
    """A rule that is judged in another way is waived as before: nothing moves."""
    other = a_policy(A2, B)
    before, after = one({"x/a": waived(A), "x/b": PASS}), one({"x/a": waived(A2), "x/b": PASS}, other)
    assert parts(before, after) == Parts()
    ended = one({"x/a": FAIL, "x/b": PASS}, other)
    assert parts(before, ended) == Parts(waivers=-50.0)


def of_paths(bare: float, rest: float) -> Result:
    """Return a failure that a waiver of some paths leaves a larger share of."""
    return a_result(B, FAIL, score=rest, unwaived_outcome=FAIL, unwaived_score=bare)


def test_waivers_of_paths() -> None:
    """One that comes or goes is waivers; one that stays is none, whatever is found beside it."""
    failing = one({"x/a": PASS, "x/b": a_result(B, FAIL, score=0.0)})
    partly = one({"x/a": PASS, "x/b": of_paths(0.0, 0.5)})
    better = one({"x/a": PASS, "x/b": of_paths(0.5, 0.75)})
    assert parts(failing, partly) == Parts(waivers=25.0)
    assert parts(partly, failing) == Parts(waivers=-25.0)
    assert parts(partly, better) == Parts(repositories=12.5)
    wholly = one({"x/a": PASS, "x/b": a_result(B, PASS, unwaived_outcome=FAIL, unwaived_score=0.0)})
    assert parts(failing, wholly) == Parts(waivers=50.0)


def test_a_state_between_without_a_score_has_no_part() -> None:
    """What a step did that left nothing to score is in the next one that brings a score back."""
    before = one({"x/a": PASS, "x/b": UNKNOWN})
    after = one({"x/a": waived(A, UNKNOWN), "x/b": FAIL})
    found = parts(before, after)
    assert found == Parts(coverage=-100.0)
    lost = one({"x/a": a_result(A, WAIVED, unwaived_outcome=FAIL, unwaived_score=0.0), "x/b": FAIL})
    assert parts(one({"x/a": FAIL, "x/b": UNKNOWN}), lost) == Parts(waivers=None, coverage=0.0)


@pytest.mark.parametrize(
    ("before", "after", "state"),
    [
        ({"x/a": PASS}, {"x/a": UNKNOWN}, ChangeState.NO_LONGER_SCORED),
        ({"x/a": UNKNOWN}, {"x/a": PASS}, ChangeState.BECAME_SCORED),
        ({"x/a": UNKNOWN}, {"x/a": NOT_APPLICABLE}, ChangeState.NOT_SCORED),
    ],
)
def test_scores_that_are_not_there_twice_are_not_split(
    before: Given, after: Given, state: ChangeState
) -> None:
    """There is no difference to a score that is not there."""
    change = compare(one(before), one(after))
    for each in (change.organization.score, *(subject.score for subject in change.subjects)):
        assert (each.state, each.parts, each.difference) == (state, None, None)


def test_objectives_are_split_alike() -> None:
    """The same steps over the results that serve an objective; a rule may serve another one now."""
    trust, speed = replace(A, objective="trust"), replace(B, objective="speed")
    before = one({"x/a": FAIL, "x/b": PASS}, a_policy(trust, speed))
    moved = one({"x/a": PASS, "x/b": FAIL}, a_policy(trust, replace(speed, objective="trust")))
    found = compare(before, moved).organization.objectives
    assert found["trust"].parts == Parts(policy=50.0, repositories=0.0)
    assert found["speed"].state is ChangeState.NO_LONGER_SCORED


def everything() -> Change:
    """Return a comparison in which every step has a part."""
    old = a_policy(A, B, C)
    new = a_policy(A2, B, C)
    before = an_audit(
        old,
        [
            a_subject(old, "gone", {"x/a": PASS, "x/b": PASS, "x/c": PASS}),
            a_subject(old, "kept", {"x/a": PASS, "x/b": FAIL, "x/c": FAIL}),
            a_subject(old, "other", {"x/a": PASS, "x/b": UNKNOWN, "x/c": FAIL}),
        ],
    )
    after = an_audit(
        new,
        [
            a_subject(new, "kept", {"x/a": FAIL, "x/b": waived(B), "x/c": PASS}),
            a_subject(new, "new", {"x/a": FAIL, "x/b": FAIL, "x/c": FAIL}),
            a_subject(new, "other", {"x/a": PASS, "x/b": PASS, "x/c": FAIL}),
        ],
    )
    return compare(before, after)


def test_everything_at_once_by_hand() -> None:
    """Worked out on paper: kept 33.3, other 50.0, gone 100 become kept 50, other 66.7, new 0."""
    score = everything().organization.score
    assert score.before == pytest.approx((100 / 3 + 50 + 100) / 3)
    assert score.after == pytest.approx((50 + 200 / 3 + 0) / 3)
    scope = (100 / 3 + 50 + 0) / 3
    policy = (0 + 50 + 0) / 3  # kept: a fails now
    waivers = (0 + 50 + 0) / 3  # kept: b is waived, a and c still fail
    coverage = (0 + 200 / 3 + 0) / 3  # other: b is seen to pass
    states = [(100 / 3 + 50 + 100) / 3, scope, policy, waivers, coverage, (50 + 200 / 3 + 0) / 3]
    assert score.parts is not None
    found = [score.parts.scope, score.parts.policy, score.parts.waivers, score.parts.coverage]
    assert [*found, score.parts.repositories] == pytest.approx(
        [after - before for before, after in zip(states, states[1:], strict=False)], abs=1e-9
    )


def test_what_moved_most_by_hand() -> None:
    """The most first, each with its points in all and by step."""
    organization = everything().organization
    movers = {each.id: each.points for each in organization.movers}
    assert list(movers)[0] == "gone"
    assert movers["new"] < 0
    assert sum(movers.values()) == pytest.approx(organization.score.difference)
    rules = {each.id: (each.title, each.parts) for each in organization.rules}
    assert rules["x/a"] == ("X/A", Parts(policy=pytest.approx(-100 / 9)))  # type: ignore[arg-type]
    assert rules["x/b"][1] == Parts(coverage=pytest.approx(50 / 9))  # type: ignore[arg-type]
    assert rules["x/c"][1] == Parts(repositories=pytest.approx(50 / 3))  # type: ignore[arg-type]


def by(program: str, audit: Audit, of_commit: bool = True, commit: str = "c") -> Audit:
    """Return an audit that a program made of one commit, by rules that files alone decide or not."""
    rules = tuple(replace(rule, of_commit=of_commit) for rule in audit.policy.rules)
    subjects = tuple(replace(each, commit=commit) for each in audit.subjects)
    return replace(audit, tool_digest=program, policy=replace(audit.policy, rules=rules), subjects=subjects)


def test_what_another_program_learned_is_nobodys_doing() -> None:
    """Neither better nor worse, also where another failure was found."""
    before, after = one({"x/a": PASS, "x/b": PASS}), one({"x/a": FAIL, "x/b": PASS})
    assert parts(by("1", before), by("2", after)) == Parts(upgrade=-50.0)
    [outcome] = compare(by("1", before), by("2", after)).subjects[0].outcomes
    assert (outcome.turn, outcome.step, outcome.points) == (Turn.OTHER, ScoreStep.UPGRADE, -50.0)
    assert parts(by("1", before), by("2", one({"x/a": UNKNOWN, "x/b": PASS}))) == Parts(upgrade=0.0)
    more = a_result(A, FAIL, findings=found("a.py:1", "b.py:2"))
    one_more = compare(
        by("1", one({"x/a": a_result(A, FAIL, findings=found("a.py:1"))})), by("2", one({"x/a": more}))
    )
    [outcome] = one_more.subjects[0].outcomes
    assert (outcome.turn, outcome.step, len(outcome.new_findings)) == (Turn.OTHER, ScoreStep.UPGRADE, 1)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {"commit": "d"}),
        ({"of_commit": False}, {}),
        ({}, {"of_commit": False}),
        ({"commit": ""}, {"commit": ""}),
        ({"program": ""}, {}),
        ({}, {"program": "1"}),
    ],
)
def test_what_may_be_somebodys_doing_is_no_upgrade(first: dict[str, Any], second: dict[str, Any]) -> None:
    """Another commit, a rule that reads more than files, no program that is known, or the same."""
    before, after = one({"x/a": PASS, "x/b": PASS}), one({"x/a": FAIL, "x/b": PASS})
    older = by(first.pop("program", "1"), before, **first)
    newer = by(second.pop("program", "2"), after, **second)
    change = compare(older, newer)
    assert change.organization.score.parts == Parts(repositories=-50.0)
    assert change.subjects[0].outcomes[0].turn is Turn.WORSE


def test_another_rule_is_policy_and_a_waiver_is_a_waiver_beside_an_upgrade() -> None:
    """Each part has what it alone explains."""
    before = by("1", one({"x/a": PASS, "x/b": PASS}))
    assert parts(before, by("2", one({"x/a": FAIL, "x/b": PASS}, a_policy(A2, B)))) == Parts(policy=-50.0)
    excused = by("2", one({"x/a": waived(A), "x/b": FAIL}))
    assert parts(before, excused) == Parts(upgrade=-100.0, waivers=0.0)
