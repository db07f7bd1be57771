"""Queries cost what GitHub's documentation says they do."""

import pytest
from graphql import parse

from tests.forge.cost import points


@pytest.mark.parametrize(
    ("text", "cost"),
    [
        ("{ viewer { login } }", 1),
        # The example of GitHub's documentation.
        (
            """{ viewer { login repositories(first: 100) { edges { node { id
                 issues(first: 50) { edges { node { id labels(first: 60) { edges { node { id name } } } } } }
            } } } } }""",
            51,
        ),
        ("query($ids: [ID!]!) { nodes(ids: $ids) { ... on Repository { issues(first: 10) { id } } } }", 2),
        ("query($n: Int!) { viewer { issues(last: $n) { nodes { labels(first: 1) { id } } } } }", 3),
    ],
)
def test_points(text, cost):
    assert points(parse(text), {"ids": ["x"] * 220, "n": 300}) == cost
