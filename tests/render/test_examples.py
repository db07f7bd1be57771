"""The examples of every format in reports/examples."""

import pytest

from checker import plugins
from checker.render import Style
from tests.render import example


@pytest.mark.parametrize("name", sorted(example.FORMATS))
def test_examples_are_current(name: str) -> None:
    """The example of each format is what the format makes of it today (`make docs` writes them)."""
    text = example.FORMATS[name].render(example.audit(), Style())
    assert (example.FOLDER / example.FILES[name]).read_text(encoding="utf-8") == text


def test_badges_are_current() -> None:
    """The badge in the examples is what the audit gives today."""
    assert {
        name: (example.FOLDER / name).read_bytes() for name in example.BADGES.values()
    } == example.badges()


@pytest.mark.parametrize("name", sorted(example.FORMATS))
def test_same_audit_gives_the_same_text(name: str) -> None:
    """Two renderings of equal audits are equal, and end with one line break."""
    text = example.FORMATS[name].render(example.audit(), Style())
    assert text == example.FORMATS[name].render(example.audit(), Style())
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


def test_every_format_has_an_example() -> None:
    """Those of one text in a file each, and each is in the table of the page about formats."""
    assert set(example.FORMATS) == set(example.FILES)
    page = (example.FOLDER.parents[1] / "docs" / "formats.md").read_text(encoding="utf-8")
    assert [name for name in plugins.names(plugins.FORMATS) if f"| `{name}` |" not in page] == []
