"""Severities, and looking rules up."""

import pytest

from checker.model.policy import Fix, Policy, Rule, Severity


@pytest.mark.parametrize(
    ("severity", "weight"),
    [("critical", 10), ("high", 7.5), ("medium", 5), ("low", 2.5), ("info", 0)],
)
def test_weights(severity: str, weight: float) -> None:
    """The weights are part of what a score means."""
    assert Severity(severity).weight == weight


def test_severities_compare_by_how_bad_they_are() -> None:
    """A severity is at least itself and everything milder."""
    assert Severity.HIGH.at_least(Severity.HIGH)
    assert Severity.HIGH.at_least(Severity.LOW)
    assert not Severity.HIGH.at_least(Severity.CRITICAL)


def test_rules_are_found_by_id() -> None:
    """A policy gives the rule of an id, and None for one it does not have."""
    rule = Rule("docs/readme", "", "", Severity.HIGH, Fix(""), "docs")
    policy = Policy("p", "P", "1", rules=(rule,))
    assert policy.rule("docs/readme") is rule
    assert policy.rule("docs/other") is None
