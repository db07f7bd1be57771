"""Tests what is said of a repository that no rule looked at."""

import pytest
from msgspec.structs import replace

from checker.engine.assessment import not_assessed
from checker.model.audit import NotAssessed
from checker.model.facts import Facts, Problem
from checker.model.json_value import Json
from checker.model.result import Outcome
from tests.fuzz import judging

FEEDS = {"Python": ("python", "actions.enforces_tests"), "docker": ("containers",), "Go": ("go",)}


def missing(outcome: Outcome, facts: Facts) -> tuple[NotAssessed, ...]:
    """Return what is not assessed where the rule about tests in CI comes to an outcome, and no other applies."""
    plan = judging.plan("baseline")
    results = judging.judged(judging.evidence({}, {}), "baseline").results
    silent = [replace(each, outcome=Outcome.NOT_APPLICABLE) for each in results]
    told = [replace(each, outcome=outcome) if each.rule == "testing/tests-in-ci" else each for each in silent]
    return not_assessed(plan, told, facts, FEEDS)


def languages(**files: int) -> Facts:
    listed: list[Json] = [{"name": name, "files": count, "bytes": 9} for name, count in files.items()]
    return Facts({"languages.files": listed, "technology_files": []})


@pytest.mark.parametrize("outcome", [Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN, Outcome.WAIVED])
def test_a_language_is_assessed_by_a_rule_that_read_what_it_feeds(outcome: Outcome) -> None:
    """Whatever the rule came to, it looked; of COBOL nobody knows anything."""
    assert missing(outcome, languages(Python=9, COBOL=7)) == (NotAssessed("COBOL", 7),)


def test_a_rule_that_does_not_apply_looked_at_nothing() -> None:
    assert missing(Outcome.NOT_APPLICABLE, languages(Python=9)) == (NotAssessed("Python", 9),)


def test_a_few_files_are_no_language_of_a_repository() -> None:
    assert missing(Outcome.PASS, languages(COBOL=4, Go=5)) == (NotAssessed("Go", 5),)


def test_technologies_are_assessed_alike() -> None:
    """Also those that were seen where more may be."""
    shown: list[Json] = [{"name": "docker", "files": 1}, {"name": "make", "files": 2}]
    seen = Problem("technology_files", "a file could not be read", seen=shown)
    facts = Facts({"languages.files": []}, (seen,))
    assert missing(Outcome.PASS, facts) == (NotAssessed("docker", 1), NotAssessed("make", 2))


def test_nothing_is_said_where_nothing_was_collected() -> None:
    assert missing(Outcome.PASS, Facts()) == ()
