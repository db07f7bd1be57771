"""The parts of every score change sum to the whole, whatever the two audits are."""

from collections.abc import Iterator
from math import fsum

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import fields, replace

from checker.engine.comparison import compare
from checker.model.audit import Audit, Group
from checker.model.change import (
    Change,
    ChangeState,
    Contribution,
    GroupChange,
    Parts,
    PolicyChange,
    ScoreChange,
    SubjectChange,
    Turn,
)
from checker.model.encoding import decode, encode
from checker.render import Style
from checker.render.machine import json
from tests.engine.comparison.audits import FAIL, a_policy, a_result, a_rule, a_subject, an_audit, audits

UNWAIVED = {"unwaived_outcome": FAIL, "unwaived_score": 0.0}
pairs = st.tuples(audits(), audits())
STEPS = [each.name for each in fields(Parts)]


def points(parts: Parts) -> list[float]:
    return [getattr(parts, step) or 0.0 for step in STEPS]


def changes(change: Change) -> Iterator[ScoreChange]:
    """Yield every score change that a comparison tells."""
    told: list[GroupChange | SubjectChange] = [change.organization, *change.teams, *change.subjects]
    for each in told:
        yield each.score
        yield from each.objectives.values()


def groups(change: Change) -> Iterator[GroupChange]:
    yield from (change.organization, *change.teams)


@given(pairs)
def test_the_parts_sum_to_the_difference(pair: tuple[Audit, Audit]) -> None:
    """Of the organization, every team and every subject, in all and by objective, to the last bit or so."""
    for each in changes(compare(*pair)):
        if each.parts is None:
            assert each.state is not ChangeState.SCORED
            assert each.difference is None
        else:
            assert each.before is not None
            assert each.after is not None
            assert each.difference == each.after - each.before
            assert fsum(points(each.parts)) == pytest.approx(each.difference, abs=1e-9)


@given(pairs)
def test_states_say_what_is_there(pair: tuple[Audit, Audit]) -> None:
    """A score is split when it is there in both audits; whatever else it is has its own word."""
    for each in changes(compare(*pair)):
        there = (each.before is not None, each.after is not None)
        expected = {
            (True, True): {ChangeState.SCORED},
            (False, True): {ChangeState.BECAME_SCORED, ChangeState.CAME},
            (True, False): {ChangeState.NO_LONGER_SCORED, ChangeState.WENT},
            (False, False): {ChangeState.NOT_SCORED, ChangeState.CAME, ChangeState.WENT},
        }
        assert each.state in expected[there]


@given(pairs)
def test_the_ends_are_the_audits_own_scores(pair: tuple[Audit, Audit]) -> None:
    """What is split is what the audits said, to the last bit: there is one arithmetic for both."""

    def stated(group: Group) -> dict[str, float | None]:
        return {"": group.score, **{name: score.score for name, score in group.objectives.items()}}

    change = compare(*pair)
    for number, end in enumerate(("before", "after")):
        audit = pair[number]
        known = {group.name: group for group in audit.teams}
        told = {each.name: each for each in change.teams}
        assert known.keys() <= told.keys()
        for group, each in [(audit.organization, change.organization), *((known[n], told[n]) for n in known)]:
            found = {"": each.score, **each.objectives}
            assert {n: s for n, s in stated(group).items() if s is not None} == {
                n: getattr(s, end) for n, s in found.items() if getattr(s, end) is not None
            }
        subjects = {(each.kind, each.subject): each for each in change.subjects}
        for subject in audit.subjects:
            key = subject.kind, subject.subject
            if key in subjects:
                assert getattr(subjects[key].score, end) == subject.score
                shown = subjects[key].objectives
                assert all(
                    getattr(shown[name], end) == view.score for name, view in subject.objectives.items()
                )


@given(pairs)
def test_repositories_and_rules_sum_to_the_parts(pair: tuple[Audit, Audit]) -> None:
    """Step by step the points of all members are the part; those of all rules are what is left of it."""

    def by_step(contributions: tuple[Contribution, ...]) -> list[float]:
        columns = zip(*(points(each.parts) for each in contributions), strict=True)
        return [fsum(column) for column in columns] or [0.0] * len(STEPS)

    for group in groups(compare(*pair)):
        if group.score.parts is None:
            assert (group.rules, group.movers, group.weights) == ((), (), 0.0)
            continue
        parts = points(group.score.parts)
        assert by_step(group.movers) == pytest.approx(parts, abs=1e-9)
        _, upgrade, policy, *rest = parts
        expected = [0.0, upgrade, policy - group.weights, *rest]  # scope is of repositories alone
        assert by_step(group.rules) == pytest.approx(expected, abs=1e-9)
        for each in (*group.rules, *group.movers):
            assert fsum(points(each.parts)) == pytest.approx(each.points, abs=1e-9)


