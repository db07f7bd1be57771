"""One module per source of facts; each declares its facts and collects them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from checker.files import Files
from checker.github.answer import Observation
from checker.model.audit import Repository
from checker.model.facts import Facts, FactSpec, Problem
from checker.model.history import History
from checker.model.plain import Plain
from checker.model.value import dataclass


@dataclass(frozen=True, slots=True)
class Checkout:
    """One repository at one commit, ready to be asked.

    *history* is None where there is none to read (an index, a rule case), *observation* where
    GitHub was not asked. *now* is the time that timed facts are measured against.
    """

    repository: Repository
    files: Files
    history: History | None
    now: datetime
    observation: Observation | None = None


ITEM_LIMIT = 1000
"""Items of the longest list fact: expressions over longer ones take seconds."""


def bounded(path: str, items: Sequence[Plain]) -> Facts:
    """Return a list fact; one over ITEM_LIMIT becomes a problem that holds what was seen.

    The problem names the files of the items that were cut off.
    """
    if len(items) <= ITEM_LIMIT:
        return Facts({path: items})
    reason = f"has {len(items)} items, more than {ITEM_LIMIT}"
    files = tuple(dict.fromkeys(_places(items[ITEM_LIMIT:])))
    return Facts(problems=(Problem(path, reason, seen=items[:ITEM_LIMIT], files=files),))


def _places(items: Sequence[Plain]) -> Iterator[str]:
    for item in items:
        place = item.get("path") if isinstance(item, Mapping) else None
        if isinstance(place, str) and place:
            yield place


class Collector(Protocol):
    """Turns a checkout into facts. Our collectors are modules; an object does as well."""

    FACTS: Sequence[FactSpec]
    """Every fact this collector can give."""

    def collect(self, checkout: Checkout, wanted: frozenset[str]) -> Facts:
        """Return the facts of *wanted* (at least) that could be observed, and problems.

        Every declared and wanted path is either in the values or covered by a problem. Facts that are
        timed depend on `history`, `observation` and `now` alone: they are measured again when the files
        are not at hand.
        """
