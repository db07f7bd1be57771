"""What there is on the simulated GitHub: people, organizations, repositories, tokens; the truth.

Ages are days before the scenario's time, so that a scenario reads like a story. What a scenario
leaves out is as GitHub makes new repositories, and stands below.
"""

import copy
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml

SCENARIOS = Path(__file__).parent / "scenarios"
_DEFAULTS = yaml.safe_load((Path(__file__).parent / "defaults.yml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Token:
    """Who asks: a *kind* of token, of a user where it is a person's, and what it was given."""

    name: str
    kind: str
    secret: str
    login: str = ""
    permissions: Mapping[str, str] = field(default_factory=dict)
    repository: str = ""

    @property
    def account(self) -> str:
        """Under which name GitHub shows what the token writes."""
        return {"workflow": "github-actions[bot]", "app": "checker-app[bot]"}.get(self.kind, self.login)

    @property
    def refusal(self) -> str:
        """What GitHub says when this token may not."""
        if self.kind == "classic":
            return "Must have admin rights to Repository."
        asker = "personal access token" if self.kind == "fine_grained" else "integration"
        return f"Resource not accessible by {asker}"


class Repository:
    """One repository: its facts as a mapping, and what follows from them."""

    def __init__(self, world: "World", full_name: str, given: Mapping[str, Any], number: int) -> None:
        self.world = world
        self.full_name = full_name
        self.owner, self.name = full_name.split("/")
        self.number = number
        self.node = f"R_{number:08d}"
        self.facts = {**copy.deepcopy(_DEFAULTS["repository"]), **given}
        strange = set(self.facts) - set(_DEFAULTS["repository"])
        assert not strange, f"{full_name}: {strange} are not known"

    def __getitem__(self, key: str) -> Any:
        return self.facts[key]

    @property
    def public(self) -> bool:
        return bool(self["visibility"] == "public")

    @property
    def empty(self) -> bool:
        return not self["files"] and not self["head"]

    @cached_property
    def head(self) -> str:
        """The commit of the default branch; a scenario may name one that no clone can be made of."""
        return str(self["head"] or "") or (
            self.world.repositories_on_disk.head(self) if self["files"] else ""
        )

    @cached_property
    def blobs(self) -> dict[str, tuple[str, bytes]]:
        """Path → object id and contents."""
        return {path: blob(content) for path, content in self["files"].items()}

    def has(self, *paths: str) -> bool:
        """Tell whether the repository, or what its owner offers for it, has one of the files."""
        inherited = self.world.repositories.get(f"{self.owner}/.github".lower())
        return any(
            f"{folder}{path}" in each["files"]
            for each in (self, inherited)
            if each
            for folder in ("", ".github/", "docs/")
            for path in paths
        )

    @property
    def actions(self) -> dict[str, Any]:
        """The settings of Actions as they take effect: an organization binds its repositories."""
        own = dict(self["actions"])
        bound = self.world.organizations.get(self.owner.lower(), {}).get("actions", {})
        if bound.get("allowed", "all") != "all" and own["allowed"] != "local_only":
            own["allowed"] = bound["allowed"]
        if bound.get("token") == "read":
            own["token"] = "read"
        own["enabled"] = own["enabled"] and bound.get("enabled") != "none"
        own["pinning"] = own["pinning"] or bound.get("pinning", False)
        own["approve"] = own["approve"] and bound.get("approve", True)
        return own

    @property
    def rulesets(self) -> list[Mapping[str, Any]]:
        """The rulesets that apply: its own, then those of its organization."""
        organization = self.world.organizations.get(self.owner.lower(), {})
        return [*self["rulesets"], *organization.get("rulesets", ())]


class World:
    """A scenario. But for comments it is read only: two askers always see one truth."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        from tests.forge.comments import Comments
        from tests.forge.git import Disk

        self.now = datetime.fromisoformat(given["now"]).astimezone(UTC)
        self.tokens = {name: Token(name, **found) for name, found in given["tokens"].items()}
        self.organizations = {
            login.lower(): {**copy.deepcopy(_DEFAULTS["organization"]), "login": login, **(found or {})}
            for login, found in given.get("organizations", {}).items()
        }
        self.people: list[str] = list(given.get("people", ()))
        self.repositories_on_disk = Disk()
        listed = given["repositories"].items()
        self.repositories = {
            name.lower(): Repository(self, name, found or {}, number)
            for number, (name, found) in enumerate(listed, 1)
        }
        self.nodes = {each.node: each for each in self.repositories.values()}
        self.comments = Comments()
        self.violations: list[str] = []
        self.server = "https://github.com"

    def stamp(self, days: float | None) -> str | None:
        """Return the time that many days before now, as GitHub writes it."""
        return None if days is None else f"{self.now - timedelta(days=days):%Y-%m-%dT%H:%M:%SZ}"

    def person(self, login: str) -> int:
        """Return the number of a user; bots and people who are named nowhere have one too."""
        return int(hashlib.sha256(login.encode()).hexdigest()[:6], 16)

    def close(self) -> None:
        self.repositories_on_disk.close()


def blob(content: str) -> tuple[str, bytes]:
    """Return the object id that Git gives to a file, and its bytes."""
    raw = content.encode()
    return hashlib.sha1(b"blob %d\0" % len(raw) + raw).hexdigest(), raw


def scenario(name: str) -> World:
    """Return one of the scenarios that lie beside this file."""
    return World(_given(name))


def many(count: int, name: str = "many", *, cloneable: bool = False) -> World:
    """Return an organization of *count* repositories of four kinds; what can be cloned takes time to make."""
    given = _given(name)
    kinds = list(given["repositories"].values())
    given["repositories"] = {
        f"acme/repository-{number:05d}": {
            **kinds[number % len(kinds)],
            **(_files(kinds[number % len(kinds)]) if cloneable else _head(number)),
        }
        for number in range(count)
    }
    return World(given)


def _given(name: str) -> dict[str, Any]:
    """Return what stands in a scenario, for the caller to change."""
    return copy.deepcopy(_read(name))


@cache
def _read(name: str) -> dict[str, Any]:
    given: dict[str, Any] = yaml.safe_load((SCENARIOS / f"{name}.yml").read_text(encoding="utf-8"))
    return given


def _files(kind: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"files": {"README.md": "# A repository\n", **kind.get("files", {})}}


def _head(number: int) -> Mapping[str, Any]:
    return {"head": hashlib.sha1(f"{number}".encode()).hexdigest()}
