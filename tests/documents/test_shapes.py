"""Typed looks into documents."""

from checker.documents.shapes import at, items, string, strings, table


def test_other_shapes_count_as_absent() -> None:
    """A list where a mapping was expected is no mapping, and so on."""
    assert table([1]) == {}
    assert items("text") == []
    assert items({"a": 1}) == []
    assert string(1) == ""
    assert strings(["a", 1, "b"]) == ["a", "b"]
    assert strings("a") == ["a"]
    assert strings(None) == []


def test_at_follows_keys_as_far_as_they_go() -> None:
    """Nested values are found; a scalar on the way ends the walk."""
    assert at({"a": {"b": 1}}, "a", "b") == 1
    assert at({"a": 1}, "a", "b") is None
    assert at(None, "a") is None
