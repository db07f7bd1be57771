"""What an audit by the baseline says of a repository as it was at one commit.

    folder = frozen(repository, subject, folder)    # knows nothing that is newer than the commit
    judged = Auditor(scratch).judged(folder, now)   # score, level and the outcome of each rule

It asks no token, and takes its origin to be on github.com, as users' clones have it.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from benchmarks.subjects import Missing, Subject, git

_AUDIT_SECONDS = 900
_UNAVAILABLE = "unavailable"
_NO_TOKENS = ("GITHUB_TOKEN", "GH_TOKEN")


class Standing(msgspec.Struct, frozen=True):
    """How a rule stands in a repository: its outcome, and how much it counts there.

    *unavailable*: it is unknown because nothing in the files decides it, which a token might.
    """

    outcome: str
    severity: str
    level: str
    unavailable: bool = False


class Judged(msgspec.Struct, frozen=True):
    """What an audit says of a repository; *score_at_least* counts what is unknown as failed."""

    score: float
    score_at_least: float
    level: str
    rules: Mapping[str, Standing]


class Auditor:
    """Runs the installed command; what it keeps between audits stands in *scratch*."""

    def __init__(self, scratch: Path) -> None:
        self._scratch = scratch
        self._command = Path(sys.executable).parent / "checker"
        kept = {name: value for name, value in os.environ.items() if name not in _NO_TOKENS}
        self._environment = {**kept, "XDG_CACHE_HOME": str(scratch / "cache")}

    def version(self) -> str:
        """Return what the command calls itself."""
        return subprocess.run(
            [self._command, "--version"], capture_output=True, text=True, check=True
        ).stdout.strip()

    def judged(self, folder: Path, now: datetime) -> Judged:
        """Audit a repository as of a time; raises Missing with what the command said when it cannot."""
        report = folder.with_suffix(".json")
        report.unlink(missing_ok=True)
        done = subprocess.run(
            [
                *(self._command, "audit", folder, "--policy", "baseline", "--now", now.isoformat()),
                *(
                    "--no-history",
                    "--fail-on",
                    "never",
                    "--quiet",
                    "--jobs",
                    "1",
                    "--output",
                    f"json={report}",
                ),
            ],
            cwd=self._scratch,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=_AUDIT_SECONDS,
            check=False,
        )
        subjects = json.loads(report.read_bytes())["subjects"] if report.is_file() else []
        if not subjects:
            raise Missing(f"{folder.name}: the audit ended with {done.returncode}: {done.stderr.strip()}")
        return _judged(subjects[0])


class _Unknown(msgspec.Struct):
    cause: str


class _Result(msgspec.Struct):
    rule: str
    outcome: str
    severity: str
    level: str
    unknown: list[_Unknown]


def _judged(subject: Mapping[str, object]) -> Judged:
    results = msgspec.convert(subject["results"], list[_Result])
    rules = {
        result.rule: Standing(
            result.outcome,
            result.severity,
            result.level,
            any(part.cause == _UNAVAILABLE for part in result.unknown),
        )
        for result in results
    }
    score, at_least = (msgspec.convert(subject[key] or 0, float) for key in ("score", "score_at_least"))
    return Judged(score, at_least, str(subject["level"]), rules)


def committed(repository: Path, commit: str) -> datetime:
    """Return when a commit was made, in UTC."""
    seconds = int(git("-C", repository, "show", "--no-patch", "--format=%ct", commit))
    return datetime.fromtimestamp(seconds, UTC)


def frozen(repository: Path, subject: Subject, folder: Path) -> Path:
    """Make *folder* the bare repository that a clone would have been when the commit was the newest.

    Its one branch ends there, and of the tags those are left that are not younger. It borrows the objects.
    """
    shutil.rmtree(folder, ignore_errors=True)
    git("init", "--quiet", "--bare", "--initial-branch=main", folder)
    objects = Path(
        git("-C", repository, "rev-parse", "--path-format=absolute", "--git-path", "objects").strip()
    )
    (folder / "objects" / "info" / "alternates").write_text(f"{objects}\n", encoding="utf-8")
    latest = committed(repository, subject.commit).timestamp()
    tags = git(
        "-C", repository, "for-each-ref", "--format=%(objectname) %(refname) %(creatordate:unix)", "refs/tags"
    )
    lines = [f"{subject.commit} refs/heads/main"]
    for tag in tags.splitlines():
        name, _, made = tag.rpartition(" ")
        lines += [name] if made and int(made) <= latest else []
    (folder / "packed-refs").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    git("-C", folder, "remote", "add", "origin", subject.url)
    return folder
