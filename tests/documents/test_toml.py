"""TOML that takes longer to parse than it may."""

import pytest

from checker.documents import Malformed, parse


@pytest.mark.parametrize(
    "text",
    ["[a" + ".a" * 100_000 + "]\n", "x = {a" + ".a" * 100_000 + " = 1}\n", "a" + " . a" * 50_000 + " = 1\n"],
)
def test_endless_keys_are_refused_at_once(text):
    """The parser would take a minute for one such line."""
    with pytest.raises(Malformed, match="300 parts"):
        parse("x.toml", text)


def test_long_texts_are_fine():
    """Sentences have dots too."""
    text = f'x = "{"A sentence. " * 1000}"\ny = "{"1.2" * 200}"\n'
    assert parse("x.toml", text).data == {"x": "A sentence. " * 1000, "y": "1.2" * 200}
