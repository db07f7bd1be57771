"""Programming languages, by name and size."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.collectors import Checkout, languages
from checker.files import Files, MemoryTree
from checker.files.languages import language
from checker.model.audit import Repository

NOW = datetime(2026, 11, 1, tzinfo=UTC)
WANTED = frozenset(spec.path for spec in languages.FACTS)


def collect(files: dict[str, str]) -> Any:
    checkout = Checkout(Repository(id="x", name="x"), Files(MemoryTree(files)), None, NOW)
    return languages.collect(checkout, WANTED).values


def test_the_main_language_has_the_most_bytes_of_source() -> None:
    """Tests are own code, but they do not decide what the product is written in."""
    values = collect({"a.go": "x" * 50, "b.py": "x" * 40, "tests/test_b.py": "x" * 500})
    assert values["languages.main"] == "Go"
    assert values["languages.names"] == ["Go", "Python"]
    assert values["languages.files"] == [
        {"name": "Python", "files": 2, "bytes": 540},
        {"name": "Go", "files": 1, "bytes": 50},
    ]


def test_a_trace_of_a_language_is_not_named() -> None:
    """Below five percent it is a helper."""
    assert collect({"a.go": "x" * 970, "b.py": "x" * 30})["languages.names"] == ["Go"]


def test_helper_scripts_are_named_only_where_there_is_nothing_else() -> None:
    """A library does not become a Python project by the scripts that release it."""
    files = {"src/a.go": "x" * 50, "support/release.py": "x" * 50, "scripts/a.py": "x" * 50}
    assert collect(files)["languages.names"] == ["Go"]
    assert collect({"scripts/a.py": "x" * 50})["languages.names"] == ["Python"]


def test_headers_belong_to_the_language_beside_them() -> None:
    """C, C++ and Objective-C share them."""
    assert collect({"include/a.h": "x" * 90, "src/a.cc": "x"})["languages.main"] == "C++"
    assert collect({"include/a.h": "x" * 90, "src/a.c": "x", "b.cc": ""})["languages.main"] == "C"
    assert collect({"include/a.h": "x"})["languages.main"] == "C"


def test_one_bundle_does_not_outweigh_the_source() -> None:
    """A file of a megabyte was not written by hand."""
    values = collect({"static/viz.js": "x" * 1_500_000, **{f"m{i}.py": "x" * 40_000 for i in range(3)}})
    assert values["languages.main"] == "Python"


@pytest.mark.parametrize(
    "files",
    [
        {"README.md": "x", "src/a.py": "x = 1\n"},
        {"pyproject.toml": "", "tool.py": "x", **{f"data/{i}.json": "{}" for i in range(50)}},
        {"install.sh": "x" * 12_000},
        {"lib/a.js": "x"},
    ],
)
def test_code_is_recognised(files: dict[str, str]) -> None:
    """A program is code, however small."""
    assert collect(files)["languages.code"] is True


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"README.md": "x", "docs/index.md": "x"},
        {"README.md": "x", "docs/conf.py": "x", "docs/index.rst": "x"},
        {"README.md": "x", "scripts/check_links.py": "x"},
        {"check_links.py": "x", **{f"list/{i}.md": "x" for i in range(30)}},
        {"Dockerfile": "FROM x", "entrypoint.sh": "exec x"},
        {"main.tf": "x", "variables.tf": "x"},
        {"main.tf": "x", "test/e2e/main_test.go": "x", "test/go.mod": "x"},
        {"vendor/lib/a.go": "x", "index.html": "x", "style.css": "x"},
    ],
)
def test_what_is_not_for_code_is_not_code(files: dict[str, str]) -> None:
    """Prose, data, containers and infrastructure with a helper script are something else."""
    assert collect(files)["languages.code"] is False


@pytest.mark.parametrize(
    ("path", "name"),
    [("a/b.py", "Python"), ("x.TSX", "TypeScript"), ("a.md", ""), ("py", ""), (".py", ""), ("a.b/c", "")],
)
def test_a_language_is_told_by_the_ending(path: str, name: str) -> None:
    """Only what follows the last dot of the name counts."""
    assert language(path) == name


@given(st.text(max_size=30))
def test_any_name_has_an_answer(path: str) -> None:
    """No file name is too strange."""
    assert isinstance(language(path), str)
