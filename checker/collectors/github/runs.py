"""How changes are built: the runs of the workflows that are kept in the repository.

Runs that were skipped or cancelled say nothing and do not count, nor do those that GitHub makes
up (Dependabot's, the default setup of code scanning).
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from checker.collectors.github.measuring import Measures, measured
from checker.collectors.github.reading import Item, item, items, optional_text, text, time, value
from checker.collectors.github.statistics import hours, median, percentile, share, within
from checker.errors import Unobserved
from checker.github.queries import Ask, Endpoint, GraphQLField
from checker.github.responses import AnswerState, Observation
from checker.model.facts import Facts, FactSpec, FactType
from checker.model.json_value import Json

PERMISSIONS = {"runs": "Actions: read"}

WINDOW = 30
LATEST = 100
"""Runs that are looked at."""
WORKFLOWS = GraphQLField(
    "workflow_files",
    'workflow_files: object(expression: "HEAD:.github/workflows") { ... on Tree { entries { name } } }',
)
RUNS = Endpoint(
    "runs",
    "/repos/{repository}/actions/runs?created=%3E%3D{since30}&exclude_pull_requests=true",
    pages=1,
    items="workflow_runs",
)
ASKS: Mapping[str, tuple[Ask, ...]] = {"runs": (WORKFLOWS,)}

_INT, _DOUBLE = FactType.INT, FactType.DOUBLE

FACTS: tuple[FactSpec, ...] = (
    FactSpec(
        "runs.completed",
        _INT,
        "How many workflow runs of the default branch succeeded or failed in 30 days, of the latest "
        f"{LATEST} runs of all branches.",
        timed=True,
    ),
    FactSpec("runs.success_share", _DOUBLE, "The share of them that succeeded, 0 to 1.", timed=True),
    FactSpec(
        "runs.proposed",
        _INT,
        "How many workflow runs of pull requests succeeded or failed in 30 days, of the latest "
        f"{LATEST} runs of all branches.",
        timed=True,
    ),
    FactSpec(
        "runs.minutes",
        _DOUBLE,
        "The median minutes of a pull request's workflow run, from its last start to its last change.",
        timed=True,
    ),
    FactSpec("runs.minutes_p95", _DOUBLE, "The minutes within which 95 % of those runs ended.", timed=True),
)

_FAILED = frozenset(("failure", "timed_out", "startup_failure"))
_ENDED = frozenset(("success", *_FAILED))
_PROPOSED = frozenset(("pull_request", "pull_request_target"))
_MADE_UP = "dynamic"


class _Runs:
    """The latest runs that ended."""

    def __init__(self, view: Observation) -> None:
        self._view = view

    @cached_property
    def _ended(self) -> Sequence[Item]:
        if _none(self._view):
            return ()
        runs = items(value(self._view[RUNS.name]), RUNS.name)
        return [
            run for run in runs if _counts(run) and within(time(run, "created_at"), self._view.at, WINDOW)
        ]

    @cached_property
    def built(self) -> Sequence[Item]:
        """Those of the default branch: a fork's branch may have its name."""
        branch = self._view.repository.branch
        return [
            run for run in self._ended if optional_text(run, "head_branch") == branch and not _proposed(run)
        ]

    def success_share(self) -> float:
        succeeded = [run["conclusion"] == "success" for run in self.built]
        return share(succeeded, f"no workflow run of the default branch ended in {WINDOW} days")

    @cached_property
    def proposed(self) -> Sequence[Item]:
        """Those of pull requests."""
        return [run for run in self._ended if _proposed(run)]

    @cached_property
    def minutes(self) -> Sequence[float]:
        return [60 * hours(time(run, "run_started_at"), time(run, "updated_at")) for run in self.proposed]


def _none(view: Observation) -> bool:
    """Tell whether the repository is known to have no workflows, so that nothing can have run."""
    if view[RUNS.name].state is AnswerState.OFF:
        return True
    try:
        folder = value(view[WORKFLOWS.name], whole=True)
        return folder is None or not any(map(_is_workflow, _entries(folder)))
    except Unobserved:
        return False


def _entries(folder: Json) -> Sequence[Item]:
    return items(item(folder, WORKFLOWS.name).get("entries"), "entries")


def _is_workflow(entry: Item) -> bool:
    return text(entry, "name").endswith((".yml", ".yaml"))


def _counts(run: Item) -> bool:
    return optional_text(run, "conclusion") in _ENDED and text(run, "event") != _MADE_UP


def _proposed(run: Item) -> bool:
    return text(run, "event") in _PROPOSED


_NO_PULL = f"no workflow run of a pull request ended in {WINDOW} days"
_MEASURES: Measures[_Runs] = {
    "runs.completed": lambda runs: len(runs.built),
    "runs.success_share": _Runs.success_share,
    "runs.proposed": lambda runs: len(runs.proposed),
    "runs.minutes": lambda runs: median(runs.minutes, _NO_PULL),
    "runs.minutes_p95": lambda runs: percentile(runs.minutes, 95, _NO_PULL),
}


def more(view: Observation, wanted: frozenset[str]) -> Iterator[Endpoint]:
    """Yield the list of runs, unless the repository has no workflows."""
    if wanted & _MEASURES.keys() and not _none(view):
        yield RUNS


def collect(view: Observation, wanted: frozenset[str]) -> Facts:
    """Measure the wanted facts."""
    return measured(_MEASURES, _Runs(view), wanted, PERMISSIONS)
