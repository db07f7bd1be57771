"""Values that are kept within a bound."""

from hypothesis import given
from hypothesis import strategies as st

from checker.files.lru import LruCache

STEPS = st.lists(st.tuples(st.sampled_from("abcde"), st.integers(0, 12)), max_size=40)


@given(STEPS)
def test_the_bound_holds_and_the_latest_is_there(steps: list[tuple[str, int]]) -> None:
    """Whatever is put: never more than the limit, and what just fitted is found."""
    kept: LruCache[int] = LruCache(10)
    weights: dict[str, int] = {}
    for key, weight in steps:
        assert kept.put(key, weight, weight) == weight
        weights[key] = weight
        assert (kept.get(key) == weight) == (weight <= 10)
        assert kept.weight == sum(weights[name] for name in weights if name in kept) <= 10


def test_what_is_used_stays() -> None:
    """The value that was not asked for goes first."""
    kept: LruCache[str] = LruCache(2)
    kept.put("a", "A", 1)
    kept.put("b", "B", 1)
    assert kept.get("a") == "A"
    kept.put("c", "C", 1)
    assert (kept.get("a"), kept.get("b"), kept.get("c")) == ("A", None, "C")
