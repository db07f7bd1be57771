"""The order in which rules are judged: required ones first."""

from collections.abc import Sequence
from graphlib import TopologicalSorter

from checker.model.policy import Rule


def topological(rules: Sequence[Rule]) -> tuple[str, ...]:
    """Return the ids of *rules*, each after those it requires.

    Requirements outside of *rules* (switched off, or on another kind of subject) do not count.
    Raises graphlib.CycleError, which a loaded policy never causes.
    """
    known = {rule.id for rule in rules}
    graph = {rule.id: [name for name in rule.requires if name in known] for rule in rules}
    return tuple(TopologicalSorter(graph).static_order())
