"""Agreement in figures: cells, judgements, precision and recall of both sides."""

from collections import Counter
from collections.abc import Iterable

from msgspec import Struct

from benchmarks.agreement.judged import Judgements
from benchmarks.agreement.values import Cell, Question, Right

RIGHT = 0.98
"""The least share of cells of the same question in which we are right."""
EXACT = 0.99
"""The least precision and recall about pins, permissions, secrets, injection and untrusted checkouts."""


class Ratio(Struct, frozen=True):
    """A part of a whole; without a whole there is no share."""

    part: int
    whole: int

    def __str__(self) -> str:
        return f"{self.part}/{self.whole}" if self.whole else "-"

    def __add__(self, other: "Ratio") -> "Ratio":
        return Ratio(self.part + other.part, self.whole + other.whole)

    def reaches(self, bound: float) -> bool:
        """Tell whether the share is at least a bound."""
        return self.part >= bound * self.whole


class Side(Struct, frozen=True):
    """How well one side does against what is true."""

    precision: Ratio
    recall: Ratio


class Figures(Struct, frozen=True):
    """A question's cells, counted."""

    question: Question
    cells: int
    agreed: int
    sampled: int
    """Agreed cells that were read."""
    unknown: int
    """Cells for which we have no answer."""
    judged: Counter[Right]
    """Disagreements, and agreed cells that are wrong."""
    unjudged: int
    right: Ratio
    """Cells in which we are right; whether both may be, does not count against us."""
    ours: Side
    peer: Side


def figures(question: Question, cells: list[Cell], judgements: Judgements) -> Figures:
    """Count the cells of a question."""
    truths: list[tuple[Cell, bool | None]] = []
    judged: Counter[Right] = Counter()
    sampled = unjudged = right = 0
    for cell in cells:
        found = judgements.of(cell)
        verdict: Right | None = found.right if found else None
        sampled += cell.agrees and found is not None
        unjudged += not cell.agrees and found is None
        if verdict and not (cell.agrees and verdict == "both"):
            judged[verdict] += 1
        right += verdict in {"ours", "both"} or (cell.agrees and verdict is None)
        truths.append((cell, _truth(cell, verdict)))
    return Figures(
        question,
        len(cells),
        sum(cell.agrees for cell in cells),
        sampled,
        sum(cell.ours is None for cell in cells),
        judged,
        unjudged,
        Ratio(right, len(cells)),
        _side((cell.ours is True, truth) for cell, truth in truths),
        _side((cell.peer, truth) for cell, truth in truths),
    )


def _truth(cell: Cell, verdict: Right | None) -> bool | None:
    """Tell whether there is a problem in truth; None where both answers can be defended, or nobody judged."""
    if cell.agrees:
        return not cell.peer if verdict == "neither" else cell.peer
    if verdict == "peer":
        return cell.peer
    if verdict == "ours":
        # Where we rightly do not know, what the peer says is wrong.
        return not cell.peer if cell.ours is None else cell.ours
    return None


def _side(answers: Iterable[tuple[bool, bool | None]]) -> Side:
    counted = Counter((answer, truth) for answer, truth in answers if truth is not None)
    hits = counted[True, True]
    return Side(Ratio(hits, hits + counted[True, False]), Ratio(hits, hits + counted[False, True]))
