"""Teams and the organization are judged after their repositories, and say what they do not know."""

from datetime import UTC, datetime

import pytest

from checker.app.audit.groups import Groups, kept_for_groups
from checker.app.policies.compile_plan import check, prepare
from checker.engine.groups import roll_up
from checker.model.audit import Repository, Subject
from checker.model.facts import Facts, Problem
from checker.model.team import HiddenStatement, Ownership, Team
from checker.policy.loading.sources import Sources

NOW = datetime(2026, 11, 1, tzinfo=UTC)
POLICY = """\
policy: groups
version: "1"
extends: [common]
rules:
  - id: groups/owned
    title: Owned
    why: Somebody must answer.
    severity: high
    level: bronze
    subject: organization
    findings: repositories.filter(each, each.team == "")
    message: "{item.name} has no team"
    fix: {text: Say whose it is., effort: low}
  - id: groups/mfa
    title: Two factors
    why: Passwords leak.
    severity: high
    subject: organization
    assert: organization.two_factor_required
    fix: {text: Require them., effort: low}
  - id: groups/fast
    title: Fast
    why: Waiting costs.
    severity: low
    subject: team
    assert: pooled.pulls.cycle_hours.median <= 24.0
    value: pooled.pulls.cycle_hours.median
    fix: {text: Review., effort: low}
"""
TEAMS = (Team("payments", ("a", "b"), part_of="shop"), Team("idle", ("z",)))


@pytest.fixture
def plan(tmp_path):
    (tmp_path / "p.yml").write_text(POLICY)
    return prepare(["p.yml"], tmp_path, NOW.date())


def subject(name, team=""):
    return Subject(name, "repository", Repository(name, name, team=team), "", ())


def judged(plan, kept, owner=None, team="payments"):
    subjects = [subject(name, team) for name in kept]
    return {each.subject: each for each in Groups(plan, subjects, kept, TEAMS, "acme", owner, NOW).judged()}


def outcomes(subject):
    return {result.rule: result.outcome.value for result in subject.results}


def test_what_is_kept_of_repositories(plan):
    assert kept_for_groups(plan) == {"pulls.cycle_hours"}


def test_teams_and_those_they_are_part_of(plan):
    found = judged(plan, {"a": Facts({"pulls.cycle_hours": 5.0}), "b": Facts({"pulls.cycle_hours": 50.0})})
    assert set(found) == {"payments", "shop"}
    assert outcomes(found["payments"]) == {"groups/fast": "fail"}
    assert found["payments"].results[0].value == 27.5


def test_what_one_repository_hides_is_unknown(plan):
    hidden = Facts(problems=(Problem("pulls", "GitHub says no", "Pull requests: read"),))
    found = judged(plan, {"a": Facts({"pulls.cycle_hours": 5.0}), "b": hidden})
    [result] = found["payments"].results
    assert result.outcome.value == "unknown"
    assert result.unknown[0].permission == "Pull requests: read"


def test_the_organization_only_where_it_is_meant(plan):
    facts = {"a": Facts({"pulls.cycle_hours": 5.0})}
    assert "acme" not in judged(plan, facts)
    owner = Facts({"organization.two_factor_required": True})
    assert outcomes(judged(plan, facts, owner)["acme"]) == {"groups/owned": "pass", "groups/mfa": "pass"}
    hidden = Facts(problems=(Problem("organization", "hidden", "organization owner"),))
    found = judged(plan, facts, hidden, team="")["acme"]
    assert outcomes(found) == {"groups/owned": "fail", "groups/mfa": "unknown"}


def unread(team="", reason=""):
    hidden = (HiddenStatement("repo.team", reason),) if reason else ()
    return Repository("gone", "gone", team=team, ownership=Ownership(hidden=hidden))


@pytest.mark.parametrize(
    ("lost", "expected"),
    [
        (unread("payments"), {"payments": "unknown", "shop": "unknown"}),
        (unread("elsewhere"), {"payments": "pass", "shop": "pass"}),
        (unread("", "no permission"), {"payments": "unknown", "shop": "unknown"}),
        (unread("idle"), {"payments": "pass", "shop": "pass", "idle": "unknown"}),
    ],
)
def test_what_could_not_be_read_keeps_its_place(plan, lost, expected):
    """Nothing is said of all repositories of a group as long as one is unread, or may be its."""
    facts = Facts({"pulls.cycle_hours": 5.0})
    owner = Facts({"organization.two_factor_required": True})
    groups = Groups(
        plan, [subject("a", "payments")], {"a": facts}, TEAMS, "acme", owner, NOW, [lost]
    ).judged()
    found = {each.subject: outcomes(each) for each in groups}
    assert found.pop("acme") == {"groups/owned": "unknown", "groups/mfa": "pass"}
    assert {name: each["groups/fast"] for name, each in found.items()} == expected


