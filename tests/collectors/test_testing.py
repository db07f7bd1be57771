"""Tests and their coverage."""

from datetime import UTC, datetime
from typing import Any

import pytest

from checker.collectors import Checkout, testing
from checker.collectors.testing import suites
from checker.files import Files, MemoryTree
from checker.model.audit import Repository
from checker.model.facts import Facts

NOW = datetime(2026, 11, 1, tzinfo=UTC)
WANTED = frozenset(spec.path for spec in testing.FACTS)


def collect(files: dict[str, str]) -> Facts:
    checkout = Checkout(Repository(id="x", name="x"), Files(MemoryTree(files)), None, NOW)
    return testing.collect(checkout, WANTED)


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("tests/test_a.py", "Python"),
        ("pkg/a_test.go", "Go"),
        ("src/app.spec.ts", "TypeScript"),
        ("src/__tests__/app.js", "JavaScript"),
        ("src/test/java/AppTest.java", "Java"),
        ("spec/app_spec.rb", "Ruby"),
        ("tests/unit.c", "C"),
        ("base/a_unittest.cc", "C++"),
        ("shop/tests.py", "Python"),
        ("tests/ParserTest.php", "PHP"),
    ],
)
def test_test_files_are_known_by_name(path: str, language: str) -> None:
    """Each runner's naming is enough."""
    values = collect({path: "x"}).values
    assert values["testing.exists"] is True
    assert values["testing.files"] == 1
    assert values["testing.languages"] == [language]


@pytest.mark.parametrize("path", ["t/01-basic.t", "test/run.bats", "tests/main.tftest.hcl", "tests/jq.test"])
def test_test_languages_count_too(path: str) -> None:
    """Suites that are written in no programming language are suites."""
    assert collect({path: "x"}).values["testing.exists"] is True


@pytest.mark.parametrize(
    "path",
    [
        "src/Crane.Tests/LiftShould.cs",
        "tests/Crane.UnitTests/Crane.UnitTests.csproj",
        "src/integrationTest/kotlin/Lift.kt",
        "CraneTests/LiftTests.swift",
        "App.xctestplan",
        "test/lift_test.exs",
        "test/lift_SUITE.erl",
        "src/lift_tests.erl",
        "test/LiftSpec.hs",
        "src/test/scala/LiftSuite.scala",
        "test/crane/lift_test.clj",
        "tests/testthat/test-lift.R",
        "inst/tinytest/test_lift.R",
        "test/runtests.jl",
        "tests/tlift.nim",
        "test/test_lift.ml",
        "spec/lift_spec.lua",
        "spec/lift_spec.cr",
        "Lift.Tests.ps1",
        "t/01-lift.t",
        "molecule/default/molecule.yml",
        "roles/crane/molecule/default/verify.yml",
        "tests/integration/targets/crane/tasks/main.yml",
        "tests/main.tftest.hcl",
        "test/main_test.go",
        "charts/crane/templates/tests/connection.yaml",
        "charts/crane/tests/deployment_test.yaml",
        "charts/crane/ci/default-values.yaml",
        "tests/assert_positive.sql",
        "test/Lift.t.sol",
        "tests/liftTest.m",
        "tst_lift.qml",
        "features/lift.feature",
        "rtl/lift_tb.v",
        "test/widget_test.dart",
        "tests/lift.phpt",
        "cypress/lift.cy.ts",
    ],
)
def test_runners_of_every_ecosystem_find_their_tests(path: str) -> None:
    """Folders, names and formats are those that the runner of each looks for."""
    assert collect({path: "x"}).values["testing.exists"] is True


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("src/lift.zig", 'test "it lifts" {}\n'),
        ("source/lift.d", "module lift;\nunittest { }\n"),
        ("src/lift.nim", 'suite "lift":\n  discard\n'),
        ("crane/lift.py", 'def lift():\n    """Lift.\n\n    >>> lift()\n    """\n'),
        ("src/Lift.cs", "[Fact]\npublic void Lifts() {}\n"),
        ("app/Lift.java", "  @Test\n  void lifts() {}\n"),
        ("src/lift.ml", "let%test _ = true\n"),
        ("src/Lift.hs", "-- | Lift\n-- >>> lift\n"),
        ("lib/lift.js", 'import test from "node:test";\n'),
        ("src/lift.rkt", "(module+ test 1)\n"),
        ("force/Lift.cls", "@isTest\nprivate class LiftTests {}\n"),
    ],
)
def test_tests_beside_the_code_are_found_in_it(path: str, text: str) -> None:
    """Some languages keep them in the same file."""
    assert collect({path: text}).values["testing.exists"] is True


