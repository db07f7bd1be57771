"""Runs inputs one after the other, and keeps those that break a promise."""

import faulthandler
import math
import os
import signal
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from types import FrameType
from typing import Protocol

from checker.documents import Malformed
from checker.errors import CheckerError, Unobserved
from tests.fuzz import inputs
from tests.fuzz.inputs import Input
from tests.fuzz.targets import gates, histories, parsers, reports, settings, trees

CPU = 10.0
"""Seconds of CPU time that one input may take; a usual one takes hundredths."""
_STUCK = 120.0  # seconds until a process that does not come back to Python is ended
_EXPECTED = (CheckerError, Unobserved, Malformed)
"""What readers may raise: errors that say what is wrong with an input."""


class Target(Protocol):
    """One kind of inputs."""

    def make(self, random: Random) -> Input:
        """Return an input; the same state of *random* gives the same."""

    def run(self, given: Input, scratch: Path) -> None:
        """Put an input to the test, with a folder for its files; raises Wrong where a promise is broken."""


TARGETS: dict[str, Target] = {
    "parsers": parsers,
    "trees": trees,
    "settings": settings,
    "histories": histories,
    "reports": reports,
    "gates": gates,
}
SHARES = {
    "parsers": 0.5,
    "trees": 0.25,
    "settings": 0.1,
    "histories": 0.05,
    "reports": 0.08,
    "gates": 0.02,
}
"""Which part of the inputs each target gets: costly ones get less."""


class Late(Exception):
    """An input took more CPU time than CPU."""


@dataclass(slots=True)
class Tally:
    """How many inputs of a target were run, how long they took, and what was wrong with which."""

    inputs: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    failures: int = 0

    def __str__(self) -> str:
        rate = self.inputs / self.seconds if self.seconds else 0.0
        return (
            f"{self.inputs:6} inputs {self.seconds:7.1f} s {rate:7.1f}/s"
            f"  slowest {self.slowest:5.2f} s  {self.failures} failures"
        )


class Runner:
    """Runs the inputs of a seed; *kept* is the folder for those that fail, *tell* hears of each."""

    def __init__(self, seed: int, kept: Path, tell: Callable[[Path, str], None]) -> None:
        self.seed = seed
        self.kept = kept
        self.tell = tell
        self.tallies = {name: Tally() for name in TARGETS}

    def run(self, counts: Mapping[str, int], until: float = math.inf) -> None:
        """Run as many inputs of each target, in turns, at most until a time of the monotonic clock."""
        with surroundings() as scratch:
            for name, number in _turns(counts):
                if time.monotonic() > until:
                    return
                given = TARGETS[name].make(Random(f"{self.seed} {name} {number}"))
                self._one(name, number, given, scratch)

    def _one(self, name: str, number: int, given: Input, scratch: Path) -> None:
        running = self.kept / "running.json"  # what is left when the process is killed
        inputs.keep(running, name, given)
        tally = self.tallies[name]
        begun = time.process_time()
        why = attempt(name, given, scratch)
        took = time.process_time() - begun
        tally.inputs, tally.seconds, tally.slowest = (
            tally.inputs + 1,
            tally.seconds + took,
            max(tally.slowest, took),
        )
        if why:
            place = running.replace(self.kept / f"{name}-{self.seed}-{number}.json")
            tally.failures += 1
            self.tell(place, why)
        else:
            running.unlink()


def _turns(counts: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    """Yield targets and numbers so that all targets are done at about the same time."""
    every = [(number / count, name, number) for name, count in counts.items() for number in range(count)]
    yield from ((name, number) for _, name, number in sorted(every))


def attempt(name: str, given: Input, scratch: Path) -> str:
    """Run one input and return what is wrong, "" if nothing is."""
    try:
        with _bounded():
            TARGETS[name].run(given, scratch)
    except _EXPECTED:
        return ""
    except Exception:  # noqa: BLE001  # whatever it is, it is what is looked for
        return traceback.format_exc()
    return ""


@contextmanager
def surroundings() -> Iterator[Path]:
    """Give a folder for files of inputs; our own cache lies there as well."""
    before = os.environ.get("CHECKER_CACHE_DIR")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CHECKER_CACHE_DIR"] = f"{folder}/cache"
        try:
            yield Path(folder)
        finally:
            os.environ.pop("CHECKER_CACHE_DIR")
            if before is not None:
                os.environ["CHECKER_CACHE_DIR"] = before


@contextmanager
def _bounded() -> Iterator[None]:
    """Raise Late after CPU seconds of this process; end the process if it does not even notice that."""

    def late(number: int, frame: FrameType | None) -> None:
        raise Late(f"more than {CPU} seconds")

    if not hasattr(signal, "setitimer"):  # Windows
        yield
        return
    before = signal.signal(signal.SIGPROF, late)
    signal.setitimer(signal.ITIMER_PROF, CPU)
    faulthandler.dump_traceback_later(_STUCK, exit=True)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
