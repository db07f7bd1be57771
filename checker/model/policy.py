"""What is in force: rules, adjustments, waivers, initiatives."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from msgspec import Struct, field

from checker.model.json_value import Json
from checker.model.teaching import Teaching


class Severity(StrEnum):
    """How much a failure matters; declared from worst to least."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"

    @property
    def weight(self) -> float:
        """The weight of a rule in its subject's score."""
        return _WEIGHTS[self._value_]  # as text: to hash a member takes a call, and every result asks

    def at_least(self, other: "Severity") -> bool:
        """Tell whether this is as bad as *other* or worse."""
        return self.weight >= other.weight


_WEIGHTS = {"critical": 10.0, "high": 7.5, "medium": 5.0, "low": 2.5, "info": 0.0}


class Position(Struct, frozen=True):
    """A place in a policy file; lines and columns count from 1, and are 0 for what names a whole policy."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


class Mistake(Struct, frozen=True):
    """One thing wrong with a policy; printed as file:line:column: what."""

    position: Position
    message: str

    def __str__(self) -> str:
        return f"{self.position}: {self.message}"


class Fix(Struct, frozen=True):
    """What to do about a failure; *effort* is low, medium, high or ""."""

    text: str
    effort: str = ""


class Rule(Struct, frozen=True):
    """One checkable sentence. The expression fields are CEL, "" where not given.

    *positions* leads from a key ("assert", "params.max", "" for the rule itself) to the first
    character of its value, so that errors in expressions can be located.
    *maps*: framework → control → "full" or "partial".
    """

    id: str
    title: str
    why: str
    severity: Severity
    fix: Fix
    pack: str
    level: str = ""
    objective: str = ""
    subject: str = "repository"
    enforce_from: date | None = None
    when: str = ""
    requires: tuple[str, ...] = ()
    assert_: str = field(default="", name="assert")
    findings: str = ""
    each: str = ""
    partial: bool = False
    params: Mapping[str, Json] = field(default_factory=dict)
    value: str = ""
    expect: str = ""
    message: str = ""
    maps: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    links: tuple[str, ...] = ()
    positions: Mapping[str, Position] = field(default_factory=dict)


class Objective(Struct, frozen=True):
    """The business reason that rules serve."""

    id: str
    title: str
    weight: float = 1.0


class Adjustment(Struct, frozen=True):
    """A change to rules that holds where *where* (CEL over repo.*) is true.

    *rules* are globs over rule ids; *off* is the reason for switching them off, "" to leave them on.
    *positions* leads from a key to the first character of its value, as a rule's does.
    """

    rules: tuple[str, ...]
    where: str
    severity: Severity | None = None
    level: str | None = None
    objective: str | None = None
    enforce_from: date | None = None
    off: str = ""
    params: Mapping[str, Json] = field(default_factory=dict)
    position: Position | None = None
    positions: Mapping[str, Position] = field(default_factory=dict)


class Waiver(Struct, frozen=True):
    """An accepted risk with an end date; all given keys must match (they hold globs).

    *own*: it was said in the repository that it is for, not in a policy.
    """

    rules: tuple[str, ...]
    reason: str
    owner: str
    approved_by: str
    until: date
    repositories: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    everywhere: bool = False
    position: Position | None = None
    own: bool = False


class Initiative(Struct, frozen=True):
    """A campaign: rules (or a level) to be met by a share of the repositories by a date.

    *repositories* and *teams* are globs, as a waiver's are; without them it is for all.
    """

    id: str
    title: str
    start: date
    due: date
    owner: str
    rules: tuple[str, ...] = ()
    level: str = ""
    target: float = 100.0
    grace: bool = False
    repositories: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()


class Policy(Struct, frozen=True):
    """Everything in force; adjustments without `where` are already applied to the rules.

    *digest* identifies content (sha256, hex). *origins* leads from a dotted policy path
    ("rules.docs/readme", "levels") to where it was said. *off* are the rules that are switched off
    everywhere, with the reasons. *with_github* names the policy that also judges what only GitHub knows.
    """

    id: str
    title: str
    version: str
    rules: tuple[Rule, ...]
    digest: str = ""
    objectives: tuple[Objective, ...] = ()
    levels: tuple[str, ...] = ()
    locked: tuple[str, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    initiatives: tuple[Initiative, ...] = ()
    max_waiver_days: int = 365
    repository_waivers: bool = False
    level_share: float = 100.0
    tiers: Mapping[str, float] = field(default_factory=dict)
    origins: Mapping[str, Position] = field(default_factory=dict)
    off: Mapping[str, str] = field(default_factory=dict)
    recognize: tuple[Teaching, ...] = ()
    with_github: str = ""

    def rule(self, rule_id: str) -> Rule | None:
        """Return the rule with this id."""
        return next((rule for rule in self.rules if rule.id == rule_id), None)
