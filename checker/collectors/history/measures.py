"""How each fact about a history is measured.

A measure raises Unobserved where the clone cannot tell, or where there is nothing to measure.
"""

from datetime import UTC, datetime

from checker.collectors.history import people, versions
from checker.collectors.history.past import COMMIT_LIMIT, SAMPLE, YEAR, HistoryView, share
from checker.errors import Unobserved
from checker.model.json_value import Json

_SIGNED_OFF = r"(?mi)^Signed-off-by: [^<\n]+<[^>\n]+>"
_CONVENTIONAL = (
    r"^(?i:build|chore|ci|deps|docs?|feat|fix|perf|refactor|release|revert|style|tests?)"
    r"(?:\([^()\n]+\))?!?: \S"
)
_REVERT = r"^(?:Revert\b|revert(?:\([^()\n]+\))?!?: )"


def written(seconds: int) -> str:
    """Return a time as RFC 3339 writes it."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def first_commit(past: HistoryView) -> str:
    """Return when the history began."""
    past.need_everything()
    commits = past.history.commits(limit=COMMIT_LIMIT)
    if not commits:
        raise Unobserved("history", "there are no commits")
    if len(commits) >= COMMIT_LIMIT:
        raise Unobserved("history", f"there are more than {COMMIT_LIMIT} commits")
    return written(min(commit.committed_at for commit in commits))


def commits_last_90_days(past: HistoryView) -> int:
    """Count the newest part of a year's work."""
    return sum(commit.committed_at >= past.before(90) for commit in past.work)


def authors(past: HistoryView) -> int:
    """Count the people of a year."""
    return len(people.commits_by_person(past.work))


def bus_factor(past: HistoryView) -> int:
    """Return how few people carry the work of a year."""
    past.need_whole_year()
    if not past.work:
        raise Unobserved("history", "nobody but bots committed in the last year")
    return people.bus_factor(people.commits_by_person(past.work))


def update_bots(past: HistoryView) -> list[Json]:
    """Return the names of the bots that updated dependencies, sorted."""
    return [*sorted({people.update_bot(commit) for commit in past.year} - {""})]


def reverts_share(past: HistoryView) -> float:
    """Return how much of a year's work was taken back."""
    past.need_whole_year()
    if not past.work:
        raise Unobserved("history", "nobody but bots committed in the last year")
    return share(past.work, _REVERT)


def merges_share(past: HistoryView) -> float:
    """Return the share of merges in the newest commits, of bots as well."""
    past.need_everything()
    newest = past.latest[:SAMPLE]
    return round(sum(len(commit.parents) > 1 for commit in newest) / len(newest), 3)


def signed_share(past: HistoryView) -> float:
    """Return the share of newest commits that carry a signature; whose it is, is not checked."""
    newest = past.latest[:SAMPLE]
    if len(newest) < SAMPLE:
        past.need_everything()
    return round(sum(commit.signed for commit in newest) / len(newest), 3)


def signed_off_share(past: HistoryView) -> float:
    """Return the share of commits whose author asserts the right to contribute."""
    return share(past.sample, _SIGNED_OFF)


def conventional_share(past: HistoryView) -> float:
    """Return the share of commits whose first line says what kind of change they are."""
    return share(past.sample, _CONVENTIONAL)


def last_version_tag(past: HistoryView) -> str:
    """Return the newest version's tag."""
    past.need_everything()
    return past.versions[0].name if past.versions else ""


def days_since_last_release(past: HistoryView) -> int:
    """Return the age of the newest version."""
    past.need_everything()
    if not past.versions:
        raise Unobserved("history", "no tag names a version")
    return past.days_since(past.versions[0].committed_at)


def releases_last_year(past: HistoryView) -> int:
    """Count the versions of a year."""
    return sum(tag.committed_at >= past.before(YEAR) for tag in past.versions)


def duplicate_versions(past: HistoryView) -> list[Json]:
    """Return the versions that stand for two commits, with the age of the newer one."""
    past.need_everything()
    return [
        {
            "version": version.number,
            "tag": newer.name,
            "other": older.name,
            "days": past.days_since(newer.committed_at),
        }
        for version, newer, older in versions.duplicates(past.versions)
    ]


def branches(past: HistoryView) -> list[Json]:
    """Return the branches with their age; a local one and the one it follows are one."""
    past.need_everything()
    found = past.history.branches()
    names = {branch.name for branch in found}
    return [
        {"name": branch.name, "days": past.days_since(branch.committed_at)}
        for branch in found
        if branch.name.partition("/")[2] not in names
    ]
