"""Pull requests as GraphQL gives them, read once, and what is measured of them."""

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property

from checker.collectors.github import people
from checker.collectors.github.measuring import Partial
from checker.collectors.github.reading import (
    Item,
    cut,
    flag,
    item,
    items,
    nodes,
    number,
    optional_text,
    optional_time,
    text,
    time,
    value,
)
from checker.collectors.github.statistics import days, hours, share, within
from checker.files.path_classes import classify
from checker.github.queries import GraphQLField
from checker.github.responses import Observation
from checker.model.json_value import Json
from checker.model.tree import PathClass
from checker.patterns import lazy

WINDOW = 90
LATEST = 100
"""Pull requests, and commits, that are looked at."""
LOOKED_INTO = 50
"""Pull requests whose checks and files are looked at: both are dear."""
STALE = 30
"""Days without anything happening that make an open pull request stale."""
NOTHING = f"no pull request of a person was merged in {WINDOW} days"

_LATEST = "orderBy: {field: UPDATED_AT, direction: DESC}"
_NEWEST = "orderBy: {field: CREATED_AT, direction: DESC}"
MERGED = GraphQLField(
    "merged_pulls",
    f"""merged_pulls: pullRequests(states: MERGED, first: {LATEST}, {_LATEST}) {{
  nodes {{
    createdAt mergedAt {people.WHO}
    approvals: reviews(states: APPROVED, first: 5) {{ nodes {{ submittedAt {people.WHO} }} }}
    reviews(first: 10) {{ nodes {{ state submittedAt {people.WHO} }} }}
  }}
}}""",
    heavy=True,
)
CHECKED = GraphQLField(
    "checked_pulls",
    f"""checked_pulls: pullRequests(states: MERGED, first: {LOOKED_INTO}, {_LATEST}) {{
  nodes {{
    mergedAt {people.WHO}
    commits(last: 1) {{ nodes {{ commit {{ statusCheckRollup {{
      contexts(first: 50) {{ nodes {{
        __typename ... on CheckRun {{ name conclusion }} ... on StatusContext {{ context state }}
      }} }}
    }} }} }} }}
  }}
}}""",
    heavy=True,
)
CHANGED = GraphQLField(
    "changed_pulls",
    f"""changed_pulls: pullRequests(states: MERGED, first: {LOOKED_INTO}, {_LATEST}) {{
  nodes {{
    mergedAt additions deletions {people.WHO}
    files(first: 50) {{ nodes {{ path additions deletions }} }}
  }}
}}""",
    heavy=True,
)
OPEN = GraphQLField(
    "open_pulls",
    f"""open_pulls: pullRequests(states: OPEN, first: {LATEST}, {_NEWEST}) {{
  totalCount pageInfo {{ hasNextPage }}
  nodes {{ number title isDraft createdAt updatedAt {people.WHO} }}
}}""",
    heavy=True,
)
OPENED = GraphQLField(
    "opened_pulls",
    f"""opened_pulls: pullRequests(first: {LATEST}, {_NEWEST}) {{
  nodes {{ createdAt {people.WHO} }}
}}""",
    heavy=True,
)
COMMITS = GraphQLField(
    "recent_commits",
    f"""recent_commits: defaultBranchRef {{ target {{ ... on Commit {{
  history(first: {LATEST}, since: $stamp90) {{
    nodes {{ author {{ name }} associatedPullRequests(first: 1) {{ nodes {{ number }} }} }}
  }}
}} }} }}""",
    heavy=True,
)

_SIGN_OFF = lazy(
    r"(?i)(?:^|[^a-z])(?:dco|cla|easycla|licen[cs]e/cla|developer certificate of origin)(?:$|[^a-z])"
)
_LOCK = lazy(
    r"(?:.*/)?(?:[^/]*[-.]lockb?(?:\.(?:json|ya?ml|hcl))?|go\.sum|npm-shrinkwrap\.json|Package\.resolved)"
)
_OTHERS = frozenset((PathClass.GENERATED, PathClass.VENDORED))


