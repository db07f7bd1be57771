"""The parts of an audit, judged together: the same audit as that of one process."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from checker.app.audit import commit_rules
from checker.app.audit.assemble import assemble
from checker.app.audit.context import Snapshots
from checker.app.audit.history_recorder import HistoryLocation, recorder
from checker.app.audit.interning import Sharing
from checker.app.audit.organization import organization_of
from checker.app.audit.repository import TOOL, Judged, RepositoryJudge, judge_snapshot
from checker.app.audit.run import AuditRequest, AuditWatcher, context_of
from checker.app.audit.shards import (
    BEGINNING,
    EndRecord,
    OwnerRecord,
    Record,
    RepositoryRecord,
    ShardHeader,
    UncollectedRecord,
    settings_digest,
)
from checker.app.audit.targets import uncollected
from checker.engine.compile import Plan
from checker.engine.policy_summary import stamp
from checker.engine.snapshot import dump, load
from checker.errors import UsageError
from checker.executors import Processes, Work, default_jobs
from checker.fingerprint import fingerprint
from checker.model import encoding
from checker.model.audit import Audit
from checker.model.facts import Facts
from checker.policy.settings.configuration import Configuration

_LINE_LIMIT = 256 * 1024 * 1024
"""Bytes of one line, which holds no more than what was seen of one repository."""
_DIFFERENT = {
    "code": ("by another version: {}, not {}", "install the same version on every machine"),
    "now": ("as of another time: {}, not {}", "give every shard the same --now"),
    "policy": ("by another policy", "give every shard, and `checker merge`, the same policy files and packs"),
    "settings": (
        "by other settings: organization, teams, catalog, repositories or recorded debt",
        "give every shard, and `checker merge`, the same checker.yml",
    ),
    "question": ("of other targets, or with other filters, --at or --no-clone", "ask every shard the same"),
    "membership": ("of other targets", "ask every shard the same"),
    "whole": ("of other targets", "ask every shard the same"),
}
"""What parts have in common, with what to say and to do where they do not."""


class CompleteShard(Struct, frozen=True):
    """A file that was found to be whole: its header, and all that it holds but the snapshots."""

    path: Path
    header: ShardHeader
    repositories: tuple[str, ...]
    failed: tuple[UncollectedRecord, ...]
    owners: Mapping[str, Facts | None]


class ShardSnapshot(Struct, frozen=True):
    """The *snapshot* of one repository, as JSON; *place* as in its line, see `RepositoryRecord`."""

    path: Path
    name: str
    place: int | None
    snapshot: bytes

    @property
    def order(self) -> tuple[bool, int, str]:
        """Where it stands in an audit: those on this machine as they were named, then GitHub's by name."""
        far = self.place is None
        return (far, self.place or 0, self.name)


def read_parts(files: Sequence[Path]) -> Sequence[CompleteShard]:
    """Return the parts of one audit, in order.

    Raises UsageError where a file is none, damaged, missing, there twice, or of another audit.
    """
    parts = sorted(map(_read, files), key=lambda part: part.header.shard.index)
    first = parts[0]
    for part in parts:
        _check_same(part, first.header, f"{first.path}")
        if part.header.shard.count != first.header.shard.count:
            raise UsageError(
                f"{first.path} is shard {first.header.shard}, and {part.path} {part.header.shard}",
                "merge parts of the same whole",
            )
    _check_whole(parts)
    return parts


def _check_same(part: CompleteShard, expected: ShardHeader, whose: str) -> None:
    for name, (difference, advice) in _DIFFERENT.items():
        theirs, ours = getattr(part.header, name), getattr(expected, name)
        if theirs != ours:
            raise UsageError(f"{part.path} was collected {difference.format(theirs, ours)} ({whose})", advice)


def _check_whole(parts: Sequence[CompleteShard]) -> None:
    """Raise UsageError unless every shard is there once, and no repository is in two."""
    shards: dict[int, Path] = {}
    repositories: dict[str, Path] = {}
    for part in parts:
        shard = part.header.shard
        other = shards.setdefault(shard.index, part.path)
        if other is not part.path:
            raise UsageError(f"{other} and {part.path} are both shard {shard}", "leave one out")
        for name in part.repositories:
            other = repositories.setdefault(name, part.path)
            if other is not part.path:
                raise UsageError(f"{name} is in {other} and in {part.path}", "collect all shards again")
    count = parts[0].header.shard.count
    missing = [str(index) for index in range(1, count + 1) if index not in shards]
    if missing:
        raise UsageError(
            f"of {count} shards, these are missing: {', '.join(missing)}",
            "run those that failed again, and name the parts of all",
        )


