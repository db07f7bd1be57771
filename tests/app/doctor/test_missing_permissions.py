"""Unknown rules, and what would decide them."""

from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from checker.app.doctor import missing_permissions
from checker.app.policies.compile_plan import prepare
from checker.github.permissions import Grant, PermissionReach
from checker.github.responses import TokenKind
from checker.model.audit import Subject
from checker.model.facts import Facts, Problem
from checker.model.policy import Fix, Severity
from checker.model.result import Outcome, Result, Unseen

READ = Grant(PermissionReach.REPOSITORY, "Administration", "read")
SECRETS = Grant(PermissionReach.REPOSITORY, "Secrets", "read")
HIDDEN = Facts(
    {"security.advisories": 0},
    (
        Problem("security.deploy_keys", "hidden", "Administration: read"),
        Problem("security.secrets", "hidden", "Secrets: read"),
    ),
)


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    """Prepare rules of which the second requires the first, and the third the second."""
    path = tmp_path_factory.mktemp("gaps") / "own.yml"
    path.write_text(
        """\
policy: own
version: "1"
title: Own
extends: [common]
rules:
  - {id: own/keys, title: Keys, why: Why., severity: low, fix: {text: Do., effort: low},
     when: "size(security.deploy_keys) > 0", assert: "size(security.secrets) == 0"}
  - {id: own/more, title: More, why: Why., severity: low, fix: {text: Do., effort: low},
     requires: [own/keys], assert: "security.advisories == 0"}
  - {id: own/most, title: Most, why: Why., severity: low, fix: {text: Do., effort: low},
     requires: [own/more], assert: "true"}
"""
    )
    return prepare([str(path)], Path.cwd(), date(2026, 11, 1))


def result(rule, outcome=Outcome.UNKNOWN, *unseen):
    return Result(rule, rule, "own", outcome, Severity.LOW, Fix("Do.", "low"), unknown=unseen)


def subject(name, *results):
    return Subject(name, "repository", None, "", results)


KEYS = result("own/keys", Outcome.UNKNOWN, Unseen("security.deploy_keys", "hidden", "Administration: read"))
MORE = result("own/more", Outcome.UNKNOWN, Unseen("own/keys", "is unknown"))
MOST = result("own/most", Outcome.UNKNOWN, Unseen("own/more", "is unknown"))


def test_all_that_a_rule_would_read_has_to_be_shown(plan):
    """The first thing that is missing is not the last."""
    found = missing_permissions.find([subject("a", KEYS)], {"a": HIDDEN}, plan)
    assert found.lacking == {"own/keys": {READ, SECRETS}}
    [gap] = found.gaps
    assert (gap.judged, gap.subjects) == (1, ("a",))
    assert gap.needs == ("Administration: Read-only", "Secrets: Read-only")


def test_what_requires_an_unknown_rule_needs_the_same(plan):
    """Through any number of rules between, and in the order of the policy."""
    found = missing_permissions.find([subject("a", MOST, MORE, KEYS)], {"a": HIDDEN}, plan)
    assert [each.rule for each in found.gaps] == ["own/keys", "own/more", "own/most"]
    assert set(found.lacking.values()) == {frozenset({READ, SECRETS})}
    assert found.others == ()


def test_other_reasons_stand_apart(plan):
    """A rule may lack a permission for one repository and be unknown for itself in another."""
    strange = replace(KEYS, unknown=(Unseen("LICENSE", "holds no known text"),))
    passed = result("own/keys", Outcome.PASS)
    subjects = [subject("a", KEYS), subject("b", strange), subject("c", passed)]
    found = missing_permissions.find(subjects, {"a": HIDDEN}, plan)
    assert [(each.rule, each.subjects, each.judged) for each in found.gaps] == [("own/keys", ("a",), 3)]
    assert [(each.rule, each.subjects, each.needs) for each in found.others] == [("own/keys", ("b",), ())]


def test_of_two_permissions_the_one_that_is_there_is_not_asked_for(plan):
    facts = Facts(
        {"releases.count": 2},
        (Problem("releases.signed", "hidden", "Contents: read and Attestations: read"),),
    )
    seen = missing_permissions.permissions(
        [(facts, frozenset(("releases.count", "releases.signed")))], {}, TokenKind.APP
    )
    assert [(each.name, each.seen, each.hidden) for each in seen] == [
        ("Attestations", 0, 1),
        ("Contents", 1, 0),
    ]


def test_a_permission_counts_the_repositories_in_which_it_was_there():
    """One that shows something, and hides something else, hides."""
    seen, hidden = Facts({"security.secrets": []}), HIDDEN
    paths = frozenset(("security.secrets", "security.deploy_keys"))
    lacking = {"own/keys": frozenset((READ, SECRETS))}
    found = missing_permissions.permissions([(seen, paths), (hidden, paths)], lacking, TokenKind.WORKFLOW)
    assert [(each.name, each.level, each.seen, each.hidden, each.possible) for each in found] == [
        ("Administration", "Read-only", 0, 1, False),
        ("Secrets", "Read-only", 1, 1, False),
    ]
    assert {each.rules for each in found} == {("own/keys",)}
