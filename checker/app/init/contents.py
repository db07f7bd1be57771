"""The files that a newcomer gets, filled in from templates."""

import re
from collections.abc import Mapping, Sequence

from checker.app.init.program_source import Home
from checker.patterns import lazy
from checker.policy.loading.sources import packs
from checker.resources import folder

CONFIGURATION = "checker.yml"
WORKFLOW = ".github/workflows/standards.yml"
_NAME = lazy(r"[^a-z0-9]+")
_CONSTANTS = ("true", "false", "null", "yes", "no", "on", "off", "y", "n")
_PLAIN = lazy(r"[A-Za-z][A-Za-z0-9 ._-]*")
_EMPTY = "# To fill in: where your copy of the Action is, and a full commit id of it. The zeros do not work."
_PINNED = "# A commit cannot be moved as a tag can; Dependabot proposes newer ones."


def policy_files(organization: str) -> Mapping[str, str]:
    """Return the policy and its cases by path, the policy first."""
    name = policy_name(organization)
    values = {"title": _quoted(f"Engineering standards of {organization}"), "name": name}
    return {
        f"policies/{name}.yml": _filled("policy.yml", values),
        f"policies/cases/{name}.yml": _filled("cases.yml", values),
    }


def configuration(organization: str, policies: Sequence[str]) -> str:
    """Return checker.yml with these policies in force."""
    return _filled("checker.yml", {"organization": _quoted(organization), "policies": ", ".join(policies)})


def workflow(home: Home) -> str:
    """Return the workflow that judges pull requests."""
    return _filled("workflow.yml", {"uses": home.uses, "about": _PINNED if home.known else _EMPTY})


def policy_name(organization: str) -> str:
    """Return the id of the policy of an organization: never that of a pack, and a text in YAML."""
    name = _NAME.sub("-", organization.lower()).strip("-")[:60].strip("-") or "own"
    taken = name in packs() or name in _CONSTANTS or name[0].isdigit()
    return f"{name}-standards" if taken else name


def _filled(template: str, values: Mapping[str, str]) -> str:
    return (folder("reports") / "templates" / template).read_text(encoding="utf-8").format(**values)


def _quoted(text: str) -> str:
    """Return a name as YAML can hold it within a line."""
    clean = "".join(char for char in text if char.isprintable())
    if re.fullmatch(_PLAIN.pattern, clean) and clean.lower() not in _CONSTANTS:
        return clean
    return "'" + clean.replace("'", "''") + "'"
