"""What the topics about activity ask, and what that costs."""

from collections.abc import Iterator
from types import ModuleType

import pytest
from graphql import FieldNode, IntValueNode, OperationDefinitionNode, SelectionSetNode, parse

from checker.collectors.github import deployments, issues, milestones, pulls, releases, runs
from checker.github.batches import ACTIVITY, SETTINGS
from checker.github.queries import Ask, GraphQLField

TOPICS = [pulls, issues, runs, deployments, releases, milestones]
topics = pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.__name__.rpartition(".")[2])
ASKS: list[Ask] = [ask for topic in TOPICS for asks in topic.ASKS.values() for ask in asks]
FIELDS = list(dict.fromkeys(ask for ask in ASKS if isinstance(ask, GraphQLField)))


def selection(text: str) -> SelectionSetNode:
    """Return the fields of a piece of GraphQL."""
    (definition,) = parse(f"{{ {text} }}").definitions
    assert isinstance(definition, OperationDefinitionNode)
    return definition.selection_set


def counts(found: SelectionSetNode | None, times: int = 1) -> Iterator[int]:
    """Yield how many nodes each list can bring, as GitHub reckons before it answers."""
    for each in found.selections if found else ():
        limits = [
            int(argument.value.value)
            for argument in getattr(each, "arguments", None) or ()
            if argument.name.value in {"first", "last"} and isinstance(argument.value, IntValueNode)
        ]
        yield from (times * limit for limit in limits)
        yield from counts(getattr(each, "selection_set", None), times * (limits or [1])[0])


def nodes(heavy: bool) -> int:
    return sum(counts(selection(" ".join(field.text for field in FIELDS if field.heavy is heavy))))


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_answers_are_found_by_their_names(field: GraphQLField) -> None:
    """A question is one field, and its response key is its name."""
    (node,) = selection(field.text).selections
    assert isinstance(node, FieldNode)
    assert (node.alias or node.name).value == field.name


def test_names_are_told_apart() -> None:
    """Two questions of one name would overwrite each other's answers."""
    distinct = dict.fromkeys(ASKS)
    assert len({ask.name for ask in distinct}) == len(distinct)


def test_cost() -> None:
    """GitHub refuses queries of more than 500,000 nodes, and gives up on those that take too long."""
    assert ACTIVITY * nodes(heavy=True) < 100_000
    assert SETTINGS * nodes(heavy=False) < 50_000


@topics
def test_every_fact_has_its_questions(topic: ModuleType) -> None:
    """And no question is asked for facts that nobody declares."""
    paths = [spec.path for spec in topic.FACTS]
    for path in paths:
        assert any(f"{path}.".startswith(f"{prefix}.") for prefix in topic.ASKS)
    for prefix in topic.ASKS:
        assert any(f"{path}.".startswith(f"{prefix}.") for path in paths), prefix
