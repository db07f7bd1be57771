"""A few repositories that stand for many: which ones, and what the many will take."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import chain, zip_longest

from checker.github.rate_limit import CONCURRENCY
from checker.github.responses import Listed
from checker.github.usage import Limit

HOUR = 3600.0
A_MINUTE = 900
"""REST requests that GitHub lets one asker send a minute, whatever is left of the hour.

https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits
"""
_Kind = tuple[str, bool, str, bool, bool, bool]


def _kind(listed: Listed) -> _Kind:
    """Return what decides which questions there are about a repository."""
    return (
        listed.owner.lower(),
        listed.organization,
        listed.visibility,
        listed.archived,
        listed.fork,
        bool(listed.head),
    )


def _by_kind(repositories: Sequence[Listed]) -> Mapping[_Kind, list[Listed]]:
    found: defaultdict[_Kind, list[Listed]] = defaultdict(list)
    for each in repositories:
        found[_kind(each)].append(each)
    return found


def choose(repositories: Sequence[Listed], count: int) -> Sequence[Listed]:
    """Return *count* of the repositories, in order: the first of each kind, then the second of each."""
    if count >= len(repositories):
        return repositories
    turns = chain.from_iterable(zip_longest(*_by_kind(repositories).values()))
    chosen = {each.node for each in [each for each in turns if each is not None][:count]}
    return [each for each in repositories if each.node in chosen]


def extrapolated(repositories: Sequence[Listed], sample: Sequence[Listed], asked: Mapping[str, int]) -> float:
    """Return the requests that all repositories take by those that the sample took, kind by kind.

    *asked* are the requests by full name in lower case. A kind that is not in the sample is taken for
    an average one.
    """
    if not sample:
        return 0.0
    known = {kind: _mean(found, asked) for kind, found in _by_kind(sample).items()}
    usual = _mean(sample, asked)
    return sum(len(found) * known.get(kind, usual) for kind, found in _by_kind(repositories).items())


def _mean(repositories: Sequence[Listed], asked: Mapping[str, int]) -> float:
    return sum(asked.get(each.full_name.lower(), 0) for each in repositories) / len(repositories)


def waiting(needed: int, limit: Limit | None, now: datetime) -> float:
    """Return the seconds for which a limit makes a run wait that needs so much of it."""
    if limit is None:
        return 0.0
    soon = (limit.resets - now).total_seconds()
    left, until = (limit.left, soon) if soon > 0 else (limit.hourly, HOUR)
    if needed <= left:
        return 0.0
    hours = -(-(needed - left) // max(limit.hourly, 1))
    return until + (hours - 1) * HOUR


def working(requests: int, core: int, seconds: float) -> float:
    """Return the seconds that requests take that are sent side by side, each of them so long."""
    return max(requests * seconds / CONCURRENCY, core / A_MINUTE * 60)
