"""Audits to keep: real ones as the engine makes them, of a few rules and repositories."""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from checker.engine.groups import roll_up
from checker.engine.score import summarize
from checker.model.audit import Audit, PolicyStamp, Repository, RuleStamp, Subject, Uncollected
from checker.model.policy import Fix, Objective, Policy, Rule, Severity
from checker.model.result import Finding, Outcome, Result
from checker.model.team import Team
from checker.store.history import AuditHistory

TEAMS = (Team("pay", part_of="commerce"), Team("web"), Team("commerce"))
RULES = ("docs/readme", "ci/tests", "review/approvals", "deps/lock", "actions/pinned")


def policy(version: str = "1", severity: Severity = Severity.HIGH) -> Policy:
    """Return a policy of five rules."""
    return Policy(
        "made",
        "Made up",
        version,
        tuple(_rule(name, severity) for name in RULES),
        digest=f"digest-{version}-{severity}",
        objectives=(Objective("trust", "Trust", 3.0), Objective("speed", "Speed")),
        levels=("bronze", "silver"),
    )


def _rule(name: str, severity: Severity) -> Rule:
    level = "bronze" if name < "docs" else "silver"
    objective = "trust" if name < "deps/m" else "speed"
    return Rule(
        name,
        f"About {name}",
        "Because.",
        severity,
        Fix("Mend it.", "low"),
        name.split("/", maxsplit=1)[0],
        level,
        objective,
        assert_="true",
    )


def stamp(policy: Policy) -> PolicyStamp:
    """Return what an audit says about a policy."""
    return PolicyStamp(
        policy.id,
        policy.version,
        policy.digest,
        policy.title,
        policy.levels,
        {"levels": "made.yml:1:1"},
        policy.objectives,
        tuple(map(RuleStamp.of, policy.rules)),
    )


def result(rule: Rule, outcome: str = "pass", detail: str = "", line: int = 0) -> Result:
    """Return a result with evidence; *detail* is what its texts say."""
    decided = Outcome(outcome)
    evidence = Finding(f"{detail or rule.title} here", "a/b.yml", line)
    failed = decided is Outcome.FAIL
    return Result(
        rule.id,
        rule.title,
        rule.pack,
        decided,
        rule.severity,
        rule.fix,
        rule.level,
        rule.objective,
        {Outcome.PASS: 1.0, Outcome.FAIL: 0.0}.get(decided),
        reason="" if decided is Outcome.PASS else detail or rule.title,
        value=detail,
        findings=(evidence,) if failed else (),
        looked_at=(f"files({detail})",) if failed else (),
    )


def subject(
    name: str, outcomes: Sequence[str], team: str = "", commit: str = "a" * 40, rules: Policy | None = None
) -> Subject:
    """Return a judged repository; each outcome may have details: `fail:34 days`, `fail:x:12` with a line."""
    judged = rules or policy()
    results = [
        result(rule, outcome, detail.partition(":")[0], int(detail.partition(":")[2] or 0))
        for rule, (outcome, _, detail) in zip(
            judged.rules, (each.partition(":") for each in outcomes), strict=True
        )
    ]
    repository = Repository(f"github.com/acme/{name}", f"acme/{name}", team=team, attributes={"tier": "high"})
    return summarize(repository.id, "repository", repository, commit, results, judged, ("assumed",))


def audit(
    day: int, subjects: Sequence[Subject], rules: Policy | None = None, warnings: Sequence[str] = ()
) -> Audit:
    """Return an audit of a day in November."""
    judged = rules or policy()
    organization, teams = roll_up(subjects, TEAMS, judged, "acme")
    return Audit(
        "standards-checker 1",
        stamp(judged),
        f"2026-11-{day:02d}T12:00:00Z",
        organization,
        teams,
        tuple(subjects),
        (Uncollected("gone", "not there", "look"),),
        tuple(warnings),
    )


def passing(name: str, team: str = "", **changes: str) -> Subject:
    """Return a repository that passes everything but for what is given by the place of the rule: `r1="fail"`."""
    outcomes = ["pass"] * len(RULES)
    for place, outcome in changes.items():
        outcomes[int(place[1:])] = outcome
    return subject(name, outcomes, team)


def keep(
    history: AuditHistory, audit: Audit, key: str = "key", name: str = "acme", resume: bool = False
) -> int:
    """Record an audit and return its id."""
    with history.record(key, name) as recording:
        number = recording.begin(audit.started_at, audit.policy, audit.tool, resume)
        for each in audit.subjects:
            recording.add(each)
        recording.finish(audit)
    return number


def at(audit: Audit, day: int) -> Audit:
    """Return the same audit of another day."""
    return replace(audit, started_at=f"2026-11-{day:02d}T12:00:00Z")


def with_commit(subject: Subject, commit: str) -> Subject:
    """Return the same subject at another commit."""
    return replace(subject, commit=commit)


def by_id(audit: Audit) -> Mapping[str, Subject]:
    """Return the subjects of an audit by their ids."""
    return {each.subject: each for each in audit.subjects}
