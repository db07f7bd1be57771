"""What update bots look after, in the words that all of them share, and what is known of the services."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct, field

from checker.documents import yaml
from checker.ecosystems.catalog import catalog
from checker.model.json_value import Json

ACTIONS = "github-actions"
DOCKER = "docker"


class Watch(Struct, frozen=True):
    """One ecosystem in some folders that a bot looks after; no ecosystems means all.

    *cooldown* is in days, None where the configuration refers to one that is not here; *cooldowns* are those
    of ecosystems that wait otherwise. Where paths are *included*, it looks at no others. *releases*: it
    proposes new releases, not only mends of known holes.
    """

    path: str
    line: int
    tool: str
    ecosystems: frozenset[str] = frozenset()
    folders: tuple[str, ...] = ("**",)
    included: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    cooldown: int | None = 0
    cooldowns: Mapping[str, int] = {}
    releases: bool = True
    external_code: bool = False
    label: str = "all"


class Bots(Struct):
    """What is configured, and what is wrong with the configuration."""

    watches: list[Watch] = field(default_factory=list)
    errors: list[Json] = field(default_factory=list)
    tools: set[str] = field(default_factory=set)

    def fail(self, path: str, line: int, reason: str) -> None:
        """Note a mistake in a configuration."""
        self.errors.append({"path": path, "line": max(line, 1), "reason": reason})


class DependabotFacts(Struct, frozen=True, forbid_unknown_fields=True):
    """The days that Dependabot waits by itself, and names of ecosystems that it does not take.

    *refused* are those of its first version, and of tools that go by another name.
    """

    cooldown: int
    refused: Mapping[str, str]
    source: str


class WaitingPreset(Struct, frozen=True, forbid_unknown_fields=True):
    """The days that a preset waits with packages of some managers."""

    days: int
    managers: tuple[str, ...]


class RenovateFacts(Struct, frozen=True, forbid_unknown_fields=True):
    """The presets of Renovate that wait."""

    presets: Mapping[str, WaitingPreset]
    source: str


class BotFacts(Struct, frozen=True, forbid_unknown_fields=True):
    """What is known of the services on the day *as_of*."""

    as_of: date
    dependabot: DependabotFacts
    renovate: RenovateFacts


@cache
def known() -> BotFacts:
    """Return what is known of the services."""
    text = (Path(__file__).parent / "bots.yml").read_text(encoding="utf-8")
    return msgspec.convert(yaml.parse(text).data, BotFacts)


@cache
def by_dependabot() -> Mapping[str, frozenset[str]]:
    """Return the ecosystems that each `package-ecosystem` of Dependabot looks after."""
    return _inverted((manager, known.dependabot) for manager, known in catalog().packages.items())


@cache
def by_renovate() -> Mapping[str, frozenset[str]]:
    """Return the ecosystems that each manager of Renovate looks after."""
    return _inverted((manager, known.renovate) for manager, known in catalog().packages.items())


def _inverted(names: Iterator[tuple[str, tuple[str, ...]]]) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {ACTIONS: {ACTIONS}, DOCKER: {DOCKER}, "dockerfile": {DOCKER}}
    for manager, values in names:
        for value in values:
            found.setdefault(value, set()).add(manager)
    return {value: frozenset(managers) for value, managers in found.items()}


@cache
def updatable() -> frozenset[str]:
    """Return the ecosystems that Dependabot or Renovate knows."""
    return frozenset(
        name for table in (by_dependabot(), by_renovate()) for each in table.values() for name in each
    )
