"""Teams, departments and the organization."""

from collections.abc import Sequence
from math import fsum
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from checker.engine.groups import matches, roll_up
from checker.errors import Unobserved
from checker.model.audit import Group, Repository, Score, Subject
from checker.model.policy import Fix, Policy, Severity
from checker.model.result import Enforcement, Outcome, Result
from checker.model.team import Ownership, Team

LEVELS = ("bronze", "silver", "gold")
POLICY = Policy("p", "P", "1", (), levels=LEVELS, tiers={"critical": 3.0, "standard": 1.0, "toy": 0.0})
TEAMS = (
    Team("payments", part_of="commerce"),
    Team("shop", part_of="commerce"),
    Team("commerce", part_of="business"),
    Team("platform"),
)


def a_repository(name: str, team: str = "", tier: str = "") -> Repository:
    return Repository(f"git.example/acme/{name}", f"acme/{name}", name, team=team, attributes={"tier": tier})


def a_subject(  # noqa: PLR0917
    name: str,
    score: float | None = None,
    team: str = "",
    tier: str = "",
    level: str = "",
    coverage: float | None = 100.0,
) -> Subject:
    repository = a_repository(name, team, tier)
    scored = Score.of_one(score, coverage)
    return Subject(
        repository.id,
        "repository",
        repository,
        "",
        (),
        score,
        coverage,
        level=level,
        objectives={"trust": scored},
        score_at_least=scored.score_at_least,
    )


def own_subject(kind: str, name: str, score: float | None) -> Subject:
    coverage = None if score is None else 100.0
    return Subject(name, kind, None, "", (), score, coverage, score_at_least=score)


def team(name: str, subjects: Sequence[Subject], policy: Policy = POLICY) -> Group:
    _, groups = roll_up(subjects, TEAMS, policy, "acme")
    return next(group for group in groups if group.name == name)


def organization(subjects: Sequence[Subject], policy: Policy = POLICY) -> Group:
    return roll_up(subjects, TEAMS, policy, "acme")[0]


percentages = st.none() | st.floats(0, 100)
fleets = st.lists(
    st.builds(
        a_subject,
        st.text("abcdef", min_size=1, max_size=3),
        percentages,
        st.sampled_from(["", "payments", "shop", "commerce", "platform", "undeclared"]),
        st.sampled_from(["", "critical", "standard", "toy", "unheard-of"]),
        st.sampled_from(["", *LEVELS]),
    ),
    max_size=8,
    unique_by=lambda subject: subject.subject,
)


def test_critical_repositories_count_more() -> None:
    """The tier weighs a repository; a tier without a weight, or none, counts once."""
    fleet = [
        a_subject("a", 100.0, "platform", "critical", coverage=50.0),
        a_subject("b", 0.0, "platform", "unheard-of"),
    ]
    assert team("platform", fleet).score == 75.0
    assert team("platform", fleet).coverage == 62.5


def test_unscored_repositories_are_in_no_mean() -> None:
    """A repository without a score neither lifts nor lowers its team, though it belongs to it."""
    fleet = [a_subject("a", 80.0, "platform"), a_subject("b", None, "platform", coverage=None)]
    group = team("platform", fleet)
    assert (group.score, group.coverage) == (80.0, 100.0)
    assert len(group.repositories) == 2


def test_a_repository_of_which_nothing_was_seen_lowers_the_coverage() -> None:
    """Nothing decided is no score, but it is a coverage: of nothing."""
    fleet = [a_subject("a", 80.0), a_subject("b", None, coverage=0.0)]
    assert (organization(fleet).score, organization(fleet).coverage) == (80.0, 50.0)


def test_a_team_without_repositories_is_there_and_not_scored() -> None:
    """Nothing to divide by gives nothing, not 0 and not 100."""
    group = team("platform", [])
    assert (group.score, group.coverage, group.level, group.repositories) == (None, None, "", ())


