"""What is planned: the open milestones."""

from checker.model.facts import FactSpec, FactType

PERMISSIONS = {"milestones": "Issues: read"}

_INT, _STRING = FactType.INT, FactType.STRING

FACTS: tuple[FactSpec, ...] = (
    FactSpec("milestones.open", _INT, "How many milestones are open."),
    FactSpec("milestones.overdue", _INT, "How many open milestones are past their due date.", timed=True),
    FactSpec(
        "milestones.current",
        FactType.RECORDS,
        "The open milestones with their progress.",
        timed=True,
        item={
            "title": _STRING,
            "due": _STRING,
            "days_overdue": _INT,
            "open_issues": _INT,
            "closed_issues": _INT,
        },
    ),
)