def _read(path: Path) -> CompleteShard:
    """Return what a file holds but for snapshots, once all of it was read and found to be undamaged."""
    try:
        records = [record for record, _ in _records(path)]
    except OSError as error:
        raise UsageError(
            f"{path}: cannot be read: {error.strerror or error}", "name the files of all shards"
        ) from error
    header = records[0]
    if not isinstance(header, ShardHeader):
        raise _damaged(path)
    return CompleteShard(
        path,
        header,
        tuple(each.name for each in records if isinstance(each, RepositoryRecord)),
        tuple(each for each in records if isinstance(each, UncollectedRecord)),
        {each.login: each.facts for each in records if isinstance(each, OwnerRecord)},
    )


def _records(path: Path) -> Iterator[tuple[Record, bytes]]:
    """Yield each record but the last with the snapshot that follows it, b"" for none.

    Raises UsageError for what is no part, or not whole.
    """
    digest, lines = hashlib.sha256(), 0
    with path.open("rb") as file:
        if not file.readline(_LINE_LIMIT).startswith(BEGINNING):
            raise UsageError(f"{path}: not a part of an audit", "make one with `checker audit --shard`")
        file.seek(0)
        while line := file.readline(_LINE_LIMIT):
            try:
                record: Record = encoding.decode(Record, line)  # type: ignore[arg-type]  # a union is none
            except ValueError as error:
                raise _damaged(path) from error
            if isinstance(record, EndRecord):
                if record != EndRecord(lines, digest.hexdigest()) or file.read(1):
                    raise _damaged(path)
                return
            snapshot = file.readline(_LINE_LIMIT) if isinstance(record, RepositoryRecord) else b""
            digest.update(line + snapshot)
            lines += 1 + bool(snapshot)
            yield record, snapshot
    raise _damaged(path, "it ends too early")


def _damaged(path: Path, why: str = "it is not what was written") -> UsageError:
    return UsageError(f"{path}: damaged: {why}", "collect this shard again")


def merge(  # noqa: PLR0913  # what an audit has
    parts: Sequence[CompleteShard],
    plan: Plan,
    configuration: Configuration,
    *,
    today: date | None = None,
    history: HistoryLocation | None = None,
    keep_facts: bool = False,
    jobs: int = 0,
    watcher: AuditWatcher | None = None,
) -> Audit:
    """Judge what the parts hold, and record the audit in *history*, with what was collected if *keep_facts*.

    Raises UsageError where they were collected by another policy, other settings or another version.
    """
    configuration.check("debt")
    header = parts[0].header
    here = replace(
        header, code=fingerprint(), policy=plan.policy.digest, settings=settings_digest(configuration)
    )
    _check_same(parts[0], here, "here")
    now = datetime.fromisoformat(header.now)
    context = context_of(AuditRequest((), now, today=today), plan, configuration)
    context = replace(context, snapshots=Snapshots.COLLECTED if keep_facts and history else Snapshots.NONE)
    unread = {each.name: each for part in reversed(parts) for each in part.failed}
    failed = {name: each.told for name, each in unread.items()}
    judged: dict[tuple[bool, int, str], Judged] = {}
    sharing = Sharing()
    work = Work(_judged, RepositoryJudge, context)
    total = sum(len(part.repositories) for part in parts)
    with recorder(history, header.membership.series) as recording:
        recording.begin(header.now, stamp(plan.policy, commit_rules.of_commit(plan)), TOOL, resume=False)
        for kept, outcome in Processes(jobs or default_jobs()).run(work, _kept(parts)):
            if isinstance(outcome, UsageError):  # a part that changed since it was read
                raise outcome
            if isinstance(outcome, Exception):
                failed[kept.name] = uncollected(kept.name, outcome)
            else:
                recording.add(outcome.subject, outcome.snapshot)
                judged[kept.order] = replace(outcome, subject=sharing.subject(outcome.subject), snapshot="")
            if watcher:
                watcher.advance(len(judged), total, kept.name)
        owners = {login: facts for part in reversed(parts) for login, facts in part.owners.items()}
        owner = organization_of(owners, header.whole, configuration.organization)
        elsewhere = {each.told.target: each.repository for each in unread.values()}
        subjects = [judged[key] for key in sorted(judged)]
        return recording.finish(assemble(subjects, list(failed.values()), context, owner, elsewhere))


def _kept(parts: Sequence[CompleteShard]) -> Iterator[ShardSnapshot]:
    for part in parts:
        for record, snapshot in _records(part.path):
            if isinstance(record, RepositoryRecord):
                yield ShardSnapshot(part.path, record.name, record.place, snapshot)


def _judged(judge: RepositoryJudge, kept: ShardSnapshot) -> Judged:
    snapshot = load(kept.snapshot.decode(), f"{kept.path}: {kept.name}")
    judged = judge_snapshot(judge, snapshot, judge.context.now)
    return (
        replace(judged, snapshot=dump(snapshot)) if judge.context.snapshots is Snapshots.COLLECTED else judged
    )