def test_a_team_s_own_rules_count_as_one_repository() -> None:
    """The judged team stands beside its repositories with a weight of one."""
    fleet = [
        a_subject("a", 100.0, "platform", "critical"),
        own_subject("team", "platform", 20.0),
        own_subject("organization", "acme", 0.0),
    ]
    assert team("platform", fleet).score == 80.0
    assert organization(fleet).score == 75.0
    assert team("platform", fleet).repositories == ("git.example/acme/a",)


def test_own_subjects_without_rules_change_nothing() -> None:
    """A team for which no rule was decided is only its repositories."""
    assert (
        team("platform", [a_subject("a", 50.0, "platform"), own_subject("team", "platform", None)]).score
        == 50.0
    )


def test_a_department_is_no_mean_of_means() -> None:
    """Three poor repositories of one team outweigh the good one of the other, at every depth."""
    fleet = [a_subject(name, 0.0, "payments") for name in "abc"] + [a_subject("d", 100.0, "shop")]
    assert team("commerce", fleet).score == 25.0
    assert team("business", fleet).score == 25.0


def test_a_department_has_repositories_of_its_own() -> None:
    """What belongs to the department directly counts there and in no team below it."""
    fleet = [a_subject("a", 100.0, "commerce"), a_subject("b", 0.0, "shop")]
    assert team("commerce", fleet).score == 50.0
    assert team("shop", fleet).score == 0.0


def test_a_repository_counts_once() -> None:
    """The same repository met by two targets is one repository."""
    fleet = [a_subject("a", 100.0), a_subject("a", 100.0), a_subject("b", 0.0)]
    assert organization(fleet).score == 50.0
    assert organization(fleet).repositories == ("git.example/acme/a", "git.example/acme/b")


def test_who_is_only_mentioned_is_a_group_too() -> None:
    """Departments named by `part_of` and teams named by a repository come after the declared ones."""
    _, groups = roll_up([a_subject("a", 1.0, "undeclared")], TEAMS, POLICY, "acme")
    assert [(group.name, group.kind, group.part_of) for group in groups] == [
        ("payments", "team", "commerce"),
        ("shop", "team", "commerce"),
        ("commerce", "department", "business"),
        ("platform", "team", ""),
        ("business", "department", ""),
        ("undeclared", "team", ""),
    ]


def test_departments_in_a_circle_end() -> None:
    """Two departments that are part of each other are walked once, not forever."""
    circle = (Team("a", part_of="b"), Team("b", part_of="a"))
    _, groups = roll_up([a_subject("x", 10.0, "a")], circle, POLICY, "acme")
    assert [group.score for group in groups] == [10.0, 10.0]


@pytest.mark.parametrize(("share", "level"), [(100, "bronze"), (66, "silver"), (30, "gold"), (0, "gold")])
def test_a_level_needs_its_share(share: float, level: str) -> None:
    """A group holds the highest level that enough of its repositories hold."""
    fleet = [a_subject(name, 50.0, level=name) for name in LEVELS]
    policy = Policy("p", "P", "1", (), levels=LEVELS, level_share=share)
    assert organization(fleet, policy).level == level


def test_a_level_nobody_holds_is_not_held() -> None:
    """However small the share that is asked for, someone has to hold the level."""
    policy = Policy("p", "P", "1", (), levels=LEVELS, level_share=0)
    assert organization([a_subject("a", 1.0, level="bronze")], policy).level == "bronze"
    assert not organization([a_subject("a", 1.0)], policy).level


def test_only_what_was_asked_something_is_in_the_share() -> None:
    """A repository to which nothing applies is left out; one that could not be seen is not."""
    gold = a_subject("a", 100.0, level="gold")
    assert organization([gold, a_subject("b", None, coverage=None)]).level == "gold"
    assert not organization([gold, a_subject("b", None, coverage=0.0)]).level


