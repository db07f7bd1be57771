"""What people are warned of about the teams of repositories."""

from datetime import date

from msgspec.structs import replace

from checker.engine.ownership_warnings import unvouched, warnings
from checker.model.audit import Repository
from checker.model.policy import Waiver
from checker.model.team import TEAM, Claim, HiddenStatement, Ownership


def repository(
    name: str,
    team: str = "",
    *claims: Claim,
    hidden: tuple[HiddenStatement, ...] = (),
    archived: bool = False,
) -> Repository:
    return Repository(
        f"git.example/{name}",
        name,
        team=team,
        attributes={"archived": archived},
        ownership=Ownership("file" if team else "", ("commerce",), claims, hidden=hidden),
    )


def test_nothing_to_say_of_what_has_a_team() -> None:
    """Neither sources that agree nor groups above the team are worth a warning."""
    agreed = (Claim("file", "payments"), Claim("github", "payments"), Claim("backstage", "commerce"))
    assert list(warnings([repository("a", "payments", *agreed)])) == []


def test_the_unowned_are_counted_and_some_are_named() -> None:
    """Archived ones need nobody."""
    fleet = [repository(name) for name in "edcba"]
    assert list(warnings([*fleet, repository("old", archived=True)])) == [
        "5 repositories belong to no team: a, b, c and 2 more"
    ]
    assert list(warnings(fleet[:1])) == ["1 repository belongs to no team: e"]


def test_sources_that_disagree_are_named() -> None:
    """With who gets the repository, or that nobody does."""
    claims = (Claim("codeowners", "payments"), Claim("codeowners", "web"), Claim("github", "web"))
    assert list(warnings([repository("a", "web", *claims)])) == [
        "a is claimed by payments (codeowners) and web (codeowners, github): web gets it"
    ]
    torn, unowned = warnings([repository("a", "", *claims[:2])])
    assert torn == "a is claimed by payments (codeowners) and web (codeowners): nobody gets it"
    assert unowned == "1 repository belongs to no team: a"


def test_a_thousand_disagreements_are_not_told_one_by_one() -> None:
    claims = (Claim("file", "x"), Claim("github", "y"))
    said = list(warnings([repository(f"{number:04}", "x", *claims) for number in range(1000)]))
    assert len(said) == 11
    assert said[-1].startswith("990 more repositories are claimed")


def test_what_is_not_known_says_why_once() -> None:
    """Repositories of which nobody knows the team are not called unowned; equal reasons are one."""
    hidden = (
        HiddenStatement(TEAM, "GitHub says no", "organization Members: read"),
        HiddenStatement("repo.tier", "GitHub says no", "organization Members: read"),
    )
    fleet = [repository("a", hidden=hidden), repository("b", hidden=hidden[:1])]
    [said] = warnings(fleet)
    assert said == (
        "team and tier of 2 repositories are not known: GitHub says no; organization Members: read would "
        "decide it (a, b)"
    )
    assert list(warnings([repository("a", hidden=(HiddenStatement(TEAM, "it is torn"),))])) == [
        "team of 1 repository is not known: it is torn (a)"
    ]


def test_whom_a_team_s_waivers_would_excuse() -> None:
    """Those that name the team themselves and nobody else does, if there is a waiver that they would get."""
    waiver = Waiver(("x/*",), "frozen", "a", "b", date(2026, 12, 31), teams=("pay*",))
    fleet = [repository(name, team) for name, team in (("a", "payments"), ("b", "web"), ("c", "payments"))]
    alone = [replace(each, ownership=replace(each.ownership, vouched=False)) for each in fleet]
    assert list(unvouched(fleet, [waiver])) == []
    assert list(unvouched(alone, [replace(waiver, teams=(), everywhere=True)])) == []
    [said] = unvouched(alone, [waiver])
    assert said.startswith("what excuses teams excuses nothing in 2 repositories")
    assert "(a, c)" in said
