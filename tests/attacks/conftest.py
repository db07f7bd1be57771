"""The command, run in a stranger's repository."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import POLICY
from tests.command import Done, run_checker

Run = Callable[..., Done]


@pytest.fixture
def run(tmp_path: Path, cache: Path) -> Run:
    """Run the command in a folder, with a home and a cache of its own; *shown* may keep root's rights."""

    def call(*arguments: object, cwd: Path = tmp_path, shown: bool = True, **environment: str) -> Done:
        own = {"CHECKER_CACHE_DIR": str(cache), "HOME": str(tmp_path / "home")}
        env = {**os.environ, **own, **environment}
        return run_checker(*arguments, cwd=cwd, env=env, unprivileged=not shown)

    (tmp_path / "home").mkdir()
    (tmp_path / "small.yml").write_text(POLICY)
    return call


@pytest.fixture
def marks(tmp_path: Path) -> Path:
    """Return the folder where code of a hostile repository leaves its marks."""
    path = tmp_path / "marks"
    path.mkdir()
    return path
