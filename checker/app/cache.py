"""What lies in the cache, and the clearing of it."""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches

from checker import cache
from checker.app.audit import resume, snapshot_cache
from checker.app.policies import compile_plan, remote
from checker.cache import Stored
from checker.collectors.license import detect
from checker.ecosystems import catalog
from checker.errors import UsageError
from checker.filesystem.probe import exists
from checker.git import mirror
from checker.github import contents, etags
from checker.model.cache_usage import CacheKind, CacheUsage
from checker.policy.loading import cache as loading_cache

KINDS: Mapping[str, str] = {
    mirror.KIND: "clones of repositories",
    etags.KIND: "answers of GitHub",
    contents.KIND: "files that were not cloned",
    snapshot_cache.KIND: "what was seen of repositories",
    resume.KIND: "audits that were interrupted",
    loading_cache.FILES: "which files make a policy",
    loading_cache.POLICIES: "policies that were read",
    compile_plan.KIND: "policies that were compiled",
    remote.KIND: "policy files from elsewhere",
    detect.KIND: "licences that texts are",
    catalog.KIND: "ecosystem files",
}
"""Every kind of things in the cache, and what it holds."""


def show() -> CacheUsage:
    """Return what lies in the cache, by kind; kinds of which there is nothing too."""
    piles = tuple(_pile(kind, _stored(kind)) for kind in KINDS)
    return CacheUsage(str(cache.directory()), piles, mirror.capacity(), cache.LIMIT)


def clear(kinds: Sequence[str], days: float | None = None) -> Sequence[CacheKind]:
    """Remove what lies in the cache, or what was not of use for so many days; return what is gone.

    Only files and folders of our making go, and no link is followed.
    Raises UsageError for an unknown kind, or one whose folder is not ours alone.
    """
    for kind in kinds:
        _check(kind)
    _check_owner()
    before = None if days is None else time.time() - days * cache.DAY
    return [_cleared(kind, before) for kind in KINDS if not kinds or kind in kinds]


def _check(kind: str) -> None:
    if kind not in KINDS:
        close = get_close_matches(kind, KINDS, 1)
        hint = f"did you mean {close[0]}?" if close else f"there are: {', '.join(KINDS)}"
        raise UsageError(f"nothing in the cache is called {kind!r}", hint)
    if _is_foreign(kind):
        raise UsageError(
            f"{cache.directory() / kind}: is a link, or not yours alone", "look at it, and remove it yourself"
        )


def _check_owner() -> None:
    place = cache.directory()
    if exists(place) and os.name == "posix" and place.stat().st_uid != os.getuid():
        raise UsageError(f"{place}: belongs to somebody else", "set CHECKER_CACHE_DIR to a folder of yours")


def _is_foreign(kind: str) -> bool:
    place = cache.directory() / kind
    return os.path.lexists(place) and not cache.is_ours(place)


def _stored(kind: str) -> Iterator[Stored]:
    return mirror.stored() if kind == mirror.KIND else cache.stored(kind)


def _pile(kind: str, found: Iterable[Stored], busy: int = 0) -> CacheKind:
    things = list(found)
    now = time.time()
    ages = [max(now - each.used, 0.0) for each in things]
    return CacheKind(
        kind=kind,
        holds=KINDS[kind],
        count=len(things),
        size=sum(each.size for each in things),
        oldest=max(ages, default=None),
        newest=min(ages, default=None),
        foreign=_is_foreign(kind),
        busy=busy,
    )


def _cleared(kind: str, before: float | None) -> CacheKind:
    remove: Callable[[Stored], bool] = mirror.remove if kind == mirror.KIND else cache.remove
    wanted = [each for each in _stored(kind) if before is None or each.used < before]
    gone = [each for each in wanted if remove(each)]
    return _pile(kind, gone, len(wanted) - len(gone))
