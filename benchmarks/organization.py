"""What GitHub's settings and activity of many repositories cost, on the simulator."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.forge import Forge, many

DELAY = 0.05
"""Seconds that each answer takes."""
_REQUESTS = 14
"""What collectors that ask repository by repository send for each, one after the other."""
_NOW = "2026-11-01T00:00:00Z"
_PATTERN = Path(__file__).parent / "pattern.py"


def audited(checker: Path, forge: Forge, cache: Path, *options: str) -> tuple[float, float, float]:
    """Audit the whole organization; return seconds, CPU seconds and the mebibytes of the largest process."""
    command: list[str | Path] = [
        checker,
        "audit",
        "github:acme",
        "--quiet",
        "--now",
        _NOW,
        "-o",
        "json",
        *options,
    ]
    return _measured(command, {**forge.environment("admin"), "CHECKER_CACHE_DIR": str(cache)}, (0, 1, 3))


def pattern(python: Path, forge: Forge, count: int) -> float:
    """Return the seconds of so many repositories, asked one request after the other."""
    names = [each.full_name for each in list(forge.world.repositories.values())[:count]]
    token = forge.environment("admin")["GITHUB_TOKEN"]
    seconds, _, _ = _measured([python, _PATTERN, forge.api, token, str(_REQUESTS), json.dumps(names)], {})
    return seconds


def _measured(
    command: Sequence[str | Path], environment: dict[str, str], allowed: Sequence[int] = (0,)
) -> tuple[float, float, float]:
    started = time.monotonic()
    process = subprocess.Popen(
        command,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    assert process.stderr
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in allowed:
        raise RuntimeError(f"exit code {process.returncode}: {said.decode(errors='replace')}")
    peak = usage.ru_maxrss / (1024 if sys.platform != "darwin" else 1024 * 1024)
    return time.monotonic() - started, usage.ru_utime + usage.ru_stime, peak


def simulated(count: int, delay: float = DELAY) -> Forge:
    """Return a GitHub with so many repositories."""
    return Forge(many(count), delay)
