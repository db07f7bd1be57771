"""Who a repository is: its identity, the team that answers for it, and what is stated of it."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec.structs import replace

from checker.app.audit.ownership_sources import Layer, ObservedRepository, flaws, layers, statements
from checker.app.audit.targets import GITHUB, AuditTask
from checker.engine.ownership import Teams
from checker.errors import CheckerError, Unobserved
from checker.files import Files, MemoryTree
from checker.filesystem.probe import exists, resolve
from checker.git import GitSource
from checker.git.origin import normalize, remote
from checker.git.targets import is_address, place
from checker.model.audit import Repository
from checker.model.team import TEAM, HiddenStatement, Ownership
from checker.model.tree import TreeEntry
from checker.policy.settings.configuration import Configuration

_GITHUB_HOST = "github.com"


class _Unread(Files):
    """The files of a repository that could not be read: no question about them has an answer."""

    def __init__(self, reason: str) -> None:
        super().__init__(MemoryTree({}))
        self._reason = reason

    def entry(self, path: str) -> TreeEntry | None:
        """Refuse to say what stands at a path."""
        raise Unobserved(path, self._reason)


class Owning:
    """Identifies repositories as one configuration describes them; paths start at *root*."""

    def __init__(self, configuration: Configuration, root: str) -> None:
        self._configuration = configuration
        self._root = root
        self._teams = Teams(configuration.catalog, configuration.teams)

    def identified(self, source: GitSource, files: Files, task: AuditTask) -> Repository:
        """Return who a repository is, and who answers for it."""
        path = "" if task.observation else _relative(task.target, self._root)
        plain = _plain(source.origin, path, source.web)
        return self._described(ObservedRepository(plain, files, task.observation, self._configuration))

    def unread(self, target: str, reason: str) -> Repository:
        """Return who a repository is that could not be read, for a *reason*, as far as that can be told.

        Its team is not known where only its files or its origin would say so.
        """
        address = target.removeprefix(GITHUB)
        far = address != target
        known = f"{_GITHUB_HOST}/{address}" if far and "/" in address else "" if far else _origin(target)
        path = "" if far else _relative(target, self._root)
        plain = _plain(known, path or target)
        repository = self._described(ObservedRepository(plain, _Unread(reason), None, self._configuration))
        ownership = repository.ownership
        if known or repository.team or ownership.unknown:
            return repository
        hidden = HiddenStatement(TEAM, f"{plain.id}: {reason}")
        return replace(repository, ownership=replace(ownership, hidden=(hidden, *ownership.hidden)))

    def _described(self, seen: ObservedRepository) -> Repository:
        plain = seen.repository
        team, ownership = self._teams.decide(statements(seen))
        stated = [*self._of_catalog(plain, team, ownership), *layers(seen)]
        return _described(replace(plain, team=team, ownership=ownership), stated, flaws(seen))

    def _of_catalog(self, repository: Repository, team: str, ownership: Ownership) -> Iterator[Layer]:
        """Yield what the configuration says of a repository: its own entries go before its team's."""
        yield Layer("repositories", self._configuration.attributes_of(repository))
        teams = self._configuration.teams
        if why := ownership.unknown:
            lacking = list(dict.fromkeys(name for each in teams for name in each.attributes))
            yield Layer("team", {}, lacking, f"its team is not known: {why.reason}", why.permission)
        else:
            yield Layer("team", next((each.attributes for each in teams if each.team == team), {}))


def _described(repository: Repository, stated: Sequence[Layer], notes: tuple[str, ...]) -> Repository:
    """Return a repository with its attributes: the first to state one counts, or to keep it to itself."""
    attributes: dict[str, str | bool] = {}
    origins: dict[str, str] = {}
    hidden: dict[str, HiddenStatement] = {}
    for layer in stated:
        for name, value in layer.stated.items():
            if name not in attributes and name not in hidden:
                attributes[name], origins[name] = value, layer.origin
        for name in layer.lacking:
            if name not in attributes:
                hidden.setdefault(name, HiddenStatement(f"repo.{name}", layer.reason, layer.permission))
    assumed = {"archived"}.isdisjoint({*attributes, *hidden})
    assumptions = ("assumed not archived: no catalog says so",) if assumed else ()
    ownership = repository.ownership
    return replace(
        repository,
        attributes=attributes,
        origins=origins,
        assumptions=(*assumptions, *notes),
        ownership=replace(ownership, hidden=(*ownership.hidden, *hidden.values())),
    )


def _plain(origin: str, path: str, web: str = "") -> Repository:
    """Return a repository by its origin (host/owner/name), else by its path."""
    return Repository(origin or path, "/".join(origin.split("/")[1:]) if origin else path, path, web)


def _origin(target: str) -> str:
    """Return where a repository comes from (host/owner/name), "" where that cannot be told."""
    try:
        address = target if is_address(target) else remote(place(target).settings)
        return normalize(address)
    except CheckerError:
        return ""


def _relative(target: str, root: str) -> str:
    """Return a local path as it stands from the configuration's folder; the folder itself by name."""
    path = Path(target)
    if "://" in target or not exists(path):
        return target
    relative = Path(os.path.relpath(resolve(path), resolve(Path(root)))).as_posix()
    # The folder itself, or one around it, has no way that leads to it by name.
    return resolve(path).name if set(relative.split("/")) <= {".", ".."} else relative
