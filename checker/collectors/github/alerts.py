"""The open alerts of the scanners, and whether a scanner looks at all."""

from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct

from checker.collectors.github import security
from checker.collectors.github.measuring import Measures, measured
from checker.collectors.github.reading import Item, every, item, number, optional_text, text, time, value
from checker.collectors.github.statistics import days
from checker.errors import Unobserved
from checker.github.queries import Ask, Endpoint, Listing
from checker.github.responses import Observation
from checker.model.facts import Facts, FactSpec, FactType
from checker.model.json_value import Json

PERMISSIONS = {
    "alerts.code": "Code scanning alerts: read",
    "alerts.dependencies": "Dependabot alerts: read",
    "alerts.secrets": "Secret scanning alerts: read",
}

_BOOL, _INT, _STRING = FactType.BOOL, FactType.INT, FactType.STRING

FACTS: tuple[FactSpec, ...] = (
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

_R = "repos/{repository}"
_NAME = "repository.full_name"
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
    "alerts.dependencies": (DEPENDENCIES, security.ALERTS_ON),
    "alerts.code": (CODE,),
    "alerts.secrets": (SECRETS, security.SETTINGS),
}


class _Scanner(Struct, frozen=True):
    """Where its alerts are listed, what tells whether it looks, and what to ask if nothing tells."""

    listing: Listing
    shape: Callable[[Item, int], Json]
    looks: Callable[[Observation], Json]
    probe: Endpoint


def more(view: Observation, wanted: frozenset[str]) -> Iterator[Endpoint]:
    """Ask whether a scanner looks: an organization's list has nothing of repositories where none does."""
    for path, scanner in _SCANNERS.items():
        if path in wanted and not view.repository.archived and _is_open(view, scanner):
            yield scanner.probe


def _is_open(view: Observation, scanner: _Scanner) -> bool:
    answer = view[scanner.listing.name]
    if not view.repository.organization or not answer.seen or answer.value != []:
        return False
    try:
        scanner.looks(view)
    except Unobserved:
        return scanner.probe.name not in view.answers
    return False


def _alerts(view: Observation, scanner: _Scanner) -> Json:
    found = every(view[scanner.listing.name], scanner.listing.name)
    if not found and view.repository.organization:
        _demand_that_it_looks(view, scanner)
    return [scanner.shape(each, days(time(each, "created_at"), view.at)) for each in found]


def _demand_that_it_looks(view: Observation, scanner: _Scanner) -> None:
    """Raise Unobserved unless no alerts means that there is nothing to alert about."""
    try:
        looks = scanner.looks(view)
    except Unobserved:
        if scanner.probe.name not in view.answers:
            raise
        value(view[scanner.probe.name])  # raises as well where nothing looks
        return
    if not looks:
        raise Unobserved("", "nothing looks for them: the scanner is switched off")


def _dependency(found: Item, age: int) -> Json:
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


def _code(found: Item, age: int) -> Json:
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


def _secret(found: Item, age: int) -> Json:
    return {
        "kind": text(found, "secret_type") if "secret_type" in found else "",
        "valid": found.get("validity") == "active",
        "days": age,
    }


_PROBE = "?state=open&per_page=1"
_SCANNERS = {
    "alerts.dependencies": _Scanner(
        DEPENDENCIES,
        _dependency,
        security.alerts_on,
        Endpoint("dependency_alerts_probe", f"{_R}/dependabot/alerts{_PROBE}"),
    ),
    "alerts.code": _Scanner(CODE, _code, security.code_scanning, security.ANALYSES),
    "alerts.secrets": _Scanner(
        SECRETS,
        _secret,
        security.switched("secret_scanning"),
        Endpoint("secret_alerts_probe", f"{_R}/secret-scanning/alerts{_PROBE}&hide_secret=true"),
    ),
}


def _measure(scanner: _Scanner) -> Callable[[Observation], Json]:
    return lambda view: _alerts(view, scanner)


_MEASURES: Measures[Observation] = {path: _measure(scanner) for path, scanner in _SCANNERS.items()}


def collect(view: Observation, wanted: frozenset[str]) -> Facts:
    """Return the open alerts."""
    return measured(_MEASURES, view, wanted, PERMISSIONS)
