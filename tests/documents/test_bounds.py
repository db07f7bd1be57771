"""Our bounds are told from mistakes, and count what the parsers see, not what texts look like."""

import pytest

from checker.documents import Malformed, OverLimit, parse

NESTED = "[" * 150 + "]" * 150


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.yml", "a: 1" + " " * 2000 + "# why\n"),
        ("a.yml", "a: 1 # " + "[" * 1001 + "\n"),
        ("a.yml", " " * 3000 + "# why\na: 1\n"),
        ("a.yml", "a: 1\nb: '" + "[{" * 2000 + "'\n"),
        ("a.yml", "a: 1\nb: |\n  " + "[" * 2000 + "\n" + " " * 2500 + "x\n"),
        ("a.yml", "a: 1\nb: [" + "[], {}, " * 5000 + "]\n"),
        ("a.yml", "a: 1\nb: " + "[" * 90 + "]" * 90 + "\n"),
        ("a.toml", "a = 1 # x" + ".a" * 1000 + "\n"),
        ("a.toml", 'a = 1\nb = """\nx' + ".a" * 1000 + '\n"""\n'),
        ("a.toml", "a = 1\nb = 'x" + ".a" * 1000 + "'\n"),
        ("a.toml", "a = 1\nb = [" + "1.5, " * 1000 + "]\n"),
        ("a.cfg", "a = 1\n# x" + " " * 500 + "y\n[b]\nc = 2" + " " * 500 + "\n"),
        ("a.cfg", "a = 1\n" + " " * 500 + "\n" + " " * 500 + "; y\n"),
        ("a.json", '{"a": 1, "b": "' + "[{" * 2000 + '"}'),
    ],
)
def test_comments_and_strings_do_not_count(path: str, text: str) -> None:
    """Blanks, brackets and dots in them are harmless, however many there are."""
    data = parse(path, text).data
    assert isinstance(data, dict)
    assert str(data.get("a") or data[""]["a"]) == "1"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.yml", f"a: {NESTED}\n"),
        ("a.yml", "- " * 150 + "x\n"),
        ("a.yml", '["]", ' * 150 + "1" + "]" * 150),
        ("a.yml", "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(f"b{n}: &b{n} [{', '.join(['*a' if not n else f'*b{n - 1}'] * 10)}]\n" for n in range(7))),
        ("a.json", NESTED),
        ("a.json", "[" * 100_000),
        ("a.toml", f"a = {NESTED}\n"),
        ("a.toml", "a = 99999999999999999999\n"),
        ("a.toml", ".".join(['"a"'] * 50_000) + " = 1\n"),
        ("a.cfg", "[a]\nx" + " " * 500 + "y\n"),
        ("a.yml", "#" * 3_000_000),
    ],
)  # fmt: skip
def test_what_is_too_much_is_no_mistake(path: str, text: str) -> None:
    """Others may read it well."""
    with pytest.raises(OverLimit):
        parse(path, text)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.yml", "a: [\n"),
        ("a.yml", "a: 1 # \x01\n"),
        ("a.json", "{"),
        ("a.toml", "a ="),
        ("a.cfg", "[a]\n= c\n"),
    ],
)
def test_mistakes_are_no_bounds(path: str, text: str) -> None:
    """They are told apart by their kind."""
    with pytest.raises(Malformed) as caught:
        parse(path, text)
    assert not isinstance(caught.value, OverLimit)


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("a: 1\n", True),
        ("---\na: 1\n...\n", True),
        ("", True),
        ("a: 1\n---\nb: 2\n", False),
        ("--- \n---\n", False),
    ],
)
def test_a_document_knows_whether_another_follows(text: str, alone: bool) -> None:
    """Only YAML can hold several."""
    assert parse("a.yml", text).alone is alone
