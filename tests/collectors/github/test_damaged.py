"""Answers of which one part is not what GitHub promises."""

import copy
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.collectors.github import deployments, issues, milestones, pulls, releases, runs
from checker.model.facts import Facts
from tests.collectors.github import (
    test_deployments,
    test_issues,
    test_milestones,
    test_pulls,
    test_releases,
    test_runs,
)
from tests.collectors.github.views import ago, connection, view, who

_COMMITS = connection({"author": {"name": "ada"}, "associatedPullRequests": connection()})
_REVIEW = test_pulls.review("bob", ago(10, 1))
WHOLE: dict[ModuleType, dict[str, Any]] = {
    pulls: {
        "merged_pulls": connection(test_pulls.merged(_REVIEW)),
        "checked_pulls": connection(test_pulls.checked(test_pulls.run("DCO"), test_pulls.status("ci"))),
        "changed_pulls": connection(test_pulls.changed(100, ("a.py", 10))),
        "recent_commits": {"target": {"history": _COMMITS}},
        "opened_pulls": connection({"author": who("renovate", "Bot"), "createdAt": ago(1)}),
        "open_pulls": connection(test_pulls.opened()),
    },
    issues: {
        "open_issues": {"totalCount": 3},
        "opened_issues": connection(
            test_issues.issue(test_issues.comment(ago(1)), labels=["incident"], closed=ago(1)),
            test_issues.issue(events=[test_issues.event(ago(1), who("carol"))]),
        ),
        "touched_issues": connection(test_issues.issue(test_issues.comment(ago(1)))),
    },
    runs: {
        "workflow_files": test_runs.FILES,
        "runs": [test_runs.run(), test_runs.run(event="pull_request")],
    },
    deployments: {"production": connection(test_deployments.deployment())},
    milestones: {"open_milestones": connection(test_milestones.milestone(due=ago(3)))},
    releases: {
        "published_releases": connection(test_releases.release()),
        "recent_releases": connection(test_releases.release("v1.2.3", "app-1.2.3.zip")),
        "merged_pulls": connection(test_pulls.merged()),
        "release": test_releases.latest(),
        "attestations": test_releases.attested(test_releases.SLSA),
    },
}
topics = pytest.mark.parametrize("topic", WHOLE, ids=lambda topic: topic.__name__.rpartition(".")[2])


def collected(topic: ModuleType, answers: Any) -> Facts:
    facts: Facts = topic.collect(view(answers), frozenset(spec.path for spec in topic.FACTS))
    return facts


def places(value: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to each part of a value."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield (*above, key)
        yield from places(part, (*above, key))


def damaged(answers: Any, place: tuple[Any, ...], part: Any) -> Any:
    found = copy.deepcopy(answers)
    inner = found
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = part
    return found


@topics
def test_whole(topic: ModuleType) -> None:
    """The answers that are damaged below tell every fact, of the type that was declared."""
    facts = collected(topic, WHOLE[topic])
    assert not facts.problems
    kinds: dict[str, Any] = {
        "int": int,
        "double": float,
        "string": str,
        "bool": bool,
        "list(string)": list,
        "list(map)": list,
    }
    for spec in topic.FACTS:
        value: Any = facts.values[spec.path]
        assert type(value) is kinds[spec.type.value], spec.path
        for item in value if spec.item else ():
            assert {key: type(part) for key, part in item.items()} == {
                key: kinds[kind.value] for key, kind in spec.item.items()
            }


@topics
@given(
    data=st.data(),
    part=st.none() | st.booleans() | st.integers() | st.text(max_size=3) | st.just([]) | st.just({}),
)
def test_damaged(topic: ModuleType, data: st.DataObject, part: Any) -> None:
    """One part of another type: nothing raises, each fact keeps its type or is explained."""
    place = data.draw(st.sampled_from([*places(WHOLE[topic])]))
    whole, facts = collected(topic, WHOLE[topic]), collected(topic, damaged(WHOLE[topic], place, part))
    for path, value in whole.values.items():
        assert facts.problem(path) or type(facts.values[path]) is type(value)
