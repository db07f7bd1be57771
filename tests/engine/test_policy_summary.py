"""What a report says about the policy that was in force."""

from datetime import date

import pytest
from msgspec.structs import replace

from checker.engine.policy_summary import digests, stamp
from checker.model.audit import RuleStamp
from checker.model.policy import Adjustment, Fix, Objective, Policy, Position, Rule, Severity

READY = Rule("a/ready", "Ready", "Why", Severity.HIGH, Fix("Do."), "a", assert_="true", params={"days": 3})
NEEDY = replace(READY, id="a/needy", assert_="false", requires=("a/ready",), params={})
OTHER = replace(READY, id="b/other", assert_="1 == 1")
POLICY = Policy(
    "p", "P", "1", (READY, NEEDY, OTHER), objectives=(Objective("trust", "Trust", 2.0),), tiers={"toy": 0.5}
)


def changed(policy: Policy) -> set[str]:
    """Return the rules whose digest differs from what it is in POLICY."""
    before, after = digests(POLICY), digests(policy)
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def with_rule(rule: Rule) -> Policy:
    return replace(POLICY, rules=tuple(rule if each.id == rule.id else each for each in POLICY.rules))


def adjusted(*adjustments: Adjustment) -> Policy:
    return replace(POLICY, adjustments=adjustments)


@pytest.mark.parametrize(
    "change",
    [
        {"assert_": "1 == 2"},
        {"when": "true"},
        {"findings": "[]"},
        {"each": "[]"},
        {"partial": True},
        {"params": {"days": 4}},
        {"subject": "team"},
    ],
)
def test_what_decides_an_outcome_is_in_the_digest(change: dict[str, object]) -> None:
    """Another expression or parameter makes another rule, and another of each that requires it."""
    assert changed(with_rule(replace(READY, **change))) == {"a/ready", "a/needy"}


@pytest.mark.parametrize(
    "change",
    [
        {"title": "T", "why": "W", "fix": Fix("F"), "message": "M", "expect": "E", "value": "1"},
        {"severity": Severity.LOW, "objective": "trust", "level": "gold"},
        {"enforce_from": date(2027, 1, 1), "links": ("https://a.example",), "maps": {"osps": {"A": "full"}}},
        {"positions": {"": Position("p.yml", 1, 1)}},
    ],
)
def test_texts_and_weights_are_not(change: dict[str, object]) -> None:
    """What cannot change an outcome changes no digest; what a rule counts for stands beside it."""
    assert changed(with_rule(replace(READY, **change))) == set()


def test_a_requirement_that_goes_changes_the_rule() -> None:
    """A rule that no longer needs another is judged by less."""
    assert changed(with_rule(replace(NEEDY, requires=()))) == {"a/needy"}


def test_adjustments_of_some_repositories_are_in_the_digest() -> None:
    """Whatever `where` says: a parameter, or whether the rule is in force at all."""
    where = 'repo.tier == "critical"'
    params = Adjustment(("a/*",), where, params={"days": 5})
    assert changed(adjusted(params)) == {"a/ready", "a/needy"}
    assert changed(adjusted(Adjustment(("b/*",), where, off="not ours"))) == {"b/other"}
    assert digests(adjusted(params)) != digests(adjusted(replace(params, where="true")))


def test_adjustments_that_change_no_outcome_are_not() -> None:
    """A severity for some repositories shows in their results; why something is off is a text."""
    where = "true"
    assert changed(adjusted(Adjustment(("*/*",), where, severity=Severity.LOW))) == set()
    assert changed(adjusted(Adjustment(("*/*",), where, params={"unheard_of": 1}))) == set()
    off = Adjustment(("b/*",), where, off="one reason")
    assert digests(adjusted(off)) == digests(adjusted(replace(off, off="another")))


def test_a_digest_is_the_same_in_every_process() -> None:
    """Reports of different days are compared by it, so it may depend on nothing but the policy."""
    assert digests(POLICY)["b/other"] == "34b3fe7ffef74a90bdaed303ff561c3c"


def test_the_stamp_of_a_policy() -> None:
    """It has what scores depend on: rules with their digests, objectives and tiers with their weights."""
    found = stamp(replace(POLICY, origins={"levels": Position("p.yml", 3, 4)}))
    assert found.rules[0] == RuleStamp.of(READY, digests(POLICY)["a/ready"])
    assert found.objectives == POLICY.objectives
    assert found.tiers == {"toy": 0.5}
    assert found.origins == {"levels": "p.yml:3:4"}
