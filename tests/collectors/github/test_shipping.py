"""Releases, read once."""

from typing import Any

import pytest

from checker.collectors.github.reading import HiddenByPermission
from checker.collectors.github.shipping import HOTFIX_DAYS, RECENT, Releases, every
from checker.errors import Unobserved
from checker.github.responses import Answer, AnswerState
from tests.collectors.github.test_releases import DRAFT, release
from tests.collectors.github.views import ago, connection, view, who


def of(*found: Any, more: bool = False, **answers: Any) -> Releases:
    listed = connection(*found, more=more)
    return Releases(view({"published_releases": listed, "recent_releases": listed, **answers}))


def merged(*days: float) -> dict[str, Any]:
    pulls = [{"author": who("ann"), "mergedAt": ago(each)} for each in days]
    return {"merged_pulls": connection(*pulls)}


def tags(releases: Any) -> list[str]:
    return [each["tagName"] for each in releases]


def test_what_counts_as_published() -> None:
    """Neither a draft that has a date, nor what has none."""
    dated, undated = {**DRAFT, "publishedAt": ago(1)}, {**release("v8"), "publishedAt": None}
    assert tags(of(dated, undated, DRAFT, release("v1")).published) == ["v1"]


def test_order() -> None:
    """The newest first, whatever GitHub's order."""
    assert tags(of(release("v1", days=9), release("v3", days=1), release("v2", days=5)).listed) == [
        "v3",
        "v2",
        "v1",
    ]


def test_recent() -> None:
    """A few, and pre-releases only where there is nothing else."""
    found = [release(f"v{n}", days=n) for n in range(1, 6)]
    early = release("v9-rc", days=0.5, prerelease=True)
    assert tags(of(early, *found).recent) == ["v1", "v2", "v3"][:RECENT]
    assert tags(of(early).recent) == ["v9-rc"]


def test_refused_parts() -> None:
    """A list of which GitHub kept a part back is no list."""
    refused = Answer(AnswerState.SEEN, connection(release()), message="no", complete=False)
    for name in ("published", "listed"):
        found = of(published_releases=refused, recent_releases=refused)
        with pytest.raises(HiddenByPermission):
            getattr(found, name)


def test_lists_that_go_on() -> None:
    """The newest are all that is needed."""
    cut = Answer(AnswerState.SEEN, connection(release("v7"), more=True), complete=False)
    assert of(published_releases=cut).latest() == "v7"


@pytest.mark.parametrize(
    ("merges", "hours"),
    [
        ((10,), 0),
        ((10.5,), 12),
        ((9.5,), 108),
        ((5,), 0),
        ((10.5, 9.5), 60),
        ((10.5, 4), 12),
    ],
)
def test_lead(merges: tuple[float, ...], hours: float) -> None:
    """To the next release, also one of the same moment; what came after the last is not yet shipped."""
    assert of(release("v1", days=10), release("v2", days=5), **merged(*merges)).lead_hours() == hours


def test_lead_of_nothing() -> None:
    """Nothing was shipped."""
    for found in ((), (release(days=5),)):
        with pytest.raises(Unobserved, match="has been released"):
            of(*found, **merged(4)).lead_hours()


@pytest.mark.parametrize(
    ("days", "share"), [(0, 0.5), (1, 0.5), (HOTFIX_DAYS, 0.5), (HOTFIX_DAYS + 0.1, 0), (-1, 0)]
)
def test_hotfix_in_time(days: float, share: float) -> None:
    """A patch that came before what it patches repairs nothing."""
    versions = release("v1.2.9", days=20), release("v1.2.10", days=20 - days)
    assert of(*versions).hotfix_share() == share


@pytest.mark.parametrize(
    ("first", "second"),
    [("v1.2.0", "v1.2.2"), ("v1.2.0", "v1.3.1"), ("v1.2.0", "v2.2.1"), ("a-1.2.0", "b-1.2.1")],
)
def test_other_versions(first: str, second: str) -> None:
    """Only the very next patch of the same product."""
    assert of(release(first, days=9), release(second, days=8)).hotfix_share() == 0


def test_hotfix_of_a_year() -> None:
    """Older ones do not count."""
    with pytest.raises(Unobserved, match="365 days"):
        of(release("v1.2.0", days=366)).hotfix_share()


def test_every() -> None:
    """One release without is enough for no, unless its files were not all read."""

    def is_signature(name: str) -> bool:
        return name.endswith(".sig")

    signed, unsigned = release("v1", "a.zip", "a.sig"), release("v2", "a.zip")
    cut = release("v3", "a.zip", total=99)
    assert every([signed], is_signature)
    assert not every([signed, unsigned], is_signature)
    assert not every([cut, unsigned], is_signature)
    with pytest.raises(Unobserved, match="more than 50 files"):
        every([signed, cut], is_signature)
