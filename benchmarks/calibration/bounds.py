"""The bounds that a calibration has to keep.

They are the project's own: a level that nearly all or hardly any well-run project holds says nothing, and
neither does one that poorly run ones hold. What only a token decides is not bounded: it says nothing of our
reading.
"""

from collections.abc import Iterator, Sequence

from benchmarks.calibration import figures
from benchmarks.calibration.figures import FIRST_CLASS, Bound, Calibrated

_AREA = 0.90
_GOOD_BRONZE = (0.60, 0.80)
_GOOD_SILVER = (0.10, 0.35)
_POOR_BRONZE = 0.05
_ENOUGH = 4
"""Good projects of an ecosystem from which on one of them has to hold bronze."""
_UNKNOWN = 0.05
_UNKNOWN_ELSEWHERE = 0.15
_TESTS_DECIDED = 0.90
_RULE_UNKNOWN = 0.25
_APPLIES = 10
"""Repositories that a rule has to apply to before its share of unknown says anything."""
_TESTS = "testing/tests-in-ci"


def of_half(subjects: Sequence[Calibrated]) -> Iterator[Bound]:
    """Yield what the subjects of one half have to show."""
    good, poor = figures.of(subjects, "good"), figures.of(subjects, "poor")
    of_score = figures.separation(subjects, lambda judged: judged.score)
    of_least = figures.separation(subjects, lambda judged: judged.score_at_least)
    yield Bound("AUC of score_at_least", of_least, least=_AREA)
    yield Bound("AUC of score", of_score, least=_AREA)
    yield Bound("good that hold bronze", figures.holding(good, "bronze"), *_GOOD_BRONZE)
    yield Bound("good that hold silver", figures.holding(good, "silver"), *_GOOD_SILVER)
    yield Bound("poor that hold bronze", figures.holding(poor, "bronze"), most=_POOR_BRONZE)


def of_all(subjects: Sequence[Calibrated]) -> Iterator[Bound]:
    """Yield what all subjects together have to show: no part of them is too small for it then."""
    good, hollow = figures.of(subjects, "good"), figures.of(subjects, "hollow")
    public = [subject for subject in subjects if subject.group in ("good", "poor")]
    yield Bound("hollow that hold bronze", figures.holding(hollow, "bronze"), most=0.0)
    for ecosystem, members in figures.by_ecosystem(good).items():
        if len(members) >= _ENOUGH:
            held = figures.holding(members, "bronze")
            yield Bound(f"good of {ecosystem} that hold bronze", held, least=1 / len(members))
    first = [subject for subject in public if subject.ecosystem in FIRST_CLASS]
    others = [subject for subject in public if subject.ecosystem not in FIRST_CLASS]
    yield Bound("results unknown in first-class ecosystems", figures.unknown(first), most=_UNKNOWN)
    yield Bound("results unknown elsewhere", figures.unknown(others), most=_UNKNOWN_ELSEWHERE)
    rules = figures.rules(public)
    for row in rules:
        if row.rule == _TESTS and row.unknown is not None:
            yield Bound(f"{_TESTS} decided", 1 - row.unknown, least=_TESTS_DECIDED)
    asked = [row for row in rules if row.good + row.poor >= _APPLIES]
    worst = sorted(asked, key=lambda row: row.unknown or 0, reverse=True)
    # The worst rule shows how near the bound is, and each further one that misses it is named.
    for row in worst[: max(1, sum((row.unknown or 0) > _RULE_UNKNOWN for row in worst))]:
        yield Bound(f"repositories where {row.rule} is unknown", row.unknown, most=_RULE_UNKNOWN)
