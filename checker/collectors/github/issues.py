"""How questions are answered: issues.

Statistics span the last 90 days and never rank people. One over nothing is not a fact: guard it
with its count. A member is who GitHub calls an owner, member or collaborator as far as the token
can see; labels by someone else than the author are a member's too, for only members may set them.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property

from checker.collectors.github import people
from checker.collectors.github.measuring import Measures, measured
from checker.collectors.github.reading import Item, item, nodes, number, optional_time, text, time, value
from checker.collectors.github.statistics import hours, median, percentile, share, within
from checker.github.queries import Ask, Endpoint, GraphQLField
from checker.github.responses import Observation
from checker.model.facts import Facts, FactSpec, FactType
from checker.patterns import lazy

PERMISSIONS = {"issues": "Issues: read"}

WINDOW = 90
LATEST = 100
"""Issues that are looked at."""
ACTIVE = 50
"""Issues in which a member's activity is looked for."""

_NEWEST = "orderBy: {field: CREATED_AT, direction: DESC}"
_ACTOR = "createdAt actor { __typename login }"
_EVENTS = f"""itemTypes: [LABELED_EVENT, CLOSED_EVENT]) {{
      nodes {{ ... on LabeledEvent {{ {_ACTOR} }} ... on ClosedEvent {{ {_ACTOR} }} }}
    }}"""
COUNT = GraphQLField("open_issues", "open_issues: issues(states: OPEN, first: 1) { totalCount }")
OPENED = GraphQLField(
    "opened_issues",
    f"""opened_issues: issues(first: {LATEST}, {_NEWEST}) {{
  nodes {{
    createdAt closedAt authorAssociation {people.WHO}
    labels(first: 10) {{ nodes {{ name }} }}
    comments(first: 10) {{ nodes {{ createdAt authorAssociation {people.WHO} }} }}
    timelineItems(first: 10, {_EVENTS}
  }}
}}""",
    heavy=True,
)
TOUCHED = GraphQLField(
    "touched_issues",
    f"""touched_issues: issues(first: {ACTIVE}, orderBy: {{field: UPDATED_AT, direction: DESC}}) {{
  nodes {{
    {people.WHO}
    comments(last: 10) {{ nodes {{ createdAt authorAssociation {people.WHO} }} }}
    timelineItems(last: 10, {_EVENTS}
  }}
}}""",
    heavy=True,
)
ASKS: Mapping[str, tuple[Ask, ...]] = {
    "issues": (OPENED,),
    "issues.member_activity": (TOUCHED,),
    "issues.open": (COUNT,),
}

_INT, _DOUBLE = FactType.INT, FactType.DOUBLE


def _recent(path: str, fact_type: FactType, doc: str) -> FactSpec:
    """Declare a fact of the last 90 days."""
    return FactSpec(path, fact_type, doc, timed=True)


FACTS: tuple[FactSpec, ...] = (
    FactSpec("issues.open", _INT, "How many issues are open."),
    _recent(
        "issues.opened",
        _INT,
        f"How many issues were opened in 90 days by people outside the team, of the {LATEST} opened last.",
    ),
    _recent(
        "issues.first_response_hours",
        _DOUBLE,
        "The median hours until a member first answered, labelled or closed one, in ten comments.",
    ),
    _recent("issues.first_response_hours_p90", _DOUBLE, "Nine in ten first answers came within these hours."),
    _recent(
        "issues.unanswered_share",
        _DOUBLE,
        "The share of them that no member has answered, labelled or closed, 0 to 1.",
    ),
    _recent(
        "issues.incidents",
        _INT,
        f"How many of the {LATEST} issues opened last, by anyone, in 90 days have an incident "
        "label: incident, outage, postmortem, or sev and a digit.",
    ),
    _recent("issues.restore_hours", _DOUBLE, "The median hours until such an incident was closed."),
    _recent(
        "issues.member_activity",
        _INT,
        f"How many of the {ACTIVE} issues touched last a member answered, labelled or closed in 90 days.",
    ),
)

