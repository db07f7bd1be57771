"""Scanners, alerts and keys of a repository."""

from checker.model.facts import FactSpec, FactType

PERMISSIONS = {
    "alerts.code": "Code scanning alerts: read",
    "alerts.dependencies": "Dependabot alerts: read",
    "alerts.secrets": "Secret scanning alerts: read",
    "security": "Administration: read",
    "security.advisories": "Repository security advisories: read",
    "security.code_scanning": "Code scanning alerts: read",
    "security.private_reporting": "Metadata: read",
    "security.secrets": "Secrets: read",
    "security.webhooks": "Webhooks: read",
}

_BOOL, _INT, _STRING = FactType.BOOL, FactType.INT, FactType.STRING

_SETTINGS = (
    FactSpec("security.dependency_alerts", _BOOL, "Dependabot alerts are switched on."),
    FactSpec(
        "security.dependency_updates", _BOOL, "Dependabot opens pull requests for vulnerable dependencies."
    ),
    FactSpec("security.secret_scanning", _BOOL, "Secret scanning is switched on."),
    FactSpec("security.push_protection", _BOOL, "Pushes that contain secrets are refused."),
    FactSpec("security.code_scanning", _BOOL, "Code scanning has analysed the default branch."),
    FactSpec("security.code_scanning_setup", _BOOL, "The default setup of code scanning is switched on."),
    FactSpec("security.private_reporting", _BOOL, "Vulnerabilities can be reported in private."),
    FactSpec("security.advisories", _INT, "How many security advisories have been published."),
)

_KEYS = (
    FactSpec(
        "security.webhooks",
        FactType.RECORDS,
        "The active webhooks: whether the connection is verified and the payload signed.",
        item={"host": _STRING, "verified": _BOOL, "signed": _BOOL},
    ),
    FactSpec(
        "security.deploy_keys",
        FactType.RECORDS,
        "The deploy keys: whether they may only read, and their age in days.",
        timed=True,
        item={"title": _STRING, "read_only": _BOOL, "days": _INT},
    ),
    FactSpec(
        "security.secrets",
        FactType.RECORDS,
        "The names of the secrets of workflows and the days since they were changed.",
        timed=True,
        item={"name": _STRING, "days": _INT},
    ),
)

_ALERTS = (
    FactSpec(
        "alerts.dependencies",
        FactType.RECORDS,
        "The open alerts about vulnerable dependencies, with their age in days.",
        timed=True,
        item={
            "path": _STRING,
            "package": _STRING,
            "ecosystem": _STRING,
            "advisory": _STRING,
            "severity": _STRING,
            "fixed": _BOOL,
            "days": _INT,
        },
    ),
    FactSpec(
        "alerts.code",
        FactType.RECORDS,
        "The open alerts of code scanning, with their age in days.",
        timed=True,
        item={
            "path": _STRING,
            "line": _INT,
            "tool": _STRING,
            "rule": _STRING,
            "severity": _STRING,
            "days": _INT,
        },
    ),
    FactSpec(
        "alerts.secrets",
        FactType.RECORDS,
        "The open alerts of secret scanning, with their age in days; never the secrets.",
        timed=True,
        item={"kind": _STRING, "valid": _BOOL, "days": _INT},
    ),
)

FACTS: tuple[FactSpec, ...] = (*_SETTINGS, *_KEYS, *_ALERTS)
