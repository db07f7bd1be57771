"""How changes reach production: deployments."""

from checker.model.facts import FactSpec, FactType

PERMISSIONS = {"deployments": "Deployments: read"}

_INT, _DOUBLE = FactType.INT, FactType.DOUBLE

FACTS: tuple[FactSpec, ...] = (
    FactSpec(
        "deployments.count", _INT, "How many deployments to production there were in 90 days.", timed=True
    ),
    FactSpec("deployments.failed_share", _DOUBLE, "The share of them that failed, 0 to 1.", timed=True),
    FactSpec("deployments.lead_hours", _DOUBLE, "The median hours from merge to production.", timed=True),
    FactSpec("deployments.days_since", _INT, "Days since the last deployment to production.", timed=True),
)
