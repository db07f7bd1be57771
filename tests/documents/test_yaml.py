"""YAML: what real files hold is read, what would hurt is refused."""

import pytest

from checker.documents import Malformed, yaml


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("[alpine:3.18, https://x/y]", ["alpine:3.18", "https://x/y"]),
        ("{image: alpine:3.18}", {"image": "alpine:3.18"}),
        ("{on: push, off: no}", {"on": "push", "off": "no"}),
        ("[0o755, 0x1f, 1e3, -1, 2026-10-01, ~, '3']", [493, 31, 1000.0, -1, "2026-10-01", None, "3"]),
        ("a: &x {k: 1}\nb: {<<: *x, l: 2}", {"a": {"k": 1}, "b": {"k": 1, "l": 2}}),
    ],
)
def test_yaml_1_2(text: str, value: object) -> None:
    """Scalars follow YAML 1.2's core schema; colons stand in flow scalars; merge keys are applied."""
    assert yaml.parse(text).data == value


@pytest.mark.parametrize(
    "text",
    [
        "- " * 100_000 + "x",
        "? " * 100_000 + "x",
        "-\t" * 100_000 + "x",
        "[" * 100_000,
        "{a: " * 100_000,
        "\n".join(" " * depth + "a:" for depth in range(2500)),
        "\n".join(" " * depth + "a:" for depth in range(150)) + " 1",
    ],
)
def test_deep_nesting(text: str) -> None:
    """Nesting that would exhaust a stack is refused, never followed."""
    with pytest.raises(Malformed):
        yaml.parse(text)


def test_alias_bomb() -> None:
    """Aliases that stand for too much are refused without being unfolded."""
    levels = [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]" for n in range(1, 12)]
    with pytest.raises(Malformed, match="more than 500000 values"):
        yaml.parse("\n".join(["l0: &l0 [x]", *levels]))


def test_alias_to_itself() -> None:
    """A node inside itself has no value."""
    with pytest.raises(Malformed):
        yaml.parse("a: &x [*x]")


def test_single() -> None:
    """A second document is an error only where one is expected."""
    text = "a: 1\n---\nb: 2\n"
    assert yaml.parse(text).data == {"a": 1}
    with pytest.raises(Malformed) as caught:
        yaml.compose(text, single=True)
    assert caught.value.line == 2


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("", []),
        ("a: 1\n", [{"a": 1}]),
        ("a: 1\n---\nb: 2\n---\n", [{"a": 1}, {"b": 2}, None]),
        ("--- x\n--- y\n", ["x", "y"]),
    ],
)
def test_all_documents(text: str, values: list[object]) -> None:
    """Each document of a text has a value of its own."""
    assert yaml.parse_all(text) == values


def test_one_broken_document_spoils_all() -> None:
    """The line is that of the whole text."""
    with pytest.raises(Malformed) as caught:
        yaml.parse_all("a: 1\n---\nb: [\n")
    assert caught.value.line == 4


@pytest.mark.parametrize(
    ("text", "why"),
    [("--- x\n" * 1001, "1000 documents"), ("#" * 3_000_000, "larger than"), ("[" * 100_000, "deeply")],
)
def test_too_much(text: str, why: str) -> None:
    """Number, size and depth are bounded."""
    with pytest.raises(Malformed, match=why):
        yaml.parse_all(text)


def test_trees_of_all_documents() -> None:
    """Each document has its own tree, with the lines of the whole text."""
    first, second = yaml.compose_all("a: 1\n---\nb: 2\n")
    assert [first.start_mark.line, second.start_mark.line] == [0, 2]
    assert yaml.value(second) == {"b": 2}


@pytest.mark.parametrize("text", ["a: [", "---\na: 1\n" * 1001, "a: &a [*a]\n", "x" * (3 * 1024 * 1024)])
def test_trees_are_bounded(text: str) -> None:
    """What cannot be read as values has no tree either."""
    with pytest.raises(Malformed):
        yaml.compose_all(text)
