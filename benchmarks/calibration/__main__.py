"""Judges groups of repositories that are known to be good or poor: `python -m benchmarks.calibration`.

`--clones DIR` takes clones that are there already. `--tune` looks at the half that severities and levels may
be adjusted on, and leaves the other half unseen. Without it both halves are judged and a page is written. The
exit code is 1 if a bound is missed.
"""

import argparse
import shutil
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.audits import Auditor, committed, frozen
from benchmarks.calibration import hollow, page
from benchmarks.calibration.figures import Calibrated, half
from benchmarks.installs import ROOT
from benchmarks.subjects import Missing, Store, Subject, git, read

AS_OF = datetime(2026, 8, 24, tzinfo=UTC)
"""As of when all are judged: just after the newest commit in the list, so that results can be repeated."""
LIST = Path(__file__).parent / "subjects.yml"
_OWN = "this repository"
_AT_ONCE = 2


class Audits:
    """Audits every group, and tells what cannot be judged."""

    def __init__(self, scratch: Path, store: Store) -> None:
        self._scratch = scratch
        self._store = store
        self._auditor = Auditor(scratch)

    def judged(self, subjects: Sequence[Subject]) -> list[Calibrated]:
        """Audit the subjects, the hollow repositories and our own."""
        questions: list[Callable[[], Calibrated]] = [
            *(lambda subject=subject: self._public(subject) for subject in subjects),
            *(lambda kind=kind: self._hollow(kind) for kind in hollow.KINDS),
            self._own,
        ]
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            return [found for found in pool.map(_told, questions) if found]

    def _public(self, subject: Subject) -> Calibrated:
        folder = self._folder(subject.name)
        frozen(self._store.repository(subject), subject, folder)
        judged = self._auditor.judged(folder, AS_OF)
        about = subject.about
        return Calibrated(subject.name, about["group"], about["ecosystem"], half(subject.name), judged)

    def _hollow(self, kind: hollow.Kind) -> Calibrated:
        name = kind.name
        folder = self._folder(name)
        shutil.rmtree(folder, ignore_errors=True)
        hollow.made(kind, folder, AS_OF)
        git("-C", folder, "remote", "add", "origin", f"https://github.com/{name}")
        return Calibrated(name, "hollow", kind.ecosystem, half(name), self._auditor.judged(folder, AS_OF))

    def _own(self) -> Calibrated:
        commit = git("-C", ROOT, "rev-parse", "HEAD").strip()
        folder = frozen(ROOT, Subject("standards-checker/standards-checker", commit), self._folder("own/own"))
        judged = self._auditor.judged(folder, max(AS_OF, committed(ROOT, commit)))
        return Calibrated(_OWN, "own", "Python", half(_OWN), judged)

    def _folder(self, name: str) -> Path:
        folder = self._scratch / "judged" / f"{name}.git"
        folder.parent.mkdir(parents=True, exist_ok=True)
        return folder


def _told(question: Callable[[], Calibrated]) -> Calibrated | None:
    try:
        return question()
    except Missing as missing:
        print(f"left out: {missing}", file=sys.stderr, flush=True)
        return None


def main() -> None:
    """Judge the groups, print their figures, and write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.calibration", description=main.__doc__)
    parser.add_argument("--clones", type=Path, help="a folder of clones that are there already")
    parser.add_argument(
        "--cache", type=Path, default=ROOT / "benchmarks" / ".cache", help="what is kept for the next run"
    )
    parser.add_argument("--tune", action="store_true", help="the half to tune on only; writes no page")
    parser.add_argument("--page", type=Path, default=ROOT / "docs" / "calibration.md", help="what to write")
    given = parser.parse_args()
    listed = [subject for subject in read(LIST) if not given.tune or half(subject.name) == "tune"]
    judged = Audits(given.cache.resolve(), Store(given.cache, given.clones)).judged(listed)
    shown = page.Calibration(
        judged, AS_OF, Auditor(given.cache).version(), len(listed) + len(hollow.KINDS) + 1
    )
    print(page.terminal(shown))
    if not given.tune:
        given.page.write_text(page.markdown(shown), encoding="utf-8")
    sys.exit(shown.missed)


if __name__ == "__main__":
    main()
