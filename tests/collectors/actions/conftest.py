"""Collecting CI facts from a tree in memory."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import pytest

from checker.collectors import Checkout, actions
from checker.files import Files, MemoryTree
from checker.model.audit import Repository
from checker.model.facts import Facts

ALL = frozenset(spec.path for spec in actions.FACTS)
Collect = Callable[..., Facts]


@pytest.fixture
def collect() -> Collect:
    """Collect every fact from files; *repository* is host/owner/name."""

    def run(
        files: Mapping[str, str | bytes],
        repository: str = "github.com/acme/pay",
        wanted: frozenset[str] = ALL,
        modes: Mapping[str, int] | None = None,
    ) -> Facts:
        checkout = Checkout(
            Repository(id=repository, name=repository),
            Files(MemoryTree(files, modes)),
            None,
            datetime(2026, 11, 1, tzinfo=UTC),
        )
        return actions.collect(checkout, wanted)

    return run


@pytest.fixture
def job(collect: Collect) -> Callable[..., Facts]:
    """Collect from one workflow with one job whose steps are given as YAML, indented by six."""

    def run(steps: str, on: str = "pull_request", top: str = "", extra: str = "") -> Facts:
        text = f"name: ci\non: {on}\n{top}jobs:\n  build:\n    runs-on: ubuntu-latest\n{extra}    steps:\n{steps}"
        return collect({".github/workflows/ci.yml": text})

    return run
