"""Patterns are kept by their programs, with the number of what they name."""

from pathlib import Path

import pytest

from checker import cache
from checker.ecosystems import catalog
from checker.ecosystems.command_index import indexed
from checker.ecosystems.schema import Ecosystem, Publisher, Tool


def _ecosystem(name: str, *tools: str) -> Ecosystem:
    return Ecosystem(
        name,
        name,
        "code",
        tools={tool: Tool(("test",), commands=(f"{tool} run", f"make {tool}")) for tool in tools},
        publish=(Publisher(name, commands=(f"{name} push",)),),
        harmless=(f"{name} build", "ls"),
    )


def test_patterns_are_sorted_by_program_and_numbered() -> None:
    """Numbers go on from one ecosystem to the next."""
    index = indexed([_ecosystem("a", "x", "y"), _ecosystem("b", "z")])
    assert index.tools["make"] == [("x", 0), ("y", 1), ("z", 2)]
    assert index.tools["z"] == [("run", 2)]
    assert index.publishers == {"a": [("push", 0)], "b": [("push", 1)]}
    assert index.harmless == {"a": [("build", 0)], "ls": [("", 0), ("", 0)], "b": [("build", 0)]}


def test_a_file_that_changed_is_read_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What was decoded before serves only files that stayed as they were."""
    stored: dict[str, bytes] = {}
    monkeypatch.setattr(cache, "get", lambda _, key: stored.get(key))
    monkeypatch.setattr(cache, "put", lambda _, key, value: stored.update({key: value}))
    monkeypatch.setattr(catalog, "_FOLDER", tmp_path)
    (tmp_path / "github_actions.yml").write_text("as_of: 2026-01-01\nsource: x\n")
    for title in ("One", "Two and more"):
        (tmp_path / "one.yml").write_text(f"ecosystem: one\ntitle: {title}\nkind: code\n")
        catalog._state.cache_clear()
        for _ in range(2):
            assert [each.title for each in catalog.catalog.__wrapped__().ecosystems] == [title]
    assert len(stored) == 2
