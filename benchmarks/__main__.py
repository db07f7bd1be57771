"""Compares with targets: `python -m benchmarks [--runs N] [--all | --only NAME] [REPOSITORY]...`.

Without options it measures what an audit costs: on a small and a large repository, in a fleet, at its start.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from statistics import median

from benchmarks import installs, synthetic
from benchmarks.measure import Command, Cost, adopt_orphans, medians

_HERE = Path(__file__).parent
_SMALL_FILES = 125
_LARGE_FILES = 13_863
_LARGE = 5000
_MEMORY = 100
"""Megabytes that the largest process of an audit may take."""
_FLEET = 40
_RULES = 300
_MANY = 100
_VERY_MANY = 10_000


# What only some parts need is imported in them: the largest process of a command is never seen to be
# smaller than the one that started it.


@dataclass(frozen=True, slots=True)
class Row:
    """One measured figure and the target it has to keep."""

    what: str
    figure: str
    value: float
    target: float
    unit: str = "times"
    more_is_better: bool = False

    @property
    def missed(self) -> bool:
        """Tell whether the target is not kept."""
        return self.value < self.target if self.more_is_better else self.value > self.target

    def __str__(self) -> str:
        verdict = "MISSED" if self.missed else "ok"
        bound = "at least" if self.more_is_better else "at most"
        measured = f"{self.value:>7.2f} {self.unit:<5} ({bound} {self.target:.3g})"
        return f"{self.what:<48} {self.figure:<26} {measured:<30} {verdict}"


@dataclass(frozen=True)
class Bench:
    """Where things lie, and how often to measure."""

    scratch: Path
    runs: int
    repositories: Sequence[Path] = field(default_factory=tuple)
    nights: int = 0

    @cached_property
    def ours(self) -> Path:
        """The folder of our commands."""
        return installs.ours(self.scratch)

    @cached_property
    def peer(self) -> Path:
        """The folder of the peer's commands."""
        return installs.peer("repo-review")

    def command(self, *arguments: str | Path, source: Path | None = None) -> Command:
        """Return a command that keeps its cache here."""
        return Command(arguments, {"XDG_CACHE_HOME": str(self.scratch / "cache")}, source)

    def review(self, folder: Path) -> Command:
        """Return the peer's audit of a repository."""
        return self.command(self.peer / "repo-review", "--format", "json", folder)

    def audit(self, target: Path, *options: str) -> Command:
        """Return our audit of a target, from the beginning whatever an earlier one left behind."""
        return self.again(target, "--refresh", *options)

    def again(self, target: Path, *options: str) -> Command:
        """Return our audit of a target that may carry over what has not changed."""
        return self.command(self.ours / "checker", "audit", target, "--quiet", "-o", "json", *options)


def one_repository(
    bench: Bench, name: str, folder: Path, options: Sequence[str], limit: float
) -> Iterator[Row]:
    """Audit one repository with us and with the peer."""
    files = _git(folder, "ls-files", "-z").count("\0")
    ours, theirs = medians([bench.audit(folder, *options), bench.review(folder)], bench.runs)
    what = f"audit of {name} ({files:,} files) / repo-review"
    yield Row(what, _milliseconds(ours, theirs), ours.cpu / theirs.cpu, limit)
    yield Row("  its largest process", f"theirs {theirs.peak:.0f} MB", ours.peak, _MEMORY, "MB")


def small(bench: Bench) -> Iterator[Row]:
    """Audit a usual repository, or each that was given."""
    if not bench.repositories:
        folder = synthetic.repository(bench.scratch / "small", _SMALL_FILES, 300)
        yield from one_repository(bench, "small", folder, ["--now", synthetic.NOW], 1.5)
    for number, given in enumerate(bench.repositories):
        folder = bench.scratch / "given" / str(number)
        subprocess.run(["git", "clone", "--quiet", "--shared", given.resolve(), folder], check=True)
        large = _git(folder, "ls-files", "-z").count("\0") >= _LARGE
        yield from one_repository(bench, str(given), folder, [], 3.0 if large else 1.5)


def large(bench: Bench) -> Iterator[Row]:
    """Audit a repository with very many files."""
    folder = synthetic.repository(bench.scratch / "large", _LARGE_FILES, 3000)
    yield from one_repository(bench, "large", folder, ["--now", synthetic.NOW], 3.0)


def start(bench: Bench) -> Iterator[Row]:
    """Print our version, against importing what every such program imports."""
    commands = [
        bench.command(bench.ours / "checker", "--version"),
        bench.command(bench.ours / "python", "-c", "import click"),
    ]
    ours, theirs = medians(commands, 2 * bench.runs)
    what = "checker --version / python -c 'import click'"
    yield Row(what, _milliseconds(ours, theirs), ours.cpu / theirs.cpu, 1.2)


