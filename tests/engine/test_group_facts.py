"""Figures of groups: order never matters, and what one repository hides is unknown for the group."""

from statistics import median
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from checker.engine import group_facts
from checker.engine.group_facts import FACTS, bases, concerns, pooled
from checker.model.audit import Repository, Subject
from checker.model.facts import Facts, Problem
from checker.model.team import Claim, HiddenStatement, Ownership

WANTED = frozenset(spec.path for spec in FACTS)
HOURS, OPEN = "pulls.cycle_hours", "pulls.open_count"
NOTHING = Problem(HOURS, "nothing was merged", empty=True)
HIDDEN = Problem("pulls", "GitHub says no", "Pull requests: read")


def subject(name, archived=False, team=""):
    repository = Repository(name, name, team=team, attributes={"archived": archived, "tier": "critical"})
    return Subject(name, "repository", repository, "", (), score=50.0, level="bronze")


def group(*facts, archived=()):
    """Pool facts of repositories that are called by their place."""
    subjects = [subject(str(place), place in archived) for place in range(len(facts))]
    return pooled(subjects, {str(place): each for place, each in enumerate(facts)}, WANTED)


def test_figures():
    found = group(*(Facts({HOURS: hours, OPEN: 2}) for hours in (1.0, 2.0, 30.0)))
    assert found.values[f"pooled.{HOURS}.median"] == 2.0
    assert found.values[f"pooled.{HOURS}.p90"] == 24.4
    assert found.values[f"pooled.{OPEN}.sum"] == 6


def test_one_repository_is_its_own_median():
    found = group(Facts({HOURS: 7.5}))
    assert found.values[f"pooled.{HOURS}.median"] == found.values[f"pooled.{HOURS}.p90"] == 7.5


def test_nothing_to_measure_is_left_out():
    found = group(Facts({HOURS: 4.0}), Facts(problems=(NOTHING,)))
    assert found.values[f"pooled.{HOURS}.median"] == 4.0


def test_nothing_anywhere_is_no_figure():
    problem = group(Facts(problems=(NOTHING,))).problem(f"pooled.{HOURS}.median")
    assert problem.empty


def test_what_one_hides_is_unknown_for_all():
    found = group(Facts({HOURS: 4.0}), Facts(problems=(HIDDEN,)))
    problem = found.problem(f"pooled.{HOURS}.median")
    assert (problem.reason, problem.permission) == ("1: GitHub says no", "Pull requests: read")
    assert f"pooled.{HOURS}.median" not in found.values


SAID, LISTED = "community.promotion", "readme.repositories"


def test_what_any_repository_says_the_group_says():
    """A yes needs no other; a no needs all."""
    assert group(Facts({SAID: False}), Facts({SAID: True})).values[f"pooled.{SAID}.any"] is True
    assert group(Facts({SAID: True}), Facts()).values[f"pooled.{SAID}.any"] is True
    assert group(Facts({SAID: False})).values[f"pooled.{SAID}.any"] is False
    problem = group(Facts({SAID: False}), Facts()).problem(f"pooled.{SAID}.any")
    assert (problem.reason, problem.seen) == ("1: was not observed", False)


def test_lists_are_united():
    found = group(Facts({LISTED: ["b", "a"]}), Facts({LISTED: ["a"]}))
    assert found.values[f"pooled.{LISTED}.all"] == ["a", "b"]


def test_lists_that_were_partly_seen_are_partly_united():
    hidden = Facts(problems=(Problem(LISTED, "too many", seen=["c"]),))
    problem = group(Facts({LISTED: ["a"]}), hidden).problem(f"pooled.{LISTED}.all")
    assert (problem.reason, problem.seen) == ("1: too many", ["a", "c"])


def test_archived_repositories_do_not_count():
    found = group(Facts({OPEN: 3}), Facts(problems=(HIDDEN,)), archived={1})
    assert found.values[f"pooled.{OPEN}.sum"] == 3


def test_rules_see_what_each_repository_holds():
    [row] = group(Facts()).values["repositories"]
    assert (row["id"], row["tier"], row["score"], row["level"]) == ("0", "critical", 50.0, "bronze")


@given(
    st.permutations(
        [Facts({HOURS: 1.0}), Facts({HOURS: 9.5}), Facts(problems=(NOTHING,)), Facts(problems=(HIDDEN,))]
    )
)
def test_order_never_matters(facts):
    found = group(*facts)
    assert f"pooled.{HOURS}.median" not in found.values


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=20))
def test_figures_lie_between_the_smallest_and_the_largest(hours):
    values = group(*(Facts({HOURS: each}) for each in hours)).values
    middle, high = values[f"pooled.{HOURS}.median"], values[f"pooled.{HOURS}.p90"]
    assert middle == pytest.approx(median(hours), abs=0.01)
    assert min(hours) - 0.01 <= middle <= high + 0.01 <= max(hours) + 0.02


def test_each_kind_has_its_own_facts():
    assert concerns("pulls.merged", "repository")
    assert concerns("organization.members", "repository")
    assert not concerns("pooled.pulls.merged.sum", "repository")
    assert not concerns("repositories", "repository")
    assert concerns("team.name", "team")
    assert not concerns("organization.members", "team")
    assert concerns("organization.members", "organization")
    assert not concerns("team.name", "organization")
    assert not concerns("pulls.merged", "team")


def test_figures_name_facts_that_exist():
    from checker.collectors.registry import table

    assert bases(WANTED) <= table().specs.keys()
    assert all(path in table().specs for path in group_facts.bases(WANTED))


UNKNOWN = HiddenStatement("repo.team", "GitHub says no", "organization Members: read")


def named(rows: Any) -> list[str]:
    """Return the names of records."""
    return [row["name"] for row in rows]


def test_a_hidden_team_is_a_problem_of_that_field_only():
    """The repositories of which the team is known are what was seen of it."""
    whose = subject("a", team="payments")
    nobody = replace(
        subject("b"), repository=replace(subject("b").repository, ownership=Ownership(hidden=(UNKNOWN,)))
    )
    found = pooled([whose, nobody], {}, frozenset())
    assert named(found.values["repositories"]) == ["a", "b"]
    [problem] = found.problems
    assert (problem.path, problem.reason) == ("repositories.team", "b: GitHub says no")
    assert problem.permission == "organization Members: read"
    assert named(problem.seen) == ["a"]
    assert group_facts.unassigned([whose], ()) is None
    whole = group_facts.unassigned([whose, nobody], ())
    assert whole is not None
    assert whole.reason == "b: GitHub says no"


def test_nothing_is_certain_of_a_group_that_may_have_more_repositories():
    """What is seen of the list is kept, figures are not made of a part."""
    more = Problem("repo.team", "b: GitHub says no", "organization Members: read")
    found = pooled([subject("a")], {"a": Facts({HOURS: 1.0, OPEN: 2})}, WANTED, more)
    assert found.values == {}
    listed, figure = found.problem("repositories"), found.problem(f"pooled.{OPEN}.sum")
    assert listed is not None
    assert named(listed.seen) == ["a"]
    assert figure is not None
    assert figure.permission == "organization Members: read"


def test_claims_are_every_team_that_is_named():
    claims = (Claim("github", "web"), Claim("codeowners", "payments"), Claim("backstage", "web"))
    torn = replace(
        subject("a"), repository=replace(subject("a").repository, ownership=Ownership(claims=claims))
    )
    rows: Any = pooled([torn], {}, frozenset()).values["repositories"]
    assert rows[0]["claims"] == ["payments", "web"]
