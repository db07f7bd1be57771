"""Who is right where both sides differ, as read in the code: `judged.tsv`."""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

import msgspec

from benchmarks.agreement.values import Cell, Judgement

PATH = Path(__file__).with_name("judged.tsv")


class Judgements:
    """Judgements, of which one about a single place counts before a pattern.

    `used` grows with each judgement that a cell met.
    """

    def __init__(self, judgements: Iterable[Judgement]) -> None:
        self.all = sorted(judgements)
        self.used: set[Judgement] = set()
        self._single = {_key(each): each for each in self.all if not _is_pattern(each)}
        self._patterns = [each for each in self.all if _is_pattern(each)]

    def of(self, cell: Cell) -> Judgement | None:
        """Return the judgement on a cell, None if nobody read it."""
        found = self._single.get((cell.question, cell.repository, cell.place, cell.flagged))
        if found is None:
            found = next((each for each in self._patterns if _fits(each, cell)), None)
        if found is not None:
            self.used.add(found)
        return found

    @property
    def unused(self) -> Sequence[Judgement]:
        """Judgements that no cell meets any more."""
        return [each for each in self.all if each not in self.used]


def read(path: Path = PATH) -> list[Judgement]:
    """Read a table with a line for each judgement, sorted; raises ValueError with the line that is wrong."""
    with path.open(encoding="utf-8", newline="") as file:
        rows: list[Mapping[str, str]] = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    judgements: list[Judgement] = []
    for number, row in enumerate(rows, start=2):
        try:
            judgement = msgspec.convert(row, Judgement)
        except msgspec.ValidationError as error:
            raise ValueError(f"{path}:{number}: {error}") from None
        if judgements and judgement <= judgements[-1]:
            raise ValueError(f"{path}:{number}: not sorted, or there twice")
        judgements.append(judgement)
    return judgements


def _key(judgement: Judgement) -> tuple[str, str, str, str]:
    return judgement.question, judgement.repository, judgement.place, judgement.flagged


def _is_pattern(judgement: Judgement) -> bool:
    return "*" in judgement.repository + judgement.place + judgement.flagged


def _fits(judgement: Judgement, cell: Cell) -> bool:
    """Tell whether a pattern meets a cell; one that says nothing of who reports means disagreements only."""
    pairs = zip(_key(judgement), (cell.question, cell.repository, cell.place, cell.flagged), strict=True)
    return (not cell.agrees or judgement.flagged != "*") and all(
        _pattern(text).fullmatch(value) for text, value in pairs
    )


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, text.split("*"))))
