"""Attributes of a repository: stated, by default, or hidden."""

from datetime import UTC, datetime

from checker.collectors import Checkout, repo
from checker.files import Files, MemoryTree
from checker.model.audit import Repository
from checker.model.facts import Facts
from checker.model.team import TEAM, HiddenStatement, Ownership

WANTED = frozenset(spec.path for spec in repo.FACTS)


def collected(repository: Repository) -> Facts:
    now = datetime(2026, 11, 1, tzinfo=UTC)
    return repo.collect(Checkout(repository, Files(MemoryTree({})), None, now), WANTED)


def test_what_nobody_states_has_a_default() -> None:
    """Every attribute has a value, and an identity is taken apart."""
    found = collected(Repository("git.example/acme/pay", "acme/pay", attributes={"system": "shop"}))
    assert found.problems == ()
    assert found.values.keys() == WANTED
    assert found.values["repo.system"] == "shop"
    assert (found.values["repo.archived"], found.values["repo.tier"]) == (False, "")
    assert (found.values["repo.host"], found.values["repo.owner"]) == ("git.example", "acme")


def test_what_is_hidden_has_no_value() -> None:
    """It is a problem with the permission that would let us see it, and no default stands in."""
    hidden = (
        HiddenStatement(TEAM, "GitHub says no", "organization Members: read"),
        HiddenStatement("repo.tier", "no"),
    )
    found = collected(Repository("a", "a", ownership=Ownership(hidden=hidden)))
    assert found.values.keys() == WANTED - {TEAM, "repo.tier"}
    problem = found.problem(TEAM)
    assert problem is not None
    assert (problem.reason, problem.permission) == ("GitHub says no", "organization Members: read")
