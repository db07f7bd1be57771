"""One run: every subject with its results, the groups they roll up to, and the run itself."""

import json
from collections.abc import Iterator, Mapping

from msgspec import Struct, field

from checker.model.gate import Gate
from checker.model.initiative import ProgressPoint
from checker.model.policy import Fix, Initiative, Objective, Rule, Severity
from checker.model.result import Outcome, Result
from checker.model.team import Ownership


class Repository(Struct, frozen=True):
    """Who a repository is. *id* is host/owner/name or the path relative to the configuration.

    *web* is the address of its pages on a forge ("" where none is known). *origins* is who stated each
    of the attributes. *assumptions* lists attributes that nobody stated.
    """

    id: str
    name: str
    path: str = ""
    web: str = ""
    team: str = ""
    attributes: Mapping[str, str | bool] = field(default_factory=dict)
    assumptions: tuple[str, ...] = ()
    origins: Mapping[str, str] = field(default_factory=dict)
    ownership: Ownership = field(default_factory=Ownership)

    @property
    def names(self) -> frozenset[str]:
        """What patterns of repositories are compared with: its id, name and path."""
        return frozenset((self.id, self.name, self.path)) - {""}


class Blocker(Struct, frozen=True):
    """A rule that keeps a subject from a level."""

    level: str
    rule: str
    outcome: Outcome


class Score(Struct, frozen=True):
    """Score and coverage in percent, None where there is nothing to divide by.

    *score* is that of what was decided. *score_at_least* is the score if all that was not decided failed.
    """

    score: float | None = None
    coverage: float | None = None
    score_at_least: float | None = None

    @classmethod
    def of_one(cls, score: float | None, coverage: float | None) -> "Score":
        """Return the score of one subject: what was not decided adds nothing to it."""
        return cls(score, coverage, None if coverage is None else (score or 0.0) * coverage / 100)


class NotAssessed(Struct, frozen=True):
    """A language or a technology that no rule looked at, and how many files it has."""

    name: str
    files: int


class Subject(Struct, frozen=True):
    """One judged subject: its results in the order of the policy, and what they add up to.

    *score_at_least* is its score if all that was not decided failed.
    """

    subject: str
    kind: str
    repository: Repository | None
    commit: str
    results: tuple[Result, ...]
    score: float | None = None
    coverage: float | None = None
    score_without_waivers: float | None = None
    level: str = ""
    level_without_waivers: str = ""
    level_blockers: tuple[Blocker, ...] = ()
    objectives: Mapping[str, Score] = field(default_factory=dict)
    packs: Mapping[str, Score] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    not_assessed: tuple[NotAssessed, ...] = ()
    score_at_least: float | None = None

    @property
    def rules_applied(self) -> int:
        """How many of its rules have anything to say about it."""
        return sum(result.outcome is not Outcome.NOT_APPLICABLE for result in self.results)


class Group(Struct, frozen=True):
    """A team, a department or the organization.

    *score_at_least* is its score if all that was not decided failed. *owed* counts the failures of its
    repositories that only warn because they are recorded as debt. *unread* are its repositories, or targets
    that may hold some, that could not be read: nothing is known of them, which counts in coverage, level
    and *score_at_least*.
    """

    name: str
    kind: str
    score: float | None = None
    coverage: float | None = None
    level: str = ""
    objectives: Mapping[str, Score] = field(default_factory=dict)
    repositories: tuple[str, ...] = ()
    part_of: str = ""
    owed: int = 0
    unread: tuple[str, ...] = ()
    score_at_least: float | None = None


class Uncollected(Struct, frozen=True):
    """A target that could not be judged at all, and why."""

    target: str
    reason: str
    hint: str = ""


class RuleStamp(Struct, frozen=True):
    """What a report says about a rule beside its results.

    *maps*: framework → control → "full" or "partial". *subject* is the kind that it judges. *digest*
    identifies how the rule comes to an outcome, "" where that is not known. *of_commit*: the files of a
    commit decide it, neither time nor settings do. *checks* are its expressions and parameters, by their keys
    in a policy, as far as they are known.
    """

    id: str
    title: str
    why: str
    pack: str
    severity: Severity
    fix: Fix
    level: str = ""
    objective: str = ""
    maps: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    links: tuple[str, ...] = ()
    subject: str = "repository"
    requires: tuple[str, ...] = ()
    digest: str = ""
    checks: Mapping[str, str] = field(default_factory=dict)
    of_commit: bool = False

    @classmethod
    def of(cls, rule: Rule, digest: str = "", of_commit: bool = False) -> "RuleStamp":
        """Return the stamp of a rule in force."""
        return cls(
            id=rule.id,
            title=rule.title,
            why=rule.why,
            pack=rule.pack,
            severity=rule.severity,
            fix=rule.fix,
            level=rule.level,
            objective=rule.objective,
            maps=rule.maps,
            links=rule.links,
            subject=rule.subject,
            requires=rule.requires,
            digest=digest,
            checks=dict(_checks(rule)),
            of_commit=of_commit,
        )


def _checks(rule: Rule) -> Iterator[tuple[str, str]]:
    """Yield what a rule is judged by, each on one line."""
    for key in ("when", "each", "assert_", "findings", "value", "expect"):
        source = " ".join(str(getattr(rule, key)).split())
        if source:
            yield key.rstrip("_"), source
    for name, value in rule.params.items():
        yield f"params.{name}", json.dumps(value, ensure_ascii=False)


class PolicyStamp(Struct, frozen=True):
    """Which policy was in force.

    *tiers* are the weights of repositories in their groups by tier. *off* are the rules that are switched off
    everywhere, with the reasons. The policy *with_github* would judge *github_rules* more rules, with what
    GitHub says.
    """

    id: str
    version: str
    digest: str
    title: str = ""
    levels: tuple[str, ...] = ()
    origins: Mapping[str, str] = field(default_factory=dict)
    objectives: tuple[Objective, ...] = ()
    rules: tuple[RuleStamp, ...] = ()
    level_share: float = 100.0
    initiatives: tuple[Initiative, ...] = ()
    tiers: Mapping[str, float] = field(default_factory=dict)
    off: Mapping[str, str] = field(default_factory=dict)
    with_github: str = ""
    github_rules: int = 0


class Audit(Struct, frozen=True):
    """One run. *started_at* is the time that was judged against (RFC 3339, UTC).

    *gate* holds a change against its base, where one was named.
    *past* are the shares by which initiatives were met in earlier audits, as far as they are known.
    *tool_digest* identifies the program as far as outcomes depend on it, "" where that is not known.
    """

    tool: str
    policy: PolicyStamp
    started_at: str
    organization: Group
    teams: tuple[Group, ...]
    subjects: tuple[Subject, ...]
    uncollected: tuple[Uncollected, ...] = ()
    warnings: tuple[str, ...] = ()
    gate: Gate | None = None
    past: Mapping[str, tuple[ProgressPoint, ...]] = field(default_factory=dict)
    tool_digest: str = ""
