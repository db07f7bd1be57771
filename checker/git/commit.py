"""Which commit is meant."""

import re
from datetime import UTC, datetime, time
from pathlib import Path

from msgspec import Struct

from checker.errors import TargetError
from checker.filesystem.probe import PathKind, kind
from checker.git.child import GitError
from checker.git.objects import Objects
from checker.git.repository import RepositoryLocation
from checker.patterns import lazy

_DATE = lazy(r"\d{4}-\d{2}-\d{2}(?:[T ].+)?")
_COMMITTER = re.compile(rb"^committer .*> (\d{1,18})", re.MULTILINE)


class ResolvedCommit(Struct, frozen=True):
    """One commit and its time in seconds since the epoch; "" and 0 before the first one."""

    oid: str
    time: int


def resolve(place: RepositoryLocation, objects: Objects, at: str) -> ResolvedCommit:
    """Return the commit that *at* names, the last one before it if it is a date, HEAD if it is "".

    Raises TargetError when there is none.
    """
    found = _named(objects, at or "HEAD")
    if isinstance(found, ResolvedCommit):
        return found
    if not at:
        return _unborn(place, found)
    if _DATE.fullmatch(at):
        return _before(place, objects, at)
    raise TargetError(
        f"{place.shown}: {at!r} names no commit{'' if found == 'missing' else f': {found}'}",
        "name a branch, tag, commit or YYYY-MM-DD",
    )


def _named(objects: Objects, name: str) -> ResolvedCommit | str:
    if not name.isprintable():
        return "not a name"
    [found] = objects.look([f"{name}^{{commit}}"])
    if isinstance(found, str):
        return found
    match = _COMMITTER.search(found.content or b"")
    return ResolvedCommit(found.oid, int(match[1]) if match else 0)


def _unborn(place: RepositoryLocation, reason: str) -> ResolvedCommit:
    """Tell a repository before its first commit from one whose HEAD cannot be read."""
    try:
        head = place.command.run("rev-parse", "--quiet", "--verify", "HEAD").decode().strip()
    except GitError as error:
        if error.silent and place.branch and _is_absent(place.common / "refs" / "heads" / place.branch):
            return ResolvedCommit("", 0)
        raise TargetError(
            f"{place.shown}: HEAD cannot be read: {error}", "`git fsck` shows what is damaged"
        ) from error
    raise TargetError(
        f"{place.shown}: commit {head[:12]} cannot be read: {reason}", "`git fsck` shows what is damaged"
    )


def _is_absent(path: Path) -> bool:
    """Tell a branch that is not there from one that may not be read."""
    try:
        return kind(path) is PathKind.ABSENT
    except OSError:
        return False


def _before(place: RepositoryLocation, objects: Objects, date: str) -> ResolvedCommit:
    try:
        moment = datetime.fromisoformat(date)
    except ValueError as error:
        raise TargetError(f"{date!r} is not a date", "write YYYY-MM-DD or YYYY-MM-DDTHH:MM:SSZ") from error
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if len(date) == len("2026-01-31"):
        moment = datetime.combine(moment, time(23, 59, 59), UTC)
    seconds = max(int(moment.timestamp()), 0)  # Git knows no time before 1970
    try:
        oid = place.command.run("rev-list", "--max-count=1", f"--min-age={seconds}", "HEAD")
    except GitError as error:
        raise TargetError(f"{place.shown}: no commit before {date}: {error}") from error
    found = _named(objects, oid.decode().strip()) if oid.strip() else "the history begins later"
    if isinstance(found, str):
        raise TargetError(f"{place.shown}: no commit before {date}: {found}", "choose a later date")
    return found
