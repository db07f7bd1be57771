"""Scanners and keys of a repository."""

from collections.abc import Callable, Iterator, Mapping
from urllib.parse import urlsplit

from checker.collectors.github.measuring import Measures, measured
from checker.collectors.github.reading import (
    HiddenByPermission,
    Item,
    cut,
    every,
    flag,
    item,
    items,
    nodes,
    optional_text,
    text,
    time,
    unreadable,
    value,
)
from checker.collectors.github.statistics import days
from checker.errors import Unobserved
from checker.github.queries import Ask, Endpoint, GraphQLField, Listing
from checker.github.responses import Answer, AnswerState, Observation
from checker.model.facts import Facts, FactSpec, FactType
from checker.model.json_value import Json

PERMISSIONS = {
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

FACTS: tuple[FactSpec, ...] = (*_SETTINGS, *_KEYS)

_R = "repos/{repository}"
ALERTS_ON = GraphQLField("hasVulnerabilityAlertsEnabled", "hasVulnerabilityAlertsEnabled")
KEYS = GraphQLField(
    "deployKeys",
    "deployKeys(first: 100) { pageInfo { hasNextPage } nodes { title readOnly createdAt } }",
)
SETTINGS = Listing("settings", "orgs/{owner}/repos?type=all", "full_name", Endpoint("settings", _R))
ADVISORIES = Listing(
    "advisories",
    "orgs/{owner}/security-advisories?state=published",
    "url",
    Endpoint("advisories", f"{_R}/security-advisories?state=published", pages=1),
    everywhere=False,
)
ASKS: Mapping[str, tuple[Ask, ...]] = {
    "security": (),
    "security.dependency_alerts": (ALERTS_ON,),
    "security.dependency_updates": (SETTINGS,),
    "security.secret_scanning": (SETTINGS,),
    "security.push_protection": (SETTINGS,),
    "security.advisories": (ADVISORIES,),
    "security.deploy_keys": (KEYS,),
}
ANALYSES = Endpoint("analyses", f"{_R}/code-scanning/analyses?ref=refs/heads/{{branch}}&per_page=1")
_SETUP = Endpoint("code_scanning_setup", f"{_R}/code-scanning/default-setup")
_REPORTING = Endpoint("private_reporting", f"{_R}/private-vulnerability-reporting")
_HOOKS = Endpoint("hooks", f"{_R}/hooks", pages=1)
_STORED = Endpoint("workflow_secrets", f"{_R}/actions/secrets", pages=1, items="secrets")
_NEEDS = {
    "security.advisories": ADVISORIES.instead,
    "security.code_scanning": ANALYSES,
    "security.code_scanning_setup": _SETUP,
    "security.private_reporting": _REPORTING,
    "security.webhooks": _HOOKS,
    "security.secrets": _STORED,
}
_ARCHIVED = "the repository is archived: its settings were not asked for"
_EMPTY = "the repository is empty: there is nothing to analyse yet"
_UNPAID = ("security must be enabled", "upgrade to")
_INSECURE = {"0": False, "1": True}
_SETUPS = {"configured": True, "not-configured": False}
_STATUS = {"enabled": True, "disabled": False}


def more(view: Observation, wanted: frozenset[str]) -> Iterator[Endpoint]:
    """Ask for what exists repository by repository only."""
    if not view.repository.archived:
        needed = [endpoint for path, endpoint in _NEEDS.items() if path in wanted and _can_be(view, path)]
        yield from (endpoint for endpoint in needed if endpoint.name not in view.answers)


def _can_be(view: Observation, path: str) -> bool:
    """Tell whether a repository of this kind can have it."""
    if path in ("security.private_reporting", "security.advisories"):
        return view.repository.visibility == "public"
    return path != "security.code_scanning" or bool(view.repository.branch)


def _asked(view: Observation, endpoint: Endpoint | Listing) -> Answer:
    if view.repository.archived:
        raise Unobserved("", _ARCHIVED)
    return view[endpoint.name]


def _is_off(answer: Answer) -> bool:
    """Tell whether GitHub says that a feature is off or not paid for: unavailable may mean blocked too."""
    said = answer.message.lower()
    unpaid = answer.state is AnswerState.UNAVAILABLE and any(words in said for words in _UNPAID)
    return answer.state is AnswerState.OFF or unpaid


def alerts_on(view: Observation) -> Json:
    """Return the switch; GitHub shows it as off to everybody who does not administer."""
    switched = flag({"on": value(view[ALERTS_ON.name])}, "on")
    if not switched and view.administers is not True:
        raise HiddenByPermission("", "only administrators see whether Dependabot alerts are on")
    return switched


def switched(name: str) -> Callable[[Observation], Json]:
    """Return one of the switches of `security_and_analysis`, which only administrators see."""

    def measure(view: Observation) -> Json:
        found = value(view[SETTINGS.name])
        one = next(iter(items(found, "repositories")), {}) if isinstance(found, list) else found
        switches = item(one, "repository").get("security_and_analysis")
        state = switches.get(name) if isinstance(switches, Mapping) else None
        if state is None:
            raise HiddenByPermission("", "GitHub shows these settings to administrators only")
        status = text(item(state, name), "status")
        if status not in _STATUS:
            raise unreadable("status")
        return _STATUS[status]

    return measure


def code_scanning(view: Observation) -> Json:
    """Return whether there are analyses; to say that there are none GitHub answers with an error."""
    answer = _asked(view, ANALYSES)
    if _is_off(answer):
        return False
    if not view.repository.branch:
        raise Unobserved("", _EMPTY)
    return bool(items(value(answer), "analyses"))


def _setup(view: Observation) -> Json:
    answer = _asked(view, _SETUP)
    if _is_off(answer):
        return False
    state = text(item(value(answer), "default setup"), "state")
    if state not in _SETUPS:
        raise unreadable("state")
    return _SETUPS[state]


def _reporting(view: Observation) -> Json:
    if view.repository.visibility != "public":
        return False  # only public repositories have it
    return flag(item(value(_asked(view, _REPORTING)), "private reporting"), "enabled")


def _advisories(view: Observation) -> Json:
    if view.repository.visibility != "public":
        return 0  # only public repositories have them
    return len(every(_asked(view, ADVISORIES), "advisories"))


def _hooks(view: Observation) -> Json:
    hooks = every(_asked(view, _HOOKS), "hooks")
    return [hook(each) for each in hooks if flag(each, "active")]


def hook(found: Item) -> Json:
    """Return what matters of a webhook; its secret is shown as asterisks where there is one."""
    config = item(found.get("config"), "config")
    address = optional_text(config, "url") if "url" in config else ""
    return {
        "host": _host(address),
        "verified": _verifies(config.get("insecure_ssl")) and address.lower().startswith("https://"),
        "signed": bool(config.get("secret")),
    }


def _verifies(insecure: Json) -> bool:
    """Read the switch, which is a text or a number."""
    if isinstance(insecure, bool) or str(insecure) not in _INSECURE:
        raise unreadable("insecure_ssl")
    return not _INSECURE[str(insecure)]


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _keys(view: Observation) -> Json:
    found = value(view[KEYS.name], whole=True)
    keys = nodes(found, "deployKeys")
    if not keys and view.administers is not True:
        raise HiddenByPermission("", "only administrators see deploy keys")
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


def _secrets(view: Observation) -> Json:
    return [
        {"name": text(each, "name"), "days": days(time(each, "updated_at"), view.at)}
        for each in every(_asked(view, _STORED), "secrets")
    ]


_MEASURES: Measures[Observation] = {
    "security.dependency_alerts": alerts_on,
    "security.dependency_updates": switched("dependabot_security_updates"),
    "security.secret_scanning": switched("secret_scanning"),
    "security.push_protection": switched("secret_scanning_push_protection"),
    "security.code_scanning": code_scanning,
    "security.code_scanning_setup": _setup,
    "security.private_reporting": _reporting,
    "security.advisories": _advisories,
    "security.webhooks": _hooks,
    "security.deploy_keys": _keys,
    "security.secrets": _secrets,
}


def collect(view: Observation, wanted: frozenset[str]) -> Facts:
    """Return what scanners, alerts and keys there are."""
    return measured(_MEASURES, view, wanted, PERMISSIONS)
