"""Technologies, by file name."""

from datetime import UTC, datetime
from typing import Any

import pytest

from checker.collectors import Checkout, technologies
from checker.files import Files, MemoryTree
from checker.model.audit import Repository

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