@pytest.mark.parametrize(
    ("files", "exists"),
    [
        ({"dbt_project.yml": "x", "models/schema.yml": "models:\n- name: a\n  tests: [unique]\n"}, True),
        ({"dbt_project.yml": "x", "models/schema.yml": "models:\n- name: a\n"}, False),
        ({"models/schema.yml": "models:\n- name: a\n  tests: [unique]\n"}, False),
        ({"a.ipynb": "{}", "pyproject.toml": '[tool.pytest]\naddopts = "--nbval"\n'}, True),
        ({"a.ipynb": "{}", "pyproject.toml": "[tool.pytest]\n"}, False),
    ],
)
def test_settings_show_the_tests_of_data(files: dict[str, str], exists: bool) -> None:
    """Tests of columns stand with the models, and notebooks are run by a plug-in."""
    assert collect(files).values["testing.exists"] is exists


@pytest.mark.parametrize("name", ["tests/run.xyz", "test/lift.expected", "__tests__/lift.gold"])
def test_what_is_not_known_among_tests_may_be_one(name: str) -> None:
    """Absence is claimed only where everything was understood."""
    problem = collect({"src/a.go": "x", name: "x"}).problem("testing.exists")
    assert problem is not None
    assert problem.files == (name,)


@pytest.mark.parametrize(
    "files",
    [
        {"src/a.py": "x"},
        {"src/check_disk.c": "x", "src/testament.c": "x"},
        {"model/train.py": "def test_model(model, data):\n    pass\n"},
        {"api/petstore.spec.yaml": "x", "api/openapi.spec.json": "{}"},
        {"plots/lift.plt": "x"},
        {"spec/spec_helper.rb": "x", "test/test_helper.exs": "x"},
        {"src/lift.go": "// func TestLift(t *testing.T)\n"},
        {"tests/data.json": "{}", "tests/picture.png": "x"},
        {"tests/__init__.py": "x", "tests/conftest.py": "x"},
        {"tests/test_a.py": ""},
        {"tests/fixtures/a.py": "x"},
        {"docs/test_plan.md": "x", "tests/README.md": "x"},
        {"node_modules/a/a.test.js": "x"},
        {"src/latest.py": "x", "src/Latest.java": "x", "contest.py": "x"},
    ],
)
def test_what_only_looks_like_a_test_does_not_count(files: dict[str, str]) -> None:
    """Empty files, support, data and prose are no tests."""
    assert collect(files).values["testing.exists"] is False


def test_rust_tests_stand_beside_the_code() -> None:
    """A module under cfg(test) is a suite, a word in a comment is not."""
    assert collect({"src/lib.rs": "#[cfg(test)]\nmod tests {}\n"}).values["testing.languages"] == ["Rust"]
    assert collect({"src/lib.rs": "#[tokio::test]\nasync fn a() {}\n"}).values["testing.exists"] is True
    assert collect({"src/lib.rs": "// cfg(test)\n"}).values["testing.exists"] is False


