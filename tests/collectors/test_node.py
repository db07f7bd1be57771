"""JavaScript packages and TypeScript's strictness."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.collectors import Checkout, node
from checker.errors import Cause
from checker.files import Files, MemoryTree
from checker.model.audit import Repository
from checker.model.facts import Facts

NOW = datetime(2026, 11, 1, tzinfo=UTC)
WANTED = frozenset(spec.path for spec in node.FACTS)


def observe(files: dict[str, str]) -> Facts:
    checkout = Checkout(Repository(id="x", name="x"), Files(MemoryTree(files)), None, NOW)
    return node.collect(checkout, WANTED)


def collect(files: dict[str, str]) -> Any:
    facts = observe(files)
    assert not facts.problems
    assert set(facts.values) == WANTED
    return facts.values


def package(text: str) -> Any:
    (found,) = collect({"package.json": text})["node.packages"]
    return found


def test_a_published_package_says_what_it_lacks() -> None:
    """Fields are named as package.json names them, at the line of the name."""
    found = package('{\n"name": "x",\n"main": "x.js",\n"license": "MIT"}')
    assert (found["line"], found["published"], found["missing"]) == (
        2,
        True,
        ["version", "repository", "engines"],
    )


@pytest.mark.parametrize(
    "text",
    [
        '{"name": "x", "private": true, "main": "x.js"}',
        '{"name": "x", "devDependencies": {"a": "1"}}',
        '{"scripts": {"a": "b"}, "main": "x.js"}',
    ],
)
def test_private_nameless_and_empty_packages_are_not_published(text: str) -> None:
    """Only what others can install needs metadata for them."""
    assert package(text)["published"] is False


def test_sites_and_helpers_are_not_published() -> None:
    """A name and a main file in the folder of the website are no offer."""
    (found,) = collect({"site/package.json": '{"name": "x", "main": "none.js"}'})["node.packages"]
    assert found["published"] is False


def test_a_marker_of_the_module_type_is_no_package() -> None:
    """{"type": "module"} sets a folder's module system."""
    assert collect({"lib/package.json": '{"type": "module"}'})["node.packages"] == []


@pytest.mark.parametrize(
    ("scripts", "test", "lint"),
    [
        ('{"test": "jest", "lint": "eslint ."}', True, True),
        ('{"test": "echo \\"Error: no test specified\\" && exit 1"}', False, False),
        ('{"test:unit": "vitest", "check": "x"}', True, True),
        ('{"test": "xo && ava"}', True, True),
        ('{"build": "tsc"}', False, False),
    ],
)
def test_scripts_that_test_and_lint_are_recognised(scripts: str, test: bool, lint: bool) -> None:
    """By their name or by what they call; npm's stub is no test."""
    found = package(f'{{"name": "x", "scripts": {scripts}}}')
    assert (found["test"], found["lint"]) == (test, lint)


@pytest.mark.parametrize(
    "files",
    [
        {"package.json": '{"name": "r", "workspaces": ["packages/*"]}'},
        {"package.json": '{"name": "r", "workspaces": {"packages": ["packages/**"]}}'},
        {"package.json": '{"name": "r"}', "pnpm-workspace.yaml": "packages:\n  - packages/*\n"},
    ],
)
def test_members_of_a_workspace_are_known(files: dict[str, str]) -> None:
    """npm, yarn and pnpm say it differently."""
    values = collect(
        {**files, "packages/a/package.json": '{"name": "a"}', "tools/package.json": '{"name": "t"}'}
    )
    assert {item["path"]: item["member"] for item in values["node.packages"]} == {
        "package.json": False,
        "packages/a/package.json": True,
        "tools/package.json": False,
    }


def strictness(facts: Facts) -> dict[str, str]:
    problem = facts.problem("node.tsconfigs")
    seen: Any = problem.seen if problem else facts.values["node.tsconfigs"]
    return {item["path"]: item["strict"] for item in seen}


@pytest.mark.parametrize(
    ("files", "strict"),
    [
        ({"tsconfig.json": '{"compilerOptions": {"strict": true}}'}, "yes"),
        ({"tsconfig.json": '{// why not\n"compilerOptions": {"strict": false,},}'}, "no"),
        ({"tsconfig.json": '{"extends": "@acme/tsconfig"}'}, "unknown"),
        ({"tsconfig.json": '{"extends": "@tsconfig/node22/tsconfig.json"}'}, "yes"),
        (
            {
                "tsconfig.json": '{"extends": "./missing.json"}',
                "package.json": '{"devDependencies": {"typescript": "^5.9.0"}}',
            },
            "unknown",
        ),
        ({"tsconfig.json": "{}"}, "unknown"),
        ({"tsconfig.json": "{}", "package.json": '{"devDependencies": {"typescript": "^5.9.0"}}'}, "no"),
        ({"tsconfig.json": "{}", "package.json": '{"devDependencies": {"typescript": "^6.0.0"}}'}, "yes"),
        ({"tsconfig.json": "{}", "package.json": '{"devDependencies": {"typescript": "latest"}}'}, "unknown"),
    ],
)
def test_strictness_follows_what_the_compiler_would_do(files: dict[str, str], strict: str) -> None:
    """Stated, inherited, or the default of the TypeScript that is asked for."""
    facts = observe(files)
    assert strictness(facts) == {"tsconfig.json": strict}
    problem = facts.problem("node.tsconfigs")
    assert (problem.cause if problem else None) == (Cause.NOT_UNDERSTOOD if strict == "unknown" else None)


def test_extends_is_followed_inside_the_repository() -> None:
    """A chain ends at the first file that says it; a ring ends too."""
    files = {
        "app/tsconfig.json": '{"extends": "../tsconfig.base"}',
        "tsconfig.base.json": '{"compilerOptions": {"strict": true}}',
    }
    assert strictness(observe(files))["app/tsconfig.json"] == "yes"
    ring = {
        "tsconfig.json": '{"extends": "./tsconfig.a.json"}',
        "tsconfig.a.json": '{"extends": "./tsconfig.json"}',
    }
    assert set(strictness(observe(ring)).values()) == {"unknown"}


def test_a_solution_that_only_points_at_others_is_left_out() -> None:
    """It compiles nothing itself."""
    facts = observe({"tsconfig.json": '{"files": [], "references": [{"path": "./a"}]}'})
    assert strictness(facts) == {}


def test_lock_files_are_listed_without_those_of_others() -> None:
    """Vendored and example packages have their own."""
    values = collect(
        {"yarn.lock": "", "web/package-lock.json": "", "examples/a/yarn.lock": "", ".yarnrc.yml": ""}
    )
    assert values["node.lockfiles"] == ["web/package-lock.json", "yarn.lock"]
    assert values["node.yarn_modern"] is True


def test_a_broken_package_is_unknown_and_hides_no_other() -> None:
    """The rest is kept as seen."""
    problem = observe({"package.json": "{", "a/package.json": '{"name": "a"}'}).problem("node.packages")
    assert problem is not None
    assert isinstance(problem.seen, list)
    assert len(problem.seen) == 1


@given(st.sampled_from(["package.json", "tsconfig.json", "pnpm-workspace.yaml"]), st.text(max_size=80))
def test_any_content_is_survived(path: str, text: str) -> None:
    """Every fact is there or explained."""
    facts = observe({"a/package.json": '{"name": "a"}', path: text})
    assert all(fact in facts.values or facts.problem(fact) for fact in WANTED)
