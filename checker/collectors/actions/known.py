"""Actions that are given up or have a known hole, as `known_actions.yml` has them with dates and sources."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from msgspec import Struct, convert

from checker.collectors.actions.injections import unique
from checker.collectors.actions.places import YamlPosition
from checker.collectors.actions.source import Record, WorkflowSource
from checker.collectors.actions.supply import is_hash
from checker.documents import yaml
from checker.documents.shapes import items, table
from checker.errors import Cause
from checker.files.gaps import UnseenFile, UnseenFiles
from checker.model.json_value import Json
from checker.patterns import lazy

_FILE = Path(__file__).with_name("known_actions.yml")
_REFERENCE = lazy(r"(?:release/|releases/)?v?(\d{1,4})(?:\.(\d{1,4}))?(?:\.(\d{1,4}))?", re.ASCII)
_COMMENT = lazy(
    r"(?:v|(?<![\w.])(?=\d{1,4}\.\d))(\d{1,4})(?:\.(\d{1,4}))?(?:\.(\d{1,4}))?(?![\w.])", re.ASCII
)
_REMOTE = lazy(r"(?!\.+/)[\w.-]++/[^:$]*+$")
_NEWEST = frozenset({"main", "master", "head"})
"""References that name the newest code, in which what is known is fixed."""
_EXACT = 3
"""Numbers of a version that names one release."""
_MOST = 1_000_000
_DEPTH = 4
"""Parts of the longest name that is looked up."""
Version = tuple[int, ...]


class GivenUp(Struct, frozen=True, forbid_unknown_fields=True):
    """A repository of actions that is not looked after, and what took its place."""

    name: str
    instead: str = ""
    commit: str = ""


class Advisory(Struct, frozen=True, forbid_unknown_fields=True):
    """A hole of an action, in the versions from *since* to before *before*, or *through* one of them.

    *moved*: somebody moved tags to other code; of commits only those that hold it are affected then. They
    are *commits*, and if *complete* no others. *tags* are short tags that do not name the newest release of
    their line, with the release that they name.
    """

    id: str
    action: str
    severity: str
    what: str
    fixed: str
    since: str = "0"
    before: str = ""
    through: str = ""
    moved: bool = False
    commits: tuple[str, ...] = ()
    complete: bool = True
    tags: Mapping[str, str] = {}

    def holds(self, version: Version, *, newest: bool) -> bool | None:
        """Tell whether a version has the hole, None where its numbers do not decide.

        Of a version with fewer than three numbers this means every release that begins with them, or
        (*newest*) the last of these.
        """
        end = _numbers(self.before) or (*_numbers(self.through), 1)
        first = _padded(version, 0)
        last = first if len(version) >= _EXACT else _padded(version, _MOST)
        if end == (1,) or last < _padded(_numbers(self.since), 0) or first >= _padded(end, 0):
            return False
        if last < _padded(end, 0):
            return True if newest or first >= _padded(_numbers(self.since), 0) else None
        return False if newest and self.before else None


class ActionReports(Struct, frozen=True):
    """What is told of actions, by their names in lower case."""

    given_up: Mapping[str, tuple[GivenUp, str]]
    advisories: Mapping[str, Sequence[Advisory]]


@cache
def known() -> ActionReports:
    """Return the table, read once."""
    data = table(yaml.parse(_FILE.read_text("utf-8")).data)
    given_up = {
        each.name: (each, _said(kind, each, table(data[kind])))
        for kind in ("archived", "retired")
        for each in convert(items(table(data[kind])["actions"]), list[GivenUp])
    }
    advisories: dict[str, list[Advisory]] = {}
    for entry in convert(items(table(data["advisories"])["entries"]), list[Advisory]):
        advisories.setdefault(entry.action, []).append(entry)
    return ActionReports(given_up, advisories)


def _said(kind: str, each: GivenUp, listed: Mapping[str, Json]) -> str:
    if kind == "archived":
        return f"is archived (seen on {listed['as_of']})"
    return f"is not looked after any more, as its README says (commit {each.commit})"


def archived_uses(source: WorkflowSource) -> list[Record]:
    """Find actions and workflows of others whose makers gave them up."""
    found: list[Record] = [
        {
            "path": place.path,
            "line": place.line,
            "job": job,
            "uses": name,
            "what": said,
            "instead": entry.instead,
        }
        for place, job, name in used(source)
        for known_name in _names(name)
        if known_name in known().given_up
        for entry, said in [known().given_up[known_name]]
    ]
    return unique(found)


def advised_uses(source: WorkflowSource) -> tuple[list[Record], UnseenFiles]:
    """List the actions of which advisories tell, and whether the version is right; also what is undecided."""
    found: list[Record] = []
    unclear: list[UnseenFile] = []
    said = _said_versions(source)
    for place, job, name in used(source):
        for entry in (each for part in _names(name) for each in known().advisories.get(part, ())):
            affected = _is_affected(entry, name.partition("@")[2].lower(), said)
            if affected is None:
                reason = f"{name[:100]}: whether it is a version that {entry.id} affects does not stand here"
                unclear.append(UnseenFile(place.path, reason, Cause.NOT_UNDERSTOOD, line=place.line))
            else:
                found.append({**_record(place, job, name, entry), "ok": not affected})
    return unique(found), UnseenFiles(unclear)


def used(source: WorkflowSource) -> Iterator[tuple[YamlPosition, str, str]]:
    """Yield place, job and name of everything that is used from repositories of others."""
    return (each for each in source.uses() if _REMOTE.match(each[2]))


def _names(used_name: str) -> Iterator[str]:
    """Yield the names of a repository, and of the folders of it down to the one that is used."""
    parts = used_name.partition("@")[0].lower().split("/", _DEPTH)
    return ("/".join(parts[:count]) for count in range(2, min(len(parts), _DEPTH) + 1))


def _said_versions(source: WorkflowSource) -> Mapping[str, Version]:
    """Return the versions of commits, as a comment beside any use of them says.

    Programs that update hashes keep these comments, so they are believed; without one nothing here says
    which release a commit is.
    """
    found: dict[str, Version] = {}
    for place, _, name in used(source):
        reference = name.partition("@")[2].lower()
        if is_hash(reference) and (match := _COMMENT.search(place.source.partition("#")[2])):
            found[reference] = max(found.get(reference, ()), _version(match), key=len)
    return found


def _is_affected(entry: Advisory, reference: str, said: Mapping[str, Version]) -> bool | None:
    if reference in _NEWEST or (entry.moved and entry.complete and is_hash(reference)):
        return reference in entry.commits
    if is_hash(reference):
        affected = entry.holds(said[reference], newest=False) if reference in said else None
        return True if reference in entry.commits else (None if affected and entry.moved else affected)
    match = _REFERENCE.fullmatch(entry.tags.get(reference, reference))
    return None if match is None else entry.holds(_version(match), newest=True)


def _version(match: re.Match[str]) -> Version:
    return tuple(int(number) for number in match.groups() if number is not None)


def _numbers(written: str) -> Version:
    return tuple(int(number) for number in written.split(".")) if written else ()


def _padded(version: Version, filler: int) -> Version:
    return (*version, *[filler] * (_EXACT + 1 - len(version)))


def _record(place: YamlPosition, job: str, name: str, entry: Advisory) -> Record:
    return {
        "path": place.path,
        "line": place.line,
        "job": job,
        "uses": name,
        "advisory": entry.id,
        "severity": entry.severity,
        "what": entry.what,
        "fixed": entry.fixed,
    }
