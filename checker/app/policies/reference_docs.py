"""The reference pages: made from rules, facts, functions, keys, formats and commands, compared in CI."""

import inspect
from collections.abc import Mapping, Sequence
from pathlib import Path

from checker import plugins, resources
from checker.collectors.registry import table
from checker.engine.compile import Plan
from checker.expressions.functions import SPECS
from checker.filesystem.write import Destination
from checker.model.policy import Policy
from checker.policy.language import POLICY
from checker.policy.loading.load import load
from checker.policy.loading.sources import packs
from checker.policy.settings.catalog import CONFIGURATION
from checker.render.markdown import keys, reference

_POLICY = (
    "What a policy file may hold; the files beside a `pack.yml` hold the lists alone. Any other key is a "
    "mistake, which `checker policy check` reports with its line. `checker policy schema policy` prints the "
    "same as JSON Schema."
)
_CONFIGURATION = (
    "What `checker.yml` may hold. The nearest one in or above the current folder is read, or the one that "
    "`--config` names. `checker policy schema config` prints the same as JSON Schema."
)


def every_pack() -> tuple[str, ...]:
    """Return the packs that define rules; the others only choose among these."""
    return tuple(name for name, policy in _shipped().items() if _defines(name, policy))


def _shipped() -> Mapping[str, Policy]:
    found = {name: load([name], Path.cwd()).policy for name in packs()}
    return {name: policy for name, policy in found.items() if policy}


def _choices() -> Sequence[Policy]:
    """Return the shipped policies that hold no rules themselves and choose among the packs'."""
    return [policy for name, policy in _shipped().items() if policy.rules and not _defines(name, policy)]


def _defines(name: str, policy: Policy) -> bool:
    """Tell whether a pack holds rules itself; the others only choose among these."""
    places = (policy.origins[f"rules.{rule.id}"].file for rule in policy.rules)
    return any(file.startswith(f"policies/{name}/") for file in places)


def differing(plan: Plan, folder: Path, commands: Mapping[str, str]) -> Mapping[str, str]:
    """Return the pages, by path below *folder*, that are not there or not as they should be.

    *commands* is the help of each command by its name.
    """
    pages = {
        **reference.pages(
            plan.policy,
            table().specs.values(),
            SPECS,
            titles=_titles(plan),
            formats=_formats(),
            commands=commands,
            choices=_choices(),
        ),
        "policy.md": keys.page("Keys of a policy", _POLICY, POLICY),
        "configuration.md": keys.page("Keys of checker.yml", _CONFIGURATION, CONFIGURATION),
    }
    return {path: text for path, text in pages.items() if _present(folder / path) != text}


def write(pages: Mapping[str, str], folder: Path) -> None:
    """Write pages; raises UsageError when one cannot be written."""
    for path, text in pages.items():
        Destination(folder / path).write(text, parents=True)


def _titles(plan: Plan) -> Mapping[str, str]:
    """Return the titles of the shipped packs that rules come from."""
    names = {rule.pack for rule in plan.policy.rules}
    shipped = {name for name in names if (resources.folder("policies") / name / "pack.yml").is_file()}
    loaded = {name: load([name], Path.cwd()).policy for name in sorted(shipped)}
    return {name: policy.title for name, policy in loaded.items() if policy}


def _formats() -> Mapping[str, Mapping[str, str]]:
    """Return the first line of the documentation of each format, by the command that writes it."""
    return {
        "checker audit": _documented(plugins.FORMATS),
        "checker compare": _documented(plugins.CHANGES),
        "checker trend": _documented(plugins.TRENDS),
    }


def _documented(group: str) -> Mapping[str, str]:
    found = {name: plugins.load(group, name) for name in plugins.names(group)}
    return {name: (inspect.getdoc(each) or "").split("\n", 1)[0] for name, each in found.items()}


def _present(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return None
