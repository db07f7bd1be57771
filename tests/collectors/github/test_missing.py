"""What the topics about activity say when GitHub does not answer as it should."""

from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.collectors.github import deployments, issues, milestones, pulls, releases, runs
from checker.collectors.github.attesting import ATTESTATIONS, RELEASE
from checker.collectors.github.measuring import permission_of
from checker.github.queries import Endpoint, Scope
from checker.github.responses import Answer, AnswerState
from tests.collectors.github.views import view
from tests.tables import every

TOPICS = [pulls, issues, runs, deployments, releases, milestones]
FACTS = [(topic, spec.path) for topic in TOPICS for spec in topic.FACTS]
REQUESTED = {runs: [runs.RUNS.name], releases: [RELEASE, ATTESTATIONS]}
every_fact = every(("topic", "path"), FACTS)


def names(topic: ModuleType, scope: Scope = Scope.REPOSITORY) -> set[str]:
    """Return the names of the answers that a topic reads."""
    asks = {ask.name: ask for asks in topic.ASKS.values() for ask in asks}
    first = {name for name, ask in asks.items() if getattr(ask, "scope", Scope.REPOSITORY) is scope}
    return first | set(REQUESTED.get(topic, [])) if scope is Scope.REPOSITORY else first


def answered(topic: ModuleType, path: str, answer: Any) -> Any:
    """Collect one fact from a repository of which every question has the same answer."""
    return topic.collect(view(dict.fromkeys(names(topic), answer)), frozenset((path,)))


@every_fact
def test_denied(topic: ModuleType, path: str) -> None:
    """The reason is GitHub's, the permission is the table's unless GitHub names one."""
    facts = answered(
        topic, path, Answer(AnswerState.DENIED, message="Resource not accessible by integration")
    )
    assert not facts.values
    problem = facts.problem(path)
    assert problem.reason == "Resource not accessible by integration"
    assert problem.permission == permission_of(path, topic.PERMISSIONS)
    told = answered(topic, path, Answer(AnswerState.DENIED, permission="things=read")).problem(path)
    assert told.permission == "things=read"


@every_fact
@pytest.mark.parametrize("state", [AnswerState.FAILED, AnswerState.UNAVAILABLE])
def test_failed(topic: ModuleType, path: str, state: AnswerState) -> None:
    """No permission would help."""
    facts = answered(topic, path, Answer(state, message="502 after three tries"))
    assert not facts.values
    problem = facts.problem(path)
    assert (problem.reason, problem.permission) == ("502 after three tries", "")


@every_fact
def test_absent(topic: ModuleType, path: str) -> None:
    """A 404 may hide what is there, so that it is no fact."""
    facts = answered(topic, path, Answer(AnswerState.ABSENT))
    assert not facts.values
    assert facts.problem(path).permission


@every_fact
def test_not_asked(topic: ModuleType, path: str) -> None:
    """A question that was forgotten has no answer."""
    facts = topic.collect(view({}), frozenset((path,)))
    assert not facts.values
    assert facts.problem(path).reason == "was not asked for"


@every_fact
@pytest.mark.parametrize(
    "wrong",
    [True, 7, "text", {}, [None], {"nodes": None}, {"nodes": [None]}, {"nodes": [{}], "totalCount": "many"}],
    ids=str,
)
def test_wrong_types(topic: ModuleType, path: str, wrong: Any) -> None:
    """What cannot be read is not guessed."""
    facts = answered(topic, path, wrong)
    assert not facts.values
    assert "cannot be read" in facts.problem(path).reason


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
"""Anything."""
_KEYS = sorted(
    [
        "nodes",
        "totalCount",
        "pageInfo",
        "hasNextPage",
        "author",
        "login",
        "__typename",
        "createdAt",
        "mergedAt",
        "updatedAt",
        "closedAt",
        "submittedAt",
        "state",
        "reviews",
        "approvals",
        "commits",
        "commit",
        "statusCheckRollup",
        "contexts",
        "name",
        "conclusion",
        "context",
        "files",
        "path",
        "additions",
        "deletions",
        "number",
        "title",
        "isDraft",
        "isPrerelease",
        "publishedAt",
        "tagName",
        "description",
        "releaseAssets",
        "target",
        "history",
        "associatedPullRequests",
        "labels",
        "comments",
        "timelineItems",
        "authorAssociation",
        "actor",
        "latestStatus",
        "committedDate",
        "dueOn",
        "openIssues",
        "closedIssues",
        "event",
        "head_branch",
        "created_at",
        "run_started_at",
        "updated_at",
        "entries",
        "assets",
        "digest",
        "immutable",
        "attestations",
        "bundle",
        "dsseEnvelope",
        "payload",
    ]
)
_WORDS = [
    "SUCCESS",
    "success",
    "push",
    "main",
    "Bot",
    "2026-10-30T00:00:00Z",
    "2026-10-30",
    "v1.2.3",
    "e30=",
    "\ud800",
]
LIKELY = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 9) | st.sampled_from(_WORDS),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(_KEYS), inner, max_size=9),
    max_leaves=25,
)
"""Almost what GitHub sends."""


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.__name__.rpartition(".")[2])
@given(data=st.data())
def test_nothing_raises(topic: ModuleType, data: st.DataObject) -> None:
    """Whatever GitHub sends: each fact is there, or its absence is explained."""
    observed = view(
        {name: data.draw(JSON | LIKELY, name) for name in names(topic)},
        {name: data.draw(JSON, name) for name in names(topic, Scope.OWNER)},
    )
    wanted = frozenset(spec.path for spec in topic.FACTS)
    facts = topic.collect(observed, wanted)
    assert all(path in facts.values or facts.problem(path) for path in wanted)
    assert all(isinstance(each, Endpoint) for each in topic.more(observed, wanted))


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.__name__.rpartition(".")[2])
def test_nothing_wanted(topic: ModuleType) -> None:
    """Nothing is said and nothing asked that no rule reads."""
    facts = topic.collect(view({}), frozenset(("readme.words",)))
    assert (facts.values, facts.problems) == ({}, ())
    assert [*topic.more(view({}), frozenset(("readme.words",)))] == []


def test_one_reason_is_said_once() -> None:
    """A report is not flooded by what a whole topic has in common."""
    wanted = frozenset(spec.path for spec in milestones.FACTS)
    facts = milestones.collect(view({milestones.OPEN.name: Answer(AnswerState.DENIED)}), wanted)
    assert [problem.path for problem in facts.problems] == ["milestones"]
