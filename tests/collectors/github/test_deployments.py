"""Facts about deployments to production."""

from typing import Any

from checker.collectors.github import deployments
from checker.model.facts import Facts
from tests.collectors.github.views import ago, connection, view

ALL = frozenset(spec.path for spec in deployments.FACTS)


def deployment(state: str | None = "SUCCESS", days: float = 5, lead: float = 3) -> dict[str, Any]:
    return {
        "createdAt": ago(days),
        "latestStatus": state and {"state": state},
        "commit": {"committedDate": ago(days, lead)},
    }


def measured(*found: Any) -> Facts:
    return deployments.collect(view({"production": connection(*found)}), ALL)


def test_outcomes() -> None:
    """What was replaced had succeeded; what never ended is no failure."""
    states = ["SUCCESS", "INACTIVE", "FAILURE", "ERROR", "IN_PROGRESS", None]
    facts = measured(*map(deployment, states), deployment("FAILURE", days=91))
    assert facts.values["deployments.count"] == 6
    assert facts.values["deployments.ended"] == 4
    assert facts.values["deployments.failed_share"] == 0.5


def test_lead() -> None:
    """Only what arrived; a commit that is gone tells no time."""
    gone = {**deployment(), "commit": None}
    facts = measured(deployment(lead=1), deployment(lead=8), deployment("FAILURE", lead=90), gone)
    assert facts.values["deployments.succeeded"] == 2
    assert facts.values["deployments.lead_hours"] == 4.5


def test_last() -> None:
    """The last one that did not fail, however long ago."""
    facts = measured(deployment("FAILURE", days=2), deployment(days=120))
    assert facts.values["deployments.days_since"] == 120
    assert facts.values["deployments.count"] == 1


def test_never() -> None:
    """No deployment is a count, and no statistic."""
    facts = measured()
    assert facts.values == {"deployments.count": 0, "deployments.ended": 0, "deployments.succeeded": 0}
    assert {problem.reason for problem in facts.problems} == {
        "no deployment to production ended in 90 days",
        "no deployment to production succeeded in 90 days",
        "nothing was deployed to production",
    }
