"""Fuzzes: `python -m tests.fuzz [--inputs N] [--minutes N] [--seed N] [--only TARGET]... [--replay FILE]`."""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.fuzz import inputs
from tests.fuzz.runner import SHARES, Runner, attempt, surroundings


def main() -> int:
    """Run, and return 1 if anything failed."""
    options = _options()
    if options.replay:
        with surroundings() as scratch:
            why = attempt(*inputs.kept(options.replay), scratch)
        _say(why or "as promised")
        return int(bool(why))
    kept = options.folder or Path(tempfile.mkdtemp(prefix="fuzz-"))
    kept.mkdir(parents=True, exist_ok=True)
    runner = Runner(options.seed, kept, _failed)
    wanted = {name: share for name, share in SHARES.items() if name in (options.only or SHARES)}
    counts = {name: round(options.inputs * share / sum(wanted.values())) for name, share in wanted.items()}
    _say(f"seed {options.seed}, failing inputs go to {kept}")
    begun = time.monotonic()
    runner.run(counts, begun + options.minutes * 60)
    for name in counts:
        _say(f"{name:10} {runner.tallies[name]}")
    done = sum(tally.inputs for tally in runner.tallies.values())
    _say(f"{done} inputs in {time.monotonic() - begun:.0f} s")
    return int(any(tally.failures for tally in runner.tallies.values()))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--inputs", type=int, default=20_000, help="how many inputs at most")
    parser.add_argument("--minutes", type=float, default=30, help="how long at most")
    parser.add_argument(
        "--seed", type=int, default=int(time.time()), help="the same seed makes the same inputs"
    )
    parser.add_argument("--only", action="append", choices=sorted(SHARES), help="inputs of this target only")
    parser.add_argument("--folder", type=Path, help="where inputs that fail are kept")
    parser.add_argument("--replay", type=Path, help="run one input that was kept")
    return parser.parse_args()


def _failed(place: Path, why: str) -> None:
    _say(f"\n{why.rstrip()}\nto run it again: {sys.executable} -m tests.fuzz --replay {place}\n")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
