"""Scores and coverage of one subject."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from checker.engine.score import by_objective, by_pack, percent, score, summarize, without_waivers
from checker.model.audit import Blocker, Score
from checker.model.policy import Fix, Objective, Policy, Rule, Severity
from checker.model.result import Outcome, Result

PASS, FAIL, UNKNOWN, ERROR = Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN, Outcome.ERROR
WAIVED, NOT_APPLICABLE = Outcome.WAIVED, Outcome.NOT_APPLICABLE
OPEN = (UNKNOWN, ERROR)
SILENT = (WAIVED, NOT_APPLICABLE)
WEIGHTS = {"trust": 3.0, "speed": 0.5, "nothing": 0.0}


def a_result(
    outcome: Outcome,
    severity: Severity = Severity.HIGH,
    share: float | None = None,
    rule: str = "docs/readme",
    **more: Any,
) -> Result:
    """Return a result that has what a score is made of."""
    if outcome in (PASS, FAIL) and share is None:
        share = float(outcome is PASS)
    return Result(
        rule, "Title", rule.partition("/")[0], outcome, severity, Fix("Do it."), score=share, **more
    )


shares = st.floats(0, 1, exclude_max=True)
results = st.builds(
    lambda outcome, severity, share, objective, rule: a_result(
        outcome, severity, share if outcome is FAIL else None, rule, objective=objective
    ),
    st.sampled_from(Outcome),
    st.sampled_from(Severity),
    shares,
    st.sampled_from(["", "trust", "speed", "cost", "nothing"]),
    st.sampled_from(["docs/a", "docs/b", "actions/c"]),
)
lists = st.lists(results, max_size=12)


def test_the_worked_example() -> None:
    """High fails, medium passes, low is unknown: 40.0 at a coverage of 83.3 %."""
    total = score(
        [a_result(FAIL), a_result(PASS, Severity.MEDIUM), a_result(UNKNOWN, Severity.LOW)],
        {},
    )
    assert total.score == 40.0
    assert total.coverage == pytest.approx(250 / 3)


def test_objectives_weigh() -> None:
    """An objective of weight three counts three times; one without a weight counts once."""
    total = score(
        [a_result(PASS, objective="trust"), a_result(FAIL, objective="speed"), a_result(FAIL)],
        {"trust": 3.0},
    )
    assert total.score == 60.0


def test_a_share_counts_as_a_share() -> None:
    """Of a rule judged item by item the passed share counts, though its outcome is a failure."""
    assert score([a_result(FAIL, share=0.75)], {}).score == 75.0


@pytest.mark.parametrize("outcome", SILENT)
def test_nothing_to_divide_by_is_not_scored(outcome: Outcome) -> None:
    """Nothing applied: there is neither a score nor a coverage, and neither is 0 or 100."""
    assert score([], {}) == Score(None, None)
    assert score([a_result(outcome)], {}) == Score(None, None)
    assert score([a_result(PASS, Severity.INFO)], {}) == Score(None, None)


def test_nothing_decided_is_not_scored_but_covered_by_nothing() -> None:
    """When everything is unknown there is no score, and the coverage is 0."""
    assert score([a_result(UNKNOWN), a_result(ERROR)], {}) == Score(None, 0.0, 0.0)


@given(lists)
def test_at_least_is_the_score_if_all_that_is_open_failed(given_results: list[Result]) -> None:
    """It is that of the same results with every unknown or broken one a failure."""
    worst = [replace(r, outcome=FAIL, score=0.0) if r.outcome in OPEN else r for r in given_results]
    total, certain = score(given_results, WEIGHTS), score(worst, WEIGHTS).score
    assert total.score_at_least == (None if certain is None else pytest.approx(certain))
    assert certain is None or total.score is None or certain <= total.score + 1e-9


@given(lists)
def test_bounds(given_results: list[Result]) -> None:
    """Score and coverage lie between 0 and 100 or are not there."""
    total = score(given_results, WEIGHTS)
    assert all(value is None or 0 <= value <= 100 for value in (total.score, total.coverage))


@given(st.lists(st.floats(1e-3, 1e3), min_size=1), st.data())
def test_all_is_exactly_a_hundred(weights: list[float], data: st.DataObject) -> None:
    """Rounding never keeps the whole from 100, and never leads beyond it."""
    whole = sum(weights)
    part = data.draw(st.floats(0, whole))
    assert percent(whole, whole) == 100.0
    assert 0 <= (percent(part, whole) or 0) <= 100
    assert percent(part, 0.0) is None


@given(lists, st.randoms())
def test_order_does_not_matter(given_results: list[Result], random: Random) -> None:
    """Any order of the results gives the same numbers to the last bit, in every view."""
    shuffled = list(given_results)
    random.shuffle(shuffled)
    assert score(shuffled, WEIGHTS) == score(given_results, WEIGHTS)
    assert by_objective(shuffled, WEIGHTS) == by_objective(given_results, WEIGHTS)
    assert by_pack(shuffled, WEIGHTS) == by_pack(given_results, WEIGHTS)


@given(lists, st.sampled_from(SILENT), results)
def test_waived_and_not_applicable_move_nothing(
    given_results: list[Result], outcome: Outcome, extra: Result
) -> None:
    """A waived or not applicable result is in neither sum."""
    silent = replace(extra, outcome=outcome, score=None)
    assert score([*given_results, silent], WEIGHTS) == score(given_results, WEIGHTS)


@given(lists, st.sampled_from(OPEN), results)
def test_the_undecided_move_the_coverage_alone(
    given_results: list[Result], outcome: Outcome, extra: Result
) -> None:
    """An unknown or broken rule never touches the score and never raises the coverage."""
    before = score(given_results, WEIGHTS)
    after = score([*given_results, replace(extra, outcome=outcome, score=None)], WEIGHTS)
    assert after.score == before.score
    assert (after.coverage or 0) <= (before.coverage if before.coverage is not None else 100)


@given(lists, st.floats(0.1, 10))
def test_only_the_proportion_of_weights_matters(given_results: list[Result], factor: float) -> None:
    """Weighing every objective alike changes nothing."""
    names = {result.objective for result in given_results}
    plain, scaled = score(given_results, {}), score(given_results, dict.fromkeys(names, factor))
    assert scaled.score == pytest.approx(plain.score)
    assert scaled.coverage == pytest.approx(plain.coverage)


@given(lists)
def test_views_are_the_same_sums_over_fewer_results(given_results: list[Result]) -> None:
    """An objective's or a pack's score is the score of its own results."""
    objectives = by_objective(given_results, WEIGHTS)
    packs = by_pack(given_results, WEIGHTS)
    assert set(objectives) == {result.objective for result in given_results} - {""}
    for name, part in objectives.items():
        assert part == score([r for r in given_results if r.objective == name], WEIGHTS)
    for name, part in packs.items():
        assert part == score([r for r in given_results if r.pack == name], WEIGHTS)


def judge(own: Sequence[Outcome], requires: Mapping[int, Sequence[int]]) -> list[Result]:
    """Pass states on as `requires` does: rule *n* may require rules before it."""
    judged: list[Outcome] = []
    for number, outcome in enumerate(own):
        needed = {judged[before] for before in requires.get(number, ())}
        judged.append(passed_on(outcome, needed))
    return [a_result(outcome, rule=f"docs/r{number}") for number, outcome in enumerate(judged)]


def passed_on(own: Outcome, needed: set[Outcome]) -> Outcome:
    """Return what becomes of a rule's own outcome when it requires rules with these outcomes."""
    if own is NOT_APPLICABLE:
        return own
    for state in (FAIL, WAIVED, NOT_APPLICABLE):
        if state in needed:
            return state
    if needed & set(OPEN):
        return own if own in (FAIL, ERROR) else UNKNOWN
    return own


