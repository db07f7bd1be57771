"""Who answers for a repository, by what the sources say."""

from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.engine.ownership import Name, Statement, Teams, forest, line, slug
from checker.model.team import TEAM, Catalog, Claim, HiddenStatement, Ownership, Team, TeamSource

PLAIN = Catalog()
PARENTS = (
    Team("business"),
    Team("Commerce", part_of="business"),
    Team("payments", part_of="Commerce"),
    Team("web", part_of="Commerce"),
    Team("platform"),
)


def said(source: str, *teams: str, reason: str = "", permission: str = "") -> Statement:
    """Return what a source says that calls teams by their names."""
    names = tuple(Name(f"@acme/{team}", team) for team in teams)
    return Statement(source, names, source == TeamSource.FILE, reason, permission)


def decide(
    *statements: Statement, catalog: Catalog = PLAIN, teams: Sequence[Team] = PARENTS
) -> tuple[str, Ownership]:
    return Teams(catalog, teams).decide(statements)


def test_the_first_source_to_name_one_team_decides() -> None:
    """Sources that say nothing are passed over; those after it are kept as claims."""
    team, ownership = decide(
        said("properties"),
        said("github", "payments"),
        said("codeowners", "platform"),
        said("backstage", "web"),
    )
    assert team == "payments"
    assert ownership.source == "github"
    assert ownership.part_of == ("Commerce", "business")
    assert ownership.claims == (
        Claim("github", "payments"),
        Claim("codeowners", "platform"),
        Claim("backstage", "web"),
    )


def test_a_source_that_contradicts_itself_decides_nothing() -> None:
    """The next one does; without any, nobody is accountable and the claims say why."""
    torn = said("codeowners", "payments", "platform")
    assert decide(torn, said("backstage", "web"))[0] == "web"
    team, ownership = decide(torn)
    assert (team, ownership.source, ownership.unknown) == ("", "", None)
    assert [claim.team for claim in ownership.claims] == ["payments", "platform"]


def test_the_list_ranks_its_teams() -> None:
    """Of several teams whose patterns match, the first in the list gets a repository."""
    assert decide(said("file", "platform", "payments"))[0] == "platform"


def test_a_team_goes_before_what_it_is_part_of() -> None:
    """A department that claims what its team claims is no other claim, however far above it is."""
    for names in (("business", "payments"), ("payments", "Commerce", "business")):
        assert decide(said("codeowners", *names))[0] == "payments"
    assert decide(said("codeowners", "business", "payments", "web"))[0] == ""


def test_what_is_hidden_is_not_absent() -> None:
    """A source that may be hiding an answer ends the search, whatever later ones say."""
    hidden = said("github", reason="GitHub says no", permission="organization Members: read")
    team, ownership = decide(said("properties"), hidden, said("codeowners", "payments"))
    assert (team, ownership.source) == ("", "")
    assert ownership.unknown == HiddenStatement(TEAM, "GitHub says no", "organization Members: read")
    assert ownership.claims == (Claim("codeowners", "payments"),)
    assert decide(said("codeowners", "payments"), hidden)[0] == "payments"


def test_what_was_seen_counts_though_more_may_be_hidden() -> None:
    """A team that is seen decides; two that are seen are a conflict for certain."""
    reason = "there may be secret teams"
    assert decide(said("github", "payments", reason=reason))[0] == "payments"
    team, ownership = decide(said("github", "payments", "web", reason=reason))
    assert (team, ownership.unknown) == ("", None)


@pytest.mark.parametrize(
    ("name", "called"),
    [
        (Name("@acme/payments", "payments"), "payments"),
        (Name("@acme/commerce", "commerce"), "Commerce"),
        (Name("Commerce!", "Commerce!"), "Commerce"),
        (Name("@acme/Somebody Else", "Somebody Else"), "somebody-else"),
        (Name("@alice"), ""),
        (Name("@bob"), "platform"),
        (Name("@BOB"), "platform"),
        (Name("@acme/core", "core"), "payments"),
        (Name("@other/core", "core"), "core"),
        (Name("group:default/kernel", "kernel"), "platform"),
        (Name("@acme/bots-7", "bots-7"), ""),
        (Name("@acme/bots-keepers", "bots-keepers"), "platform"),
        (Name("@acme/???", "???"), ""),
    ],
)
def test_names(name: Name, called: str) -> None:
    """Aliases go first, then what is ignored, then declared names, whatever their case and signs."""
    catalog = Catalog(
        aliases={
            "@bob": "platform",
            "@acme/core": "payments",
            "kernel": "platform",
            "@acme/bots-keepers": "platform",
        },
        ignored=("@acme/Bots-*",),
    )
    assert Teams(catalog, PARENTS).called(name) == called


