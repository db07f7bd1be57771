"""Waivers that a repository holds itself count one by one, within what the policy allows."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.model.policy import Fix, Policy, Position, Rule, Severity
from checker.policy.repository_waivers import PATTERN_LIMIT, RepositoryWaivers, read_own

TODAY = date(2026, 11, 1)
GOOD = "{rules: [a/b], reason: r, owner: o, approved_by: x, until: 2027-01-01}"


def rule(rule_id: str) -> Rule:
    return Rule(rule_id, "T", "W", Severity.LOW, Fix("F"), "a")


POLICY = Policy(
    "p",
    "P",
    "1",
    (rule("a/b"), rule("a/locked")),
    locked=("a/l*",),
    off={"a/off": "why"},
    max_waiver_days=100,
)


def own(*waivers: str) -> RepositoryWaivers:
    text = "waivers:\n" + "".join(f"  - {waiver}\n" for waiver in waivers)
    return read_own(text.encode(), POLICY, TODAY)


def test_a_waiver_that_counts() -> None:
    """It is about this repository, and says that it was said there."""
    [waiver] = own(GOOD).waivers
    assert (waiver.rules, waiver.own, waiver.until) == (("a/b",), True, date(2027, 1, 1))
    assert waiver.position == Position(".checker/waivers.yml", 2, 5)
    assert own(GOOD.replace("[a/b]", "[a/off], paths: [old/**]")).waivers[0].paths == ("old/**",)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        (GOOD.replace("reason: r, ", ""), "2:5: a waiver of the repository itself needs the key 'reason'"),
        (GOOD.replace("owner: o, ", ""), "needs the key 'owner'"),
        (GOOD.replace("approved_by: x, ", ""), "needs the key 'approved_by'"),
        (GOOD.replace(", until: 2027-01-01", ""), "needs the key 'until'"),
        (
            GOOD.replace("2027-01-01", "2027-02-10"),
            "2:64: a waiver for 101 days, more than max_waiver_days (100)",
        ),
        (GOOD.replace("[a/b]", "[a/bb]"), "2:14: 'a/bb' matches no rule; did you mean 'a/b'?"),
        (GOOD.replace("[a/b]", "[a/locked]"), "2:13: waives a/locked: the policy has locked that"),
        (GOOD.replace("[a/b]", "['*/*']"), "waives a/locked: the policy has locked that"),
        (GOOD.replace("{", "{everywhere: true, "), "unknown key 'everywhere'"),
        (GOOD.replace("{", "{repositories: ['*'], "), "unknown key 'repositories'"),
        (GOOD.replace("{", "{paths: ['{1..999}'], "), "2:14: "),
        ("7", "expected a waiver of the repository itself"),
    ],
)
def test_a_waiver_that_does_not(changed: str, why: str) -> None:
    """Its mistake is located; the sound one beside it counts."""
    found = own(changed, GOOD)
    assert len(found.waivers) == 1
    assert why in str(found.mistakes[0])
    assert all(mistake.position.line == 2 for mistake in found.mistakes)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "the file is empty"),
        (b"\xff", "not UTF-8"),
        (b"[", "not valid YAML"),
        (b"- a", "expected a file of waivers"),
        (b"a: 1\n", "unknown key 'a'"),
        (b"waivers: []\n---\nb: 2\n", "more than one YAML document"),
        (b"#" * 1_100_000, "larger than"),
    ],
)
def test_a_file_that_is_none(content: bytes, why: str) -> None:
    """Nothing in it counts, and the reason is told."""
    found = read_own(content, POLICY, TODAY)
    assert found.waivers == ()
    assert why in str(found.mistakes[0])


def test_there_is_a_bound() -> None:
    """A stranger cannot make us try patterns for hours."""
    found = own(*[GOOD] * (PATTERN_LIMIT + 1))
    assert len(found.waivers) == PATTERN_LIMIT
    assert [str(mistake) for mistake in found.mistakes] == [
        f".checker/waivers.yml:{PATTERN_LIMIT + 2}:5: more than {PATTERN_LIMIT} patterns up to here"
    ]


@given(st.binary(max_size=200) | st.text("waivers:[]{}- \nrules&*!'\"", max_size=80).map(str.encode))
def test_whatever_it_holds_is_survived(content: bytes) -> None:
    """Strangers write this file."""
    assert read_own(content, POLICY, TODAY).waivers == ()
