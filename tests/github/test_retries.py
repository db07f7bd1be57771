"""Requests that fail are repeated, but not for ever and not when it is of no use."""

import pytest

from checker.github.client import _kind
from checker.github.retries import ATTEMPTS, LOST, RetryPolicy


def test_repeats_up_to_a_number():
    assert list(RetryPolicy(0).attempts("hooks")) == [1, 2, 3, 4, 5]
    assert list(RetryPolicy(0).attempts("hooks", 2)) == [1, 2]
    assert ATTEMPTS == 5


def test_gives_one_chance_to_what_keeps_failing():
    """An audit of thousands must not wait for the same dead end in each of them."""
    patience = RetryPolicy(0)
    for _ in range(LOST):
        assert len(list(patience.attempts("hooks"))) == ATTEMPTS
        patience.note("hooks", answered=False)
    assert list(patience.attempts("hooks")) == [1]
    assert len(list(patience.attempts("keys"))) == ATTEMPTS


def test_hopes_again_after_an_answer():
    patience = RetryPolicy(0)
    for _ in range(LOST):
        patience.note("hooks", answered=False)
    patience.note("hooks", answered=True)
    assert len(list(patience.attempts("hooks"))) == ATTEMPTS


def test_never_pauses_longer_than_one_may_wait():
    """An hour's pause would be noticed here."""
    assert list(RetryPolicy(3600, max_wait=0).attempts("hooks")) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://api.github.com/repos/acme/a/hooks", "hooks"),
        ("http://127.0.0.1:1/api/v3/repos/acme/b/rules/branches/main", "rules/branches/main"),
        ("https://api.github.com/orgs/acme/hooks?per_page=100", "hooks"),
        ("https://api.github.com/graphql", "/graphql"),
    ],
)
def test_requests_are_of_one_kind_whomever_they_are_about(url, kind):
    assert _kind(url) == kind
