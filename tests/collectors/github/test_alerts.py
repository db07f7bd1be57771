"""Open alerts: none is good news only where a scanner looks."""

from typing import Any

import pytest

from checker.collectors.github import alerts
from checker.github.responses import Answer, AnswerState
from checker.model.facts import Facts, Problem
from tests.collectors.github.settings import code_alert, dependency_alert, secret_alert, switches
from tests.collectors.github.views import ago, view

LISTS = {
    "alerts.dependencies": "dependency_alerts",
    "alerts.code": "code_alerts",
    "alerts.secrets": "secret_alerts",
}
PROBES = {
    "alerts.dependencies": "dependency_alerts_probe",
    "alerts.code": "analyses",
    "alerts.secrets": "secret_alerts_probe",
}
ON: dict[str, dict[str, Any]] = {
    "alerts.dependencies": {"hasVulnerabilityAlertsEnabled": True},
    "alerts.code": {"analyses": [{"id": 1}]},
    "alerts.secrets": {"settings": switches(secret_scanning="enabled")},
}
OFF: dict[str, dict[str, Any]] = {
    "alerts.dependencies": {"hasVulnerabilityAlertsEnabled": False},
    "alerts.code": {"analyses": Answer(AnswerState.OFF, message="no analysis found")},
    "alerts.secrets": {"settings": switches(secret_scanning="disabled")},
}
each_kind = pytest.mark.parametrize("path", LISTS)


def facts(path: str, answers: dict[str, Any], **how: Any) -> Facts:
    return alerts.collect(view(answers, **how), frozenset((path,)))


def known(path: str, answers: dict[str, Any], **how: Any) -> Any:
    return facts(path, answers, **how).values[path]


def problem(path: str, answers: dict[str, Any], **how: Any) -> Problem:
    found = facts(path, answers, **how)
    assert not found.values
    told = found.problem(path)
    assert told is not None
    return told


def asked(path: str, answers: dict[str, Any], **how: Any) -> list[str]:
    return [each.name for each in alerts.more(view(answers, **how), frozenset((path,)))]


def test_dependencies() -> None:
    """With what mends them, and their age."""
    unfixed = dependency_alert()
    unfixed["security_vulnerability"]["first_patched_version"] = None
    first, second = known("alerts.dependencies", {"dependency_alerts": [dependency_alert(), unfixed]})
    assert first == {
        "path": "uv.lock",
        "package": "jinja2",
        "ecosystem": "pip",
        "advisory": "GHSA-1",
        "severity": "high",
        "fixed": True,
        "days": 10,
    }
    assert second == {**first, "fixed": False}


def test_code() -> None:
    """The severity for security goes before that of the tool; a place may be missing."""
    vague = {**code_alert(), "rule": {"id": None, "severity": "note"}, "most_recent_instance": {}}
    first, second = known("alerts.code", {"code_alerts": [code_alert(), vague]})
    assert first == {
        "path": "app.py",
        "line": 7,
        "tool": "CodeQL",
        "rule": "py/sql-injection",
        "severity": "critical",
        "days": 20,
    }
    assert (second["path"], second["line"], second["rule"], second["severity"]) == ("", 0, "", "note")


def test_secrets() -> None:
    """Never the secret, even if GitHub sends it."""
    revoked = {"created_at": ago(1), "secret_type": "x", "validity": "inactive", "secret": "hunter2"}
    found = known("alerts.secrets", {"secret_alerts": [secret_alert(), revoked]})
    assert found == [
        {"kind": "aws_access_key_id", "valid": True, "days": 30},
        {"kind": "x", "valid": False, "days": 1},
    ]


@each_kind
@pytest.mark.parametrize("state", [AnswerState.OFF, AnswerState.UNAVAILABLE])
def test_scanner_off(path: str, state: AnswerState) -> None:
    """That there are no alerts is then not known."""
    told = problem(path, {LISTS[path]: Answer(state, message="GitHub says: alerts are disabled")})
    assert (told.reason, told.permission) == ("GitHub says: alerts are disabled", "")
    assert problem(path, {LISTS[path]: Answer(state)}).reason


@each_kind
def test_denied(path: str) -> None:
    """The permission is that of the kind of alert."""
    assert problem(path, {LISTS[path]: Answer(AnswerState.DENIED)}).permission == alerts.PERMISSIONS[path]


@each_kind
def test_lists_that_go_on(path: str) -> None:
    """Nobody knows what follows."""
    cut = Answer(AnswerState.SEEN, [], message="more than 1000 items", complete=False)
    assert problem(path, {LISTS[path]: cut}).reason == "more than 1000 items"


@each_kind
def test_none(path: str) -> None:
    """An empty list of the organization counts if something else tells that the scanner looks."""
    assert known(path, {LISTS[path]: [], **ON[path]}) == []
    told = problem(path, {LISTS[path]: [], **OFF[path]}, administers=True)
    assert told.reason == "nothing looks for them: the scanner is switched off"


@each_kind
def test_none_of_a_user(path: str) -> None:
    """There the list is the repository's own: it would say that nothing looks."""
    assert known(path, {LISTS[path]: []}, organization=False) == []
    assert asked(path, {LISTS[path]: []}, organization=False) == []


@each_kind
def test_asks_whether_it_looks(path: str) -> None:
    """Only if the list is empty and nothing else tells; once."""
    probe = PROBES[path]
    assert asked(path, {LISTS[path]: []}) == [probe]
    assert asked(path, {LISTS[path]: [], **ON[path]}) == []
    assert asked(path, {LISTS[path]: [], **OFF[path]}, administers=True) == []
    assert asked(path, {LISTS[path]: [], probe: Answer(AnswerState.DENIED)}) == []
    assert asked(path, {LISTS[path]: [{}]}) == []
    assert asked(path, {LISTS[path]: Answer(AnswerState.DENIED)}) == []
    assert asked(path, {LISTS[path]: []}, archived=True) == []


@each_kind
def test_what_asking_tells(path: str) -> None:
    """The repository's own list refuses where the scanner is off."""
    probe = PROBES[path]
    empty: dict[str, Any] = {LISTS[path]: []}
    denied = problem(path, {**empty, probe: Answer(AnswerState.DENIED, permission="Alerts: read")})
    assert denied.permission == "Alerts: read"
    assert problem(path, {**empty, probe: Answer(AnswerState.FAILED, message="502")}).reason == "502"
    assert problem(path, empty).reason


def test_what_is_not_asked_of_archived_repositories() -> None:
    """The reason is why nothing tells whether the scanner looks."""
    code = problem("alerts.code", {"code_alerts": []}, archived=True)
    assert code.reason.startswith("the repository is archived")
    hidden = {"dependency_alerts": [], "hasVulnerabilityAlertsEnabled": False}
    assert "only administrators" in problem("alerts.dependencies", hidden, archived=True).reason


@pytest.mark.parametrize("path", ["alerts.dependencies", "alerts.secrets"])
def test_what_the_own_list_tells(path: str) -> None:
    """An empty one is no alert, a refusal in words is no scanner."""
    probe = PROBES[path]
    empty: dict[str, Any] = {LISTS[path]: []}
    assert known(path, {**empty, probe: []}) == []
    off = Answer(AnswerState.OFF, message="GitHub says: disabled")
    assert problem(path, {**empty, probe: off}).reason == "GitHub says: disabled"
