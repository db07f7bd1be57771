"""Facts about milestones."""

from typing import Any

from checker.collectors.github import milestones
from checker.github.responses import Answer, AnswerState
from tests.collectors.github.views import ago, connection, view

ALL = frozenset(spec.path for spec in milestones.FACTS)


def milestone(title: str = "v1", due: str | None = None) -> dict[str, Any]:
    counts = {"openIssues": {"totalCount": 3}, "closedIssues": {"totalCount": 9}}
    return {"title": title, "dueOn": due, **counts}


def test_plan() -> None:
    """A milestone is overdue when its day has ended."""
    today, late = milestone("today", ago(hours=12)), milestone("late", ago(days=9, hours=12))
    facts = milestones.collect(view({"open_milestones": connection(late, today, milestone())}), ALL)
    assert facts.values == {
        "milestones.open": 3,
        "milestones.overdue": 1,
        "milestones.current": [
            {"title": "late", "due": "2026-10-23", "days_overdue": 9, "open_issues": 3, "closed_issues": 9},
            {"title": "today", "due": "2026-11-01", "days_overdue": 0, "open_issues": 3, "closed_issues": 9},
            {"title": "v1", "due": "", "days_overdue": 0, "open_issues": 3, "closed_issues": 9},
        ],
    }


def test_no_plan() -> None:
    """Nothing planned is a fact."""
    facts = milestones.collect(view({"open_milestones": connection()}), ALL)
    assert facts.values == {"milestones.open": 0, "milestones.overdue": 0, "milestones.current": []}


def test_cut_off() -> None:
    """The number is GitHub's; of the others a part was seen."""
    found = connection(milestone(due=ago(9)), more=True, total=70)
    answer = Answer(AnswerState.SEEN, found, complete=False)
    facts = milestones.collect(view({"open_milestones": answer}), ALL)
    assert facts.values == {"milestones.open": 70}
    overdue = facts.problem("milestones.overdue")
    current = facts.problem("milestones.current")
    assert overdue is not None
    assert current is not None
    assert (overdue.seen, overdue.reason) == (1, "has 70 open milestones, more than 25")
    assert isinstance(current.seen, list)
    assert len(current.seen) == 1