@given(st.data())
def test_fixing_never_lowers_a_score(data: st.DataObject) -> None:
    """Turning a rule's failure into a pass never costs points, however rules require each other."""
    own = data.draw(st.lists(st.sampled_from(Outcome), min_size=1, max_size=7))
    requires = {
        number: data.draw(st.lists(st.integers(0, number - 1), max_size=2)) for number in range(1, len(own))
    }
    fixed = data.draw(st.integers(0, len(own) - 1))
    own[fixed] = FAIL
    before = score(judge(own, requires), {}).score
    own[fixed] = PASS
    after = score(judge(own, requires), {}).score
    assert before is None or after is None or after >= before


def test_without_waivers_restores_outcome_and_share() -> None:
    """The other view has the outcomes and shares as they would be if nobody had waived anything."""
    waived = a_result(WAIVED, unwaived_outcome=FAIL)
    partly = replace(waived, unwaived_score=0.5)
    unknown = a_result(WAIVED, unwaived_outcome=UNKNOWN)
    fewer = replace(a_result(FAIL, share=0.9), unwaived_outcome=FAIL, unwaived_score=0.8)
    plain = a_result(FAIL, share=0.25)
    views = without_waivers([waived, partly, unknown, fewer, plain])
    assert [view.outcome for view in views] == [FAIL, FAIL, UNKNOWN, FAIL, FAIL]
    assert [score([view], {}).score for view in views] == [0.0, 50.0, None, 80.0, 25.0]


@pytest.mark.parametrize("outcome", [PASS, NOT_APPLICABLE, UNKNOWN])
def test_without_waivers_leaves_the_rest_alone(outcome: Outcome) -> None:
    """What nobody waived is the same in both views, whether or not the outcome is repeated."""
    result = a_result(outcome)
    assert without_waivers([result]) == (result,)
    repeated = replace(result, unwaived_outcome=outcome)
    assert without_waivers([repeated]) == (repeated,)


def a_policy(*levels: str) -> Policy:
    rules = tuple(
        Rule(f"docs/{level}", "Title", "Why", Severity.HIGH, Fix(""), "docs", level=level) for level in levels
    )
    return Policy("p", "P", "1", rules, objectives=(Objective("trust", "Trust", 3.0),), levels=levels)


def test_a_subject_has_all_that_its_results_add_up_to() -> None:
    """Score, coverage, levels and views are filled in, with and without waivers."""
    judged = (
        a_result(PASS, rule="docs/bronze", level="bronze", objective="trust"),
        a_result(WAIVED, rule="docs/silver", level="silver", unwaived_outcome=FAIL),
        a_result(FAIL, rule="docs/gold", level="gold"),
    )
    subject = summarize(
        "acme/x", "repository", None, "c0ffee", judged, a_policy("bronze", "silver", "gold"), ["a note"]
    )
    assert (subject.subject, subject.kind, subject.commit) == ("acme/x", "repository", "c0ffee")
    assert subject.results == judged
    assert (subject.score, subject.coverage, subject.score_without_waivers) == (75.0, 100.0, 60.0)
    assert (subject.level, subject.level_without_waivers) == ("silver", "bronze")
    assert subject.level_blockers == (Blocker("gold", "docs/gold", FAIL),)
    assert subject.objectives == {"trust": Score(100.0, 100.0, 100.0)}
    assert subject.packs == {"docs": Score(75.0, 100.0, 75.0)}
    assert subject.notes == ("a note",)
