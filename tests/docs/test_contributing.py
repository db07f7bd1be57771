"""What contributors are told to do is all that there is to do."""

import re
from pathlib import Path

from checker import plugins
from tests.render import example, surfaces

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
GENERATED = ("reference", "examples", "decisions")
"""Folders of what `make docs` writes, or of what once was decided."""


def recipe(thing: str) -> str:
    """Return the line of the table about adding something."""
    return next(line for line in TEXT.splitlines() if line.startswith(f"| {thing} |"))


def test_every_place_that_lists_the_formats_is_named() -> None:
    """Whatever holds the names of all formats would lack a new one."""
    names = plugins.names(plugins.FORMATS)
    pages = [path for path in (ROOT / "docs").rglob("*.md") if path.parent.name not in GENERATED]
    code = [path for folder in ("checker", "tests") for path in (ROOT / folder).rglob("*.py")]
    listing = [
        path.relative_to(ROOT).as_posix()
        for path in (*pages, *code, ROOT / "README.md", ROOT / "setup.cfg", ROOT / "Makefile")
        if all(re.search(rf"(?<![\w-]){name}(?![\w-])", path.read_text(encoding="utf-8")) for name in names)
    ]
    assert "docs/formats.md" in listing
    assert [path for path in listing if path not in recipe("an output format")] == []


def test_a_format_that_is_listed_nowhere_else_is_noticed() -> None:
    """The tables that tests read hold each format, and nothing else."""
    names = set(plugins.names(plugins.FORMATS))
    assert set(example.FILES) == names - set(surfaces.FOLDERS)
    assert set(surfaces.ENDINGS) == names - set(surfaces.FOLDERS)


def test_every_place_that_is_named_is_there() -> None:
    """Files and folders of the recipes; <pack> and <topic> stand for any."""
    for path in re.findall(r"`((?:checker|docs|policies|tests)/[\w./<>-]*|setup\.cfg)`", TEXT):
        assert list(ROOT.glob(re.sub(r"<\w+>", "*", path))), path
    assert [
        target
        for target in re.findall(r"`make (\w+)`", TEXT)
        if f"\n{target}:" not in (ROOT / "Makefile").read_text()
    ] == []
