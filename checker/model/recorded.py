"""The contents of a history: its series, audits, and what pruning removed."""

from enum import StrEnum

from msgspec import Struct


class AuditState(StrEnum):
    """The state of a recorded audit."""

    UNFINISHED = "unfinished"
    FINISHED = "finished"
    FAILED = "failed"
    """It read no repository: it can be looked at by its id, and counts nowhere."""


class RetentionPeriod(StrEnum):
    """Of which periods pruning keeps the last audit."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    YEARLY = "yearly"


class AuditInfo(Struct, frozen=True):
    """One audit of a series. *policy_digest* is the policy's own; score to level are the organization's.

    What is summed up is None or empty while the audit is unfinished.
    """

    id: int
    series: str
    started_at: str
    state: AuditState
    tool: str
    policy: str
    policy_version: str
    policy_digest: str
    organization: str = ""
    score: float | None = None
    coverage: float | None = None
    level: str = ""
    repositories: int = 0


class SeriesInfo(Struct, frozen=True):
    """A line of audits of the same targets; *newest* is the newest finished one."""

    key: str
    name: str
    audits: int
    newest: AuditInfo | None = None


class Pruned(Struct, frozen=True):
    """What pruning took away of one series, or would: the audits, and how many are left."""

    series: str
    removed: tuple[AuditInfo, ...]
    left: int
