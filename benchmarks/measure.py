"""What a command costs: CPU time of its whole process tree, and its largest process."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

_JUDGED = (0, 1, 3)
"""Exit codes of a tool that ran and has an opinion."""
_SUBREAPER = 36
_TO_MEGABYTES = 1024 / 1e6 if sys.platform != "darwin" else 1 / 1e6  # kibibytes, on macOS bytes
_ORPHAN_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU seconds (user and system), and the megabytes of the largest process."""

    cpu: float
    peak: float


@dataclass(frozen=True, slots=True)
class Command:
    """What to run, and what to add to the environment."""

    arguments: Sequence[str | Path]
    environment: Mapping[str, str]
    standard_input: Path | None = None


def adopt_orphans() -> None:
    """Have the kernel hand us the children that a command leaves behind, so that they count too."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)


def cost(command: Command) -> Cost:
    """Run a command to its end and return what it cost.

    Raises RuntimeError when it breaks.
    """
    source = command.standard_input.open("rb") if command.standard_input else subprocess.DEVNULL
    process = subprocess.Popen(
        [str(argument) for argument in command.arguments],
        stdin=source,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **command.environment},
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in _JUDGED:
        raise RuntimeError(f"exit code {process.returncode}: {' '.join(map(str, command.arguments))}")
    orphans = _orphans()
    return Cost(
        usage.ru_utime + usage.ru_stime + orphans.cpu, max(usage.ru_maxrss * _TO_MEGABYTES, orphans.peak)
    )


def _orphans() -> Cost:
    cpu = peak = 0.0
    last = time.monotonic() + _ORPHAN_SECONDS
    while time.monotonic() < last:
        try:
            pid, _, usage = os.wait4(-1, os.WNOHANG)
        except ChildProcessError:
            break
        if pid:
            cpu += usage.ru_utime + usage.ru_stime
            peak = max(peak, usage.ru_maxrss * _TO_MEGABYTES)
        else:
            time.sleep(0.005)
    return Cost(cpu, peak)


def medians(commands: Sequence[Command], runs: int) -> list[Cost]:
    """Run the commands in turn, *runs* times after one run to warm up; return their medians.

    Taking turns lets a busy moment of the machine hit all of them.
    """
    for command in commands:
        cost(command)
    rounds = [[cost(command) for command in commands] for _ in range(runs)]
    return [
        Cost(median(each.cpu for each in costs), median(each.peak for each in costs))
        for costs in zip(*rounds, strict=True)
    ]
