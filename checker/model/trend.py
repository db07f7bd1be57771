"""What groups and subjects came to over time, and what explains how far they went."""

from collections.abc import Mapping

from msgspec import Struct, field

from checker.model.audit import Score
from checker.model.change import ScoreChange


class TrendPoint(Struct, frozen=True):
    """What a group or a subject came to in one audit; a trend is a sequence of these, oldest first.

    *kind* is that of then: a team becomes a department when others are part of it. *repositories* is how
    many a group has, *owed* how many of its failures are recorded as debt, *commit* what was judged of a
    subject, *team* whose it was. *score_at_least* of a group is None in audits that did not record it.
    """

    audit: int
    started_at: str
    score: float | None
    coverage: float | None
    level: str
    objectives: Mapping[str, Score] = field(default_factory=dict)
    repositories: int = 0
    score_without_waivers: float | None = None
    commit: str = ""
    team: str = ""
    kind: str = ""
    part_of: str = ""
    owed: int = 0
    score_at_least: float | None = None


class Mover(Struct, frozen=True):
    """A rule and the points of a score that it moved."""

    rule: str
    title: str
    points: float


class TrendLine(Struct, frozen=True):
    """What one group or subject came to, oldest first.

    *score* and *objectives* compare the first audit of the trend with the last, and *movers* are the
    rules that moved the score most; empty where that was not asked for, or where there is one audit.
    """

    name: str
    kind: str
    points: tuple[TrendPoint, ...]
    score: ScoreChange | None = None
    objectives: Mapping[str, ScoreChange] = field(default_factory=dict)
    movers: tuple[Mover, ...] = ()


class Trend(Struct, frozen=True):
    """Some groups and subjects of one series of audits over time.

    *history* is where it is kept, *first* and *last* are the ends, *audits* counts those between and the
    ends. *notes* say what keeps the ends from being compared well.
    """

    history: str
    series: str
    first: str
    last: str
    audits: int
    lines: tuple[TrendLine, ...] = ()
    notes: tuple[str, ...] = ()
