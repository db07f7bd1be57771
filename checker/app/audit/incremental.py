"""What is carried over from an earlier audit: nothing that did not change is collected or judged again."""

import hashlib
import json
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime

from msgspec import Struct, to_builtins
from msgspec.structs import replace

from checker import cache
from checker._version import __version__
from checker.app.audit.targets import AuditTask
from checker.collectors.history.kept import KeptHistory
from checker.engine.carried_verdicts import CarriedVerdicts
from checker.engine.compile import Plan
from checker.engine.snapshot import Held
from checker.expressions.cel_expression import library_version
from checker.git.repository_state import state
from checker.model import encoding
from checker.model.audit import Repository
from checker.model.policy import Rule

KIND = "kept"
"""The folder of the cache that lies in."""
_SIZE_LIMIT = 64 * 1024 * 1024


class CarriedOver(Struct, frozen=True):
    """One repository as it was judged: who it is, what the rules said, and what they need tomorrow.

    *state* identifies everything that went into it but the time; *collected_at* is RFC 3339, UTC. *run* is
    the run on other machines that kept it, "" for one on this machine.
    """

    state: str
    collected_at: str
    repository: Repository
    commit: str
    notes: tuple[str, ...]
    kept: CarriedVerdicts
    history: KeptHistory | None
    waivers: Held
    run: str = ""

    @property
    def note(self) -> str:
        """What a report says about its age."""
        return f"carried over: nothing has changed since it was collected at {self.collected_at}"


def setting(plan: Plan, more: Sequence[str]) -> str:
    """Return a digest of what is the same for all repositories of a run and may change an outcome.

    Waivers, initiatives and dates of enforcement are left out: they are applied afterwards.
    """
    policy = plan.policy
    rules = [to_builtins(_judged(rule)) for rule in policy.rules]
    adjustments = [to_builtins(replace(each, position=None, positions={})) for each in policy.adjustments]
    parts = [__version__, library_version(), plan.table.digest, *more, _text(rules), _text(adjustments)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _judged(rule: Rule) -> Rule:
    return replace(rule, positions={}, enforce_from=None)


def _text(value: object) -> str:
    return json.dumps(value, sort_keys=True, default=str)


def state_of(task: AuditTask, common: str) -> str:
    """Return the state of what a task is about, "" where it cannot be told cheaply.

    Of a local repository a few files are read; of one on GitHub, what it answered is the state.
    """
    if not common:
        return ""
    if task.observation is None:
        own = state(task.target)
    else:
        own = _text(to_builtins(replace(task.observation, at=_NEVER)))
    return hashlib.sha256(f"{common}\0{task.target}\0{own}".encode()).hexdigest() if own else ""


_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def find(task: AuditTask, common: str) -> CarriedOver | None:
    """Return what was kept of a repository, None if it is not what it was, or nothing was."""
    content = cache.get(KIND, task.target) if common else None
    wanted = state_of(task, common) if content is not None else ""
    if content is None or not wanted:
        return None
    try:
        data = zlib.decompressobj().decompress(content, _SIZE_LIMIT)
        found = encoding.decode(CarriedOver, data)
    except (ValueError, zlib.error):
        return None
    return found if found.state == wanted else None


def keep(task: AuditTask, carried: CarriedOver) -> None:
    """Keep a repository for the next audit; one that is too large is not."""
    cache.put(KIND, task.target, zlib.compress(encoding.encode(carried), 1))
