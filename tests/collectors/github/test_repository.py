"""A repository's page and switches."""

from typing import Any

import pytest

from checker.collectors.github import repository
from checker.github.responses import Answer, AnswerState
from checker.model.facts import Facts
from tests.collectors.github.settings import WHOLE
from tests.collectors.github.views import ago, view

SWITCHES = {
    "github.issues_enabled": "hasIssuesEnabled",
    "github.discussions_enabled": "hasDiscussionsEnabled",
    "github.wiki_enabled": "hasWikiEnabled",
    "github.projects_enabled": "hasProjectsEnabled",
    "github.forking_allowed": "forkingAllowed",
    "github.signoff_required": "webCommitSignoffRequired",
    "github.delete_branch_on_merge": "deleteBranchOnMerge",
}


def facts(path: str, answers: dict[str, Any], **how: Any) -> Facts:
    return repository.collect(view(answers, **how), frozenset((path,)))


def known(path: str, answers: dict[str, Any] | None = None, **how: Any) -> Any:
    return facts(path, answers or {}, **how).values[path]


@pytest.mark.parametrize(("path", "name"), SWITCHES.items())
def test_switches(path: str, name: str) -> None:
    """Both ways; nothing else is a truth value."""
    assert known(path, {name: True}) is True
    assert known(path, {name: False}) is False
    wrongs: tuple[Any, ...] = (None, 0, "", [])
    for wrong in wrongs:
        assert not facts(path, {name: wrong}).values
    (problem,) = facts(path, {name: Answer(AnswerState.DENIED)}).problems
    assert problem.permission == "Metadata: read"


@pytest.mark.parametrize(
    ("path", "name"), [("github.description", "description"), ("github.homepage", "homepageUrl")]
)
def test_words(path: str, name: str) -> None:
    """Null is an empty text; long ones are cut."""
    assert known(path, {name: "An app"}) == "An app"
    assert known(path, {name: None}) == ""
    assert len(known(path, {name: "x" * 1000})) == 256


def test_license() -> None:
    """None found is a fact; a file without an SPDX id has none."""
    assert known("github.license", {"licenseInfo": None}) == ""
    assert known("github.license", {"licenseInfo": {"spdxId": None}}) == ""
    assert known("github.license", {"licenseInfo": {"spdxId": "MIT"}}) == "MIT"
    assert not facts("github.license", {"licenseInfo": {}}).values


def test_merge_methods() -> None:
    """Those that are allowed; one that is unknown leaves the list open."""
    answers = {"mergeCommitAllowed": True, "squashMergeAllowed": False, "rebaseMergeAllowed": True}
    assert known("github.merge_methods", answers) == ["merge", "rebase"]
    found = facts("github.merge_methods", {**answers, "squashMergeAllowed": None})
    assert not found.values


def test_inventory() -> None:
    """What was listed with the repository is not asked for again."""
    assert known("github.topics", topics=("web", "app")) == ["web", "app"]
    assert known("github.owner_type") == "Organization"
    assert known("github.owner_type", organization=False) == "User"
    assert known("github.default_branch", branch="trunk") == "trunk"
    assert known("github.fork", fork=True) is True
    assert known("github.template") is False
    assert known("github.pushed_at", pushed_at=ago(3)) == ago(3)
    assert known("github.days_since_push", pushed_at=ago(3)) == 3


@pytest.mark.parametrize(("pushed", "reason"), [("", "nothing has been pushed"), ("soon", "cannot be read")])
def test_never_pushed(pushed: str, reason: str) -> None:
    """There are no days to count."""
    (problem,) = facts("github.days_since_push", {}, pushed_at=pushed).problems
    assert reason in problem.reason


def test_one_question_for_each_fact() -> None:
    """Named as the answer is read."""
    asked = {ask.name for asks in repository.ASKS.values() for ask in asks}
    assert asked == set(WHOLE[repository])
