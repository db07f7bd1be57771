"""What comes first in every format."""

from msgspec.structs import replace

from checker.model.audit import PolicyStamp
from checker.model.policy import Fix, Objective, Severity
from checker.model.result import Enforcement, Finding, Outcome, Result
from checker.render.shared import sorting
from tests.render import example


def failed(rule: str, severity: Severity = Severity.MEDIUM, effort: str = "", **changes: object) -> Result:
    result = Result(rule, rule, "pack", Outcome.FAIL, severity, Fix("mend it", effort), score=0.0)
    return replace(result, **changes)


def actions(*results: Result, objectives: tuple[Objective, ...] = ()) -> list[tuple[str, float]]:
    subject = replace(example.single().subjects[0], results=results)
    found = sorting.actions(subject, PolicyStamp("p", "1", "", objectives=objectives))
    return [(action.result.rule, round(action.gain, 1)) for action in found]


def test_gain_is_what_the_score_would_rise() -> None:
    """The gain of a rule is its missing share of the whole weight, objectives included."""
    half = failed("half", score=0.5)
    trusted = failed("trusted", objective="trust")
    found = actions(half, trusted, objectives=(Objective("trust", "Trust", 3.0),))
    assert found == [("trusted", 75.0), ("half", 12.5)]


def test_less_effort_goes_first_among_equals() -> None:
    """Of two equal gains the cheaper one comes first."""
    found = actions(failed("dear", effort="high"), failed("cheap", effort="low"), failed("unsaid"))
    assert [rule for rule, _ in found] == ["cheap", "unsaid", "dear"]


def test_chains_of_needs_fold_under_their_root() -> None:
    """A failure that needs one that needs another is folded under the last; cycles do no harm."""
    chain = [failed("a"), failed("b", needs="a"), failed("c", Severity.CRITICAL, needs="b")]
    (only,) = sorting.failures(chain)
    assert (only.result.rule, [result.rule for result in only.caused]) == ("a", ["c", "b"])
    circle = sorting.failures([failed("x", needs="y"), failed("y", needs="x")])
    assert [failure.result.rule for failure in circle] == ["x", "y"]


def test_needs_of_what_did_not_fail_stay() -> None:
    """A failure whose requirement is not among the failures stands by itself."""
    assert [f.result.rule for f in sorting.failures([failed("b", needs="gone")])] == ["b"]


def test_warnings_are_never_errors() -> None:
    """What may not block is a warning at most."""
    critical = failed("a", Severity.CRITICAL)
    assert sorting.level(critical) == "error"
    assert sorting.level(replace(critical, enforcement=Enforcement.WARN)) == "warning"
    assert sorting.level(failed("a", Severity.LOW, enforcement=Enforcement.WARN)) == "note"


def test_next_level_is_the_lowest_that_is_blocked() -> None:
    """Blockers of higher levels wait."""
    level, blockers = sorting.blocking(example.single().subjects[0], ("bronze", "silver", "gold"))
    assert (level, [b.rule for b in blockers]) == (
        "bronze",
        ["actions/no-template-injection", "licence/file"],
    )


def test_findings_that_were_only_counted_count() -> None:
    """The engine's closing "and 23 more" stands for as many findings."""
    findings = [Finding("x", "a.py", line) for line in range(1, 11)]
    assert sorting.beyond(findings, 5) == 5
    assert sorting.beyond([*findings, Finding("and 23 more")], 5) == 28
    assert sorting.beyond([], 0) == 0