def fleet(bench: Bench) -> Iterator[Row]:
    """Audit a folder: what each repository after the first costs, in one process.

    A changed one is read and judged from the beginning. Against the peer, and against Git alone: `ls-tree -r`
    of the same commits and `cat-file --batch` of the same blobs. An unchanged one is judged a day later; half
    of the fleet is the measure of what is done once, as nothing is carried over in an audit of a few.
    """
    folders = [
        synthetic.repository(bench.scratch / "fleet" / f"s{n}", _SMALL_FILES, 300, n) for n in range(_FLEET)
    ]
    options = ("--jobs", "1", "--now", synthetic.NOW)
    raw = [command for folder in folders[1:] for command in _raw_git(bench, folder, options)]
    whole = bench.scratch / "fleet"
    later = ("--jobs", "1", "--now", synthetic.DAY_AFTER)
    half = folders[: _FLEET // 2]
    ours = [
        bench.audit(whole, *options),
        bench.audit(folders[0], *options),
        bench.again(whole, *later),
        bench.again(half[0], *map(str, half[1:]), *later),
    ]
    commands = [bench.review(folders[0]), *ours, *raw]
    theirs, anew, anew_first, again, again_half, *git = medians(commands, bench.runs)
    plain = Cost(sum(cost.cpu for cost in git) / (_FLEET - 1), 0)
    changed = Cost((anew.cpu - anew_first.cpu) / (_FLEET - 1), anew.peak)
    unchanged = Cost((again.cpu - again_half.cpu) / (_FLEET - len(half)), again.peak)
    what = f"each further changed repository of {_FLEET} / "
    yield Row(f"{what}repo-review", _milliseconds(changed, theirs), changed.cpu / theirs.cpu, 1 / 3)
    yield Row(f"{what}git alone", _milliseconds(changed, plain), changed.cpu / plain.cpu, 8.0)
    yield Row("  its largest process", "", anew.peak, _MEMORY, "MB")
    each = f"{unchanged.cpu * 1000:.1f} ms CPU each"
    yield Row("  unchanged repositories a second", each, 1 / unchanged.cpu, 300, "", more_is_better=True)


def _raw_git(bench: Bench, folder: Path, options: Sequence[str]) -> list[Command]:
    names = bench.scratch / f"{folder.name}.blobs"
    audit = bench.audit(folder, *options).arguments
    spied = [bench.ours / "python", _HERE / "blobs.py", names, *audit[1:]]
    subprocess.run(spied, stdout=subprocess.DEVNULL, check=False)
    git: tuple[str | Path, ...] = ("git", "-C", folder)
    return [
        bench.command(*git, "ls-tree", "-r", "-z", "HEAD"),
        bench.command(*git, "cat-file", "--batch", "--buffer", source=names),
    ]


def load(bench: Bench) -> Iterator[Row]:
    """Load many rules, the first time and again."""
    path = synthetic.policy(bench.scratch / "large.yml", _RULES)
    cold = median(_loaded(bench, path, f"cold{run}") for run in range(bench.runs))
    _loaded(bench, path, "warm")
    warm = median(_loaded(bench, path, "warm") for _ in range(bench.runs))
    yield Row(f"loading {_RULES} rules the first time", "", cold * 1000, 500, "ms")
    yield Row(f"loading {_RULES} rules again", "", warm * 1000, 50, "ms")


def github(bench: Bench) -> Iterator[Row]:
    """Audit an organization on the simulator, against asking one request after the other."""
    from benchmarks import organization

    pattern = organization.pattern(bench.ours, _MANY)
    for how, clone in (("", False), (" with clones", True)):
        options = () if clone else ("--no-clone",)
        run = organization.audit(bench.ours, _MANY, organization.FULL, *options, clone=clone)
        what = f"audit of {_MANY} on GitHub{how} / 14 requests each"
        yield Row(what, f"{run.wall:.1f} s / {pattern:.0f} s", run.wall / pattern, 1 / 3)
        if clone:
            yield Row("  requests for each", f"{run.requests} in all", run.requests / _MANY, 4.1, "each")
        else:
            yield Row("  CPU time for each", f"{run.cpu:.1f} s in all", run.cpu / _MANY * 1000, 30, "ms")


def settings(bench: Bench) -> Iterator[Row]:
    """Audit settings only: of many, what each costs, and of very many, what it takes to hold them."""
    from benchmarks import organization

    policy = organization.settings(bench.scratch / "settings.yml")
    few = organization.audit(bench.ours, _MANY, policy)
    what = f"requests for each setting's audit of {_MANY}"
    yield Row(what, f"{few.requests} in all", few.requests / _MANY, 0.1, "each")
    run = organization.audit(bench.ours, _VERY_MANY, policy)
    figure = f"{run.wall:.0f} s, {run.requests} requests"
    yield Row(f"memory for the settings of {_VERY_MANY:,}", figure, run.peak, 400, "MiB")


def pipeline(bench: Bench) -> Iterator[Row]:
    """Install and audit in a pipeline, with the wheels in its cache."""
    from benchmarks import action

    folder = synthetic.repository(bench.scratch / "change", 125, 300)
    taken = sorted(action.runs(bench.scratch, folder, bench.runs))
    yield Row("the Action from start to report", f"at least {taken[0]:.1f} s", median(taken), 20, "s")


def pages(bench: Bench) -> Iterator[Row]:
    """Build the site of a thousand repositories and 160 rules."""
    said = subprocess.run(
        [bench.ours / "python", _HERE / "site.py", bench.scratch / "site"],
        env={**os.environ, "XDG_CACHE_HOME": str(bench.scratch / "cache"), "PYTHONPATH": str(_HERE.parent)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    ).stdout
    found = json.loads(said)
    what = f"site of 1,000 repositories, {found['rules']} rules"
    yield Row(what, f"{found['failures']} failures each", found["cpu"], 20, "s")
    yield Row("  its size", "", found["bytes"] / 1e6, 60, "MB")
    yield Row("  its largest page", "", found["largest"] / 1000, 300, "kB")


def _loaded(bench: Bench, path: Path, cache: str) -> float:
    done = subprocess.run(
        [bench.ours / "python", _HERE / "loading.py", path],
        env={**os.environ, "XDG_CACHE_HOME": str(bench.scratch / cache)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return float(done.stdout)


def _git(folder: Path, *arguments: str) -> str:
    return subprocess.run(
        ["git", "-C", folder, *arguments], capture_output=True, text=True, check=True, errors="replace"
    ).stdout


def _milliseconds(ours: Cost, theirs: Cost) -> str:
    return f"{ours.cpu * 1000:.0f} ms / {theirs.cpu * 1000:.0f} ms CPU"


def history(bench: Bench) -> Iterator[Row]:
    """Record nights of an organization: what each adds, and how long a team's trend takes to read."""
    from benchmarks import history as generated

    for change in (generated.REPOSITORIES_CHANGE, generated.RESULTS_CHANGE):
        folder = bench.scratch / f"history-{change.repositories}"
        folder.mkdir()
        for name, url in generated.databases(folder):
            found = generated.measured(url, folder, change, bench.nights)
            first = f"after {found.first:.0f} MB, of {found.nights}"
            yield Row(f"a night in {name}, {change.name} change", first, found.nightly, change.room, "MB")
            what = f"  the trend of a team over {found.nights} nights"
            yield Row(what, f"recorded in {found.recording:.1f} s CPU", found.trend, 0.2, "s")
    folder = bench.scratch / "history-year"
    folder.mkdir()
    for name, url in generated.databases(folder):
        trend = generated.year(url, folder)
        yield Row(f"the trend of a team over a year in {name}", "opened and read", trend, 0.5, "s")


_AUDITS = ("small", "large", "fleet", "start")
_QUESTIONS: dict[str, Callable[[Bench], Iterator[Row]]] = {
    "small": small,
    "large": large,
    "fleet": fleet,
    "start": start,
    "load": load,
    "history": history,
    "github": github,
    "settings": settings,
    "site": pages,
    "action": pipeline,
}


def main() -> None:
    """Measure everything that was asked for and print a line each."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=main.__doc__)
    parser.add_argument("repositories", nargs="*", type=Path, metavar="REPOSITORY")
    parser.add_argument("--runs", type=int, default=7, help="measured runs of each command")
    parser.add_argument("--all", action="store_true", help="also history, GitHub, sites and the Action")
    parser.add_argument("--only", choices=_QUESTIONS, action="append", help="one part; repeatable")
    parser.add_argument("--nights", type=int, default=5, help="nights of the generated history")
    given = parser.parse_args()
    adopt_orphans()
    missed = False
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), given.runs, given.repositories, max(2, given.nights))
        for name in given.only or (_QUESTIONS if given.all else _AUDITS):
            for row in _QUESTIONS[name](bench):
                print(row, flush=True)
                missed = missed or row.missed
    sys.exit(missed)


if __name__ == "__main__":
    main()
