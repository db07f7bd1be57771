"""What is kept of each repository from run to run: its snapshot, and what its rules said.

One file of the cache a repository: a line that says what the rest was made of and by, a `SnapshotHead`, then
compressed snapshot, verdicts and index of the tree. An unchanged repository is not collected again, nor what
the time does not change judged again; a run that was killed goes on with what it had collected.
"""

import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct, to_builtins
from msgspec.structs import replace

from checker import cache
from checker.app.audit.targets import AuditTask
from checker.engine.compile import Plan
from checker.engine.rule_verdict import RuleVerdict
from checker.engine.snapshot import Snapshot
from checker.expressions.cel_expression import library_version
from checker.fingerprint import fingerprint
from checker.git.repository_state import state
from checker.model import encoding
from checker.model.policy import Rule
from checker.model.tree import TreeEntry

KIND = "snapshots"
"""The folder of the cache that they lie in."""
_SIZE_LIMIT = 64 * 1024 * 1024
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class SnapshotHead(Struct, frozen=True):
    """What a kept snapshot is told by.

    *state* identifies everything that went into the snapshot but the time, "" where that cannot be told;
    *judging* what the verdicts were made by; *run* the run that collected it. *complete* says that facts
    which the time changes can be measured from it alone. *sizes* are the bytes of snapshot, verdicts and
    index; without an index the last is 0.
    """

    state: str
    judging: str
    run: str
    complete: bool
    sizes: tuple[int, int, int] = (0, 0, 0)


class KeptSnapshot(Struct, frozen=True):
    """A snapshot, and verdicts of the rules that read nothing which depends on the time."""

    head: SnapshotHead
    snapshot: Snapshot
    verdicts: Mapping[str, RuleVerdict]


def collecting_digest(plan: Plan, more: Sequence[str]) -> str:
    """Return a digest of what is the same for all repositories of a run and may change a snapshot."""
    return _digest(fingerprint(), plan.table.digest, *more)


def judging_digest(plan: Plan) -> str:
    """Return a digest of what may change the verdicts that rules come to by themselves, or what they ask.

    Waivers, initiatives and dates of enforcement are left out: they are applied afterwards.
    """
    rules = [to_builtins(_judged(rule)) for rule in plan.policy.rules]
    adjustments = [
        to_builtins(replace(each, position=None, positions={})) for each in plan.policy.adjustments
    ]
    own_waivers = str(plan.policy.repository_waivers)
    return _digest(library_version(), own_waivers, _text(rules), _text(adjustments))


def _judged(rule: Rule) -> Rule:
    return replace(rule, positions={}, enforce_from=None)


def _text(value: object) -> str:
    return json.dumps(value, sort_keys=True, default=str)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def state_of(task: AuditTask, common: str) -> str:
    """Return the state of what a task is about, "" where it cannot be told cheaply.

    *common* is what `collecting_digest` says. Of a local repository a few files are read; of one on GitHub,
    what it answered is the state.
    """
    if task.observation is None:
        own = state(task.target)
    else:
        own = _text(to_builtins(replace(task.observation, at=_NEVER)))
    return _digest(common, task.target, own) if own else ""


def head_of(target: str) -> SnapshotHead | None:
    """Return what the snapshot of a target that was kept is told by, None if none was."""
    return _split(cache.get(KIND, target) or b"")[0]


def find(target: str, state: str, run: str = "", *, index: bool = False) -> KeptSnapshot | None:
    """Return what was kept of a target in this state, or by the same run; None if nothing was.

    With *index* the snapshot has that of the tree, and one that was kept without is none.
    """
    head, parts = _split(cache.get(KIND, target) or b"")
    if head is None or not ((run and head.run == run) or (state and head.state == state)):
        return None
    first, second, third = head.sizes
    if index and not third:
        return None
    try:
        snapshot = _unpacked(Snapshot, parts[:first])
        verdicts = _unpacked(dict[str, RuleVerdict], parts[first : first + second])
        entries = _unpacked(tuple[TreeEntry, ...], parts[first + second :]) if index else None
    except (ValueError, zlib.error):
        return None
    return KeptSnapshot(head, replace(snapshot, entries=entries), verdicts)


def keep(target: str, kept: KeptSnapshot) -> None:
    """Keep a snapshot for the next audit, with its index if it has one; what is too large is not kept."""
    bare = replace(kept.snapshot, entries=None)
    entries = kept.snapshot.entries
    parts = _packed(bare), _packed(kept.verdicts), b"" if entries is None else _packed(entries)
    snapshot, verdicts, index = map(len, parts)
    head = encoding.encode(replace(kept.head, sizes=(snapshot, verdicts, index)))
    cache.put(KIND, target, b"".join((head, b"\n", *parts)))


def _split(content: bytes) -> tuple[SnapshotHead | None, bytes]:
    line, _, parts = content.partition(b"\n")
    try:
        return encoding.decode(SnapshotHead, line), parts
    except ValueError:  # another version wrote it
        return None, b""


def _packed(value: object) -> bytes:
    return zlib.compress(encoding.encode(value), 1)


def _unpacked(kind: Any, packed: bytes) -> Any:
    return encoding.decode(kind, zlib.decompressobj().decompress(packed, _SIZE_LIMIT))
