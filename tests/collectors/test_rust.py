"""Cargo packages."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.collectors import Checkout, rust
from checker.files import Files, MemoryTree
from checker.model.audit import Repository
from checker.model.facts import Facts

NOW = datetime(2026, 11, 1, tzinfo=UTC)
WANTED = frozenset(spec.path for spec in rust.FACTS)
CRATE = '[package]\nname = "x"\nversion = "1.0.0"\n'


def observe(files: dict[str, str]) -> Facts:
    checkout = Checkout(Repository(id="x", name="x"), Files(MemoryTree(files)), None, NOW)
    return rust.collect(checkout, WANTED)


def collect(files: dict[str, str]) -> Any:
    facts = observe(files)
    assert not facts.problems
    assert set(facts.values) == WANTED
    return facts.values


def package(files: dict[str, str], path: str = "Cargo.toml") -> Any:
    return next(item for item in collect(files)["rust.packages"] if item["path"] == path)


def test_a_package_says_what_it_lacks() -> None:
    """A licence file stands in for a licence."""
    assert package({"Cargo.toml": CRATE})["missing"] == ["license", "repository", "rust-version"]
    full = CRATE + 'license-file = "LICENSE"\nrepository = "https://x"\nrust-version = "1.80"\n'
    assert package({"Cargo.toml": full})["missing"] == []


def test_the_workspace_is_inherited() -> None:
    """What a member takes from its workspace counts as its own."""
    root = '[workspace]\nmembers = ["a"]\n[workspace.package]\nlicense = "MIT"\nrepository = "r"\nrust-version = "1.80"\n'
    member = (
        CRATE + "license.workspace = true\nrepository.workspace = true\nrust-version = {workspace = true}\n"
    )
    found = package({"Cargo.toml": root, "a/Cargo.toml": member, "Cargo.lock": ""}, "a/Cargo.toml")
    assert (found["license"], found["rust_version"], found["missing"]) == ("MIT", "1.80", [])
    assert found["lockfile"] == "Cargo.lock"


@pytest.mark.parametrize(
    ("path", "text", "published"),
    [
        ("Cargo.toml", CRATE, True),
        ("Cargo.toml", CRATE + "publish = false\n", False),
        ("Cargo.toml", CRATE + "publish = []\n", False),
        ("Cargo.toml", '[package]\nname = "x"\n', False),
        ("fuzz/Cargo.toml", CRATE, False),
        ("xtask/Cargo.toml", CRATE, False),
    ],
)
def test_what_is_not_published_is_known(path: str, text: str, published: bool) -> None:
    """Helpers and packages without a version go to no registry."""
    assert package({path: text}, path)["published"] is published


@pytest.mark.parametrize(
    ("files", "binary"),
    [
        ({"src/main.rs": ""}, True),
        ({"src/bin/tool.rs": ""}, True),
        ({"src/bin/tool/main.rs": ""}, True),
        ({"src/lib.rs": ""}, False),
        ({"examples/main.rs": ""}, False),
    ],
)
def test_programs_are_told_from_libraries(files: dict[str, str], binary: bool) -> None:
    """By the places where Cargo itself looks."""
    assert package({"Cargo.toml": CRATE, **files})["binary"] is binary


def test_the_audit_settings_are_found() -> None:
    """cargo-deny and cargo-audit have their own files."""
    assert collect({"deny.toml": ""})["rust.deny_config"] == "deny.toml"
    assert collect({})["rust.deny_config"] == ""


def test_a_broken_manifest_is_unknown_and_hides_no_other() -> None:
    """The rest is kept as seen."""
    problem = observe({"Cargo.toml": "[", "a/Cargo.toml": CRATE}).problem("rust.packages")
    assert problem is not None
    assert isinstance(problem.seen, list)
    assert len(problem.seen) == 1


@given(st.text(max_size=120))
def test_any_content_is_survived(text: str) -> None:
    """Every fact is there or explained."""
    facts = observe({"Cargo.toml": text, "a/Cargo.toml": CRATE})
    assert all(fact in facts.values or facts.problem(fact) for fact in WANTED)


UNSAFE = [(1, False)]


def unsafe(files: dict[str, str]) -> list[tuple[int, bool]]:
    found = collect({"Cargo.toml": CRATE, **files})["rust.unsafe"]
    return [(each["line"], each["explained"]) for each in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("fn a() { unsafe { b() } }\n", UNSAFE),
        ("unsafe impl Send for A {}\n", UNSAFE),
        ("let a = unsafe\n{ b() };\n", UNSAFE),
        ("// SAFETY: b was checked.\nunsafe { b() }\n", [(2, True)]),
        ("unsafe { // the pointer is valid\n b() }\n", [(1, True)]),
        ("unsafe {\n  // Safety: checked above\n  b()\n}\n", [(1, True)]),
        ("unsafe {\n  // We do not write invalid UTF-8.\n  b()\n}\n", [(1, True)]),
        ("// b is quick\nunsafe { b() }\n", [(2, False)]),
        ("unsafe fn b() {}\nunsafe trait T {}\nextern crate x;\n", []),
        ('let s = "unsafe { }";\n// unsafe { }\n/// unsafe { }\n#[unsafe(no_mangle)]\n', []),
        (
            "#[cfg(test)]\nmod tests {\n    fn t() { unsafe { b() } }\n}\nfn a() { unsafe { b() } }\n",
            [(5, False)],
        ),
    ],
)
def test_unsafe_code_and_its_reasons(text: str, found: list[tuple[int, bool]]) -> None:
    """Blocks and implementations; not declarations, words, comments or tests."""
    assert unsafe({"src/lib.rs": text}) == found


@pytest.mark.parametrize(
    "files",
    [
        {"src/lib.rs": "#![forbid(unsafe_code)]\n", "src/a.rs": "unsafe { b() }"},
        {"src/lib.rs": "#![forbid(missing_docs, unsafe_code)]\n", "src/a.rs": "unsafe { b() }"},
        {"Cargo.toml": CRATE + '[lints.rust]\nunsafe_code = "forbid"\n', "src/a.rs": "unsafe { b() }"},
        {
            "Cargo.toml": CRATE + '[lints.rust]\nunsafe_code = {level = "forbid"}\n',
            "src/a.rs": "unsafe { b() }",
        },
        {
            "tests/a.rs": "unsafe { b() }",
            "benches/a.rs": "unsafe { b() }",
            "vendor/x/src/a.rs": "unsafe { b() }",
        },
    ],
)
def test_what_the_compiler_forbids_needs_no_look(files: dict[str, str]) -> None:
    """Nor what is not the product."""
    assert unsafe(files) == []


def test_empty_lines_cost_linear_time() -> None:
    """Before an attribute any number of them may stand."""
    assert unsafe({"src/lib.rs": "\n" * 250_000 + "unsafe { b() }"}) == [(250_001, False)]


def test_without_a_package_there_is_nothing_to_search() -> None:
    assert collect({"src/lib.rs": "unsafe { b() }"})["rust.unsafe"] == []


def test_too_many_sources_are_partly_seen() -> None:
    files = {f"src/{n}.rs": "unsafe { b() }" for n in range(1502)}
    problem = observe({"Cargo.toml": CRATE, **files}).problem("rust.unsafe")
    assert problem is not None
    assert problem.files[:2] == ("src/998.rs", "src/999.rs")
    assert len(problem.files) == 2 + 500  # and those whose findings are beyond what a list holds
    assert isinstance(problem.seen, list)
    assert len(problem.seen) == 1000
