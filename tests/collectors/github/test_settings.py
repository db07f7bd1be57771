"""What the topics about settings say when GitHub does not answer as it should."""

import copy
from collections.abc import Sequence
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.collectors.github import organization
from checker.collectors.github.measuring import permission_of
from checker.github.responses import Answer, AnswerState
from checker.model.facts import Facts, FactSpec, Problem
from tests.collectors.github.settings import OWNER, TOPICS, WHOLE
from tests.collectors.github.test_damaged import damaged, places
from tests.collectors.github.views import view
from tests.tables import every

LISTED = {
    "github.topics",
    "github.owner_type",
    "github.default_branch",
    "github.fork",
    "github.template",
    "github.pushed_at",
    "github.days_since_push",
}
"""Facts of the inventory, which are known before anything is asked."""
FACTS = [(topic, spec.path) for topic in TOPICS for spec in topic.FACTS if spec.path not in LISTED]
NAMES = sorted({name for answers in WHOLE.values() for name in answers} | set(OWNER))
KINDS: dict[str, Any] = {
    "int": int,
    "double": float,
    "string": str,
    "bool": bool,
    "list(string)": list,
    "list(map)": list,
}
every_fact = every(("topic", "path"), FACTS)
every_topic = pytest.mark.parametrize(
    "topic", [*TOPICS, organization], ids=lambda topic: topic.__name__.rpartition(".")[2]
)


def collected(topic: ModuleType, answers: dict[str, Any], owner: Any = None, **how: Any) -> Facts:
    """Collect all facts of a topic about a public repository that the token's user administers."""
    wanted = frozenset(spec.path for spec in topic.FACTS)
    found = view(answers, owner, visibility="public", **{"administers": True, **how})
    if topic is organization:
        return organization.of_owner(found.owner, wanted)
    facts: Facts = topic.collect(found, wanted)
    return facts


def whole(topic: ModuleType) -> Facts:
    return collected(topic, WHOLE.get(topic, {}), OWNER if topic is organization else None)


def answered(topic: ModuleType, path: str, answer: Any) -> Problem:
    """Return the problem of one fact where every question has the same answer."""
    same = dict.fromkeys(NAMES, answer)
    facts = topic.collect(view(same, same, visibility="public"), frozenset((path,)))
    assert not facts.values
    problem: Problem = facts.problem(path)
    return problem


def is_of(spec: FactSpec, value: Any) -> bool:
    """Tell whether a value is of the type that was declared."""
    if type(value) is not KINDS[spec.type.value]:
        return False
    fields = {key: KINDS[kind.value] for key, kind in spec.item.items()}
    return not fields or all({key: type(part) for key, part in item.items()} == fields for item in value)


@every_fact
def test_denied(topic: ModuleType, path: str) -> None:
    """The reason is GitHub's, the permission is the table's unless GitHub names one."""
    problem = answered(
        topic, path, Answer(AnswerState.DENIED, message="Resource not accessible by integration")
    )
    assert problem.reason == "Resource not accessible by integration"
    assert problem.permission == permission_of(path, topic.PERMISSIONS)
    told = answered(topic, path, Answer(AnswerState.DENIED, permission="things=read"))
    assert told.permission == "things=read"


@every_fact
@pytest.mark.parametrize("state", [AnswerState.FAILED, AnswerState.UNAVAILABLE])
def test_failed(topic: ModuleType, path: str, state: AnswerState) -> None:
    """No permission would help."""
    problem = answered(topic, path, Answer(state, message="502 after three tries"))
    assert (problem.reason, problem.permission) == ("502 after three tries", "")


@every_fact
def test_absent(topic: ModuleType, path: str) -> None:
    """A 404 may hide what is there, so that it is no fact."""
    assert answered(topic, path, Answer(AnswerState.ABSENT)).permission


@every_fact
def test_not_asked(topic: ModuleType, path: str) -> None:
    """A question that was forgotten has no answer."""
    facts = topic.collect(view({}, visibility="public"), frozenset((path,)))
    assert not facts.values
    assert facts.problem(path).reason == "was not asked for"


@every_fact
@pytest.mark.parametrize("wrong", [7, [None], {"nodes": [None]}, [{"nodes": 1}, 2]], ids=str)
def test_wrong_types(topic: ModuleType, path: str, wrong: Any) -> None:
    """What cannot be read is not guessed."""
    assert answered(topic, path, wrong).reason


@every_topic
def test_whole(topic: ModuleType) -> None:
    """The answers that are damaged below tell every fact, of the type that was declared."""
    facts = whole(topic)
    assert [problem.path for problem in facts.problems] in ([], ["organization.inactive_members"])
    for spec in topic.FACTS:
        if spec.path in facts.values:
            assert is_of(spec, facts.values[spec.path]), spec.path


@every_topic
@given(
    data=st.data(),
    part=st.none() | st.booleans() | st.integers() | st.text(max_size=3) | st.just([]) | st.just({}),
)
def test_damaged(topic: ModuleType, data: st.DataObject, part: Any) -> None:
    """One part of another type: nothing raises, each fact keeps its type or is explained."""
    answers = OWNER if topic is organization else WHOLE[topic]
    place = data.draw(st.sampled_from([*places(answers)]))
    broken = damaged(answers, place, part)
    facts = collected(topic, broken, broken)
    for spec in topic.FACTS:
        assert facts.problem(spec.path) or is_of(spec, facts.values[spec.path])


@every_topic
def test_without(topic: ModuleType) -> None:
    """Whatever is left out, each value is the true one or explained: missing is not false."""
    answers = OWNER if topic is organization else WHOLE[topic]
    known = whole(topic)
    for *place, key in places(answers):
        broken = copy.deepcopy(answers)
        del _of(broken, place)[key]
        if not isinstance(key, str):
            continue  # a list with one item less is another truth
        facts = collected(topic, broken, broken)
        for spec in topic.FACTS:
            if spec.path not in _OPTIONAL:
                assert facts.problem(spec.path) or facts.values[spec.path] == known.values[spec.path], key


_OPTIONAL = {
    "alerts.code",
    "alerts.dependencies",
    "alerts.secrets",
    "security.webhooks",
    "organization.webhooks",
}
"""Facts of items with parts that GitHub may leave out."""


def _of(found: Any, place: Sequence[Any]) -> Any:
    for key in place:
        found = found[key]
    return found