_INCIDENT = lazy(
    r"(?i)(?:^|[^a-z])(?:incidents?|outage|post-?mortem|sev[-_ :/]?\d|production[-_ ]down)(?:$|[^a-z])"
)
_NOTHING = f"no issue was opened from outside the team in {WINDOW} days"
_NO_ANSWER = f"no member answered an issue from outside the team in {WINDOW} days"
_NO_INCIDENT = f"no incident of {WINDOW} days was closed"


class _Issues:
    """The issues of a repository in the window that ends when it was asked."""

    def __init__(self, view: Observation) -> None:
        self._view = view

    def open(self) -> int:
        return number(item(value(self._view[COUNT.name]), COUNT.name), "totalCount")

    @cached_property
    def _opened(self) -> Sequence[Item]:
        found = nodes(value(self._view[OPENED.name], whole=True), OPENED.name)
        return [each for each in found if self._recent(time(each, "createdAt"))]

    @cached_property
    def outside(self) -> Sequence[Item]:
        """Those of people who are no members."""
        return [each for each in self._opened if not people.is_member(each) and not people.is_bot(each)]

    @cached_property
    def _answers(self) -> Sequence[tuple[datetime, Sequence[datetime]]]:
        """When each was opened, and when members reacted."""
        return [(time(each, "createdAt"), _reactions(each)) for each in self.outside]

    @cached_property
    def response_hours(self) -> Sequence[float]:
        """The hours until a member first reacted, of those in which one did."""
        return [hours(opened, min(moments)) for opened, moments in self._answers if moments]

    def unanswered_share(self) -> float:
        return share([not moments for _, moments in self._answers], _NOTHING)

    @cached_property
    def incidents(self) -> Sequence[Item]:
        return [each for each in self._opened if _is_incident(each)]

    @cached_property
    def restore_hours(self) -> Sequence[float]:
        times = [(time(each, "createdAt"), optional_time(each, "closedAt")) for each in self.incidents]
        return [hours(opened, closed) for opened, closed in times if closed is not None]

    def member_activity(self) -> int:
        touched = nodes(value(self._view[TOUCHED.name], whole=True), TOUCHED.name)
        return sum(any(map(self._recent, _reactions(each))) for each in touched)

    def _recent(self, moment: datetime) -> bool:
        return within(moment, self._view.at, WINDOW)


def _reactions(issue: Item) -> Sequence[datetime]:
    """Return when members answered, labelled or closed an issue."""
    author = people.login(issue)
    answers = [each for each in nodes(issue.get("comments"), "comments") if people.is_member(each)]
    events = nodes(issue.get("timelineItems"), "timelineItems")
    return [
        time(each, "createdAt") for each in [*answers, *(each for each in events if _by_other(each, author))]
    ]


def _by_other(event: Item, author: str) -> bool:
    """Tell whether someone other than the issue's author set a label or closed it."""
    return bool(people.login(event, "actor")) and people.is_other_person(event, author, "actor")


def _is_incident(issue: Item) -> bool:
    labels = issue.get("labels", "")
    named = [] if labels is None else nodes(labels, "labels")
    return any(_INCIDENT.search(text(label, "name")) for label in named)


_MEASURES: Measures[_Issues] = {
    "issues.open": _Issues.open,
    "issues.opened": lambda issues: len(issues.outside),
    "issues.first_response_hours": lambda issues: median(issues.response_hours, _NO_ANSWER),
    "issues.first_response_hours_p90": lambda issues: percentile(issues.response_hours, 90, _NO_ANSWER),
    "issues.unanswered_share": _Issues.unanswered_share,
    "issues.incidents": lambda issues: len(issues.incidents),
    "issues.restore_hours": lambda issues: median(issues.restore_hours, _NO_INCIDENT),
    "issues.member_activity": _Issues.member_activity,
}


def more(view: Observation, wanted: frozenset[str]) -> Iterator[Endpoint]:  # noqa: ARG001  # as every topic has it
    """Yield nothing: the first round tells everything."""
    yield from ()


def collect(view: Observation, wanted: frozenset[str]) -> Facts:
    """Measure the wanted facts."""
    return measured(_MEASURES, _Issues(view), wanted, PERMISSIONS)