@given(fleets, st.randoms())
def test_order_does_not_matter(fleet: list[Subject], random: Random) -> None:
    """Any order of the repositories gives the same groups to the last bit."""
    shuffled = list(fleet)
    random.shuffle(shuffled)
    assert roll_up(shuffled, TEAMS, POLICY, "acme") == roll_up(fleet, TEAMS, POLICY, "acme")


@given(fleets)
def test_a_department_is_the_union_of_its_teams(fleet: list[Subject]) -> None:
    """Its numbers are those of one team that had all the repositories."""
    below = [
        subject
        for subject in fleet
        if subject.repository and subject.repository.team in ("payments", "shop", "commerce")
    ]
    assert set(team("commerce", fleet).repositories) == {subject.subject for subject in below}
    one, department = organization(below), team("commerce", fleet)
    assert (department.score, department.coverage, department.level, department.objectives) == (
        one.score,
        one.coverage,
        one.level,
        one.objectives,
    )


@given(fleets)
def test_the_organization_has_every_repository(fleet: list[Subject]) -> None:
    """Unowned repositories count in the organization, and no team has one that it has not."""
    whole, groups = roll_up(fleet, TEAMS, POLICY, "acme")
    assert set(whole.repositories) == {subject.subject for subject in fleet}
    assert all(set(group.repositories) <= set(whole.repositories) for group in groups)
    owned = {name for group in groups for name in group.repositories}
    assert owned == {s.subject for s in fleet if s.repository and s.repository.team}


@given(fleets)
def test_every_repository_is_in_one_team(fleet: list[Subject]) -> None:
    """The teams and the unowned divide the organization: nothing is counted twice or lost."""
    whole, groups = roll_up(fleet, TEAMS, POLICY, "acme")
    below = {group.name: set(group.repositories) for group in groups}
    own = [
        ids - set().union(*(below[each.name] for each in groups if each.part_of == name))
        for name, ids in below.items()
    ]
    unowned = {each.subject for each in fleet if not (each.repository and each.repository.team)}
    assert sum(map(len, own)) + len(unowned) == len(whole.repositories)
    assert set().union(unowned, *own) == set(whole.repositories)


@given(fleets)
def test_sums_over_teams_are_those_of_the_organization(fleet: list[Subject]) -> None:
    """Weighed by their repositories, the top groups and the unowned make the organization's figures."""
    whole, groups = roll_up(fleet, TEAMS, POLICY, "acme")
    unowned = [each for each in fleet if not (each.repository and each.repository.team)]
    tops = [*(group for group in groups if not group.part_of), organization(unowned)]
    for figure in (lambda group: group.score, lambda group: group.objectives.get("trust", Score()).score):
        parts = [(figure(group) or 0.0) * weight_of(group, fleet) for group in tops]
        assert fsum(parts) == pytest.approx((figure(whole) or 0.0) * weight_of(whole, fleet))


def weight_of(group: Group, fleet: Sequence[Subject]) -> float:
    """Return the weight of the scored repositories of a group."""
    inside = [each for each in fleet if each.subject in group.repositories and each.score is not None]
    tiers = [each.repository.attributes.get("tier", "") for each in inside if each.repository]
    return fsum(POLICY.tiers.get(str(tier), 1.0) for tier in tiers)


def test_what_a_repository_s_team_is_part_of_is_a_group_too() -> None:
    """Groups that only GitHub or Backstage know come with the repositories; the list goes before them."""
    fleet = [
        owned("a", "core", "kernel", "tech"),
        owned("b", "payments", "tech"),
        owned("c", "kernel", "tech"),
    ]
    _, groups = roll_up(fleet, TEAMS, POLICY, "acme")
    known = {group.name: (group.kind, group.part_of, len(group.repositories)) for group in groups}
    assert known["core"] == ("team", "kernel", 1)
    assert known["kernel"] == ("department", "tech", 2)
    assert known["tech"] == ("department", "", 2)
    assert known["payments"] == ("team", "commerce", 1)


def owned(name: str, team: str, *part_of: str) -> Subject:
    repository = replace(a_repository(name, team), ownership=Ownership("github", part_of))
    return Subject(repository.id, "repository", repository, "", (), 50.0, 100.0)


