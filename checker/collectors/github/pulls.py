"""How changes are reviewed: pull requests.

Statistics span the last 90 days, count people's pull requests only and never rank people.
One over nothing is not a fact: guard it with its count.
"""

from checker.model.facts import FactSpec, FactType

PERMISSIONS = {
    "pulls": "Pull requests: read",
    "pulls.checked_share": "Pull requests: read and Checks: read",
    "pulls.signed_off_share": "Pull requests: read and Checks: read",
}

_BOOL, _INT, _DOUBLE, _STRING = FactType.BOOL, FactType.INT, FactType.DOUBLE, FactType.STRING


def _recent(path: str, fact_type: FactType, doc: str) -> FactSpec:
    """Declare a fact of the last 90 days."""
    return FactSpec(path, fact_type, doc, timed=True)


FACTS: tuple[FactSpec, ...] = (
    _recent("pulls.merged", _INT, "How many pull requests of people were merged in 90 days."),
    _recent("pulls.reviewed_share", _DOUBLE, "The share of them that someone else approved, 0 to 1."),
    _recent("pulls.checked_share", _DOUBLE, "The share of them with a successful check, 0 to 1."),
    _recent("pulls.signed_off_share", _DOUBLE, "The share of them with a passed DCO or CLA check, 0 to 1."),
    _recent(
        "pulls.direct_commits", _INT, "How many commits reached the default branch without a pull request."
    ),
    _recent("pulls.first_review_hours", _DOUBLE, "The median hours until someone else's first review."),
    _recent("pulls.first_review_hours_p90", _DOUBLE, "Nine in ten first reviews came within these hours."),
    _recent("pulls.cycle_hours", _DOUBLE, "The median hours from opening to merge."),
    _recent("pulls.cycle_hours_p90", _DOUBLE, "Nine in ten pull requests were merged within these hours."),
    _recent("pulls.changed_lines", _DOUBLE, "The median of changed lines, without lock and generated files."),
    _recent(
        "pulls.update_bots", FactType.STRINGS, "The bots that opened pull requests to update dependencies."
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
    _recent("pulls.open_count", _INT, "How many pull requests of people, drafts left out, are open."),
    _recent("pulls.stale_share", _DOUBLE, "The share of them in which nothing happened for 30 days, 0 to 1."),
)
