"""Values that know where they stand."""

from checker.ci.systems.placed import Placed, merged, placed, substituted
from checker.documents.yaml import compose_all


def read(text: str) -> Placed:
    return placed("x.yml", compose_all(text)[0])


def test_lines_of_keys_and_texts() -> None:
    """A value stands where its key does, a block of text where its first line is."""
    place = read("a:\n  b: |\n    one\n    two\n  c: >-\n    three\n  d: 'four'\n")
    assert [(place.at("a", key).line, place.at("a", key).first) for key in "bcd"] == [(2, 3), (5, 6), (7, 7)]
    assert place.at("a", "gone", "deeper").line == 1
    assert not place.at("a", "gone")


def test_anchors_and_merge_keys() -> None:
    """What is merged stands where it was written; own keys win, wherever they are."""
    place = read("x: &x {a: 1, b: 2}\ny:\n  a: 3\n  <<: *x\nz:\n  <<: [*x, {b: 4, c: 5}]\n")
    assert place.at("y").texts() == {"a": "3", "b": "2"}
    assert place.at("z").texts() == {"a": "1", "b": "2", "c": "5"}
    assert place.at("y", "b").line == 1


def test_keys_that_come_again() -> None:
    """The last counts, the others are kept."""
    place = read("a: 1\nb: 2\na: 3\n")
    assert place.texts() == {"a": "3", "b": "2"}
    assert [(key, value.text) for key, value in place.repeated] == [("a", "1")]


def test_looks_into_other_shapes() -> None:
    """They find nothing, or one."""
    assert [item.text for item in read("a").items] == ["a"]
    assert read("a").table == {}
    assert list(read("[]").items) == []
    assert [leaf.text for leaf in read("[a, [b, [c]], {d: e}]").leaves()] == ["a", "b", "c"]
    assert read("{a: b}").only[0] == "a"
    assert read("false").scalar is False
    assert bool(read("false"))


def test_merging_is_deep() -> None:
    """Mappings are merged, anything else replaced."""
    both = merged(read("a: {b: 1, c: [1]}\nd: 1\n"), read("a: {c: [2], e: 3}\n"))
    assert both.at("a").texts() == {"b": "1", "e": "3"}
    assert [item.text for item in both.at("a", "c").items] == ["2"]
    assert both.at("d").text == "1"


def test_substitution() -> None:
    """Texts are rewritten wherever they are; constants are constants again."""
    place = substituted(read("a: [x]\nb: {c: x}\n"), lambda text: text.replace("x", "true"))
    assert place.at("a").items[0].scalar is True
    assert place.at("b", "c").scalar is True
