"""The Action's own steps, as a runner that has just started would run them: install, then audit."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.installs import ROOT


def runs(scratch: Path, repository: Path, number: int) -> Iterator[float]:
    """Yield the seconds on the clock that each run takes once the wheels are in the cache."""
    wheels = _installed(scratch / "first") / "wheels"
    for run in range(number):
        temporary = scratch / f"run {run}"
        shutil.copytree(wheels, temporary / "standards-checker" / "wheels")
        begun = time.perf_counter()
        _audit(temporary, repository, _installed(temporary) / "venv/bin/checker")
        yield time.perf_counter() - begun
        shutil.rmtree(temporary)


def _installed(temporary: Path) -> Path:
    """Install into the runner's folder for temporary files, and return what that made."""
    temporary.mkdir(exist_ok=True)
    _step("install.sh", temporary, {"PYTHON": sys.executable})
    return temporary / "standards-checker"


def _audit(temporary: Path, repository: Path, checker: Path) -> None:
    inputs = dict.fromkeys(
        ("BASE", "PULL_BASE", "PULL_HEAD", "POLICY", "REQUIRE_LEVEL", "MIN_SCORE", "SARIF"), ""
    )
    given = {"CHECKER": str(checker), "AUDITED": repository.name, "FOLDER": ".", "FAIL_ON": "never"}
    workspace = {"GITHUB_WORKSPACE": str(repository.parent), "GITHUB_SHA": "HEAD"}
    cache = {"CHECKER_CACHE_DIR": str(temporary / "cache")}
    _step("audit.sh", temporary, {**inputs, **given, **workspace, **cache})


def _step(script: str, temporary: Path, environment: Mapping[str, str]) -> None:
    hosted = {
        "GITHUB_ACTION_PATH": str(ROOT),
        "GITHUB_OUTPUT": str(temporary / "outputs"),
        "RUNNER_OS": "Linux",
        "RUNNER_TEMP": str(temporary),
    }
    subprocess.run(
        ["bash", ROOT / "action" / script],
        env={**os.environ, **hosted, **environment},
        stdout=subprocess.DEVNULL,
        check=True,
    )
