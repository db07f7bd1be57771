"""One part of an audit: some of the repositories are collected here, and the parts are judged together.

A part is a file of JSON lines: a `Header`; for each repository its name, and in the line after it its
snapshot as `checker collect` keeps it; what could not be read; what GitHub says of owners; and the number of
lines with their SHA-256, by which a whole file is told from a damaged one.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from checker import cache
from checker.app import asking
from checker.app.auditing import Request, Watcher, audited, belonging, context_of, moment_of, shared_out
from checker.app.judging import Judged
from checker.app.recording import Series, named
from checker.app.tasks import GITHUB, Task, local, uncollected
from checker.engine.compile import Plan
from checker.errors import UsageError
from checker.executors.fingerprint import fingerprint
from checker.filesystem.write import Destination
from checker.model import codec
from checker.model.audit import Uncollected
from checker.model.facts import Facts
from checker.model.value import dataclass
from checker.packs.config import Configuration

SCHEMA = "shard-1"
BEGINNING = f'{{"header": {{"schema": "{SCHEMA}"'.encode()
"""What each part begins with: also what names its version."""
_MOST = 1000
_SHARD = re.compile(r"([1-9]\d{0,3})/([1-9]\d{0,3})")


@dataclass(frozen=True, slots=True)
class Shard:
    """Part *index* of *count*, counted from 1."""

    index: int
    count: int

    def __str__(self) -> str:
        return f"{self.index}/{self.count}"

    def holds(self, name: str) -> bool:
        """Tell whether a repository of this name belongs to this part: the SHA-256 of its name says so."""
        digest = hashlib.sha256(name.encode("utf-8", "surrogateescape")).digest()
        return int.from_bytes(digest[:8]) % self.count == self.index - 1


def shard_of(text: str) -> Shard:
    """Return the part that a text like 2/8 stands for; raises UsageError when it stands for none."""
    match = _SHARD.fullmatch(text)
    shard = Shard(int(match[1]), int(match[2])) if match else Shard(0, 0)
    if not 1 <= shard.index <= shard.count <= _MOST:
        raise UsageError(f"--shard {text!r} is no part of a whole", "write the second of eight as 2/8")
    return shard


@dataclass(frozen=True, slots=True)
class Header:
    """What the parts of one audit have in common, but for *shard*.

    *code* says which program made it, *now* is the time that is judged against (RFC 3339), *policy* the
    digest of the policy. *settings* is the digest of what the settings say of repositories, and *question*
    that of targets, filters and other options. *whole* is whether an owner was audited as a whole.
    """

    schema: str
    shard: Shard
    code: str
    now: str
    policy: str
    settings: str
    question: str
    series: Series
    whole: bool


@dataclass(frozen=True, slots=True)
class Collected:
    """What `collect_shard` did: how many repositories it kept, and how many it could not read."""

    kept: int
    failed: int


def collect_shard(  # noqa: PLR0913, PLR0917  # what an audit has, and where a part of it goes
    shard: Shard,
    path: Path,
    request: Request,
    plan: Plan,
    configuration: Configuration,
    watcher: Watcher | None = None,
) -> Collected:
    """Collect the repositories of one part, and write them to a file as they come.

    Raises UsageError when the file cannot be written, or there is nobody to ask GitHub as.
    """
    targets = audited(request, configuration)
    configuration.check("debt")
    failed: list[Uncollected] = []
    near, far = _near(targets, failed), [each for each in targets if each.startswith(GITHUB)]
    context = replace(
        context_of(request, plan, configuration),
        snapshots=True,
        hosted=request.hosted or bool(far),  # for GitHub, threads are at work
    )
    github = asking.GitHub(context, request.github, watcher)
    folder = configuration.folder
    own = [Task(target) for target in near if shard.holds(named(target, folder))]
    listed = [each for each in github.listed(far) if shard.holds(f"{GITHUB}{each.full_name}".lower())]
    executor, work = shared_out(request, context, asks=bool(far) and github.jobs == 1)
    header = _header(shard, request, plan, configuration, targets)
    kept = 0
    with Destination(path).opened() as file:
        writer = Writer(file, header)
        for task, outcome in executor.run(work, chain(own, github.asked(listed) if listed else ())):
            if isinstance(outcome, Judged):
                writer.keep(task.target, near.get(task.target), outcome.snapshot)
                kept += 1
            else:
                failed.append(uncollected(task.target, outcome))
            if watcher:
                watcher.advance(kept + len(failed), len(own) + len(listed), task.target)
        failed += github.missing
        writer.finish(failed, github.owners())
    github.tidy()
    cache.tidy()
    return Collected(kept, len(failed))


def _near(targets: Sequence[str], failed: list[Uncollected]) -> Mapping[str, int]:
    """Return the repositories on this machine, each with the place of the first target that names it.

    What names nothing, and what may not be read, goes to *failed*.
    """
    found: dict[str, int] = {}
    for place, target in enumerate(targets):
        if not target.startswith(GITHUB):
            for task in local([target], failed):
                found.setdefault(task.target, place)
    return found


def _header(
    shard: Shard, request: Request, plan: Plan, configuration: Configuration, targets: Sequence[str]
) -> Header:
    names = [named(target, configuration.folder) for target in targets]
    asked = [*names, request.at, repr(request.github.filters), str(request.github.clone)]
    return Header(
        schema=SCHEMA,
        shard=shard,
        code=fingerprint(),
        now=moment_of(request.now),
        policy=plan.policy.digest,
        settings=settings_digest(configuration),
        question=_digest(asked),
        series=belonging(request, configuration, targets),
        whole=asking.is_whole(each for each in targets if each.startswith(GITHUB)),
    )


def settings_digest(configuration: Configuration) -> str:
    """Return a digest of what the settings say of repositories, teams and the organization."""
    parts = (
        configuration.organization,
        configuration.teams,
        configuration.catalog,
        configuration.repositories,
        configuration.debt,
    )
    return _digest(codec.encode(parts))


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()


class Writer:
    """Writes one part, line by line."""

    def __init__(self, file: BinaryIO, header: Header) -> None:
        self._file = file
        self._digest = hashlib.sha256()
        self._lines = 0
        self._add({"header": codec.encode(header)})

    def keep(self, target: str, place: int | None, snapshot: str) -> None:
        """Write the snapshot of one repository; *place* is that of its target, None on GitHub."""
        self._add({"repository": target, "place": place})
        self._add(json.loads(snapshot))

    def finish(self, failed: Sequence[Uncollected], owners: Mapping[str, Facts | None]) -> None:
        """Write what could not be read, what is known of owners, and the last line."""
        for each in failed:
            self._add({"uncollected": codec.encode(each)})
        for login, facts in owners.items():
            self._add({"owner": login, "facts": None if facts is None else codec.encode(facts)})
        self._add({"end": self._lines, "sha256": self._digest.hexdigest()})

    def _add(self, record: Mapping[str, object]) -> None:
        line = json.dumps(record).encode() + b"\n"
        self._digest.update(line)
        self._lines += 1
        self._file.write(line)
