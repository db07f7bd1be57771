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


def test_every_format_is_a_plug_in() -> None:
    """What the entry points offer is what is tested here."""
    offered = {point.name: point.value for point in plugins.found(plugins.FORMATS).values()}
    assert set(example.FORMATS) <= set(offered)
    assert all(offered[name] == f"checker.render.{name}" for name in example.FORMATS)
