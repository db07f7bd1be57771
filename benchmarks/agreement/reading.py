"""How our facts answer a question; a problem is yes: an unpinned action here, no tests in a repository."""

from collections.abc import Callable, Collection, Iterable
from functools import partial
from typing import Any

from benchmarks.agreement.facts import Facts, Record
from benchmarks.agreement.values import Answer, Places

Reading = Callable[[Facts], Answer]
_Kept = Callable[[Record], bool]


def everything(_: Any) -> bool:
    """Take all records."""
    return True


def lines(*names: str, kept: _Kept = everything) -> Callable[[Facts], Places]:
    """Report the places of some facts' records."""

    def answer(facts: Facts) -> Places:
        found = {
            f"{each['path']}:{each['line']}" for name in names for each in facts.records(name) if kept(each)
        }
        return Places(sorted(found), frozenset().union(*(facts.partly.get(name, ()) for name in names)))

    return answer


def files(
    name: str, among: Iterable[str], without: str, kept: _Kept = everything
) -> Callable[[Facts], dict[str, bool | None]]:
    """Tell for each file of *among* whether a fact has a record there.

    Files in *without* cannot be read: there is no answer about them.
    """

    def answer(facts: Facts) -> dict[str, bool | None]:
        flagged = {each["path"] for each in facts.records(name) if kept(each)}
        unclear = facts.partly.get(name, frozenset())
        unread = {each["path"] for each in facts.records(without)} - flagged
        paths = {_path(each) for source in among for each in facts.records(source)} - unread
        return {path: path in flagged or (None if path in unclear else False) for path in paths}

    return answer


def _path(item: Any) -> str:
    return item if isinstance(item, str) else item["path"]


def workflows(name: str, kept: _Kept = everything, asked: _Kept = everything) -> Reading:
    """Tell for each workflow that is *asked* about whether a fact has a record there."""
    answer = files(name, ["actions.workflows"], "actions.broken", kept)

    def of_asked(facts: Facts) -> dict[str, bool | None]:
        paths = {each["path"] for each in facts.records("actions.workflows") if asked(each)}
        return {path: said for path, said in answer(facts).items() if path in paths}

    return of_asked


def images(name: str, kept: _Kept = everything) -> Reading:
    """Tell for each Dockerfile of the product whether a fact has a record there."""
    return files(name, ["containers.files"], "containers.broken", kept)


def all_of(*readings: Callable[[Facts], bool | None]) -> Callable[[Facts], bool | None]:
    """Tell whether each of some readings finds a problem."""

    def answer(facts: Facts) -> bool | None:
        found = [reading(facts) for reading in readings]
        return False if False in found else None if None in found else True

    return answer


def lacks(*names: str) -> Callable[[Facts], bool | None]:
    """Tell whether each of some facts is empty, nothing or no."""
    return all_of(*(partial(Facts.lacks, name=name) for name in names))


def lacks_item(name: str, *items: str | _Kept) -> Callable[[Facts], bool | None]:
    """Tell whether a list lacks each of some items."""

    def lacks_one(facts: Facts, item: str | _Kept) -> bool | None:
        found = facts.has(name, item)
        return None if found is None else not found

    return all_of(*(partial(lacks_one, item=item) for item in items))


def has(name: str, kept: _Kept = everything) -> Reading:
    """Tell whether a list has such a record."""
    return lambda facts: facts.has(name, kept)


def field(name: str, values: Collection[str]) -> _Kept:
    """Take records whose field has one of some values."""
    return lambda record: record[name] in values


def says(*words: str) -> _Kept:
    """Take records whose text has one of some words."""
    return lambda record: any(word in record["what"] for word in words)
