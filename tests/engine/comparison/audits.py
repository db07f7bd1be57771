"""Made-up audits to compare: whole ones from a few words, and any at all."""

from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st
from msgspec.structs import replace

from checker.engine.groups import roll_up
from checker.engine.policy_summary import stamp
from checker.engine.score import summarize
from checker.model.audit import Audit, Repository, Subject
from checker.model.policy import Fix, Objective, Policy, Rule, Severity
from checker.model.result import Finding, Outcome, Result
from checker.model.team import Team

PASS, FAIL, UNKNOWN, ERROR = Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN, Outcome.ERROR
WAIVED, NOT_APPLICABLE = Outcome.WAIVED, Outcome.NOT_APPLICABLE
RULES = ("x/a", "x/b", "x/c", "y/d")
LEVELS = ("bronze", "silver", "gold")


def a_rule(name: str, severity: Severity = Severity.MEDIUM, **changes: Any) -> Rule:
    """Return a rule; its *assert_* is what makes it another one."""
    values = {"assert_": "true", **changes}
    return Rule(name, name.upper(), "Why", severity, Fix("Do."), name.partition("/")[0], **values)


def a_policy(*rules: Rule, **changes: Any) -> Policy:
    given = rules or tuple(map(a_rule, RULES))
    return Policy("p", "P", "1", given, levels=LEVELS, **changes)


def a_result(rule: Rule, outcome: Outcome, **changes: Any) -> Result:
    score = changes.pop("score", {PASS: 1.0, FAIL: 0.0}.get(outcome))
    return Result(
        rule.id,
        rule.title,
        rule.pack,
        outcome,
        changes.pop("severity", rule.severity),
        Fix(""),
        changes.pop("level", rule.level),
        changes.pop("objective", rule.objective),
        score,
        **changes,
    )


def waived(rule: Rule, bare: Outcome = FAIL, **changes: Any) -> Result:
    """Return a result of a rule that somebody waived."""
    share = 0.0 if bare is FAIL else None
    return a_result(rule, WAIVED, unwaived_outcome=bare, unwaived_score=share, **changes)


def found(*places: str) -> tuple[Finding, ...]:
    """Return findings from path:line."""
    return tuple(Finding("bad", place.partition(":")[0], int(place.partition(":")[2])) for place in places)


Given = Mapping[str, "Outcome | Result"]


def a_subject(policy: Policy, name: str, given: Given, team: str = "", tier: str = "") -> Subject:
    """Return a judged repository; *given* has an outcome or a result for each rule."""
    rules = {rule.id: rule for rule in policy.rules}
    results = [
        each if isinstance(each, Result) else a_result(rules[rule], each) for rule, each in given.items()
    ]
    repository = Repository(name, name, team=team, attributes={"tier": tier} if tier else {})
    return summarize(name, "repository", repository, f"{len(given)}{name}", results, policy)


def an_audit(
    policy: Policy, subjects: Sequence[Subject], teams: Sequence[Team] = (), at: str = "2026-10-01T00:00:00Z"
) -> Audit:
    organization, groups = roll_up(subjects, teams, policy, "acme")
    return Audit("tool 1", stamp(policy), at, organization, groups, tuple(subjects))


# Anything at all, what an audit never gives included: the parts have to sum to the whole all the same.
shares = st.sampled_from([0.0, 0.25, 0.5, 1.0])
outcomes = st.sampled_from(Outcome)
severities = st.sampled_from(Severity)
objectives = st.sampled_from(["", "trust", "speed", "nothing"])
weights = st.sampled_from([0.0, 0.5, 1.0, 3.0])
TEAMS = (Team("pay", part_of="shop"), Team("web", part_of="shop"), Team("ops"))


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """Return a policy with some of the rules, each in one of two forms."""
    names = draw(st.lists(st.sampled_from(RULES), unique=True, min_size=1))
    rules = [
        a_rule(
            name,
            draw(severities),
            assert_=draw(st.sampled_from(["true", "false"])),
            objective=draw(objectives),
            level=draw(st.sampled_from(["", *LEVELS])),
        )
        for name in names
    ]
    given = draw(st.dictionaries(st.sampled_from(["trust", "speed", "nothing"]), weights))
    tiers = draw(st.dictionaries(st.sampled_from(["critical", "toy"]), weights))
    return a_policy(
        *rules, objectives=tuple(Objective(name, name, w) for name, w in given.items()), tiers=tiers
    )


@st.composite
def results(draw: st.DrawFn, rule: Rule) -> Result:
    outcome = draw(outcomes)
    return a_result(
        rule,
        outcome,
        score=draw(st.none() | shares),
        severity=draw(st.just(rule.severity) | severities),
        objective=draw(st.just(rule.objective) | objectives),
        unwaived_outcome=draw(st.none() | outcomes),
        unwaived_score=draw(st.none() | shares),
        unneeded_waiver=draw(st.booleans()),
        findings=found(*draw(st.lists(st.sampled_from(["a.py:1", "a.py:9", "b.py:2"]), max_size=2))),
    )


@st.composite
def subjects(draw: st.DrawFn, policy: Policy, name: str, kind: str = "repository") -> Subject:
    rules = draw(st.lists(st.sampled_from(policy.rules), unique_by=lambda rule: rule.id))
    given = {rule.id: draw(results(rule)) for rule in rules}
    team = draw(st.sampled_from(["", "pay", "web", "ops"]))
    subject = a_subject(policy, name, given, team, draw(st.sampled_from(["", "critical", "toy"])))
    return subject if kind == "repository" else replace(subject, kind=kind, repository=None, commit="")


@st.composite
def audits(draw: st.DrawFn) -> Audit:
    """Return an audit of some repositories, of a team or two, and of the organization."""
    policy = draw(policies())
    names = draw(st.lists(st.sampled_from("abcde"), unique=True, max_size=4))
    own = draw(st.lists(st.sampled_from([("team", "pay"), ("organization", "acme")]), unique=True))
    judged = [draw(subjects(policy, name)) for name in names]
    judged += [draw(subjects(policy, name, kind)) for kind, name in own]
    teams = draw(st.lists(st.sampled_from(TEAMS), unique_by=lambda team: team.team))
    digest = draw(st.sampled_from(["", "one", "two"]))
    audit = replace(an_audit(policy, judged, teams), tool_digest=digest)
    of_commit = draw(st.sets(st.sampled_from(RULES)))
    rules = tuple(replace(rule, of_commit=rule.id in of_commit) for rule in audit.policy.rules)
    return replace(audit, policy=replace(audit.policy, rules=rules))