def test_too_many_files_to_read_are_not_an_absence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the search stops early, nothing is claimed."""
    monkeypatch.setattr(suites, "_INLINE_LIMIT", 1)
    facts = collect({"a.rs": "x", "b.rs": "#[test]"})
    assert "testing.exists" not in facts.values
    assert facts.problem("testing.exists") is not None


@pytest.mark.parametrize(
    ("path", "text", "line", "threshold"),
    [
        ("codecov.yml", "comment: false\n", 1, True),
        (".coveragerc", "[report]\nfail_under = 90\n", 2, True),
        ("pyproject.toml", "[tool.coverage.run]\nbranch = true\n", 1, False),
        ("pyproject.toml", '[tool.pytest]\naddopts = "--cov-fail-under=80"\n', 2, True),
        ("package.json", '{"jest": {\n"coverageThreshold": {}}}', 2, True),
        ("bunfig.toml", "[test]\ncoverageThreshold = 0.9\n", 2, True),
        ("pom.xml", "<plugin>jacoco</plugin>\n<minimum>0.80</minimum>", 2, True),
        ("pom.xml", "<plugin>jacoco</plugin>\n<minimum>0.00</minimum>", 1, False),
        ("scripts/t.sh", "node --test --test-coverage-lines=90", 1, True),
        ("scripts/t.sh", "vendor/bin/coverage-check c.xml 90", 1, True),
        (
            "scripts/t.sh",
            "go test -coverprofile=c ./...\nt=$(go tool cover -func=c | tail -1)\nif [ $t -lt 80 ]; then\n  exit 1\nfi",
            2,
            True,
        ),
        ("scripts/t.sh", "go test -coverprofile=c ./...\ngo tool cover -func=c\n", 1, False),
        ("vitest.config.ts", "coverage: {\n  thresholds: {lines: 90}\n}", 2, True),
        ("scripts/test", "coverage run -m pytest\n", 1, False),
        (".github/workflows/ci.yml", "steps:\n- run: go test -coverprofile=c.out ./...\n", 2, False),
    ],
)
def test_coverage_is_found_where_it_is_configured(path: str, text: str, line: int, threshold: bool) -> None:
    """The record names the line, and tells measuring from gating."""
    records: Any = collect({path: text}).values["testing.coverage"]
    (record,) = records
    assert (record["path"], record["line"], record["threshold"]) == (path, line, threshold)


def test_no_coverage_is_an_empty_list() -> None:
    """Words like coverage in prose are not configuration."""
    assert (
        collect({"README.md": "100 % coverage", "Makefile": "test:\n\tpytest\n"}).values["testing.coverage"]
        == []
    )


@pytest.mark.parametrize(
    ("files", "places"),
    [
        ({"fuzz/fuzz_targets/a.rs": "x", "fuzz/README.md": "x"}, [("fuzz/fuzz_targets/a.rs", 1, "fuzzing")]),
        ({".clusterfuzzlite/Dockerfile": "x"}, [(".clusterfuzzlite/Dockerfile", 1, "fuzzing")]),
        ({"tests/src/fuzzer-parse.cpp": "x"}, [("tests/src/fuzzer-parse.cpp", 1, "fuzzing")]),
        ({"src/ParserFuzzTest.java": "x"}, [("src/ParserFuzzTest.java", 1, "fuzzing")]),
        ({"src/fuzzy_match.c": "x", "lib/fuzziness.py": "x", "FuzzySearch.java": "x"}, []),
        ({"vendor/x/fuzz/a.c": "x", "docs/fuzzing.py": "x", "docs/fuzzing.md": "x"}, []),
        ({"pyproject.toml": "[dev]\ntest = ['hypothesis>=6']\n"}, [("pyproject.toml", 2, "hypothesis")]),
        ({"package.json": '{"devDependencies": {"fast-check": "3"}}'}, [("package.json", 1, "fast-check")]),
        ({"Cargo.toml": '[dev-dependencies]\nproptest = "1"\n'}, [("Cargo.toml", 2, "proptest")]),
        ({"requirements-dev.txt": "my-hypothesis-notes\n"}, []),
        ({"go.mod": "require github.com/google/gofuzz v1.2.0 // indirect\n"}, []),
        ({"a_test.go": "package a\nfunc FuzzParse(f *testing.F) {}\n"}, [("a_test.go", 2, "go test")]),
        ({"README.md": "![](https://oss-fuzz-build-logs.storage.googleapis.com/badges/a.svg)"}, [("README.md", 1, "oss-fuzz")]),
        ({"src/a.c": "x"}, []),
    ],
)  # fmt: skip
def test_fuzz_and_property_tests(files: dict[str, str], places: list[tuple[str, int, str]]) -> None:
    """By their names, the libraries that they need, or what the README says of a service."""
    found: Any = collect(files).values["testing.fuzzing"]
    assert [(each["path"], each["line"], each["tool"]) for each in found] == places
