"""Scanners, alerts and keys of a repository."""

from collections.abc import Callable, Iterator, Mapping
from urllib.parse import urlsplit

from checker.collectors.github.measuring import Measures, measured
from checker.collectors.github.reading import (
    Hidden,
    Item,
    cut,
    flag,
    item,
    items,
    nodes,
    number,
    optional_text,
    text,
    time,
    value,
)
from checker.collectors.github.statistics import days
from checker.errors import Unobserved
from checker.github.answer import Observation, State
from checker.github.ask import Ask, Endpoint, Field, Listing
from checker.model.facts import Facts, FactSpec, FactType
from checker.model.plain import Plain

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

_R = "repos/{repository}"
_NAME = "repository.full_name"
ALERTS_ON = Field("hasVulnerabilityAlertsEnabled", "hasVulnerabilityAlertsEnabled")
KEYS = Field(
    "deployKeys",
    "deployKeys(first: 100) { pageInfo { hasNextPage } nodes { title readOnly createdAt } }",
)
SETTINGS = Listing("settings", "orgs/{owner}/repos?type=all", "full_name", Endpoint("settings", _R))
ADVISORIES = Listing(
    "advisories",
    "orgs/{owner}/security-advisories?state=published",
    "url",
    Endpoint("advisories", f"{_R}/security-advisories?state=published", pages=1),
)
DEPENDENCIES = Listing(
    "dependency_alerts",
    "orgs/{owner}/dependabot/alerts?state=open",
    _NAME,
    Endpoint("dependency_alerts", f"{_R}/dependabot/alerts?state=open", pages=10),
)
CODE = Listing(
    "code_alerts",
    "orgs/{owner}/code-scanning/alerts?state=open",
    _NAME,
    Endpoint("code_alerts", f"{_R}/code-scanning/alerts?state=open", pages=10),
)
SECRETS = Listing(
    "secret_alerts",
    "orgs/{owner}/secret-scanning/alerts?state=open&hide_secret=true",
    _NAME,
    Endpoint("secret_alerts", f"{_R}/secret-scanning/alerts?state=open&hide_secret=true", pages=10),
)
ASKS: Mapping[str, tuple[Ask, ...]] = {
    "security": (),
    "security.dependency_alerts": (ALERTS_ON,),
    "security.dependency_updates": (SETTINGS,),
    "security.secret_scanning": (SETTINGS,),
    "security.push_protection": (SETTINGS,),
    "security.advisories": (ADVISORIES,),
    "security.deploy_keys": (KEYS,),
    "alerts.dependencies": (DEPENDENCIES,),
    "alerts.code": (CODE,),
    "alerts.secrets": (SECRETS,),
}
_ANALYSES = Endpoint("analyses", f"{_R}/code-scanning/analyses?ref=refs/heads/{{branch}}&per_page=1")
_SETUP = Endpoint("code_scanning_setup", f"{_R}/code-scanning/default-setup")
_REPORTING = Endpoint("private_reporting", f"{_R}/private-vulnerability-reporting")
_HOOKS = Endpoint("hooks", f"{_R}/hooks", pages=1)
_STORED = Endpoint("workflow_secrets", f"{_R}/actions/secrets", pages=1, items="secrets")
_NEEDS = {
    "security.code_scanning": _ANALYSES,
    "security.code_scanning_setup": _SETUP,
    "security.private_reporting": _REPORTING,
    "security.webhooks": _HOOKS,
    "security.secrets": _STORED,
}
_ARCHIVED = "the repository is archived: its settings were not asked for"


def more(view: Observation, wanted: frozenset[str]) -> Iterator[Endpoint]:
    """Ask for what exists repository by repository only."""
    for path, endpoint in _NEEDS.items():
        public = path != "security.private_reporting" or view.repository.visibility == "public"
        if path in wanted and public and not view.repository.archived:
            yield endpoint


def _asked(view: Observation, endpoint: Endpoint) -> Plain:
    if view.repository.archived:
        raise Unobserved("", _ARCHIVED)
    return value(view[endpoint.name])


def _alerts_on(view: Observation) -> Plain:
    """Return the switch; GitHub shows it as off to everybody who does not administer."""
    switched = flag({"on": value(view[ALERTS_ON.name])}, "on")
    if not switched and view.administers is not True:
        raise Hidden("", "only administrators see whether Dependabot alerts are on")
    return switched


def _switch(name: str) -> Callable[[Observation], Plain]:
    """Return one of the switches of `security_and_analysis`, which only administrators see."""

    def measure(view: Observation) -> Plain:
        found = value(view[SETTINGS.name])
        one = found[0] if isinstance(found, list) and found else found
        switches = item(one, "repository").get("security_and_analysis")
        state = switches.get(name) if isinstance(switches, Mapping) else None
        if not isinstance(state, Mapping):
            raise Hidden("", "GitHub shows these settings to administrators only")
        return text(state, "status") == "enabled"

    return measure


def _code_scanning(view: Observation) -> Plain:
    if view.repository.archived:
        raise Unobserved("", _ARCHIVED)
    if view[_ANALYSES.name].state in (State.OFF, State.UNAVAILABLE):
        return False
    if view[_ANALYSES.name].state is State.ABSENT and not view.repository.branch:
        return False
    return bool(items(value(view[_ANALYSES.name]), "analyses"))


