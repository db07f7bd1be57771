"""The installed command, run in a stranger's repository."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import COMMAND, POLICY
from tests.privileges import plain

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run the command in a folder, with a home and a cache of its own; *shown* may keep root's rights."""

    def call(
        *arguments: object, cwd: Path = tmp_path, shown: bool = True, **environment: str
    ) -> "subprocess.CompletedProcess[str]":
        own = {"CHECKER_CACHE_DIR": str(tmp_path / "cache"), "HOME": str(tmp_path / "home")}
        return subprocess.run(
            [COMMAND, *map(str, arguments)],
            cwd=cwd,
            env={**os.environ, **own, **environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
            preexec_fn=None if shown else plain(),
        )

    (tmp_path / "home").mkdir()
    (tmp_path / "small.yml").write_text(POLICY)
    return call


@pytest.fixture
def marks(tmp_path: Path) -> Path:
    """Return the folder where code of a hostile repository leaves its marks."""
    path = tmp_path / "marks"
    path.mkdir()
    return path
