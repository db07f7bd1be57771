"""What is different between two audits, and what each difference comes from."""

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct, field

from checker.model.policy import Severity
from checker.model.result import Finding, Outcome


class ScoreStep(StrEnum):
    """What a score's difference is split into, in this order."""

    SCOPE = "scope"
    UPGRADE = "upgrade"
    POLICY = "policy"
    WAIVERS = "waivers"
    COVERAGE = "coverage"
    REPOSITORIES = "repositories"


class ChangeState(StrEnum):
    """What can be said of a score in two audits: only one that was scored in both is split."""

    SCORED = "scored"
    BECAME_SCORED = "became-scored"
    NO_LONGER_SCORED = "no-longer-scored"
    NOT_SCORED = "not-scored"
    CAME = "came"
    WENT = "went"


class Direction(StrEnum):
    """Where a level went; OTHER where the newer policy does not have the older level."""

    SAME = "same"
    GAINED = "gained"
    LOST = "lost"
    OTHER = "other"


class Turn(StrEnum):
    """What became of one result, waivers aside: BETTER and WORSE need a decision in both audits.

    OTHER is whatever else moved: what can be seen, what applies, who waived it, or what the program learned.
    """

    WORSE = "worse"
    BETTER = "better"
    NEW = "new"
    GONE = "gone"
    OTHER = "other"


class Difference(StrEnum):
    """What became of a rule from one policy to another."""

    CAME = "came"
    WENT = "went"
    CHANGED = "changed"


class Parts(Struct, frozen=True):
    """The points of a score's difference that come from each step; they sum to the difference.

    None: nothing was scored after this step, so what it did is in the next part that is there.
    """

    scope: float | None = 0.0
    upgrade: float | None = 0.0
    policy: float | None = 0.0
    waivers: float | None = 0.0
    coverage: float | None = 0.0
    repositories: float | None = 0.0


class ScoreChange(Struct, frozen=True):
    """A score in two audits; *parts* is None unless it was scored in both."""

    before: float | None
    after: float | None
    state: ChangeState
    parts: Parts | None = None

    @property
    def difference(self) -> float | None:
        """The points it rose by, None unless it was scored in both."""
        if self.parts is None or self.before is None or self.after is None:
            return None
        return self.after - self.before


class CoverageChange(Struct, frozen=True):
    """A coverage in two audits."""

    before: float | None = None
    after: float | None = None


class LevelChange(Struct, frozen=True):
    """A level in two audits, "" for none."""

    before: str = ""
    after: str = ""
    direction: Direction = Direction.SAME


class Contribution(Struct, frozen=True):
    """The points that a rule or a member of a group moved its score by, in all and by step.

    *kind* is rule, repository, or that of the group's own subject: team or organization.
    """

    kind: str
    id: str
    title: str
    points: float
    parts: Parts = field(default_factory=Parts)


class GroupChange(Struct, frozen=True):
    """What became of a team, a department or the organization.

    *came* and *went* are ids of repositories. *movers* are the repositories that moved the score, the
    most first; their points sum to the difference. So do those of *rules* together with the part of
    the scope and *weights*: the points that other weights of objectives and tiers come to.
    """

    name: str
    kind: str
    part_of: str
    score: ScoreChange
    coverage: CoverageChange
    level: LevelChange
    objectives: Mapping[str, ScoreChange] = field(default_factory=dict)
    repositories_before: int = 0
    repositories: int = 0
    came: tuple[str, ...] = ()
    went: tuple[str, ...] = ()
    weights: float = 0.0
    rules: tuple[Contribution, ...] = ()
    movers: tuple[Contribution, ...] = ()


class OutcomeChange(Struct, frozen=True):
    """What became of one rule for one subject.

    *before* and *after* are None where there was no result, the shares None where nothing was decided.
    *step* is where most of the points come from, *points* what they add to the subject's own score
    (None where that is not split). Findings are told apart by their identity: *new_findings* were not
    there before, *fixed_findings* are not there any more.
    """

    rule: str
    title: str
    severity: Severity
    turn: Turn
    step: ScoreStep
    before: Outcome | None
    after: Outcome | None
    share_before: float | None = None
    share_after: float | None = None
    points: float | None = None
    new_findings: tuple[Finding, ...] = ()
    fixed_findings: tuple[Finding, ...] = ()


class SubjectChange(Struct, frozen=True):
    """What became of one judged subject; *outcomes* are those of subjects that are in both audits."""

    subject: str
    kind: str
    name: str
    team_before: str
    team: str
    commit_before: str
    commit: str
    score: ScoreChange
    coverage: CoverageChange
    level: LevelChange
    objectives: Mapping[str, ScoreChange] = field(default_factory=dict)
    outcomes: tuple[OutcomeChange, ...] = ()


class RuleChange(Struct, frozen=True):
    """A rule that came, went or is another one.

    *what* names what is another: its judgement (expressions, parameters, requirements), severity,
    objective or level.
    """

    rule: str
    title: str
    difference: Difference
    what: tuple[str, ...] = ()


class WeightChange(Struct, frozen=True):
    """The weight of an objective or a tier in two policies; 1 where none is given."""

    name: str
    before: float
    after: float


class PolicyChange(Struct, frozen=True):
    """What is different between two policies, as far as scores and levels depend on it."""

    rules: tuple[RuleChange, ...] = ()
    objectives: tuple[WeightChange, ...] = ()
    tiers: tuple[WeightChange, ...] = ()


class AuditStamp(Struct, frozen=True):
    """Which audit is compared; *uncollected* counts the targets that could not be audited."""

    started_at: str
    tool: str
    organization: str
    policy: str
    policy_version: str
    policy_digest: str
    repositories: int
    uncollected: int = 0


class Focus(Struct, frozen=True):
    """What is told of: everything, or some teams with all below them, some repositories, some rules.

    *repositories* are globs over ids and names, *rules* over ids. No score depends on it.
    """

    teams: tuple[str, ...] = ()
    repositories: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


class Change(Struct, frozen=True):
    """Two audits compared.

    *subjects* are those in focus about which anything is different, *unchanged* counts the others.
    *teams* are those in focus, too; the organization is always there. *notes* say what keeps the audits
    from being compared well.
    """

    before: AuditStamp
    after: AuditStamp
    policy: PolicyChange
    organization: GroupChange
    teams: tuple[GroupChange, ...] = ()
    subjects: tuple[SubjectChange, ...] = ()
    unchanged: int = 0
    focus: Focus = field(default_factory=Focus)
    notes: tuple[str, ...] = ()
