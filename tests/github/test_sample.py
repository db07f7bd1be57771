"""A few repositories stand for many, and tell what the many take."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.github.fetch import queries
from checker.github.queries import Endpoint, GraphQLField, Scope
from checker.github.responses import Listed
from checker.github.sample import choose, extrapolated, waiting, working
from checker.github.usage import Limit, RequestUsage

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


def listed(number, visibility="private", **more):
    return Listed(f"R_{number}", "acme", f"r{number}", "", organization=True, visibility=visibility, **more)


_MANY = st.lists(
    st.tuples(st.sampled_from(["public", "internal", "private"]), st.booleans(), st.booleans()), max_size=40
).map(
    lambda kinds: [
        listed(number, visibility, archived=archived, fork=fork)
        for number, (visibility, archived, fork) in enumerate(kinds)
    ]
)


@given(_MANY, st.integers(1, 40))
def test_the_sample_has_each_kind_before_any_twice(repositories, count):
    """It is of the size that was asked for, in the order given."""
    sample = choose(repositories, count)
    assert len(sample) == min(count, len(repositories))
    assert [each for each in repositories if each in sample] == list(sample)
    kinds = {(each.visibility, each.archived, each.fork) for each in repositories}
    assert len({(each.visibility, each.archived, each.fork) for each in sample}) == min(count, len(kinds))


@given(_MANY, st.integers(1, 40))
def test_what_all_of_a_kind_take_is_known_exactly(repositories, count):
    """If what a repository takes follows from its kind, and each kind is in the sample, nothing is guessed."""
    taken = {
        each.full_name: (0 if each.archived else 3) + (each.visibility == "public") for each in repositories
    }
    sample = choose(repositories, count)
    kinds = {(each.visibility, each.archived, each.fork) for each in repositories}
    if count >= len(kinds):
        assert extrapolated(repositories, sample, taken) == pytest.approx(sum(taken.values()))
    assert 0 <= extrapolated(repositories, sample, taken) <= 4 * len(repositories)


def test_a_kind_that_is_not_in_the_sample_is_taken_for_usual():
    repositories = [listed(1), listed(2, "public"), listed(3, "public")]
    assert extrapolated(repositories, repositories[:1], {"acme/r1": 4}) == 12
    assert extrapolated(repositories, [], {}) == 0


@pytest.mark.parametrize(
    ("needed", "minutes"), [(0, 0), (100, 0), (101, 30), (5100, 30), (5101, 90), (10_101, 150)]
)
def test_who_needs_more_than_is_left_waits_for_the_next_hour(needed, minutes):
    limit = Limit(5000, 100, NOW + timedelta(minutes=30))
    assert waiting(needed, limit, NOW) == 60 * minutes


def test_a_limit_that_was_reset_is_whole_again():
    limit = Limit(5000, 0, NOW - timedelta(minutes=1))
    assert waiting(5000, limit, NOW) == 0
    assert waiting(5001, limit, NOW) == 3600
    assert waiting(10_001, limit, NOW) == 7200
    assert waiting(10**9, None, NOW) == 0


def test_requests_go_side_by_side_but_not_faster_than_github_lets_them():
    assert working(800, 400, 0.5) == 50
    assert working(9000, 9000, 0.1) == 600


def test_the_ledger_knows_what_is_left():
    """Answers come in any order; those that state no limit, or nonsense, change nothing."""
    ledger = RequestUsage()

    def note(left, reset):
        ledger.note(
            "core",
            {
                "x-ratelimit-limit": "5000",
                "x-ratelimit-remaining": str(left),
                "x-ratelimit-reset": str(reset),
            },
        )

    note(90, 1_800_000_000)
    note(92, 1_800_000_000)
    note("many", 1_800_000_000)
    note(5, 10**30)
    ledger.note("core", {"content-type": "text/html"})
    assert ledger.limits["core"].left == 90
    note(5000, 1_800_003_600)
    assert ledger.limits["core"] == Limit(5000, 5000, datetime.fromtimestamp(1_800_003_600, UTC))


def test_the_ledger_knows_what_requests_are_about():
    ledger = RequestUsage()
    ledger.request("core", "Acme/Tools", 0.5)
    ledger.request("free", "acme/tools", 0.25)
    ledger.request("core")
    ledger.spend(3)
    ledger.spend(4, shared=False)
    assert ledger.of == {"acme/tools": 2}
    assert ledger.requests == {"core": 2, "free": 1}
    assert (ledger.points, ledger.shared, ledger.seconds) == (7, 3, 0.75)


@pytest.mark.parametrize(
    ("repositories", "asked", "sent"),
    [
        (0, "sao", 1),
        (1, "s", 1),
        (20, "s", 1),
        (21, "s", 2),
        (20, "a", 4),
        (21, "a", 5),
        (26, "sao", 2 + 6 + 1),
        (26, "", 0),
    ],
)
def test_queries_are_as_many_as_batches(repositories, asked, sent):
    known = {
        "s": GraphQLField("description", "description"),
        "a": GraphQLField("pulls", "pulls", heavy=True),
        "o": GraphQLField("isVerified", "isVerified", scope=Scope.OWNER),
    }
    asks = [known[each] for each in asked]
    assert queries([*asks, Endpoint("hooks", "hooks")], repositories, 1) == sent
