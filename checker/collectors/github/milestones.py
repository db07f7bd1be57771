"""What is planned: the open milestones."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cached_property

from checker.collectors.github.measuring import Measures, Partial, measured
from checker.collectors.github.reading import Item, cut, item, nodes, number, optional_time, text, value
from checker.collectors.github.statistics import days
from checker.github.queries import Ask, Endpoint, GraphQLField
from checker.github.responses import Observation
from checker.model.facts import Facts, FactSpec, FactType
from checker.model.json_value import Json

PERMISSIONS = {"milestones": "Issues: read"}

LATEST = 25
"""Milestones that are looked at."""
OPEN = GraphQLField(
    "open_milestones",
    f"""open_milestones: milestones(
  states: OPEN, first: {LATEST}, orderBy: {{field: DUE_DATE, direction: ASC}}
) {{
  totalCount pageInfo {{ hasNextPage }}
  nodes {{
    title dueOn
    openIssues: issues(states: OPEN, first: 1) {{ totalCount }}
    closedIssues: issues(states: CLOSED, first: 1) {{ totalCount }}
  }}
}}""",
)
ASKS: Mapping[str, tuple[Ask, ...]] = {"milestones": (OPEN,)}

_INT, _STRING = FactType.INT, FactType.STRING

FACTS: tuple[FactSpec, ...] = (
    FactSpec("milestones.open", _INT, "How many milestones are open."),
    FactSpec(
        "milestones.overdue",
        _INT,
        "How many open milestones are past their due date.",
        timed=True,
        grows=True,
    ),
    FactSpec(
        "milestones.current",
        FactType.RECORDS,
        "The open milestones with their progress; due is a date, empty where there is none.",
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


class _Plan:
    """The open milestones at the time that was asked for."""

    def __init__(self, view: Observation) -> None:
        self._answer = view[OPEN.name]
        self._at = view.at

    @property
    def count(self) -> int:
        return number(item(value(self._answer), OPEN.name), "totalCount")

    @cached_property
    def _milestones(self) -> list[Item]:
        found = nodes(value(self._answer, whole=True), OPEN.name)
        return [_milestone(each, self._at) for each in found]

    def current(self) -> Json | Partial:
        return self._perhaps([*self._milestones])

    def overdue(self) -> Json | Partial:
        return self._perhaps(sum(each["days_overdue"] != 0 for each in self._milestones))

    def _perhaps(self, seen: Json) -> Json | Partial:
        """Call a value partial where there are more milestones than were read."""
        if not cut(value(self._answer), OPEN.name):
            return seen
        return Partial(seen, f"has {self.count} open milestones, more than {LATEST}")


def _milestone(found: Item, at: datetime) -> Item:
    due = optional_time(found, "dueOn")
    return {
        "title": text(found, "title"),
        "due": due.date().isoformat() if due else "",
        "days_overdue": days(due, at) if due else 0,  # GitHub gives the day's beginning
        "open_issues": number(item(found.get("openIssues"), "openIssues"), "totalCount"),
        "closed_issues": number(item(found.get("closedIssues"), "closedIssues"), "totalCount"),
    }


_MEASURES: Measures[_Plan] = {
    "milestones.open": lambda plan: plan.count,
    "milestones.overdue": _Plan.overdue,
    "milestones.current": _Plan.current,
}


def more(view: Observation, wanted: frozenset[str]) -> Iterator[Endpoint]:  # noqa: ARG001  # as every topic has it
    """Yield nothing: the first round tells everything."""
    yield from ()


def collect(view: Observation, wanted: frozenset[str]) -> Facts:
    """Measure the wanted facts."""
    return measured(_MEASURES, _Plan(view), wanted, PERMISSIONS)
