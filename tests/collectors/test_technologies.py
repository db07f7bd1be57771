"""Technologies, by file name."""

from datetime import UTC, datetime
from typing import Any

import pytest

from checker.collectors import Checkout, technologies
from checker.files import Files, MemoryTree
from checker.model.audit import Repository
from checker.model.teaching import Teaching

NOW = datetime(2026, 11, 1, tzinfo=UTC)
DEPLOYMENT = "apiVersion: apps/v1\nkind: Deployment\n"


def found(files: dict[str, str]) -> Any:
    checkout = Checkout(Repository(id="x", name="x"), Files(MemoryTree(files)), None, NOW)
    return technologies.collect(checkout, frozenset(("technologies",))).values["technologies"]


@pytest.mark.parametrize(
    ("path", "technology"),
    [
        ("Dockerfile", "docker"),
        ("images/Dockerfile.alpine", "docker"),
        ("compose.yaml", "docker-compose"),
        ("docker-compose.prod.yml", "docker-compose"),
        ("infra/main.tf", "terraform"),
        (".github/workflows/ci.yml", "github-actions"),
        ("pyproject.toml", "python-package"),
        ("requirements-dev.txt", "python-package"),
        ("web/package.json", "npm"),
        ("Cargo.toml", "cargo"),
        ("go.mod", "go-module"),
        ("src/App.csproj", "nuget"),
        ("thing.gemspec", "bundler"),
        ("docs/conf.py", "sphinx"),
        ("charts/x/Chart.yaml", "helm"),
        ("roles/web/tasks/main.yml", "ansible"),
        ("tasks/main.yml", "ansible"),
        ("infra/main.bicep", "bicep"),
        ("App.xcodeproj/project.pbxproj", "xcode"),
        ("DESCRIPTION", "r-package"),
        ("x.cabal", "cabal"),
        ("dbt_project.yml", "dbt"),
        ("a.ipynb", "jupyter"),
        ("Chart.yaml", "helm"),
        ("manifests/site.pp", "puppet"),
        ("action.yml", "github-action"),
        ("Dockerfile.prod", "docker"),
        (".gitlab-ci.yml", "gitlab-ci"),
    ],
)
def test_a_file_name_tells_the_technology(path: str, technology: str) -> None:
    """One file is enough."""
    assert found({path: "x"}) == [technology]


def test_kubernetes_needs_a_real_object() -> None:
    """A YAML file in a promising folder is no manifest until it says so."""
    assert found({"k8s/app.yaml": DEPLOYMENT}) == ["kubernetes"]
    assert found({"k8s/app.yaml": "name: x\nkind: small\n"}) == []
    assert found({"catalog-info.yaml": "apiVersion: backstage.io/v1\nkind: Component\n"}) == ["backstage"]


def test_what_others_wrote_and_what_tests_hold_does_not_count() -> None:
    """Vendored, example and test files say nothing about the repository."""
    assert found({"vendor/x/go.mod": "", "examples/main.tf": "", "tests/data/Cargo.toml": ""}) == []


def test_the_answer_is_sorted_and_without_repeats() -> None:
    """Many files of one kind are one technology."""
    assert found({"b/go.mod": "", "a/go.mod": "", "Dockerfile": ""}) == ["docker", "go-module"]


@pytest.mark.parametrize(
    "path",
    [
        "dockerfile.md",
        "sub/.gitlab-ci.yml",
        "tasks/other.txt",
        "main.tfvars",
        "chart.yaml",
    ],
)
def test_what_is_only_called_like_it_is_not_it(path: str) -> None:
    """Names count as they are written, in the places that their tools read."""
    assert not {"docker", "gitlab-ci", "ansible", "terraform", "helm"} & set(found({path: "x"}))


@pytest.mark.parametrize(
    ("text", "technology"),
    [
        ("- name: set up\n  hosts: all\n  roles: [a]\n", "ansible"),
        ("- import_playbook: web.yml\n", "ansible"),
        ("AWSTemplateFormatVersion: '2010-09-09'\nResources: {}\n", "cloudformation"),
        ("hosts: all\n", ""),
        ("- name: a list of people\n  mail: a@example.com\n", ""),
    ],
)
def test_some_are_told_by_what_a_file_holds(text: str, technology: str) -> None:
    """A playbook may have any name."""
    assert found({"site.yml": text}) == ([technology] if technology else [])


def test_what_is_taught_counts_and_is_told() -> None:
    """A teaching that matches nothing is not listed, so that one can warn of it."""
    teachings = (
        Teaching("technologies", "*.{cbl,cpy}", "checker.yml", 3, "cobol-shop"),
        Teaching("technologies", "jcl/**/*.jcl", "checker.yml", 4, "jcl"),
        Teaching("technologies", "*.none", "checker.yml", 5, "none"),
        Teaching("tests", "*.cbl", "checker.yml", 6),
    )
    files = {
        "top.cpy": "x",
        "src/a.cbl": "x",
        "jcl/night/run.jcl": "x",
        "other/run.jcl": "x",
        "tests/a.none": "x",
    }
    checkout = Checkout(
        Repository(id="x", name="x"), Files(MemoryTree(files)), None, NOW, recognize=teachings
    )
    facts = technologies.collect(checkout, frozenset(("technologies", "technologies_taught")))
    assert facts.values["technologies"] == ["cobol-shop", "jcl"]
    taught: Any = facts.values["technologies_taught"]
    assert [(each["path"], each["line"], each["pattern"]) for each in taught] == [
        ("checker.yml", 3, "*.{cbl,cpy}"),
        ("checker.yml", 4, "jcl/**/*.jcl"),
    ]
