"""How changes reach production: deployments.

Production is an environment of one of a few names. Deployments that were never reported to have
ended count, but neither as failures nor as successes.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from checker.collectors.github.measuring import Measures, measured
from checker.collectors.github.reading import Item, item, nodes, text, time, value
from checker.collectors.github.statistics import days, hours, median, share, within
from checker.errors import Nothing
from checker.github.queries import Ask, Endpoint, GraphQLField
from checker.github.responses import Observation
from checker.model.facts import Facts, FactSpec, FactType

PERMISSIONS = {
    "deployments": "Deployments: read",
    "deployments.lead_hours": "Deployments: read and Contents: read",
    "deployments.succeeded": "Deployments: read and Contents: read",
}

PRODUCTION = ("production", "Production", "PRODUCTION", "prod", "Prod", "PROD", "prd", "live", "Live")
"""The environments that are taken for production."""
LATEST = 100
"""Deployments that are looked at."""
WINDOW = 90

_NAMES = ", ".join(f'"{name}"' for name in PRODUCTION)
DEPLOYMENTS = GraphQLField(
    "production",
    f"""production: deployments(
  environments: [{_NAMES}], first: {LATEST}, orderBy: {{field: CREATED_AT, direction: DESC}}
) {{
  nodes {{ createdAt latestStatus {{ state }} commit {{ committedDate }} }}
}}""",
    heavy=True,
)
ASKS: Mapping[str, tuple[Ask, ...]] = {"deployments": (DEPLOYMENTS,)}

_INT, _DOUBLE = FactType.INT, FactType.DOUBLE

FACTS: tuple[FactSpec, ...] = (
    FactSpec(
        "deployments.count",
        _INT,
        f"How many of the latest {LATEST} deployments to production (an environment called production, prod, "
        "prd or live) were made in 90 days.",
        timed=True,
    ),
    FactSpec(
        "deployments.ended",
        _INT,
        "How many of them were reported to have ended, well or not.",
        timed=True,
    ),
    FactSpec(
        "deployments.succeeded",
        _INT,
        "How many of them succeeded with a commit that is known.",
        timed=True,
    ),
    FactSpec(
        "deployments.failed_share",
        _DOUBLE,
        "The share of them that failed, of those that were reported to have ended, 0 to 1.",
        timed=True,
    ),
    FactSpec(
        "deployments.lead_hours",
        _DOUBLE,
        "The median hours from the deployed commit, which a merge makes, to its successful deployment.",
        timed=True,
    ),
    FactSpec(
        "deployments.days_since",
        _INT,
        "Days since the last deployment to production that did not fail.",
        timed=True,
    ),
)

_FAILED = frozenset(("ERROR", "FAILURE"))
_SUCCEEDED = frozenset(("SUCCESS", "INACTIVE"))  # what a later deployment replaced had succeeded


class _Production:
    """The latest deployments to production, newest first."""

    def __init__(self, view: Observation) -> None:
        self._answer = view[DEPLOYMENTS.name]
        self._at = view.at

    @cached_property
    def _all(self) -> Sequence[Item]:
        return nodes(value(self._answer, whole=True), DEPLOYMENTS.name)

    @cached_property
    def recent(self) -> Sequence[Item]:
        return [each for each in self._all if within(time(each, "createdAt"), self._at, WINDOW)]

    @cached_property
    def failures(self) -> Sequence[bool]:
        """Of each that ended, whether it failed."""
        states = [_state(each) for each in self.recent]
        return [state in _FAILED for state in states if state in _FAILED | _SUCCEEDED]

    def failed_share(self) -> float:
        return share(self.failures, f"no deployment to production ended in {WINDOW} days")

    @cached_property
    def leads(self) -> Sequence[float]:
        """The hours that each took which succeeded."""
        succeeded = [each for each in self.recent if _state(each) in _SUCCEEDED]
        return [_lead(each) for each in succeeded if each.get("commit", "") is not None]

    def lead_hours(self) -> float:
        return median(self.leads, f"no deployment to production succeeded in {WINDOW} days")

    def days_since(self) -> int:
        made = [time(each, "createdAt") for each in self._all if _state(each) not in _FAILED]
        past = [moment for moment in made if moment <= self._at]
        if not past:
            raise Nothing("", "nothing was deployed to production")
        return days(max(past), self._at)


def _state(deployment: Item) -> str:
    """Return how a deployment ended, "" if nobody reported it."""
    status = deployment.get("latestStatus", "")
    return "" if status is None else text(item(status, "latestStatus"), "state")


def _lead(deployment: Item) -> float:
    commit = item(deployment.get("commit"), "commit")
    return hours(time(commit, "committedDate"), time(deployment, "createdAt"))


_MEASURES: Measures[_Production] = {
    "deployments.count": lambda production: len(production.recent),
    "deployments.ended": lambda production: len(production.failures),
    "deployments.succeeded": lambda production: len(production.leads),
    "deployments.failed_share": _Production.failed_share,
    "deployments.lead_hours": _Production.lead_hours,
    "deployments.days_since": _Production.days_since,
}


def more(view: Observation, wanted: frozenset[str]) -> Iterator[Endpoint]:  # noqa: ARG001  # as every topic has it
    """Yield nothing: the first round tells everything."""
    yield from ()


def collect(view: Observation, wanted: frozenset[str]) -> Facts:
    """Measure the wanted facts."""
    return measured(_MEASURES, _Production(view), wanted, PERMISSIONS)
