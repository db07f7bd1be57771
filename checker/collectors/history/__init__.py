"""Facts about the commits, tags and branches that led to the audited commit.

Only what is wanted is read: at most one listing of tags, one of branches, the newest commits and
the last year's. A shallow clone shows lower bounds at best.
"""

from collections.abc import Callable, Mapping

from checker.collectors import Checkout, bounded
from checker.collectors.history import measures
from checker.collectors.history.past import SAMPLE, HistoryView
from checker.errors import Cause, Unobserved
from checker.model.facts import Facts, FactSpec, FactType, Problem, merge
from checker.model.json_value import Json

_INT, _DOUBLE, _STRING = FactType.INT, FactType.DOUBLE, FactType.STRING


def _count(path: str, doc: str) -> FactSpec:
    """Declare a number of which a shallow clone shows a part."""
    return FactSpec(path, _INT, doc, grows=True)


def _yearly(path: str, doc: str) -> FactSpec:
    """Declare a number of recent things."""
    return FactSpec(path, _INT, doc, timed=True, grows=True)


def _share(path: str, doc: str) -> FactSpec:
    return FactSpec(path, _DOUBLE, f"{doc}, 0 to 1.")


_PEOPLE = f"The share of the latest {SAMPLE} commits of people, merges left out, that"

_COMMITS = (
    _count("history.commits", "How many commits led here."),
    FactSpec("history.first_commit", _STRING, "When the first commit was made."),
    FactSpec("history.last_commit", _STRING, "When the last commit was made."),
    FactSpec("history.days_since_last_commit", _INT, "Days since the last commit.", timed=True),
    _yearly("history.commits_last_year", "How many commits people made in a year, merges left out."),
    _yearly("history.commits_last_90_days", "How many commits people made in 90 days, merges left out."),
    _yearly("history.authors_last_year", "How many people made commits in a year."),
    FactSpec(
        "history.bus_factor",
        _INT,
        "The smallest number of people who made more than half of the last year's commits.",
        timed=True,
    ),
    FactSpec(
        "history.update_bots",
        FactType.STRINGS,
        "The bots that committed updates of dependencies in a year: dependabot, renovate, pyup and the like.",
        timed=True,
        grows=True,
    ),
    FactSpec(
        "history.reverts_share",
        _DOUBLE,
        "The share of the last year's commits of people that take others back, 0 to 1.",
        timed=True,
    ),
    _share("history.merges_share", f"The share of merges in the latest {SAMPLE} commits"),
    _share("history.signed_share", f"The share of the latest {SAMPLE} commits that carry a signature"),
    _share("history.signed_off_share", f"{_PEOPLE} are signed off"),
    _share("history.conventional_share", f"{_PEOPLE} follow Conventional Commits"),
)

_REFS = (
    _count("history.tags", "How many tags there are."),
    _count("history.version_tags", "How many tags name a version, such as v1.2.3 or name-2026.11."),
    FactSpec("history.last_version_tag", _STRING, "The tag of the newest version, empty if there is none."),
    FactSpec(
        "history.days_since_last_release", _INT, "Days since the commit of the newest version.", timed=True
    ),
    _yearly("history.releases_last_year", "How many versions were tagged in a year."),
    FactSpec(
        "history.duplicate_versions",
        FactType.RECORDS,
        "The versions that two tags give to different commits, with the days since the newer one.",
        timed=True,
        item={"version": _STRING, "tag": _STRING, "other": _STRING, "days": _INT},
    ),
    FactSpec(
        "history.branches",
        FactType.RECORDS,
        "The branches that were fetched, with the days since their last commit.",
        timed=True,
        item={"name": _STRING, "days": _INT},
    ),
)

FACTS: tuple[FactSpec, ...] = (*_COMMITS, *_REFS)

_MEASURES: Mapping[str, Callable[[HistoryView], Json]] = {
    "history.commits": lambda past: past.history.count(),
    "history.first_commit": measures.first_commit,
    "history.last_commit": lambda past: measures.written(past.newest.committed_at),
    "history.days_since_last_commit": lambda past: past.days_since(past.newest.committed_at),
    "history.commits_last_year": lambda past: len(past.work),
    "history.commits_last_90_days": measures.commits_last_90_days,
    "history.authors_last_year": measures.authors,
    "history.bus_factor": measures.bus_factor,
    "history.update_bots": measures.update_bots,
    "history.reverts_share": measures.reverts_share,
    "history.merges_share": measures.merges_share,
    "history.signed_share": measures.signed_share,
    "history.signed_off_share": measures.signed_off_share,
    "history.conventional_share": measures.conventional_share,
    "history.tags": lambda past: len(past.tags),
    "history.version_tags": lambda past: len(past.versions),
    "history.last_version_tag": measures.last_version_tag,
    "history.days_since_last_release": measures.days_since_last_release,
    "history.releases_last_year": measures.releases_last_year,
    "history.duplicate_versions": measures.duplicate_versions,
    "history.branches": measures.branches,
}

_PARTIAL = frozenset(spec.path for spec in FACTS if spec.grows)
_OF_A_YEAR = frozenset(spec.path for spec in _COMMITS if spec.grows and spec.timed)


def collect(checkout: Checkout, wanted: frozenset[str]) -> Facts:
    """Measure the wanted facts; what the clone does not hold is a problem."""
    paths = [spec.path for spec in FACTS if spec.path in wanted]
    if paths and checkout.history is None:
        return Facts(problems=(Problem("history", "no history here", cause=Cause.UNAVAILABLE),))
    if not paths or checkout.history is None:
        return Facts()
    past = HistoryView(checkout.history, checkout.now)
    return merge(_measure(past, path) for path in paths)


def _measure(past: HistoryView, path: str) -> Facts:
    try:
        value = _MEASURES[path](past)
        gap = _gap(past, path)
    except Unobserved as error:
        return Facts(problems=(Problem(path, error.reason, error.permission, cause=Cause.UNAVAILABLE),))
    if gap:
        return Facts(problems=(Problem(path, gap, seen=value, cause=Cause.UNAVAILABLE),))
    return bounded(path, value) if isinstance(value, list) else Facts({path: value})


def _gap(past: HistoryView, path: str) -> str:
    """Return why the value is but a part, "" when it is whole."""
    if path not in _PARTIAL:
        return ""
    return past.gap or (past.year_cut if path in _OF_A_YEAR else "")
