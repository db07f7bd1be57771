"""What a query costs, by GitHub's published arithmetic.

https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api: a
request for each connection of each node above it, as if all pages were full; a hundred make a point.
"""

from collections.abc import Mapping
from typing import Any

from graphql import DocumentNode, FieldNode, FragmentDefinitionNode, SelectionSetNode, value_from_ast_untyped


def points(document: DocumentNode, variables: Mapping[str, Any]) -> int:
    """Return the points of a document without named fragments."""
    requests = 0
    for definition in document.definitions:
        assert not isinstance(definition, FragmentDefinitionNode)
        requests += _requests(definition.selection_set, variables, 1)  # type: ignore[attr-defined]
    return max(1, round(requests / 100))


def _requests(selected: SelectionSetNode, variables: Mapping[str, Any], above: int) -> int:
    found = 0
    for node in selected.selections:
        below = above
        if isinstance(node, FieldNode):
            listed = node.arguments or ()
            given = {each.name.value: value_from_ast_untyped(each.value, dict(variables)) for each in listed}
            size = given.get("first") or given.get("last")
            found += above if size else 0
            below = above * (size or len(given.get("ids") or "1"))
        if inner := getattr(node, "selection_set", None):
            found += _requests(inner, variables, below)
    return found
