"""One part of an audit: some of the repositories are collected here, and the parts are judged together.

A part is a file of JSON lines: a `ShardHeader`, then `RepositoryRecord` lines, each followed by a snapshot as
`checker collect` keeps it, `UncollectedRecord` and `OwnerRecord` lines, and an `EndRecord`, by which a whole
file is told from a damaged one.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import BinaryIO, TypeAlias

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from checker import cache
from checker.app.audit import github_targets
from checker.app.audit.context import Snapshots, moment_of
from checker.app.audit.identity import Owning
from checker.app.audit.organization import is_whole
from checker.app.audit.repository import Judged
from checker.app.audit.resume import Run
from checker.app.audit.run import (
    AuditRequest,
    AuditWatcher,
    audited,
    belonging,
    chosen,
    context_of,
    divided,
    shared_out,
)
from checker.app.audit.series import Membership, named
from checker.app.audit.targets import GITHUB, AuditTask, uncollected
from checker.engine.compile import Plan
from checker.errors import UsageError
from checker.filesystem.write import Destination
from checker.fingerprint import fingerprint
from checker.model import audit, encoding
from checker.model.audit import Uncollected
from checker.model.facts import Facts
from checker.policy.settings.configuration import Configuration

SCHEMA = "shard-1"
BEGINNING = f'{{"type":"header","schema":"{SCHEMA}"'.encode()
"""What each part begins with: also what names its version."""
_MOST = 1000
_SHARD = re.compile(r"([1-9]\d{0,3})/([1-9]\d{0,3})")


class Shard(Struct, frozen=True):
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


class ShardHeader(Struct, frozen=True, tag="header"):
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
    membership: Membership
    whole: bool


class RepositoryRecord(Struct, frozen=True, tag="repository"):
    """The next line is the snapshot of this repository.

    *name* is what its shard is told by. *place* is where it stands among those on the machine that the
    targets name, None for one on GitHub.
    """

    name: str
    place: int | None


class UncollectedRecord(Struct, frozen=True, tag="uncollected"):
    """A target that could not be read, and the repository as far as it is known where it lies.

    Its *name* is the same on every machine.
    """

    name: str
    told: Uncollected
    repository: audit.Repository


class OwnerRecord(Struct, frozen=True, tag="owner"):
    """What GitHub says of an owner of repositories; *facts* are None for a user."""

    login: str
    facts: Facts | None


class EndRecord(Struct, frozen=True, tag="end"):
    """The last line: how many are before it, and their SHA-256 in hexadecimal digits."""

    lines: int
    sha256: str


Record: TypeAlias = ShardHeader | RepositoryRecord | UncollectedRecord | OwnerRecord | EndRecord


class Collected(Struct, frozen=True):
    """What `collect_shard` did: how many repositories it kept, and how many it could not read."""

    kept: int
    failed: int


def collect_shard(  # noqa: PLR0913, PLR0917  # what an audit has, and where a part of it goes
    shard: Shard,
    path: Path,
    request: AuditRequest,
    plan: Plan,
    configuration: Configuration,
    watcher: AuditWatcher | None = None,
) -> Collected:
    """Collect the repositories of one part, and write them to a file as they come.

    Raises UsageError when the file cannot be written, or there is nobody to ask GitHub as.
    """
    targets = audited(request, configuration)
    configuration.check("debt")
    failed: list[Uncollected] = []
    here, far = divided(targets, request.staged, failed)
    chosen_here = chosen(here, request, plan, configuration, alone=not far)
    near = {task.target: place for place, task in enumerate(chosen_here)}
    context = replace(
        context_of(request, plan, configuration, Run(None, request.now)),
        snapshots=Snapshots.ALL,
        hosted=request.hosted or bool(far),  # for GitHub, threads are at work
    )
    github = github_targets.GitHubTargets(context, request.github, watcher)
    folder = configuration.folder
    own = [AuditTask(target) for target in near if shard.holds(named(target, folder))]
    listed = [each for each in github.listed(far) if shard.holds(f"{GITHUB}{each.full_name}".lower())]
    executor, work = shared_out(request, context, asks=bool(far) and github.jobs == 1)
    header = _header(shard, request, plan, configuration, targets)
    kept = 0
    with Destination(path).opened() as file:
        writer = ShardWriter(file, header, folder)
        for task, outcome in executor.run(work, chain(own, github.asked(listed) if listed else ())):
            if isinstance(outcome, Judged):
                writer.keep(task.target, near.get(task.target), outcome.snapshot)
                kept += 1
            else:
                failed.append(uncollected(task.target, outcome))
            if watcher:
                watcher.advance(kept + len(failed), len(own) + len(listed), task.target)
        owning = Owning(configuration, context.root)
        failed += github.missing
        for each in failed:
            writer.miss(each, owning.unread(each.target, each.reason))
        writer.finish(github.owners())
    github.tidy()
    cache.tidy()
    return Collected(kept, len(failed))


def _header(
    shard: Shard, request: AuditRequest, plan: Plan, configuration: Configuration, targets: Sequence[str]
) -> ShardHeader:
    names = [named(target, configuration.folder) for target in targets]
    asked = [*names, request.at, repr(request.github.filters), str(request.github.clone)]
    return ShardHeader(
        schema=SCHEMA,
        shard=shard,
        code=fingerprint(),
        now=moment_of(request.now),
        policy=plan.policy.digest,
        settings=settings_digest(configuration),
        question=_digest(asked),
        membership=belonging(request, configuration),
        whole=is_whole(each for each in targets if each.startswith(GITHUB)),
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
    return _digest(parts)


def _digest(value: object) -> str:
    return hashlib.sha256(encoding.encode(value)).hexdigest()


class ShardWriter:
    """Writes one part, line by line; paths of it are named from *folder*."""

    def __init__(self, file: BinaryIO, header: ShardHeader, folder: Path) -> None:
        self._file = file
        self._folder = folder
        self._digest = hashlib.sha256()
        self._lines = 0
        self._add(encoding.encode(header))

    def keep(self, target: str, place: int | None, snapshot: str) -> None:
        """Write the snapshot of one repository."""
        self._add(encoding.encode(RepositoryRecord(named(target, self._folder), place)))
        self._add(msgspec.json.format(snapshot, indent=-1).encode())

    def miss(self, told: Uncollected, repository: audit.Repository) -> None:
        """Write the line of a target that could not be read."""
        self._add(encoding.encode(UncollectedRecord(named(told.target, self._folder), told, repository)))

    def finish(self, owners: Mapping[str, Facts | None]) -> None:
        """Write the lines of owners and the end record, which marks the file as whole."""
        for login, facts in owners.items():
            self._add(encoding.encode(OwnerRecord(login, facts)))
        self._add(encoding.encode(EndRecord(self._lines, self._digest.hexdigest())))

    def _add(self, record: bytes) -> None:
        line = record + b"\n"
        self._digest.update(line)
        self._lines += 1
        self._file.write(line)
