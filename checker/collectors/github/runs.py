"""How changes are built: workflow runs."""

from checker.model.facts import FactSpec, FactType

PERMISSIONS = {"runs": "Actions: read"}

_INT, _DOUBLE = FactType.INT, FactType.DOUBLE

FACTS: tuple[FactSpec, ...] = (
    FactSpec(
        "runs.completed", _INT, "How many workflow runs of the default branch ended in 30 days.", timed=True
    ),
    FactSpec("runs.success_share", _DOUBLE, "The share of them that succeeded, 0 to 1.", timed=True),
    FactSpec("runs.minutes", _DOUBLE, "The median minutes of a pull request's workflow run.", timed=True),
    FactSpec("runs.minutes_p95", _DOUBLE, "The minutes within which 95 % of those runs ended.", timed=True),
)
