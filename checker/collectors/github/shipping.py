"""The releases of a repository as GraphQL gives them, and what is measured of them."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import cached_property

from checker.collectors.github import files
from checker.collectors.github.changes import PullRequests
from checker.collectors.github.reading import (
    Item,
    flag,
    item,
    nodes,
    number,
    optional_text,
    optional_time,
    text,
    value,
)
from checker.collectors.github.statistics import days, hours, median, share, within
from checker.errors import Nothing, Unobserved
from checker.github.queries import GraphQLField
from checker.github.responses import Observation
from checker.model.json_value import Json

WINDOW = 90
YEAR = 365
LATEST = 100
"""Releases whose dates are looked at."""
LISTED = 10
"""Releases whose notes and files are looked at."""
RECENT = 3
"""Of those, the latest that are judged."""
FILES = 50
"""Files of a release that are looked at."""
HOTFIX_DAYS = 3
NOTHING = "nothing has been released"

_NEWEST = "orderBy: {field: CREATED_AT, direction: DESC}"
_RELEASE = "tagName isDraft isPrerelease publishedAt"
PUBLISHED = GraphQLField(
    "published_releases",
    f"published_releases: releases(first: {LATEST}, {_NEWEST}) {{ totalCount nodes {{ {_RELEASE} }} }}",
)
DETAILED = GraphQLField(
    "recent_releases",
    f"""recent_releases: releases(first: {LISTED}, {_NEWEST}) {{
  nodes {{ {_RELEASE} description releaseAssets(first: {FILES}) {{ totalCount nodes {{ name }} }} }}
}}""",
)
_SEMANTIC = r"(?:^|[^\d.])(\d{1,3})\.(\d{1,9})\.(\d{1,9})$"


class Releases:
    """What a repository has published, the newest first."""

    def __init__(self, view: Observation) -> None:
        self.view = view

    def _all(self, field: GraphQLField) -> Sequence[Item]:
        found = nodes(value(self.view[field.name], whole=True), field.name)
        return sorted(filter(_is_published, found), key=_published, reverse=True)

    @cached_property
    def published(self) -> Sequence[Item]:
        """The latest, without drafts."""
        return self._all(PUBLISHED)

    @cached_property
    def listed(self) -> Sequence[Item]:
        """The few with notes and files."""
        return self._all(DETAILED)

    @cached_property
    def recent(self) -> Sequence[Item]:
        """Those that are judged: no pre-releases, unless there is nothing else."""
        return _full(self.listed)[:RECENT]

    @cached_property
    def filled(self) -> Sequence[Item]:
        """The recent ones with files."""
        return [release for release in self.recent if _files(release)]

    def count(self) -> int:
        """Return how many have been published; who may see drafts has them in the total."""
        connection = item(value(self.view[PUBLISHED.name]), PUBLISHED.name)
        drafts = len(nodes(connection, PUBLISHED.name)) - len(self.published)
        return max(len(self.published), number(connection, "totalCount") - drafts)

    def latest(self) -> str:
        """Return the tag of the newest, "" if nothing has been released."""
        return next((text(release, "tagName") for release in _full(self.published)), "")

    def days_since(self) -> int:
        """Return the age of the newest."""
        if not self.published:
            raise Nothing("", NOTHING)
        return days(_published(_full(self.published)[0]), self.view.at)

    def recent_count(self) -> int:
        """Count those of the window."""
        return len(self._since(self.published, WINDOW))

    def _since(self, releases: Sequence[Item], length: int) -> Sequence[Item]:
        return [release for release in releases if within(_published(release), self.view.at, length)]

    @cached_property
    def leads(self) -> Sequence[float]:
        """The hours from each merge to the next release, which is taken to hold it."""
        shipped = sorted(_published(release) for release in _full(self.published))
        return [
            hours(merged, next(moment for moment in shipped if moment >= merged))
            for merged in PullRequests(self.view).merge_times
            if shipped and shipped[-1] >= merged
        ]

    def lead_hours(self) -> float:
        """Return the median of these hours."""
        return median(self.leads, f"nothing that was merged in {WINDOW} days has been released")

    def hotfix_share(self) -> float:
        """Return how many versions of a year were replaced within days by their next patch."""
        year = self._since(_full(self.published), YEAR)
        versions = [(found, _published(release)) for release in year if (found := _version(release))]
        later = dict(versions)
        replaced = [_soon(later.get((*found[:3], found[3] + 1)), moment) for found, moment in versions]
        return share(replaced, f"no release of {YEAR} days has a semantic version")

    def noted(self) -> bool:
        """Tell whether all recent ones say what changed."""
        return bool(self.recent) and all(optional_text(each, "description").strip() for each in self.recent)

    def has(self, is_kind: Callable[[str], bool]) -> bool:
        """Tell whether all recent ones hold a file of some kind."""
        return bool(self.recent) and every(self.recent, is_kind)

    def product_count(self) -> int:
        """Count the files of the recent ones that people take away."""
        return sum(len(files.products(_files(release))) for release in self.recent)

    def listed_in(self, is_kind: Callable[[str], bool]) -> bool:
        """Tell whether all recent ones with files hold one of some kind."""
        return bool(self.filled) and every(self.filled, is_kind)

    def named_by_version(self) -> bool:
        """Tell whether all files that people take away name the version."""
        return all(
            files.names_version(name, text(release, "tagName"))
            for release in self.need_files()
            for name in files.products(_files(release))
        )

    def need_files(self) -> Sequence[Item]:
        """Return the recent ones with files; there must be some."""
        if not self.filled:
            raise Unobserved("", "no recent release has files")
        return self.filled

    def records(self) -> list[Json]:
        """Return the listed ones as a fact."""
        return [self._record(release) for release in self.listed]

    def _record(self, release: Item) -> Item:
        return {
            "tag": text(release, "tagName"),
            "prerelease": flag(release, "isPrerelease"),
            "noted": bool(optional_text(release, "description").strip()),
            "files": number(item(release.get("releaseAssets"), "releaseAssets"), "totalCount"),
            "days": days(_published(release), self.view.at),
        }


def every(releases: Sequence[Item], is_kind: Callable[[str], bool]) -> bool:
    """Tell whether each release holds a file of some kind; raise Unobserved where too few were read."""
    without = [release for release in releases if not any(map(is_kind, _files(release)))]
    if without and all(map(_is_cut, without)):
        raise Unobserved("", f"a release has more than {FILES} files")
    return not without


def _files(release: Item) -> Sequence[str]:
    return [text(each, "name") for each in nodes(release.get("releaseAssets"), "releaseAssets")]


def _is_cut(release: Item) -> bool:
    total = number(item(release.get("releaseAssets"), "releaseAssets"), "totalCount")
    return total > len(_files(release))


def _full(releases: Sequence[Item]) -> Sequence[Item]:
    return [release for release in releases if not flag(release, "isPrerelease")] or releases


def _is_published(release: Item) -> bool:
    return not flag(release, "isDraft") and optional_time(release, "publishedAt") is not None


def _published(release: Item) -> datetime:
    moment = optional_time(release, "publishedAt")
    assert moment is not None
    return moment


def _version(release: Item) -> tuple[str, int, int, int] | None:
    """Return the product and its semantic version; a calendar's is none, its patches may be no repairs."""
    tag = text(release, "tagName")
    found = re.search(_SEMANTIC, tag)
    return (tag[: found.start()], int(found[1]), int(found[2]), int(found[3])) if found else None


def _soon(replaced: datetime | None, moment: datetime) -> bool:
    return replaced is not None and timedelta() <= replaced - moment <= timedelta(days=HOTFIX_DAYS)