@given(fleets)
def test_bounds(fleet: list[Subject]) -> None:
    """A group's score lies between the lowest and the highest of its repositories' scores."""
    known = [subject.score for subject in fleet if subject.score is not None]
    score = organization(fleet).score
    if score is not None:
        assert 0 <= score <= 100
        assert min(known) - 1e-9 <= score <= max(known) + 1e-9


@given(fleets)
def test_objectives_roll_up_as_scores_do(fleet: list[Subject]) -> None:
    """An objective that carries each repository's whole score rolls up to the whole score."""
    whole = organization(fleet)
    assert whole.objectives.get("trust", Score()) == Score(whole.score, whole.coverage, whole.score_at_least)


@pytest.mark.parametrize(
    "pattern",
    ["git.example/acme/pay-api", "acme/pay-*", "**/pay-*", "../code/pay-api", "acme/{pay,shop}-api"],
)
def test_globs_match_id_name_and_path(pattern: str) -> None:
    """A repository is found under each of the names it is known by."""
    repository = Repository("git.example/acme/pay-api", "acme/pay-api", "../code/pay-api")
    assert matches(repository, [pattern])
    assert not matches(repository, ["acme/shop-*", "acme", "pay-api", ""])


def test_a_pattern_that_is_no_glob_is_told() -> None:
    """Nobody silently owns nothing because of a pattern that cannot be read."""
    with pytest.raises(Unobserved):
        matches(a_repository("a"), ["{1..100000}*"])


def test_recorded_debt_is_counted() -> None:
    """Failures that warn for no other reason, in the team and above it."""
    said = "recorded debt, 3 days old (owner olga)"
    results = (
        a_result(Outcome.FAIL, said),
        a_result(Outcome.PASS, said),
        a_result(Outcome.FAIL, "enforced from 2027-01-01"),
    )
    subjects = [replace(a_subject("r", team="shop"), results=results), a_subject("s", team="platform")]
    assert organization(subjects).owed == 1
    owed = {name: team(name, subjects).owed for name in ("shop", "commerce", "platform")}
    assert owed == {"shop": 1, "commerce": 1, "platform": 0}


def a_result(outcome: Outcome, said: str) -> Result:
    return Result(
        "x/a",
        "A",
        "x",
        outcome,
        Severity.LOW,
        Fix(""),
        enforcement=Enforcement.WARN,
        enforcement_reason=said,
    )


def test_what_could_not_be_read_counts_as_unknown():
    """In coverage and level of its groups, by its tier; a score is of what was decided."""
    fleet = [
        a_subject("a", 80.0, "payments", level="silver"),
        a_subject("b", 60.0, "platform", level="silver"),
    ]
    lost = [a_repository("c", "payments", "critical")]
    whole, groups = roll_up(fleet, TEAMS, POLICY, "acme", lost)
    named = {group.name: group for group in groups}
    weight = POLICY.tiers["critical"]
    assert (whole.score, whole.level) == (70.0, "")
    assert whole.coverage == pytest.approx(200 / (2 + weight))
    assert whole.score_at_least == pytest.approx(140 / (2 + weight))
    assert whole.objectives["trust"] == Score(70.0, whole.coverage, whole.score_at_least)
    assert named["payments"].coverage == pytest.approx(100 / (1 + weight))
    assert (named["payments"].level, named["platform"].level) == ("", "silver")
    assert (whole.unread, named["payments"].unread, named["platform"].unread) == (
        ("git.example/acme/c",),
        ("git.example/acme/c",),
        (),
    )


def test_a_group_of_which_nothing_was_read():
    """It is not scored, and nothing of it is decided."""
    whole, _ = roll_up([], TEAMS, POLICY, "acme", [a_repository("c")])
    assert (whole.score, whole.coverage, whole.level) == (None, 0.0, "")
    assert whole.score_at_least == 0.0
