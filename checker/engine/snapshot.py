"""A snapshot: everything that was seen of one repository, kept to be judged again elsewhere."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec import Struct, json

from checker.engine.call_log import RecordedCall, Replay
from checker.errors import Unobserved, UsageError
from checker.expressions.fact_table import FactTable
from checker.expressions.functions import Answers, TreeAnswers
from checker.files import Files
from checker.model import encoding
from checker.model.audit import Repository
from checker.model.facts import Facts, Problem
from checker.model.tree import TreeEntry

SCHEMA = "snapshot-1"
ABSENT = "not in this snapshot"


class Held(Struct, frozen=True):
    """The file of waivers that a repository holds itself, None where there is none.

    *unseen* is why it could not be read; *asked* is whether anybody tried to.
    """

    text: str | None = None
    unseen: str = ""
    asked: bool = False


class Snapshot(Struct, frozen=True):
    """Facts, problems, the index of the tree, the ledger of calls, and the repository's own waivers.

    It has no contents of files but these.
    """

    schema: str
    tool: str
    collected_at: str
    repository: Repository
    commit: str
    facts: Facts
    entries: tuple[TreeEntry, ...]
    ledger: tuple[RecordedCall, ...]
    notes: tuple[str, ...] = ()
    waivers: Held = Held()

    def answers(self, now: datetime) -> Answers:
        """Return who answers functions from this snapshot."""
        tree = _Index(self.commit, self.entries)
        return Replay(self.ledger, TreeAnswers(Files(tree), now))

    def judged_at(self, now: datetime, table: FactTable, wanted: Iterable[str]) -> Facts:
        """Return the facts as they hold at *now*: those that depend on the time only at its own time.

        Wanted facts that were not collected are problems.
        """
        same = moment(self) == now
        values = {
            path: value
            for path, value in self.facts.values.items()
            if same or path not in table.specs or not table.specs[path].timed
        }
        why = f"{ABSENT}" if same else f"{ABSENT} for this time; it was taken at {self.collected_at}"
        known = Facts(values, self.facts.problems)
        lacking = [path for path in sorted(wanted) if path not in values and known.problem(path) is None]
        return Facts(values, (*self.facts.problems, *(Problem(path, why) for path in lacking)))


def moment(snapshot: Snapshot) -> datetime:
    """Return the time at which a snapshot was taken."""
    return datetime.fromisoformat(snapshot.collected_at)


class _Index(Struct, frozen=True):
    """The Tree protocol over paths alone."""

    commit: str
    entries: Sequence[TreeEntry]

    def read(self, entry: TreeEntry) -> bytes:
        raise Unobserved(entry.path, ABSENT)

    def head(self, entry: TreeEntry, size: int) -> bytes:
        del size
        raise Unobserved(entry.path, ABSENT)

    def prefetch(self, entries: Iterable[TreeEntry]) -> None:
        del entries


def dump(snapshot: Snapshot) -> str:
    """Return a snapshot as JSON, the same bytes for the same snapshot."""
    return f"{json.format(encoding.encode(snapshot), indent=1).decode()}\n"


def load(text: str, name: str) -> Snapshot:
    """Read a snapshot.

    Raises UsageError naming the file when it is none of ours.
    """
    try:
        known = encoding.schema(text) == SCHEMA
    except ValueError:
        known = False
    if not known:
        raise UsageError(f"{name}: not a snapshot of version {SCHEMA}", "make one with `checker collect`")
    try:
        snapshot = encoding.decode(Snapshot, text)
        moment(snapshot)
    except ValueError as error:
        raise UsageError(f"{name}: damaged: {error}", "make it again with `checker collect`") from error
    return snapshot
