"""How GitHub and its own actions behave, as `github_behaviour.yml` has it with dates and sources."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from msgspec import Struct, convert

from checker.ci.command_patterns import fits
from checker.collectors.actions.workflow import WorkflowStep
from checker.documents import Malformed, yaml
from checker.documents.shapes import items, strings, table
from checker.errors import Unobserved
from checker.files import Files
from checker.model.json_value import Json
from checker.patterns import lazy

_FILE = Path(__file__).with_name("github_behaviour.yml")
_VERSION = lazy(r"v(\d{1,4})(?:\.(\d{1,4}))?(?:\.(\d{1,4}))?", re.ASCII)
_MAJOR = lazy(r"\bv?(\d{1,4})(?:\.\d|\b)", re.ASCII)
_BRANCHES = frozenset({"main", "master"})
_HASH_LENGTH = 40
_NEVER = 1_000_000


@cache
def _behaviour() -> Mapping[str, Json]:
    return table(yaml.parse(_FILE.read_text("utf-8")).data)


def refuses_forks(version: str) -> bool:
    """Tell whether this version of actions/checkout refuses the code of forks by itself."""
    guard = table(_behaviour()["checkout_guard"])
    if version in _BRANCHES or version.lower() in strings(guard["commits"]):
        return True
    match = _VERSION.fullmatch(version)
    if match is None:
        return False
    first = table(guard["first"])
    since = str(first.get(match[1], ""))
    if not since:
        return int(match[1]) > max(map(int, first))
    numbers = [int(number) for number in match.groups() if number is not None]
    return len(numbers) == 1 or numbers >= [int(number) for number in since.split(".")]


def restores_cache(step: WorkflowStep, files: Files) -> bool:
    """Tell whether an action restores a cache that other runs fill, by its inputs or by default."""
    return any(_restores(each, step, files) for each in _caches().get(step.action, ()))


class ActionCache(Struct, frozen=True, forbid_unknown_fields=True):
    """How an action comes to restore a cache.

    The value of *input* decides: one of *on* (all of them, if none is named) that is not one of *off*, both
    with `*`. Without it the cache is restored by *default*, in the major versions from *since* to before
    *before*, and, if *npm*, where package.json names npm as its package manager. An input that stands in
    *unless* with this value turns it off.
    """

    input: str = ""
    on: tuple[str, ...] = ("*",)
    off: tuple[str, ...] = ()
    default: bool = True
    since: int = 0
    before: int = _NEVER
    npm: bool = False
    unless: Mapping[str, str] = {}


@cache
def _caches() -> Mapping[str, list[ActionCache]]:
    found: dict[str, list[ActionCache]] = {}
    for row in items(table(_behaviour()["caches"])["actions"]):
        entry = {key: value for key, value in table(row).items() if key != "actions"}
        for action in strings(table(row)["actions"]):
            found.setdefault(action, []).append(convert(entry, ActionCache))
    return found


def _restores(cached: ActionCache, step: WorkflowStep, files: Files) -> bool:
    if any(step.inputs.get(name, "").lower() == value for name, value in cached.unless.items()):
        return False
    value = step.inputs.get(cached.input, "").strip().lower()
    dated = cached.since > 0 or cached.before < _NEVER
    if "${{" in value or (dated and not _is_within(cached, step)):
        return False
    if not value:
        return cached.default and (not cached.npm or _names_npm(files))
    return any(fits(each, value) for each in cached.on) and not any(fits(each, value) for each in cached.off)


def _is_within(cached: ActionCache, step: WorkflowStep) -> bool:
    """Tell whether a step's version of an action, or that in the comment beside its hash, is one of these."""
    reference = step.uses.partition("@")[2]
    if reference in _BRANCHES:
        return cached.before == _NEVER
    said = step.place.at("uses").source.partition("#")[2] if len(reference) >= _HASH_LENGTH else reference
    match = _MAJOR.search(said)
    return match is not None and cached.since <= int(match[1]) < cached.before


def _names_npm(files: Files) -> bool:
    """Tell whether package.json names npm as its package manager."""
    if files.entry("package.json") is None:
        return False
    try:
        data = table(files.document("package.json").data)
    except (Malformed, Unobserved):
        return False
    manager = table(table(data.get("devEngines")).get("packageManager")).get("name")
    return manager == "npm" or str(data.get("packageManager", "")).startswith("npm@")


def is_later(said: str) -> bool:
    """Tell whether a comment names a version of actions/checkout that refuses forks."""
    return any(refuses_forks(match[0]) for match in _VERSION.finditer(said))
