"""What each source states of a repository."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from checker.app.audit.identity import Owning
from checker.app.audit.ownership_sources import ObservedRepository, layers, statements
from checker.app.audit.targets import AuditTask
from checker.engine.ownership import Name, Statement
from checker.files import Files, MemoryTree
from checker.git import GitSource
from checker.git.default_branch import OfTree
from checker.github.permissions import CUSTOM_PROPERTIES, KEEPING_TEAMS
from checker.github.responses import Answer, AnswerState, Listed, Observation, TokenKind
from checker.model.audit import Repository
from checker.model.json_value import Json
from checker.model.team import Catalog, Team
from checker.policy.settings.configuration import Configuration, RepositoryEntry

NAME = "github.com/acme/pay"
HIDDEN = Answer(AnswerState.DENIED, message="GitHub says no", permission="organization Members: read")


def observed(**answers: Answer) -> Observation:
    listed = Listed("R_1", "acme", "pay", f"https://{NAME}", True, "internal", archived=True)
    return Observation(listed, TokenKind.CLASSIC, datetime(2026, 11, 1, tzinfo=UTC), answers)


def said(source: str, files: Mapping[str, str] | None = None, answer: Answer | None = None) -> Statement:
    """Return what a source says of a repository that GitHub was asked about."""
    configuration = Configuration(catalog=Catalog(sources=(source,)))
    tree = Files(MemoryTree(files or {}))
    answers = {} if answer is None else {KEEPING_TEAMS: answer, CUSTOM_PROPERTIES: answer}
    seen = ObservedRepository(Repository(NAME, "acme/pay"), tree, observed(**answers), configuration)
    [statement] = statements(seen)
    return statement


def keeping(*teams: tuple[str, str, list[str]]) -> Answer:
    listed: list[Json] = [{"team": t, "permission": p, "part_of": list(above)} for t, p, above in teams]
    return Answer(AnswerState.SEEN, listed)


@pytest.mark.parametrize(
    ("teams", "names"),
    [
        ([], []),
        ([("a", "MAINTAIN", [])], ["a"]),
        ([("a", "MAINTAIN", []), ("b", "ADMIN", [])], ["b"]),
        ([("a", "ADMIN", []), ("b", "ADMIN", [])], ["a", "b"]),
        ([("above", "ADMIN", []), ("a", "ADMIN", ["above"]), ("b", "ADMIN", ["a", "above"])], ["above"]),
        ([("above", "MAINTAIN", []), ("a", "ADMIN", ["above"])], ["a"]),
        ([("top", "ADMIN", []), ("a", "ADMIN", ["middle", "top"])], ["top"]),
        ([("above", "ADMIN", []), ("a", "MAINTAIN", ["above"])], ["above"]),
    ],
)
def test_teams_that_may_the_most_of_their_own(
    teams: list[tuple[str, str, list[str]]], names: list[str]
) -> None:
    """What a team may because one above it may is not its own, at any distance."""
    found = said("github", answer=keeping(*teams))
    assert [name.team for name in found.names] == names
    assert [name.written for name in found.names] == [f"@acme/{name}" for name in names]


def test_groups_above_come_along() -> None:
    found = said("github", answer=keeping(("a", "ADMIN", ["b", "c"])))
    a, b, c = (Name(f"@acme/{slug}", slug) for slug in "abc")
    assert found.parents == ((a, b), (b, c))


def test_hidden_answers_give_reason_and_permission() -> None:
    """So do parts that are hidden, beside what was seen."""
    found = said("github", answer=HIDDEN)
    assert (found.names, found.reason, found.permission) == ((), HIDDEN.message, HIDDEN.permission)
    part = Answer(
        AnswerState.SEEN, keeping(("a", "ADMIN", [])).value, "there may be more", "owner", complete=False
    )
    found = said("github", answer=part)
    assert ([name.team for name in found.names], found.reason) == (["a"], "there may be more")
    assert said("github").reason == "was not asked for"


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("payments", ["payments"]),
        (["a", "b"], ["a", "b"]),
        ("  ", []),
        (None, []),
        ([], []),
        (7, []),
        ([None], []),
    ],
)
def test_values_of_properties(value: Json, names: list[str]) -> None:
    """One of several choices, or several; nothing and other types name nobody."""
    found = said("properties", answer=Answer(AnswerState.SEEN, {"team": value}))
    assert [name.team for name in found.names] == names
    assert found.reason == ""


@pytest.mark.parametrize(
    ("owner", "team"),
    [
        ("@acme/payments", "payments"),
        ("@acme/emea/payments", "emea/payments"),
        ("@jo", ""),
        ("jo@acme.example", ""),
        ("jo/x@acme.example", ""),
    ],
)
def test_teams_in_codeowners(owner: str, team: str) -> None:
    """People and addresses are nobody's team by themselves."""
    [name] = said("codeowners", {"CODEOWNERS": f"* {owner}\n"}).names
    assert name == Name(owner, team)