def test_a_failure_that_was_seen_stands_beside_what_could_not_be_read(plan):
    groups = Groups(plan, [subject("a", "")], {"a": Facts()}, TEAMS, "acme", Facts(), NOW, [unread("shop")])
    [whole] = [each for each in groups.judged() if each.subject == "acme"]
    assert outcomes(whole)["groups/owned"] == "fail"


def test_groups_count_their_own_rules(plan):
    found = judged(
        plan, {"a": Facts({"pulls.cycle_hours": 5.0})}, Facts({"organization.two_factor_required": False})
    )
    whole, teams = roll_up([subject("a", "payments"), *found.values()], TEAMS, plan.policy, "acme")
    assert whole.score == 50.0
    assert {team.name: team.score for team in teams} == {"payments": 100.0, "idle": None, "shop": 100.0}


@pytest.mark.parametrize(
    ("kind", "fact", "hint"),
    [
        ("team", "pulls.merged > 3", "pulls.merged"),
        ("repository", "pooled.pulls.merged.sum > 3", "pooled"),
        ("organization", "team.name == ''", "team"),
    ],
)
def test_facts_of_another_kind_are_mistakes(tmp_path, kind, fact, hint):
    text = POLICY.replace("subject: team", f"subject: {kind}").replace(
        "pooled.pulls.cycle_hours.median <= 24.0", fact
    )
    text = text.replace("    value: pooled.pulls.cycle_hours.median\n", "")
    (tmp_path / "p.yml").write_text(text)
    _, mistakes = check(Sources(("p.yml",), tmp_path), NOW.date())
    assert any(hint in str(mistake) for mistake in mistakes)


def test_groups_look_at_no_files(tmp_path):
    text = POLICY.replace("pooled.pulls.cycle_hours.median <= 24.0", 'has_file("README")')
    (tmp_path / "p.yml").write_text(text.replace("    value: pooled.pulls.cycle_hours.median\n", ""))
    _, mistakes = check(Sources(("p.yml",), tmp_path), NOW.date())
    assert any("has_file" in str(mistake) for mistake in mistakes)


HIDDEN = Ownership(hidden=(HiddenStatement("repo.team", "GitHub says no", "organization Members: read"),))


def of_nobody_knows_whom(name):
    repository = Repository(name, name, ownership=HIDDEN)
    return Subject(name, "repository", repository, "", ())


def with_hidden(plan, *subjects):
    kept = {each.subject: Facts({"pulls.cycle_hours": 5.0}) for each in subjects}
    found = Groups(plan, subjects, kept, TEAMS, "acme", Facts(), NOW).judged()
    return {each.subject: {result.rule: result for result in each.results} for each in found}


def test_a_team_that_may_have_more_repositories_is_not_judged_by_these(plan):
    """A hidden repository might be slow."""
    found = with_hidden(plan, subject("a", "payments"), of_nobody_knows_whom("b"))
    result = found["payments"]["groups/fast"]
    assert (result.outcome.value, result.unknown[0].permission) == ("unknown", "organization Members: read")


def test_nobody_knows_whether_every_repository_is_owned(plan):
    """One of which the team is hidden is no failure; one that nobody owns is one, whatever is hidden."""
    whose, hidden = subject("a", "payments"), of_nobody_knows_whom("b")
    owned = with_hidden(plan, whose, hidden)["acme"]["groups/owned"]
    assert owned.outcome.value == "unknown"
    assert owned.unknown[0].path == "repositories.team"
    assert owned.unknown[0].permission == "organization Members: read"
    assert with_hidden(plan, whose)["acme"]["groups/owned"].outcome.value == "pass"
    failed = with_hidden(plan, subject("c"), hidden)["acme"]["groups/owned"]
    assert failed.outcome.value == "fail"
    assert [finding.message for finding in failed.findings] == ["c has no team"]


@pytest.mark.parametrize(
    ("expression", "outcome"),
    [
        ("repositories.filter(each, each.level == 'gold')", "pass"),
        ("repositories.filter(each, each['team'] == 'x')", "unknown"),
        ("repositories.filter(each, ['team', 'name'].exists(key, each[key] == 'x'))", "unknown"),
        ("repositories.filter(each, each.name == 'b')", "fail"),
    ],
)
def test_only_who_reads_the_field_is_concerned(tmp_path, expression, outcome):
    """Other fields of the same repositories are known."""
    text = POLICY.replace('repositories.filter(each, each.team == "")', expression)
    (tmp_path / "p.yml").write_text(text)
    found = with_hidden(
        prepare(["p.yml"], tmp_path, NOW.date()), subject("a", "x1"), of_nobody_knows_whom("b")
    )
    assert found["acme"]["groups/owned"].outcome.value == outcome


def test_groups_that_repositories_bring_along(plan):
    """What GitHub or Backstage know of departments needs no list."""
    brought = Subject(
        "a", "repository", Repository("a", "a", team="core", ownership=Ownership("github", ("tech",))), "", ()
    )
    assert {"core", "tech"} <= with_hidden(plan, brought).keys()
