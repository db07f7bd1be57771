"""Community files as GitHub shows them."""

from typing import Any

import pytest

from checker.collectors.github import community
from checker.github.responses import Answer, AnswerState
from checker.model.facts import Facts
from tests.collectors.github.views import view

FILES: dict[str, tuple[str, Any, Any]] = {
    "github.inherited.code_of_conduct": ("codeOfConduct", {"key": "other"}, None),
    "github.inherited.contributing": ("contributingGuidelines", {"url": "https://x"}, None),
    "github.inherited.issue_templates": ("issueTemplates", [{"filename": "a.md"}], []),
    "github.inherited.pull_request_template": ("pullRequestTemplates", [{"filename": None}], []),
    "github.inherited.security_policy": ("isSecurityPolicyEnabled", True, False),
}
ERRORS = "github.codeowners_errors"


def facts(path: str, answers: dict[str, Any]) -> Facts:
    return community.collect(view(answers), frozenset((path,)))


@pytest.mark.parametrize("path", FILES)
def test_files(path: str) -> None:
    """GitHub does not say whether a file is the repository's own or its owner's."""
    name, there, missing = FILES[path]
    assert facts(path, {name: there}).values[path] is True
    assert facts(path, {name: missing}).values[path] is False


@pytest.mark.parametrize("path", FILES)
@pytest.mark.parametrize("wrong", [{}, "yes", 0, 1, [None], [7]])
def test_unreadable(path: str, wrong: Any) -> None:
    """What is no file is not a missing file either."""
    found = facts(path, {FILES[path][0]: wrong})
    assert not found.values
    assert "cannot be read" in found.problems[0].reason


@pytest.mark.parametrize("path", FILES)
def test_denied(path: str) -> None:
    """It is the owner's repository that would have to be readable."""
    (problem,) = facts(path, {FILES[path][0]: Answer(AnswerState.DENIED)}).problems
    assert problem.permission == "Contents: read on the owner's .github repository"


def test_templates_that_are_null() -> None:
    """GitHub says so where there is none."""
    assert facts("github.inherited.issue_templates", {"issueTemplates": None}).values == {
        "github.inherited.issue_templates": False
    }


def test_errors_of_codeowners() -> None:
    """Without the file there are none."""
    error = {"path": ".github/CODEOWNERS", "line": 3, "kind": "Unknown owner", "message": "no such team"}
    assert facts(ERRORS, {"codeowners": {"errors": [error]}}).values == {ERRORS: [error]}
    assert facts(ERRORS, {"codeowners": {"errors": []}}).values == {ERRORS: []}
    assert facts(ERRORS, {"codeowners": None}).values == {ERRORS: []}
    (problem,) = facts(ERRORS, {"codeowners": Answer(AnswerState.DENIED)}).problems
    assert problem.permission == "Contents: read"
    assert not facts(ERRORS, {"codeowners": {"errors": None}}).values