def test_the_list_calls_teams_as_it_likes() -> None:
    """Aliases and ignored patterns are about other sources."""
    catalog = Catalog(aliases={"payments": "platform"}, ignored=("*",))
    assert decide(said("file", "payments"), catalog=catalog)[0] == "payments"


def test_parents_come_from_the_list_then_backstage_then_github() -> None:
    """The first to say what a group is part of counts; the others fill in what it leaves open."""
    catalog = Catalog(parents={"payments": "elsewhere", "business": "holding", "group-b": "group-a"})
    pair = (Name("@acme/holding", "holding"), Name("@acme/world", "world"))
    spoken = Statement("github", (Name("@acme/payments", "payments"),), parents=(pair,))
    assert decide(spoken, catalog=catalog)[1].part_of == ("Commerce", "business", "holding", "world")
    assert decide(said("github", "group-b"), catalog=catalog)[1].part_of == ("group-a",)


def test_a_word_of_its_own_is_not_enough() -> None:
    """What only the repository itself says does not vouch for it, unless somebody else agrees."""
    assert not decide(said("codeowners", "payments"), said("backstage", "payments"))[1].vouched
    assert decide(said("codeowners", "payments"), said("github", "payments"))[1].vouched
    assert decide(said("properties", "payments"))[1].vouched
    trusting = Catalog(trusted=("waivers",))
    assert decide(said("codeowners", "payments"), catalog=trusting)[1].vouched


names = st.sampled_from(["payments", "web", "Commerce", "business", "platform", "other", "PLATFORM!"])
statements = st.lists(
    st.builds(
        lambda source, teams, reason: said(source, *teams, reason=reason),
        st.sampled_from(list(TeamSource)),
        st.lists(names, max_size=3),
        st.sampled_from(["", "hidden"]),
    ),
    max_size=5,
)


@given(statements)
def test_one_team_or_none(spoken: list[Statement]) -> None:
    """Whoever answers was named by the source that decided; who is not known has a reason."""
    team, ownership = decide(*spoken)
    if team:
        assert Claim(ownership.source, team) in ownership.claims
        assert team not in ownership.part_of
        assert ownership.unknown is None
    else:
        assert not ownership.source
        assert not ownership.part_of
    if ownership.unknown:
        assert any(each.reason for each in spoken)


@given(statements, statements)
def test_later_sources_change_nothing_that_is_decided(spoken: list[Statement], more: list[Statement]) -> None:
    """Once a source has decided, or hides the answer, what others say is only listed."""
    team, ownership = decide(*spoken)
    if team or ownership.unknown:
        again, with_more = decide(*spoken, *more)
        assert (again, with_more.source, with_more.unknown) == (team, ownership.source, ownership.unknown)
        assert with_more.claims[: len(ownership.claims)] == ownership.claims


@given(st.lists(names, max_size=4), st.randoms())
def test_order_within_a_source_never_matters(teams: list[str], random: Random) -> None:
    """Only the list of checker.yml ranks; everybody else names a set."""
    shuffled = random.sample(teams, len(teams))
    first, second = decide(said("github", *teams)), decide(said("github", *shuffled))
    assert first[0] == second[0]
    assert set(first[1].claims) == set(second[1].claims)


groups = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(["", *"abcdef"]))


@given(st.lists(groups, max_size=3))
def test_a_forest_has_no_circle(layers: list[dict[str, str]]) -> None:
    """Whatever the sources say, everything has one way to the top, and earlier ones are believed."""
    found = forest(*layers)
    for name in found:
        way = line(name, found)
        assert len(set(way)) == len(way)
        assert found.get(way[-1], "") == ""
    assert forest(found, *layers) == found
    if layers and not any(name in line(above, layers[0]) for name, above in layers[0].items()):
        assert all(found[name] == above for name, above in layers[0].items() if above)


@given(st.text(max_size=30))
def test_a_slug_is_its_own_slug(name: str) -> None:
    """Shortening a name twice changes nothing more."""
    assert slug(slug(name)) == slug(name)
