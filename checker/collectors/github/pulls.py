"""How changes are reviewed: pull requests.

Statistics span the last 90 days, count people's pull requests only and never rank people.
One over nothing is not a fact: guard it with its count. They cover the latest so many that their
facts name, so that a busy repository costs no more than a quiet one.
"""

from collections.abc import Iterator, Mapping

from checker.collectors.github import changes
from checker.collectors.github.changes import LATEST, LOOKED_INTO, NOTHING, STALE, PullRequests
from checker.collectors.github.measuring import Measures, measured
from checker.collectors.github.statistics import median, percentile
from checker.github.queries import Ask, Endpoint
from checker.github.responses import Observation
from checker.model.facts import Facts, FactSpec, FactType

PERMISSIONS = {
    "pulls": "Pull requests: read",
    "pulls.checked_share": "Pull requests: read, Checks: read and Commit statuses: read",
    "pulls.direct_commits": "Contents: read and Pull requests: read",
    "pulls.signed_off_share": "Pull requests: read, Checks: read and Commit statuses: read",
}

ASKS: Mapping[str, tuple[Ask, ...]] = {
    "pulls": (changes.MERGED,),
    "pulls.changed_lines": (changes.CHANGED,),
    "pulls.checked_share": (changes.CHECKED,),
    "pulls.direct_commits": (changes.COMMITS,),
    "pulls.open": (changes.OPEN,),
    "pulls.open_count": (changes.OPEN,),
    "pulls.signed_off_share": (changes.CHECKED,),
    "pulls.stale_share": (changes.OPEN,),
    "pulls.update_bots": (changes.OPENED,),
}

_BOOL, _INT, _DOUBLE, _STRING = FactType.BOOL, FactType.INT, FactType.DOUBLE, FactType.STRING


def _recent(path: str, fact_type: FactType, doc: str) -> FactSpec:
    """Declare a fact of the last 90 days."""
    return FactSpec(path, fact_type, doc, timed=True)


FACTS: tuple[FactSpec, ...] = (
    _recent(
        "pulls.merged",
        _INT,
        f"How many pull requests of people were merged in 90 days, of the {LATEST} that changed last.",
    ),
    _recent(
        "pulls.reviewed_share",
        _DOUBLE,
        "The share of them that someone else, no bot, approved before the merge, 0 to 1.",
    ),
    _recent("pulls.reviewed", _INT, "How many of them someone else, no bot, reviewed before the merge."),
    _recent(
        "pulls.checked_share",
        _DOUBLE,
        f"The share of the latest {LOOKED_INTO} of them whose last commit has a successful check, 0 to 1.",
    ),
    _recent(
        "pulls.signed_off_share",
        _DOUBLE,
        f"The share of the latest {LOOKED_INTO} of them with a passed DCO or CLA check, 0 to 1.",
    ),
    _recent(
        "pulls.direct_commits",
        _INT,
        f"How many of 90 days' latest {LATEST} commits of people reached the default branch without a pull "
        "request.",
    ),
    _recent(
        "pulls.first_review_hours",
        _DOUBLE,
        "The median hours from opening to someone else's first review, of those that were reviewed.",
    ),
    _recent("pulls.first_review_hours_p90", _DOUBLE, "Nine in ten first reviews came within these hours."),
    _recent("pulls.cycle_hours", _DOUBLE, "The median hours from opening to merge."),
    _recent("pulls.cycle_hours_p90", _DOUBLE, "Nine in ten pull requests were merged within these hours."),
    _recent(
        "pulls.changed_lines",
        _DOUBLE,
        f"The median of changed lines in the latest {LOOKED_INTO}; lock, generated and vendored files are "
        "left out, told by their names among a pull request's first 50 files.",
    ),
    _recent(
        "pulls.update_bots",
        FactType.STRINGS,
        "The bots that opened pull requests to update dependencies: dependabot, renovate, pyup and the like, "
        f"of the {LATEST} opened last.",
    ),
    FactSpec(
        "pulls.open",
        FactType.RECORDS,
        "The open pull requests, with days since they were opened and since anything happened.",
        timed=True,
        item={
            "number": _INT,
            "title": _STRING,
            "bot": _BOOL,
            "draft": _BOOL,
            "days": _INT,
            "idle_days": _INT,
        },
    ),
    _recent(
        "pulls.open_count",
        _INT,
        f"How many pull requests of people, drafts left out, are open, of the {LATEST} opened last.",
    ),
    _recent(
        "pulls.stale_share",
        _DOUBLE,
        f"The share of them in which nothing happened for {STALE} days, 0 to 1.",
    ),
)

_NO_REVIEW = "nobody else reviewed a pull request of a person in 90 days"
_MEASURES: Measures[PullRequests] = {
    "pulls.merged": lambda pulls: len(pulls.merged),
    "pulls.reviewed_share": PullRequests.approved_share,
    "pulls.reviewed": lambda pulls: len(pulls.review_hours),
    "pulls.checked_share": PullRequests.checked_share,
    "pulls.signed_off_share": PullRequests.signed_off_share,
    "pulls.direct_commits": PullRequests.direct_commits,
    "pulls.first_review_hours": lambda pulls: median(pulls.review_hours, _NO_REVIEW),
    "pulls.first_review_hours_p90": lambda pulls: percentile(pulls.review_hours, 90, _NO_REVIEW),
    "pulls.cycle_hours": lambda pulls: median(pulls.cycle_hours, NOTHING),
    "pulls.cycle_hours_p90": lambda pulls: percentile(pulls.cycle_hours, 90, NOTHING),
    "pulls.changed_lines": lambda pulls: median(pulls.changed_lines(), NOTHING),
    "pulls.update_bots": PullRequests.update_bots,
    "pulls.open": PullRequests.open,
    "pulls.open_count": lambda pulls: len(pulls.waiting),
    "pulls.stale_share": PullRequests.stale_share,
}


def more(view: Observation, wanted: frozenset[str]) -> Iterator[Endpoint]:  # noqa: ARG001  # as every topic has it
    """Yield nothing: the first round tells everything."""
    yield from ()


def collect(view: Observation, wanted: frozenset[str]) -> Facts:
    """Measure the wanted facts."""
    return measured(_MEASURES, PullRequests(view), wanted, PERMISSIONS)
