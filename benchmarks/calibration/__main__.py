"""Judges groups of repositories that are known to be good or poor: `python -m benchmarks.calibration`.

`--tune` looks at the half that severities and levels may be adjusted on, and leaves the other half unseen.
`--subject` judges single ones. Without either both halves are judged, and a page is written once every
repository was read. The exit code is 1 if a bound is missed, 2 if a repository could not be read.
"""

import shutil
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from benchmarks import batch
from benchmarks.audits import Auditor, committed, frozen
from benchmarks.calibration import hollow, page
from benchmarks.calibration.figures import Calibrated, half
from benchmarks.calibration.listed import AS_OF, LIST
from benchmarks.installs import ROOT
from benchmarks.subjects import Store, Subject, git, read

_OWN = Subject("standards-checker/standards-checker", "HEAD", {"group": "own", "ecosystem": "Python"})
Task = tuple[str, Callable[[], Calibrated]]


class Audits:
    """Makes the tasks that audit each repository."""

    def __init__(self, scratch: Path, store: Store) -> None:
        self._scratch = scratch / "judged"
        self._store = store
        self._auditor = Auditor(scratch)
        self.version = self._auditor.version()

    def public(self, subjects: Sequence[Subject]) -> list[Task]:
        """Return a task for each listed repository."""
        return [(subject.name, partial(self._public, subject)) for subject in subjects]

    def made(self) -> list[Task]:
        """Return tasks for the hollow repositories and our own."""
        hollow_ones: list[Task] = [(kind.name, partial(self._hollow, kind)) for kind in hollow.KINDS]
        return [*hollow_ones, (_OWN.name, self._own)]

    def _public(self, subject: Subject) -> Calibrated:
        folder = frozen(self._store.repository(subject), subject, self._folder(subject.name))
        judged = self._auditor.judged(folder, AS_OF)
        about = subject.about
        return Calibrated(subject.name, about["group"], about["ecosystem"], half(subject.name), judged)

    def _hollow(self, kind: hollow.Kind) -> Calibrated:
        folder = self._folder(kind.name)
        shutil.rmtree(folder, ignore_errors=True)
        hollow.made(kind, folder, AS_OF)
        git("-C", folder, "remote", "add", "origin", f"https://github.com/{kind.name}")
        judged = self._auditor.judged(folder, AS_OF)
        return Calibrated(kind.name, "hollow", kind.ecosystem, half(kind.name), judged)

    def _own(self) -> Calibrated:
        """Judge our own newest commit, which may be newer than those in the list."""
        commit = git("-C", ROOT, "rev-parse", "HEAD").strip()
        folder = frozen(ROOT, Subject(_OWN.name, commit), self._folder(_OWN.name))
        judged = self._auditor.judged(folder, max(AS_OF, committed(ROOT, commit)))
        return Calibrated("this repository", "own", _OWN.about["ecosystem"], half(_OWN.name), judged)

    def _folder(self, name: str) -> Path:
        return self._scratch / f"{name}.git"


def main() -> int:
    """Judge the groups, print their figures, and write the page."""
    options = batch.parser("python -m benchmarks.calibration", main.__doc__, page="calibration.md")
    options.add_argument("--tune", action="store_true", help="the half to tune on only; writes no page")
    given = options.parse_args()
    listed = batch.chosen(options, read(LIST), given.subject)
    if given.tune:
        listed = [subject for subject in listed if half(subject.name) == "tune"]
    store = batch.store(given)
    audits = Audits(given.cache, store)
    found = batch.done([*audits.public(listed), *([] if given.subject else audits.made())])
    shown = page.Calibration(found.results, AS_OF, audits.version, len(found.results) + len(found.left_out))
    print(page.single(shown) if given.subject else page.terminal(shown))
    if found.left_out:
        print(batch.unread(found.left_out, given.page))
        return batch.UNREAD
    if given.subject:
        return 0
    if not given.tune:
        given.page.write_text(page.markdown(shown), encoding="utf-8")
    return int(shown.missed)


if __name__ == "__main__":
    batch.ended(main)
