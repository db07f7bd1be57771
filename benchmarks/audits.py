"""What an audit by the baseline says of a repository as it was at one commit.

    folder = frozen(repository, subject, folder)    # knows nothing that is newer than the commit
    judged = Auditor(scratch).judged(folder, now)   # score, level and the outcome of each rule

It has no token and nobody's settings, and takes its origin to be on github.com, as users' clones have it.
"""

import json
import shutil
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from benchmarks import children
from benchmarks.subjects import Missing, Subject, git

_AUDIT_SECONDS = 900
_VERSION_SECONDS = 60
_UNAVAILABLE = "unavailable"
_REPORTED = (0, 3)
"""Exit codes with a report; 3 says that a part could not be decided."""


class Standing(msgspec.Struct, frozen=True):
    """How a rule stands in a repository: its outcome, and how much it counts there.

    *unavailable*: it is unknown because nothing in the files decides it, which a token might.
    *share*: which part of it passed, where it is not all or nothing.
    """

    outcome: str
    severity: str
    level: str
    unavailable: bool = False
    objective: str = ""
    share: float | None = None


class Judged(msgspec.Struct, frozen=True):
    """What an audit says of a repository; *score_at_least* counts what is unknown as failed.

    *weights* are those of the policy's objectives.
    """

    score: float
    score_at_least: float
    level: str
    rules: Mapping[str, Standing]
    weights: Mapping[str, float] = {}


class Auditor:
    """Runs the installed command; what it keeps between audits stands in *scratch*."""

    def __init__(self, scratch: Path) -> None:
        self._command = Path(sys.executable).parent / "checker"
        self._home = children.Home.made(scratch.resolve() / "home")

    def version(self) -> str:
        """Return what the command calls itself; raises Missing where it is not installed."""
        return self._run(["--version"], _VERSION_SECONDS).strip()

    def judged(self, folder: Path, now: datetime) -> Judged:
        """Audit a repository as of a time; raises Missing with what the command said when it cannot."""
        report = folder.with_suffix(".json")
        report.unlink(missing_ok=True)
        chosen: list[str | Path] = ["--policy", "baseline", "--config", self._home.settings]
        moment = ["--now", now.isoformat(), "--no-history", "--fail-on", "never"]
        output = ["--quiet", "--jobs", "1", "--output", f"json={report}"]
        self._run(["audit", folder, *chosen, *moment, *output], _AUDIT_SECONDS)
        return _judged(json.loads(report.read_bytes()), folder.name)

    def _run(self, arguments: list[str | Path], seconds: float) -> str:
        try:
            return children.run(
                [self._command, *arguments],
                seconds=seconds,
                folder=self._home.folder,
                accepted=_REPORTED,
                variables=self._home.variables,
            ).stdout
        except children.Failed as failed:
            raise Missing(str(failed)) from None


class _Unknown(msgspec.Struct):
    cause: str


class _Result(msgspec.Struct):
    rule: str
    outcome: str
    severity: str
    level: str
    objective: str
    score: float | None
    unknown: list[_Unknown]

    @property
    def standing(self) -> Standing:
        return Standing(
            self.outcome,
            self.severity,
            self.level,
            unavailable=any(part.cause == _UNAVAILABLE for part in self.unknown),
            objective=self.objective,
            share=self.score,
        )


class _Subject(msgspec.Struct):
    score: float | None
    score_at_least: float | None
    level: str
    results: list[_Result]


class _Objective(msgspec.Struct):
    id: str
    weight: float


class _Policy(msgspec.Struct):
    objectives: list[_Objective]


class _Unread(msgspec.Struct):
    reason: str


class _Report(msgspec.Struct):
    policy: _Policy
    subjects: list[_Subject]
    uncollected: list[_Unread]


def _judged(report: object, name: str) -> Judged:
    """Return what a report says of its one repository; raises Missing if that was not read."""
    read = msgspec.convert(report, _Report)
    if not read.subjects:
        raise Missing(f"{name} was not read: {'; '.join(each.reason for each in read.uncollected)}")
    (subject,) = read.subjects
    if subject.score is None or subject.score_at_least is None:
        raise Missing(f"{name} has no score: nothing was decided")
    return Judged(
        subject.score,
        subject.score_at_least,
        subject.level,
        {result.rule: result.standing for result in subject.results},
        {objective.id: objective.weight for objective in read.policy.objectives},
    )


def committed(repository: Path, commit: str) -> datetime:
    """Return when a commit was made, in UTC."""
    seconds = int(git("-C", repository, "show", "--no-patch", "--format=%ct", commit))
    return datetime.fromtimestamp(seconds, UTC)


def frozen(repository: Path, subject: Subject, folder: Path) -> Path:
    """Make *folder* the bare repository that a clone would have been when the commit was the newest.

    Its one branch ends there, and of the tags those are left that are not younger. It borrows the objects.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    git("init", "--quiet", "--bare", "--initial-branch=main", folder)
    objects = git("-C", repository, "rev-parse", "--path-format=absolute", "--git-path", "objects").strip()
    (folder / "objects" / "info" / "alternates").write_text(f"{objects}\n", encoding="utf-8")
    references = [f"{subject.commit} refs/heads/main", *_tags(repository, subject.commit)]
    (folder / "packed-refs").write_text("".join(f"{line}\n" for line in references), encoding="utf-8")
    git("-C", folder, "remote", "add", "origin", subject.url)
    return folder


def _tags(repository: Path, commit: str) -> list[str]:
    """Return the tags that are not younger than a commit, as lines of packed-refs."""
    latest = committed(repository, commit).timestamp()
    form = "--format=%(objectname) %(refname) %(creatordate:unix)"
    lines = git("-C", repository, "for-each-ref", form, "refs/tags").splitlines()
    tags = [line.rpartition(" ") for line in lines]
    return [name for name, _, made in tags if made and int(made) <= latest]