def test_people_in_backstage_are_no_team() -> None:
    text = "kind: Component\nspec: {owner: 'user:jo'}\n"
    assert said("backstage", {"catalog-info.yaml": text}).names == (Name("user:default/jo", ""),)


@pytest.mark.parametrize(
    ("source", "path"), [("codeowners", "CODEOWNERS"), ("backstage", "catalog-info.yaml")]
)
def test_files_that_cannot_be_read(source: str, path: str) -> None:
    """They are not taken for files that say nothing."""
    tree = MemoryTree({path: "x"}, {path: 0o120000})
    configuration = Configuration(catalog=Catalog(sources=(source,)))
    seen = ObservedRepository(Repository("a", "a"), Files(tree), None, configuration)
    [statement] = statements(seen)
    assert statement.names == ()
    assert statement.reason.startswith(f"{path}: is ")
    hidden = {name for layer in layers(seen) for name in layer.lacking}
    assert hidden == ({"system", "kind", "lifecycle"} if source == "backstage" else set())


def identified(catalog: Catalog, teams: tuple[Team, ...] = (), **answers: Answer) -> Repository:
    configuration = Configuration(
        teams=teams, catalog=catalog, repositories=(RepositoryEntry(("acme/*",), {"kind": "library"}),)
    )
    tree = MemoryTree({"catalog-info.yaml": "kind: Component\nspec: {owner: a, lifecycle: old, type: x}\n"})
    source = GitSource(tree, None, "", 0, NAME, "", "main", (), OfTree(tree))
    task = AuditTask("github:acme/pay", observed(**answers))
    return Owning(configuration, "/").identified(source, Files(tree), task)


def test_attributes_are_stated_in_order() -> None:
    """The configuration, the team, properties, GitHub, the repository's own files."""
    catalog = Catalog(sources=("properties", "backstage"), properties={"tier": "importance"})
    values = Answer(
        AnswerState.SEEN, {"team": "web", "importance": "high", "kind": "service", "lifecycle": "new"}
    )
    found = identified(
        catalog, (Team("web", attributes={"lifecycle": "prod"}),), **{CUSTOM_PROPERTIES: values}
    )
    assert found.attributes == {
        "kind": "library",
        "lifecycle": "prod",
        "tier": "high",
        "archived": True,
        "visibility": "internal",
    }
    assert found.origins == {
        "kind": "repositories",
        "lifecycle": "team",
        "tier": "properties",
        "archived": "github",
        "visibility": "github",
    }
    assert found.ownership.hidden == ()


def test_what_may_be_stated_by_what_is_hidden_is_not_known() -> None:
    """Lower sources do not stand in; what higher ones state is known all the same."""
    catalog = Catalog(sources=("properties", "backstage"))
    teams = (Team("web", attributes={"visibility": "public"}),)
    found = identified(catalog, teams, **{CUSTOM_PROPERTIES: HIDDEN})
    assert found.attributes == {"kind": "library", "archived": True}
    reasons = {each.path: each.reason for each in found.ownership.hidden}
    assert reasons == {
        "repo.team": "GitHub says no",
        "repo.visibility": "its team is not known: GitHub says no",
        "repo.tier": "GitHub says no",
        "repo.lifecycle": "GitHub says no",
        "repo.system": "GitHub says no",
    }
    assert {each.permission for each in found.ownership.hidden} == {"organization Members: read"}
