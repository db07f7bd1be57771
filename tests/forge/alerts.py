"""Alerts and advisories in the words of REST."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.forge.shapes import Shapes
from tests.forge.store import Repository

Item = Callable[[Shapes, Repository, Mapping[str, Any], int], dict[str, Any]]


def dependency_alert(
    rest: Shapes, repository: Repository, alert: Mapping[str, Any], number: int
) -> dict[str, Any]:
    package = {"ecosystem": alert.get("ecosystem", "pip"), "name": alert["package"]}
    patched = {"identifier": alert["fixed"]} if alert.get("fixed") else None
    vulnerability = {
        "package": package,
        "severity": alert["severity"],
        "vulnerable_version_range": "< 99",
        "first_patched_version": patched,
    }
    moment = rest.world.stamp(alert["days"])
    advisory = {
        "ghsa_id": alert["advisory"],
        "cve_id": None,
        "summary": "A flaw",
        "description": "A flaw.",
        "vulnerabilities": [vulnerability],
        "severity": alert["severity"],
        "cvss": {"score": 0.0, "vector_string": None},
        "cwes": [],
        "identifiers": [{"type": "GHSA", "value": alert["advisory"]}],
        "references": [],
        "published_at": moment,
        "updated_at": moment,
        "withdrawn_at": None,
    }
    found = {
        "number": number,
        "state": "open",
        "dependency": {"package": package, "manifest_path": alert["path"], "scope": "runtime"},
        "security_advisory": advisory,
        "security_vulnerability": vulnerability,
        "created_at": moment,
        "updated_at": moment,
    }
    nothing = ("dismissed_at", "dismissed_by", "dismissed_reason", "dismissed_comment", "fixed_at")
    place = f"repos/{repository.full_name}/dependabot/alerts/{number}"
    return rest.known("dependabot-alert", found | dict.fromkeys(nothing), place)


def code_alert(rest: Shapes, repository: Repository, alert: Mapping[str, Any], number: int) -> dict[str, Any]:
    found = {
        "number": number,
        "created_at": rest.world.stamp(alert["days"]),
        "state": "open",
        "dismissed_by": None,
        "dismissed_at": None,
        "dismissed_reason": None,
        "rule": {
            "id": alert["rule"],
            "name": alert["rule"],
            "severity": "error",
            "security_severity_level": alert["severity"],
            "description": alert["rule"],
        },
        "tool": {"name": alert.get("tool", "CodeQL"), "guid": None, "version": None},
        "most_recent_instance": {
            "ref": f"refs/heads/{repository['branch']}",
            "location": {"path": alert["path"], "start_line": alert["line"]},
        },
    }
    place = f"repos/{repository.full_name}/code-scanning/alerts/{number}"
    return rest.known("code-scanning-alert-items", found, place)


def secret_alert(
    rest: Shapes, repository: Repository, alert: Mapping[str, Any], number: int
) -> dict[str, Any]:
    found = {
        "number": number,
        "created_at": rest.world.stamp(alert["days"]),
        "state": "open",
        "secret_type": alert["kind"],
        "validity": "active" if alert.get("valid") else "unknown",
    }
    return rest.known(
        "secret-scanning-alert", found, f"repos/{repository.full_name}/secret-scanning/alerts/{number}"
    )


def advisory(rest: Shapes, repository: Repository, found: Mapping[str, Any], number: int) -> dict[str, Any]:
    moment = rest.world.stamp(found["days"])
    nothing = (
        "cve_id",
        "author",
        "publisher",
        "closed_at",
        "withdrawn_at",
        "submission",
        "cvss",
        "private_fork",
    )
    lists = ("identifiers", "vulnerabilities", "cwes", "cwe_ids", "credits", "credits_detailed")
    known = {
        **dict.fromkeys(nothing),
        **{name: [] for name in (*lists, "collaborating_users", "collaborating_teams")},
        "ghsa_id": found["ghsa"],
        "summary": "A flaw",
        "description": "A flaw.",
        "severity": found["severity"],
        "state": "published",
        "created_at": moment,
        "updated_at": moment,
        "published_at": moment,
    }
    return rest.known(
        "repository-advisory", known, f"repos/{repository.full_name}/security-advisories/{found['ghsa']}"
    )
