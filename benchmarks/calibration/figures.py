"""The figures of a calibration: how well scores, levels and rules separate the good from the poor."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha256
from statistics import median
from typing import TypeVar

import msgspec

from benchmarks.audits import Judged, Standing

LEVELS = ("", "bronze", "silver", "gold")
FIRST_CLASS = frozenset({
    "Python", "JavaScript", "Go", "Rust", "Java", "Kotlin", ".NET", "PHP", "Ruby", "Swift", "C/C++",
    "Terraform", "Helm", "Ansible",
})  # fmt: skip
"""Ecosystems whose manifests are read and whose commands are known, so that little may stay unknown."""
UNDECIDED = ("unknown", "error")
APPLIES = ("pass", "fail", *UNDECIDED)
Item = TypeVar("Item")


class Calibrated(msgspec.Struct, frozen=True):
    """A judged repository, and what is known of it: group good, poor, hollow or own; half tune or report."""

    name: str
    group: str
    ecosystem: str
    half: str
    judged: Judged

    def holds(self, level: str) -> bool:
        """Tell whether it holds a level, or a higher one."""
        return LEVELS.index(self.judged.level) >= LEVELS.index(level)


class Bound(msgspec.Struct, frozen=True):
    """A figure and the range that it has to keep, both ends included."""

    what: str
    value: float | None
    least: float = 0.0
    most: float = 1.0

    @property
    def missed(self) -> bool:
        """Tell whether it is out of its range; what could not be measured is missed."""
        return self.value is None or not self.least <= self.value <= self.most


class RuleShares(msgspec.Struct, frozen=True):
    """Of the repositories where a rule applies: how many, and which share fails or is not decided.

    *unknown*: the files decide it, and we do not; *unavailable*: nothing in the files does.
    """

    rule: str
    severity: str
    level: str
    good: int
    good_fails: float | None
    poor: int
    poor_fails: float | None
    unknown: float | None
    unavailable: float | None

    @property
    def power(self) -> float:
        """The share of the poor that fails beyond that of the good; 0 where either has none."""
        if self.good_fails is None or self.poor_fails is None:
            return 0.0
        return self.poor_fails - self.good_fails


def half(name: str) -> str:
    """Return the half that a name belongs to: the first byte of its SHA-256 is even, or it is not."""
    return "report" if sha256(name.encode()).digest()[0] % 2 else "tune"


def area(good: Sequence[float], poor: Sequence[float]) -> float | None:
    """Return the area under the ROC curve: how often a good one has more than a poor one, ties by half."""
    if not good or not poor:
        return None
    wins = sum((g > p) + (g == p) / 2 for g in good for p in poor)
    return wins / (len(good) * len(poor))


def share(items: Iterable[Item], test: Callable[[Item], bool]) -> float | None:
    """Return the share of items that a test is true of; None of no items."""
    answers = [test(item) for item in items]
    return sum(answers) / len(answers) if answers else None


def middle(values: Sequence[float]) -> float | None:
    """Return the median; None of no values."""
    return median(values) if values else None


def separation(subjects: Sequence[Calibrated], score: Callable[[Judged], float]) -> float | None:
    """Return the area under the ROC curve of a score, the good against the poor."""
    good, poor = ([score(each.judged) for each in of(subjects, group)] for group in ("good", "poor"))
    return area(good, poor)


def of(subjects: Iterable[Calibrated], group: str) -> list[Calibrated]:
    """Return the subjects of a group."""
    return [subject for subject in subjects if subject.group == group]


def holding(subjects: Iterable[Calibrated], level: str) -> float | None:
    """Return the share that holds a level, or a higher one."""
    return share(subjects, lambda subject: subject.holds(level))


def by_ecosystem(subjects: Iterable[Calibrated]) -> Mapping[str, list[Calibrated]]:
    """Return the subjects by ecosystem, by name."""
    found: dict[str, list[Calibrated]] = defaultdict(list)
    for subject in subjects:
        found[subject.ecosystem].append(subject)
    return dict(sorted(found.items()))


def unknown(subjects: Iterable[Calibrated]) -> float | None:
    """Return the share of applicable results that the files decide and we do not."""
    return share(_applying(subjects), _not_understood)


def unavailable(subjects: Iterable[Calibrated]) -> float | None:
    """Return the share of applicable results that nothing in the files decides."""
    return share(_applying(subjects), lambda standing: standing.unavailable)


def _applying(subjects: Iterable[Calibrated]) -> list[Standing]:
    standings = (standing for subject in subjects for standing in subject.judged.rules.values())
    return [standing for standing in standings if standing.outcome in APPLIES]


def _not_understood(standing: Standing) -> bool:
    return standing.outcome in UNDECIDED and not standing.unavailable


def rules(subjects: Sequence[Calibrated]) -> list[RuleShares]:
    """Return how each rule that applied somewhere separates the good from the poor, strongest first."""
    applied: dict[str, list[tuple[str, Standing]]] = defaultdict(list)
    for subject in subjects:
        for rule, standing in subject.judged.rules.items():
            if standing.outcome in APPLIES:
                applied[rule].append((subject.group, standing))
    return sorted(
        (_shares(rule, found) for rule, found in applied.items()), key=lambda row: (-row.power, row.rule)
    )


def _shares(rule: str, found: Sequence[tuple[str, Standing]]) -> RuleShares:
    good, poor = ([standing for group, standing in found if group == asked] for asked in ("good", "poor"))
    return RuleShares(
        rule,
        found[0][1].severity,
        found[0][1].level,
        good=len(good),
        good_fails=share(good, _fails),
        poor=len(poor),
        poor_fails=share(poor, _fails),
        unknown=share([*good, *poor], _not_understood),
        unavailable=share([*good, *poor], lambda standing: standing.unavailable),
    )


def _fails(standing: Standing) -> bool:
    return standing.outcome == "fail"
