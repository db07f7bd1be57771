"""Scanners and keys."""

from typing import Any

import pytest

from checker.collectors.github import security
from checker.github.responses import Answer, AnswerState
from checker.model.facts import Facts, Problem
from tests.collectors.github.settings import hook, switches
from tests.collectors.github.views import ago, connection, view

SWITCHES = {
    "security.dependency_updates": "dependabot_security_updates",
    "security.secret_scanning": "secret_scanning",
    "security.push_protection": "secret_scanning_push_protection",
}
UNPAID = Answer(
    AnswerState.UNAVAILABLE,
    message="GitHub says: Code Security must be enabled for this repository to use this.",
)
BLOCKED = Answer(AnswerState.UNAVAILABLE, message="GitHub answers with 451")
KEY = {"title": "deploy", "readOnly": False, "createdAt": ago(400)}


def facts(path: str, answers: dict[str, Any], **how: Any) -> Facts:
    return security.collect(view(answers, **how), frozenset((path,)))


def known(path: str, answers: dict[str, Any], **how: Any) -> Any:
    return facts(path, answers, **how).values[path]


def problem(path: str, answers: dict[str, Any], **how: Any) -> Problem:
    found = facts(path, answers, **how)
    assert not found.values
    told = found.problem(path)
    assert told is not None
    return told


@pytest.mark.parametrize(("path", "name"), SWITCHES.items())
def test_switches(path: str, name: str) -> None:
    """From the owner's list of repositories, or from the repository itself."""
    for state, expected in (("enabled", True), ("disabled", False)):
        listed = switches(**{name: state})
        assert known(path, {"settings": listed}) is expected
        assert known(path, {"settings": listed[0]}) is expected


@pytest.mark.parametrize("path", SWITCHES)
@pytest.mark.parametrize(
    "hidden",
    [
        {},
        {"security_and_analysis": None},
        {"security_and_analysis": {}},
        {"security_and_analysis": dict.fromkeys(SWITCHES.values())},
        [],
        [{"full_name": "acme/app"}],
    ],
    ids=str,
)
def test_hidden_switches(path: str, hidden: Any) -> None:
    """GitHub leaves them out for all but administrators: that is not off."""
    told = problem(path, {"settings": hidden})
    assert told.permission == "Administration: read"
    assert "administrators only" in told.reason


@pytest.mark.parametrize("path", SWITCHES)
@pytest.mark.parametrize("state", ["", "on", "ENABLED", None, True])
def test_unknown_states(path: str, state: Any) -> None:
    """A state that we do not know is neither on nor off."""
    told = problem(path, {"settings": switches(**{SWITCHES[path]: state})})
    assert "cannot be read" in told.reason


def test_dependency_alerts() -> None:
    """GitHub shows them as off to all but administrators."""
    path, name = "security.dependency_alerts", "hasVulnerabilityAlertsEnabled"
    assert known(path, {name: True}) is True
    assert known(path, {name: False}, administers=True) is False
    for administers in (False, None):
        assert problem(path, {name: False}, administers=administers).permission == "Administration: read"


def test_code_scanning() -> None:
    """GitHub says in words that there is no analysis."""
    path = "security.code_scanning"
    assert known(path, {"analyses": [{"id": 1}]}) is True
    assert known(path, {"analyses": []}) is False
    assert known(path, {"analyses": Answer(AnswerState.OFF, message="no analysis found")}) is False
    assert known(path, {"analyses": UNPAID}) is False
    assert problem(path, {"analyses": Answer(AnswerState.ABSENT)}).permission == "Code scanning alerts: read"
    assert problem(path, {}, branch="").reason.startswith("the repository is empty")


def test_code_scanning_setup() -> None:
    """Without a plan that has it, it is off."""
    path = "security.code_scanning_setup"
    assert known(path, {"code_scanning_setup": {"state": "configured"}}) is True
    assert known(path, {"code_scanning_setup": {"state": "not-configured"}}) is False
    assert known(path, {"code_scanning_setup": UNPAID}) is False
    assert known(path, {"code_scanning_setup": Answer(AnswerState.OFF)}) is False
    assert "cannot be read" in problem(path, {"code_scanning_setup": {"state": "half"}}).reason
    assert (
        problem(path, {"code_scanning_setup": Answer(AnswerState.DENIED)}).permission
        == "Administration: read"
    )


@pytest.mark.parametrize("path", ["security.code_scanning", "security.code_scanning_setup"])
def test_blocked_is_not_off(path: str) -> None:
    """What GitHub does not give for other reasons than the plan stays unknown."""
    told = problem(path, {"analyses": BLOCKED, "code_scanning_setup": BLOCKED})
    assert (told.reason, told.permission) == ("GitHub answers with 451", "")


def test_private_reporting() -> None:
    """Only public repositories have it."""
    path = "security.private_reporting"
    assert known(path, {}, visibility="private") is False
    assert known(path, {}, visibility="internal") is False
    for enabled in (True, False):
        answers = {"private_reporting": {"enabled": enabled}}
        assert known(path, answers, visibility="public") is enabled
    denied = {"private_reporting": Answer(AnswerState.DENIED)}
    assert problem(path, denied, visibility="public").permission == "Metadata: read"


