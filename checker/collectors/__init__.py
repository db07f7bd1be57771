"""One module per source of facts; each declares its facts and collects them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from checker.errors import Unobserved
from checker.files import Files
from checker.files.gaps import UnseenFiles
from checker.github.responses import Observation
from checker.model.audit import Repository
from checker.model.facts import Facts, FactSpec, Problem, merge
from checker.model.history import CommitHistory
from checker.model.json_value import Json
from checker.model.teaching import Teaching


class Checkout(Struct, frozen=True):
    """One repository at one commit, ready to be asked.

    *history* is None where there is none to read (an index, a rule case), *observation* where
    GitHub was not asked. *now* is the time that timed facts are measured against. *recognize* is what the
    settings that count teach.
    """

    repository: Repository
    files: Files
    history: CommitHistory | None
    now: datetime
    observation: Observation | None = None
    recognize: tuple[Teaching, ...] = ()


ITEM_LIMIT = 1000
"""Items of the longest list fact: expressions over longer ones take seconds."""


def bounded(path: str, items: Sequence[Json]) -> Facts:
    """Return a list fact; one over ITEM_LIMIT becomes a problem that holds what was seen.

    The problem names the files of the items that were cut off.
    """
    if len(items) <= ITEM_LIMIT:
        return Facts({path: items})
    reason = f"has {len(items)} items, more than {ITEM_LIMIT}"
    files = tuple(dict.fromkeys(_places(items[ITEM_LIMIT:])))
    return Facts(problems=(Problem(path, reason, seen=items[:ITEM_LIMIT], files=files),))


def _places(items: Sequence[Json]) -> Iterator[str]:
    for item in items:
        place = item.get("path") if isinstance(item, Mapping) else None
        if isinstance(place, str) and place:
            yield place


def measured(files: Files, path: str, measure: Callable[[], Json], final: bool = False) -> Facts:
    """Return one fact as *measure* gives it; what of the files it could not see makes it partly seen.

    *final*: what *measure* found is the answer, whatever else it could not see, as for a page that was
    looked for and found.
    """
    with files.watching() as gaps:
        try:
            value = measure()
        except Unobserved as error:
            gaps.catch(error)
            return Facts(problems=(problem(path, gaps),))
    return fact(path, value, UnseenFiles() if final and value else gaps)


def fact(path: str, value: Json, gaps: UnseenFiles) -> Facts:
    """Return a fact, as a problem that holds what was seen where *gaps* hide a part of it."""
    if not gaps:
        return bounded(path, value) if isinstance(value, list) else Facts({path: value})
    if not isinstance(value, list):
        return Facts(problems=(problem(path, gaps, value),))
    partly = problem(path, gaps, value[:ITEM_LIMIT])
    files = dict.fromkeys((*partly.files, *_places(value[ITEM_LIMIT:])))
    return Facts(problems=(replace(partly, files=tuple(files)),))


def problem(path: str, gaps: UnseenFiles, seen: Json = None) -> Problem:
    """Return what *gaps* say of a fact."""
    return Problem(path, gaps.reason, seen=seen, cause=gaps.cause, files=gaps.files)


def hidden(facts: Facts, gaps: UnseenFiles, paths: Iterable[str] | None = None) -> Facts:
    """Make the observed facts of *paths* (all if None) partly seen where there are *gaps*."""
    if not gaps:
        return facts
    chosen = set(facts.values if paths is None else paths)
    values = {path: value for path, value in facts.values.items() if path not in chosen}
    partly = [fact(path, value, gaps) for path, value in facts.values.items() if path in chosen]
    return merge([Facts(values, facts.problems), *partly])


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