@given(pairs)
def test_results_sum_to_the_difference_of_their_subject(pair: tuple[Audit, Audit]) -> None:
    """As long as results alone moved it: severities and weights of objectives are told elsewhere."""
    first, second = pair
    same = replace(second.policy, objectives=first.policy.objectives)
    for each in compare(first, replace(second, policy=same)).subjects:
        told = fsum(outcome.points or 0.0 for outcome in each.outcomes)
        if each.score.difference is not None and not _reweighed(each.subject, each.kind, pair):
            assert told == pytest.approx(each.score.difference, abs=1e-9)
        assert all((outcome.points is None) is (each.score.parts is None) for outcome in each.outcomes)


def _reweighed(name: str, kind: str, pair: tuple[Audit, Audit]) -> bool:
    """Tell whether a result that is in both audits counts more or less than it did."""
    found = [
        {
            result.rule: (result.severity, result.objective)
            for subject in audit.subjects
            if (subject.subject, subject.kind) == (name, kind)
            for result in subject.results
        }
        for audit in pair
    ]
    return any(found[0][rule] != found[1][rule] for rule in found[0].keys() & found[1].keys())


@given(audits())
def test_nothing_is_different_from_itself(audit: Audit) -> None:
    """An audit compared with itself moves no score and tells of no subject."""
    change = compare(audit, audit)
    assert change.subjects == ()
    assert change.unchanged == len({(each.kind, each.subject) for each in audit.subjects})
    assert change.policy == PolicyChange()
    for group in groups(change):
        assert group.score.parts in (None, Parts())
        assert (group.rules, group.movers, group.came, group.went) == ((), (), (), ())


@given(pairs)
def test_the_way_back_is_as_long(pair: tuple[Audit, Audit]) -> None:
    """Comparing the other way round turns the difference around, and who came is who went."""
    there, back = compare(*pair), compare(pair[1], pair[0])
    for one, other in zip(sorted(groups(there), key=_name), sorted(groups(back), key=_name), strict=True):
        assert (one.came, one.went) == (other.went, other.came)
        if one.score.difference is not None:
            assert other.score.difference == pytest.approx(-one.score.difference)


def _name(group: GroupChange) -> tuple[bool, str]:
    return group.kind == "organization", group.name


@given(pairs)
def test_reports_are_enough(pair: tuple[Audit, Audit]) -> None:
    """What the JSON reports of two audits tell comes to the same parts, though their scores are rounded."""
    whole = compare(*pair)
    first, second = (json.read(json.render(audit, Style())) for audit in pair)
    read = compare(first, second)
    assert [each.score for each in groups(read)] == [each.score for each in groups(whole)]
    assert [each.objectives for each in groups(read)] == [each.objectives for each in groups(whole)]
    assert [each.rules for each in groups(read)] == [each.rules for each in groups(whole)]
    assert [each.outcomes for each in read.subjects if each.outcomes] == [
        each.outcomes for each in whole.subjects if each.outcomes
    ]
    assert read.notes == whole.notes


@given(pairs)
def test_changes_survive_json(pair: tuple[Audit, Audit]) -> None:
    """A comparison can be written and read without loss."""
    change = compare(*pair)
    assert decode(Change, encode(change)) == change


def test_a_waiver_of_paths_that_covers_less_is_told_of() -> None:
    """Outcome and findings are the same, and so is the verdict without waivers; the share that counts is not."""
    rule = a_rule("x/a")
    policy = a_policy(rule)
    covered, bare = (
        an_audit(policy, [a_subject(policy, "a", {"x/a": a_result(rule, FAIL, score=share, **UNWAIVED)})])
        for share in (1.0, 0.0)
    )
    [subject] = compare(covered, bare).subjects
    [outcome] = subject.outcomes
    assert (subject.score.difference, outcome.points, outcome.turn) == (-100.0, -100.0, Turn.OTHER)