def test_advisories() -> None:
    """A list that goes on is no count; only public repositories have any."""
    path = "security.advisories"
    assert known(path, {"advisories": []}, visibility="public") == 0
    assert known(path, {"advisories": [{}, {}]}, visibility="public") == 2
    assert known(path, {}, visibility="private") == 0
    cut = Answer(AnswerState.SEEN, [{}] * 100, message="more than 100 items", complete=False)
    told = problem(path, {"advisories": cut}, visibility="public")
    assert (told.reason, told.permission) == ("more than 100 items", "")


def test_advisories_are_asked_for_where_there_can_be_some() -> None:
    """One by one only for public, live repositories, and not where the owner's list has told."""
    wanted = frozenset(("security.advisories",))
    asked = [each.name for each in security.more(view({}, visibility="public"), wanted)]
    assert asked == ["advisories"]
    for found in (
        view({}, visibility="private"),
        view({}, visibility="public", archived=True),
        view({"advisories": []}, visibility="public"),
    ):
        assert [*security.more(found, wanted)] == []


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({}, ("ci.example", True, True)),
        ({"insecure_ssl": 0}, ("ci.example", True, True)),
        ({"insecure_ssl": "1"}, ("ci.example", False, True)),
        ({"insecure_ssl": 1}, ("ci.example", False, True)),
        ({"url": "http://ci.example:8080/"}, ("ci.example", False, True)),
        ({"url": "HTTPS://user:pass@CI.example/x"}, ("ci.example", True, True)),
        ({"url": "https://[broken"}, ("", True, True)),
        ({"url": None}, ("", False, True)),
        ({"secret": None}, ("ci.example", True, False)),
        ({"secret": ""}, ("ci.example", True, False)),
    ],
)
def test_webhooks(config: dict[str, Any], expected: tuple[str, bool, bool]) -> None:
    """The host alone is told: addresses may hold secrets."""
    (found,) = known("security.webhooks", {"hooks": [hook(**config)]})
    assert tuple(found.values()) == expected


def test_webhooks_that_matter() -> None:
    """Switched-off ones do nothing."""
    assert known("security.webhooks", {"hooks": [{**hook(), "active": False}]}) == []
    assert known("security.webhooks", {"hooks": []}) == []
    told = problem("security.webhooks", {"hooks": Answer(AnswerState.ABSENT)})
    assert told.permission == "Webhooks: read"


@pytest.mark.parametrize("insecure", [None, True, "", "yes", 2, [], {}])
def test_unreadable_webhooks(insecure: Any) -> None:
    """Whether the connection is verified is not guessed."""
    assert "cannot be read" in problem("security.webhooks", {"hooks": [hook(insecure_ssl=insecure)]}).reason


def test_deploy_keys() -> None:
    """An empty list is what everybody else than administrators sees."""
    path = "security.deploy_keys"
    found = known(path, {"deployKeys": connection(KEY)}, administers=True)
    assert found == [{"title": "deploy", "read_only": False, "days": 400}]
    assert known(path, {"deployKeys": connection()}, administers=True) == []
    for administers in (False, None):
        told = problem(path, {"deployKeys": connection()}, administers=administers)
        assert told.permission == "Administration: read"
    assert "more than 100" in problem(path, {"deployKeys": connection(KEY, more=True)}).reason
    refused = Answer(AnswerState.SEEN, connection(KEY), message="no", complete=False)
    assert problem(path, {"deployKeys": refused}, administers=True).reason == "no"


@pytest.mark.parametrize("path", ["security.webhooks", "security.secrets"])
def test_lists_that_go_on(path: str) -> None:
    """The rest of them could be anything."""
    cut = Answer(AnswerState.SEEN, [], message="more than 100 items", complete=False)
    assert problem(path, {"hooks": cut, "workflow_secrets": cut}).reason == "more than 100 items"


def test_secrets() -> None:
    """Their names and ages."""
    answers = {"workflow_secrets": [{"name": "TOKEN", "updated_at": ago(100)}]}
    assert known("security.secrets", answers) == [{"name": "TOKEN", "days": 100}]
    told = problem("security.secrets", {"workflow_secrets": Answer(AnswerState.DENIED)})
    assert told.permission == "Secrets: read"


PATHS = {
    "security.code_scanning": "analyses",
    "security.code_scanning_setup": "code_scanning_setup",
    "security.private_reporting": "private_reporting",
    "security.webhooks": "hooks",
    "security.secrets": "workflow_secrets",
}


def test_further_requests() -> None:
    """One for each fact that needs one, of repositories that can have it."""
    for path, name in PATHS.items():
        found = security.more(view({}, visibility="public"), frozenset((path,)))
        assert [each.name for each in found] == [name]
    private = security.more(view({}), frozenset(PATHS))
    assert {each.name for each in private} == set(PATHS.values()) - {"private_reporting"}
    empty = security.more(view({}, branch=""), frozenset(PATHS))
    assert "analyses" not in {each.name for each in empty}


def test_archived() -> None:
    """Nothing is asked, and that is the reason."""
    archived = view({}, visibility="public", archived=True)
    assert [*security.more(archived, frozenset(PATHS))] == []
    found = security.collect(archived, frozenset(PATHS))
    assert not found.values
    assert all("is archived" in each.reason for each in found.problems)
