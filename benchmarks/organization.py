"""What GitHub's settings and activity of many repositories cost, on the simulator."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.forge import Forge, many
from tests.forge.access import Access

DELAY = 0.05
"""Seconds that each answer takes."""
FULL = "baseline-github"
"""The policy that reads most of GitHub."""
_REQUESTS = 14
"""What collectors that ask repository by repository send for each, one after the other."""
_SAMPLE = 20  # repositories that are asked so: the others would take as long
_NOW = "2026-11-01T00:00:00Z"
_PATTERN = Path(__file__).parent / "pattern.py"
_SETTINGS = {
    "protected": "protection.approvals >= 1",
    "steady": "protection.force_push_blocked",
    "alerts": "security.dependency_alerts",
    "secrets": "security.secret_scanning && security.push_protection",
    "described": "github.description != ''",
    "token": "github.actions.default_permission == 'read'",
}
_RULE = """\
  - id: settings/{name}
    title: The setting {name}
    why: It is a setting.
    severity: medium
    assert: {source}
    fix: {{text: Set it., effort: low}}
"""


@dataclass(frozen=True, slots=True)
class Run:
    """Seconds, CPU seconds, the mebibytes of the largest process, and the requests that were sent."""

    wall: float
    cpu: float
    peak: float
    requests: int


def settings(path: Path) -> Path:
    """Write a policy that reads settings of repositories only."""
    rules = "".join(_RULE.format(name=name, source=json.dumps(source)) for name, source in _SETTINGS.items())
    path.write_text(f'policy: settings\nversion: "1"\ntitle: Settings\nextends: [common]\nrules:\n{rules}')
    return path


def audit(commands: Path, count: int, policy: str | Path, *options: str, clone: bool = False) -> Run:
    """Audit so many repositories that were never asked about, with a policy that was compiled before."""
    with _simulated(count, clone) as forge, TemporaryDirectory() as cache:
        environment = {**forge.environment("admin"), "CHECKER_CACHE_DIR": cache}
        checker = commands / "checker"
        _measured([checker, "rules", "-p", policy], environment)
        command: list[str | Path] = [
            checker,
            "audit",
            "github:acme",
            "-p",
            policy,
            "--quiet",
            "--now",
            _NOW,
            "-o",
            "csv",
        ]
        wall, cpu, peak = _measured([*command, *options], environment, (0, 1, 3))
        return Run(wall, cpu, peak, forge.requests())


def pattern(commands: Path, count: int) -> float:
    """Return the seconds that so many repositories take if they are asked one request after the other."""
    with _simulated(_SAMPLE, clone=False) as forge:
        names = [each.full_name for each in forge.world.repositories.values()]
        token = forge.environment("admin")["GITHUB_TOKEN"]
        asked = (forge.api, token, str(_REQUESTS), json.dumps(names))
        wall, _, _ = _measured([commands / "python", _PATTERN, *asked], {})
    return wall * count / _SAMPLE


@contextmanager
def _simulated(count: int, clone: bool) -> Iterator[Forge]:
    world = many(count, cloneable=clone)
    for repository in world.repositories.values():
        assert repository.head  # what is to be cloned is made now
    with Forge(world, DELAY) as forge:
        forge.graph.respond("{ rateLimit { cost } }", {}, Access(world, None))  # reads the schema
        yield forge


def _measured(
    command: Sequence[str | Path], environment: Mapping[str, str], allowed: Sequence[int] = (0,)
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
