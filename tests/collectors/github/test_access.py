"""Who may do what."""

from typing import Any

import pytest

from checker.collectors.github import access
from checker.github.responses import Answer, AnswerState
from checker.model.facts import Facts, Problem
from tests.collectors.github.settings import edge, edges
from tests.collectors.github.views import view

EVERYBODY = edges(edge("ADMIN"), edge("ADMIN"), edge("MAINTAIN"), edge("WRITE"), edge("TRIAGE"), edge("READ"))
CUT = Answer(AnswerState.SEEN, [], message="more than 100 items", complete=False)


def facts(path: str, answers: dict[str, Any], **how: Any) -> Facts:
    return access.collect(view(answers, **how), frozenset((path,)))


def known(path: str, answers: dict[str, Any], **how: Any) -> Any:
    return facts(path, answers, **how).values[path]


def problem(path: str, answers: dict[str, Any], **how: Any) -> Problem:
    found = facts(path, answers, **how)
    assert not found.values
    told = found.problem(path)
    assert told is not None
    return told


@pytest.mark.parametrize(("path", "count"), [("access.admins", 2), ("access.writers", 4)])
def test_numbers(path: str, count: int) -> None:
    """Who administers may also write."""
    assert known(path, {"everybody": EVERYBODY}) == count
    assert "more than 100" in problem(path, {"everybody": edges(edge("READ"), more=True)}).reason


@pytest.mark.parametrize("path", ["access.admins", "access.writers", "access.outside"])
def test_hidden(path: str) -> None:
    """GitHub sends null to who may not push."""
    told = problem(path, {"everybody": None, "outsiders": None})
    assert told.permission == "Metadata: read, with the right to push"
    refused = Answer(AnswerState.SEEN, edges(), message="no", complete=False)
    assert problem(path, {"everybody": refused, "outsiders": refused}).reason == "no"


def test_outside() -> None:
    """Nobody is outside of a user."""
    answers = {"outsiders": edges(edge("WRITE", "eve"))}
    assert known("access.outside", answers) == [{"name": "eve", "permission": "write"}]
    assert known("access.outside", {"outsiders": edges()}) == []
    assert known("access.outside", {}, organization=False) == []
    assert not facts("access.outside", {"outsiders": edges(edge("WRITE"))}).values


def test_teams() -> None:
    """REST's pull and push are what GitHub's pages call read and write."""
    listed = [{"slug": slug, "permission": slug} for slug in ("pull", "push", "triage", "admin", "auditor")]
    found = known("access.teams", {"teams": listed})
    assert [each["permission"] for each in found] == ["read", "write", "triage", "admin", "auditor"]
    assert known("access.teams", {}, organization=False) == []
    assert problem("access.teams", {"teams": Answer(AnswerState.ABSENT)}).permission == "Administration: read"


def test_invitations() -> None:
    """Counted, if they can be listed whole."""
    assert known("access.invitations", {"invitations": [{}, {}]}) == 2
    told = problem("access.invitations", {"invitations": Answer(AnswerState.DENIED)})
    assert told.permission == "Administration: read"


@pytest.mark.parametrize("path", ["access.teams", "access.invitations"])
def test_lists_that_go_on(path: str) -> None:
    """A part is no count."""
    assert problem(path, {"teams": CUT, "invitations": CUT}).reason == "more than 100 items"


def test_further_requests() -> None:
    """A user has no teams."""
    wanted = frozenset(("access.teams", "access.invitations", "access.admins"))
    assert [each.name for each in access.more(view({}), wanted)] == ["teams", "invitations"]
    assert [each.name for each in access.more(view({}, organization=False), wanted)] == ["invitations"]