class PullRequests:
    """The pull requests of a repository in the window that ends when it was asked."""

    def __init__(self, view: Observation) -> None:
        self._view = view

    def _nodes(self, field: GraphQLField) -> Sequence[Item]:
        return nodes(value(self._view[field.name], whole=True), field.name)

    def _of_people(self, field: GraphQLField) -> Sequence[Item]:
        """Return the people's pull requests that were merged in the window."""
        return [
            pull
            for pull in self._nodes(field)
            if within(time(pull, "mergedAt"), self._view.at, WINDOW) and not people.is_bot(pull)
        ]

    @cached_property
    def merged(self) -> Sequence[Item]:
        """The latest that were merged, with their reviews."""
        return self._of_people(MERGED)

    def approved_share(self) -> float:
        """Return how many of them someone else approved before the merge."""
        return share([bool(_reviewed(pull, "approvals")) for pull in self.merged], NOTHING)

    @cached_property
    def review_hours(self) -> Sequence[float]:
        """The hours until someone else's first review, of those that were reviewed."""
        reviewed = [(pull, reviews) for pull in self.merged if (reviews := _reviewed(pull, "reviews"))]
        return [hours(time(pull, "createdAt"), min(reviews)) for pull, reviews in reviewed]

    @property
    def merge_times(self) -> Sequence[datetime]:
        """The times of the merges."""
        return [time(pull, "mergedAt") for pull in self.merged]

    @cached_property
    def cycle_hours(self) -> Sequence[float]:
        """The hours from opening to merge."""
        return [hours(time(pull, "createdAt"), time(pull, "mergedAt")) for pull in self.merged]

    @cached_property
    def _checks(self) -> Sequence[Sequence[str]]:
        return [_passed(pull) for pull in self._of_people(CHECKED)]

    def checked_share(self) -> float:
        """Return how many had a check that succeeded."""
        return share([bool(passed) for passed in self._checks], NOTHING)

    def signed_off_share(self) -> float:
        """Return how many passed a check of the contributor's right to contribute."""
        return share([any(map(_SIGN_OFF.search, passed)) for passed in self._checks], NOTHING)

    def changed_lines(self) -> Sequence[float]:
        """Return the lines that each changed, without those of files that nobody wrote."""
        return [_lines(pull) for pull in self._of_people(CHANGED)]

    def direct_commits(self) -> int:
        """Count the latest commits of people on the default branch that no pull request brought."""
        answer = value(self._view[COMMITS.name], whole=True)
        if answer is None:
            return 0
        target = item(item(answer, COMMITS.name).get("target"), "target")
        commits = nodes(target.get("history"), "history")
        return sum(
            not nodes(commit.get("associatedPullRequests"), "associatedPullRequests")
            for commit in commits
            if not people.is_machine(_author(commit))
        )

    def update_bots(self) -> list[Json]:
        """Return the names of the bots that opened pull requests in the window."""
        opened = [pull for pull in self._nodes(OPENED) if self._recent(time(pull, "createdAt"))]
        return [*sorted({people.update_bot(pull) for pull in opened} - {""})]

    def _recent(self, moment: datetime) -> bool:
        return within(moment, self._view.at, WINDOW)

    def open(self) -> list[Json] | Partial:
        """Return the open pull requests, the newest first."""
        found: list[Json] = [self._opened(pull) for pull in self._nodes(OPEN)]
        connection = value(self._view[OPEN.name])
        if not cut(connection, OPEN.name):
            return found
        count = number(item(connection, OPEN.name), "totalCount")
        return Partial(found, f"has {count} open pull requests, more than {LATEST}")

    def _opened(self, pull: Item) -> Item:
        return {
            "number": number(pull, "number"),
            "title": text(pull, "title"),
            "bot": people.is_bot(pull),
            "draft": flag(pull, "isDraft"),
            "days": days(time(pull, "createdAt"), self._view.at),
            "idle_days": days(time(pull, "updatedAt"), self._view.at),
        }

    @cached_property
    def waiting(self) -> Sequence[Item]:
        """The open ones that people want merged: no drafts."""
        opened = [pull for pull in self._nodes(OPEN) if not flag(pull, "isDraft")]
        return [pull for pull in opened if not people.is_bot(pull)]

    def stale_share(self) -> float:
        """Return how many of them nobody touched for weeks."""
        idle = [days(time(pull, "updatedAt"), self._view.at) for pull in self.waiting]
        return share([each >= STALE for each in idle], "no pull request of a person is open")


def _author(commit: Item) -> str:
    """Return the name in a commit, which is all that tells a bot there."""
    found = commit.get("author", "")
    return "" if found is None else optional_text(item(found, "author"), "name").lower()


def _reviewed(pull: Item, key: str) -> Sequence[datetime]:
    """Return when other people reviewed a pull request before it was merged."""
    merged, author = time(pull, "mergedAt"), people.login(pull)
    return [
        submitted
        for review in nodes(pull.get(key), key)
        if (submitted := optional_time(review, "submittedAt")) is not None
        and submitted <= merged
        and people.is_other_person(review, author)
    ]


def _passed(pull: Item) -> Sequence[str]:
    """Return the names of the checks of the last commit that succeeded."""
    passed = []
    for entry in nodes(pull.get("commits"), "commits"):
        rollup = item(entry.get("commit"), "commit").get("statusCheckRollup", "")
        if rollup is not None:
            contexts = nodes(item(rollup, "statusCheckRollup").get("contexts"), "contexts")
            passed += [name for context in contexts if (name := _success(context))]
    return passed


def _success(context: Item) -> str:
    """Return the name of a check that succeeded, "" for any other."""
    run = text(context, "__typename") == "CheckRun"
    name, state = ("name", "conclusion") if run else ("context", "state")
    return text(context, name) if context.get(state) == "SUCCESS" else ""


def _lines(pull: Item) -> int:
    files = pull.get("files", "")
    listed = [] if files is None else items(item(files, "files").get("nodes"), "files")
    left_out = sum(_size(each) for each in listed if _nobody_wrote(text(each, "path")))
    return max(0, _size(pull) - left_out)


def _size(found: Item) -> int:
    return number(found, "additions") + number(found, "deletions")


def _nobody_wrote(path: str) -> bool:
    return bool(_LOCK.fullmatch(path)) or classify(path) in _OTHERS
