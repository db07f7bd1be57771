"""Lines of keys in texts without marks: found in one pass, however many are asked for."""

import pytest

from checker.documents import parse
from checker.documents.keys import Keys
from checker.documents.lines import Lines

CARGO = '[package]\nname = "a"\n\n[dependencies]\nname = "1"\n"b.c" = "2"\nd = { version = "3" }\n'
PACKAGE = (
    '{\n "name": "b",\n "scripts": {"a": "b"},\n "dependencies": {\n  "a": "1",\n  "\\u0062": "2"\n }\n}\n'
)
SETUP = "[metadata]\nname = x\n\n[options]\ninstall_requires =\n    a >= 1\n    b[c] ; d\n"
PROJECT = '[project]\ndependencies = [\n  "a",\n  "b>=1",\n]\n[tool.ruff.lint]\nselect = []\n'


@pytest.mark.parametrize(
    ("path", "text", "keys", "line"),
    [
        ("Cargo.toml", CARGO, ("package", "name"), 2),
        ("Cargo.toml", CARGO, ("dependencies", "name"), 5),
        ("Cargo.toml", CARGO, ("dependencies", "b.c"), 6),
        ("Cargo.toml", CARGO, ("dependencies", "d"), 7),
        ("Cargo.toml", CARGO, ("dependencies", "missing"), 4),
        ("package.json", PACKAGE, ("dependencies", "a"), 5),
        ("package.json", PACKAGE, ("dependencies", "b"), 6),
        ("setup.cfg", SETUP, ("install_requires", "a >= 1"), 6),
        ("setup.cfg", SETUP, ("install_requires", "b[c] ; d"), 7),
        ("pyproject.toml", PROJECT, ("project", "dependencies", "b>=1"), 4),
        ("pyproject.toml", PROJECT, ("tool.ruff.lint",), 6),
        ("pyproject.toml", PROJECT, ("tool", "ruff", "lint", "select"), 7),
    ],
)
def test_each_key_has_its_line(path: str, text: str, keys: tuple[str, ...], line: int) -> None:
    """Keys go before the same word elsewhere; escapes, quotes, dots and lines of values are found."""
    assert parse(path, text).line(*keys) == line


def test_whole_searches_are_few() -> None:
    """What is no word of the text is searched for a bounded number of times, then its holder's line counts."""

    class Text(str):
        __slots__ = ()
        searches = 0

        def find(self, *arguments: object) -> int:
            Text.searches += 1
            return super().find(*arguments)  # type: ignore[arg-type]

    text = Text('{"a": {}}\n' * 10)
    keys = Keys(text)
    Text.searches = 0
    assert {keys.line(("a", f"missing {n}")) for n in range(10_000)} == {1}
    assert Text.searches <= 200


def test_lines_are_those_of_an_editor() -> None:
    """A position before the text is on its first line."""
    lines = Lines("a\nbc\n\nd")
    assert [lines.at(position) for position in (-1, 0, 1, 2, 4, 5, 6)] == [1, 1, 1, 2, 2, 3, 4]