def _setup(view: Observation) -> Plain:
    if view[_SETUP.name].state in (State.OFF, State.UNAVAILABLE):
        return False
    return text(item(_asked(view, _SETUP), "default setup"), "state") == "configured"


def _reporting(view: Observation) -> Plain:
    if view.repository.visibility != "public":
        return False  # only public repositories have it
    return flag(item(_asked(view, _REPORTING), "private reporting"), "enabled")


def _advisories(view: Observation) -> Plain:
    answer = view[ADVISORIES.name]
    if not answer.complete:
        raise Unobserved("", answer.message or "there are more than were asked for")
    return len(items(value(answer), "advisories"))


def _hooks(view: Observation) -> Plain:
    hooks = items(_asked(view, _HOOKS), "hooks")
    return [hook(each) for each in hooks if flag(each, "active")]


def hook(found: Item) -> Plain:
    """Return what matters of a webhook; its secret is shown as asterisks where there is one."""
    config = item(found.get("config"), "config")
    address = optional_text(config, "url") if "url" in config else ""
    insecure = str(config.get("insecure_ssl", "0"))
    return {
        "host": _host(address),
        "verified": insecure == "0" and address.lower().startswith("https://"),
        "signed": bool(config.get("secret")),
    }


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _keys(view: Observation) -> Plain:
    found = value(view[KEYS.name], whole=True)
    keys = nodes(found, "deployKeys")
    if not keys and view.administers is not True:
        raise Hidden("", "only administrators see deploy keys")
    if cut(found, "deployKeys"):
        raise Unobserved("", "there are more than 100 deploy keys")
    return [
        {
            "title": text(key, "title"),
            "read_only": flag(key, "readOnly"),
            "days": days(time(key, "createdAt"), view.at),
        }
        for key in keys
    ]


def _secrets(view: Observation) -> Plain:
    return [
        {"name": text(each, "name"), "days": days(time(each, "updated_at"), view.at)}
        for each in items(_asked(view, _STORED), "secrets")
    ]


def _alerts(listing: Listing, shape: Callable[[Item, int], Plain]) -> Callable[[Observation], Plain]:
    def measure(view: Observation) -> Plain:
        answer = view[listing.name]
        if answer.state in (State.OFF, State.UNAVAILABLE):
            raise Unobserved("", answer.message)
        found = items(value(answer), listing.name)
        if not answer.complete:
            raise Unobserved("", answer.message or "there are more alerts than were asked for")
        return [shape(each, days(time(each, "created_at"), view.at)) for each in found]

    return measure


def _dependency(found: Item, age: int) -> Plain:
    dependency = item(found.get("dependency"), "dependency")
    package = item(dependency.get("package"), "package")
    advisory = item(found.get("security_advisory"), "security_advisory")
    vulnerability = item(found.get("security_vulnerability"), "security_vulnerability")
    return {
        "path": text(dependency, "manifest_path"),
        "package": text(package, "name"),
        "ecosystem": text(package, "ecosystem"),
        "advisory": text(advisory, "ghsa_id"),
        "severity": text(vulnerability, "severity"),
        "fixed": vulnerability.get("first_patched_version") is not None,
        "days": age,
    }


def _code(found: Item, age: int) -> Plain:
    rule = item(found.get("rule"), "rule")
    instance = item(found.get("most_recent_instance"), "most_recent_instance")
    place = instance.get("location")
    location = place if isinstance(place, Mapping) else {}
    level = rule.get("security_severity_level") or rule.get("severity")
    return {
        "path": text(location, "path") if "path" in location else "",
        "line": number(location, "start_line") if "start_line" in location else 0,
        "tool": text(item(found.get("tool"), "tool"), "name"),
        "rule": optional_text(rule, "id") if "id" in rule else "",
        "severity": level if isinstance(level, str) else "",
        "days": age,
    }


def _secret(found: Item, age: int) -> Plain:
    return {
        "kind": text(found, "secret_type") if "secret_type" in found else "",
        "valid": found.get("validity") == "active",
        "days": age,
    }


_MEASURES: Measures[Observation] = {
    "security.dependency_alerts": _alerts_on,
    "security.dependency_updates": _switch("dependabot_security_updates"),
    "security.secret_scanning": _switch("secret_scanning"),
    "security.push_protection": _switch("secret_scanning_push_protection"),
    "security.code_scanning": _code_scanning,
    "security.code_scanning_setup": _setup,
    "security.private_reporting": _reporting,
    "security.advisories": _advisories,
    "security.webhooks": _hooks,
    "security.deploy_keys": _keys,
    "security.secrets": _secrets,
    "alerts.dependencies": _alerts(DEPENDENCIES, _dependency),
    "alerts.code": _alerts(CODE, _code),
    "alerts.secrets": _alerts(SECRETS, _secret),
}


def collect(view: Observation, wanted: frozenset[str]) -> Facts:
    """Return what scanners, alerts and keys there are."""
    return measured(_MEASURES, view, wanted, PERMISSIONS)
