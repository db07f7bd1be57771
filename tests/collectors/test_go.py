"""Go modules."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.collectors import Checkout, go
from checker.files import Files, MemoryTree
from checker.model.audit import Repository
from checker.model.facts import Facts

NOW = datetime(2026, 11, 1, tzinfo=UTC)
WANTED = frozenset(spec.path for spec in go.FACTS)
GO_MOD = """\
module example.com/m // a module

go 1.23.4
toolchain go1.24.1

require (
	example.com/a v1.0.0
	example.com/b v1.2.0 // indirect
)
require example.com/local v0.0.0

replace example.com/local => ./local
replace (
	example.com/a v1.0.0 => example.com/fork v1.0.1
	example.com/gone => ../../elsewhere
)
"""


def observe(files: dict[str, str]) -> Facts:
    checkout = Checkout(Repository(id="x", name="x"), Files(MemoryTree(files)), None, NOW)
    return go.collect(checkout, WANTED)


def collect(files: dict[str, str]) -> Any:
    facts = observe(files)
    assert not facts.problems
    assert set(facts.values) == WANTED
    return facts.values


def test_a_module_is_read() -> None:
    """Directives alone and in blocks; comments do not matter."""
    values = collect({"go.mod": GO_MOD, "local/go.mod": "module example.com/local\n", "go.sum": ""})
    assert values["go.modules"][0] == {
        "path": "go.mod",
        "line": 3,
        "name": "example.com/m",
        "go": "1.23.4",
        "toolchain": "go1.24.1",
        "main": False,
        "requires": 2,
        "sum": True,
    }
    assert [
        (item["line"], item["module"], item["local"], item["inside"]) for item in values["go.replaces"]
    ] == [
        (12, "example.com/local", True, True),
        (14, "example.com/a", False, False),
        (15, "example.com/gone", True, False),
    ]


@pytest.mark.parametrize(
    ("files", "main"),
    [
        ({"main.go": "package main"}, True),
        ({"cmd/main.go": "package main"}, True),
        ({"cmd/tool/main.go": "package main"}, True),
        ({"lib.go": "package m"}, False),
        ({"cmd/tool/main.go": "package main", "cmd/tool/go.mod": "module t\n"}, False),
        ({"examples/main.go": "package main"}, False),
    ],
)
def test_programs_are_told_from_libraries(files: dict[str, str], main: bool) -> None:
    """A main.go of the module itself or below its cmd folder makes a program."""
    modules = collect({"go.mod": GO_MOD, **files})["go.modules"]
    assert next(item for item in modules if item["path"] == "go.mod")["main"] is main


def test_the_end_of_life_is_for_programs_only() -> None:
    """A library's low go line is a courtesy, a program's sets its defaults."""
    assert collect({"go.mod": GO_MOD})["go.end_of_life"] == []
    assert collect({"go.mod": GO_MOD, "main.go": "x"})["go.end_of_life"] == [
        {"path": "go.mod", "line": 3, "version": "1.23.4", "date": "2025-08-12"}
    ]
    assert collect({"go.mod": "module m\ngo 1.99\n", "main.go": "x"})["go.end_of_life"] == []


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        ("Makefile", "test:\n\tgo test -race ./...\n", 2),
        (".github/workflows/ci.yml", "- run: go test -v -race ./...\n", 1),
        ("Makefile", "test-flags := -race\n", 1),
        (
            ".github/workflows/ci.yml",
            'matrix:\n  flags:\n    [\n      "-tags x",\n      "-race",\n    ]\n',
            5,
        ),
        (".github/workflows/ci.yml", "flags:\n  - -race\n", 2),
    ],
)
def test_the_race_detector_is_found(path: str, text: str, line: int) -> None:
    """Where tests are started."""
    assert collect({"go.mod": GO_MOD, path: text})["go.race"] == [{"path": path, "line": line}]


def test_a_comment_about_races_is_no_use() -> None:
    """It has to be run."""
    assert (
        collect({"go.mod": GO_MOD, "Makefile": "# go test -race is slow\ntest:\n\tgo test\n"})["go.race"]
        == []
    )


def test_words_that_lead_nowhere_cost_linear_time() -> None:
    """A line may speak of go as often as it likes."""
    text = "go " * 80_000 + "-races"
    assert collect({"go.mod": GO_MOD, "Makefile": f"test:\n\t{text}\n"})["go.race"] == []


def test_vendored_and_test_modules_are_left_out() -> None:
    """Only own source is judged."""
    values = collect({"vendor/a/go.mod": GO_MOD, "testdata/go.mod": GO_MOD, ".golangci.yaml": ""})
    assert values["go.modules"] == []
    assert values["go.lint_config"] == ".golangci.yaml"


@given(st.text(max_size=120))
def test_any_content_is_survived(text: str) -> None:
    """Every fact is there."""
    assert set(observe({"go.mod": text, "main.go": "", "Makefile": text}).values) == WANTED
