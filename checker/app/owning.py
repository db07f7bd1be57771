"""Who a repository is: its identity, the team that answers for it, and what is stated of it."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec.structs import replace

from checker.app.stating import Layer, Seen, flaws, layers, statements
from checker.app.tasks import Task
from checker.engine.ownership import Teams
from checker.files import Files
from checker.filesystem.probe import exists, resolve
from checker.model.audit import Repository
from checker.model.team import Hidden, Ownership
from checker.packs.config import Configuration
from checker.source import Source


class Owning:
    """Identifies repositories as one configuration describes them; paths start at *root*."""

    def __init__(self, configuration: Configuration, root: str) -> None:
        self._configuration = configuration
        self._root = root
        self._teams = Teams(configuration.catalog, configuration.teams)

    def identified(self, source: Source, files: Files, task: Task) -> Repository:
        """Return who a repository is, and who answers for it."""
        path = "" if task.observation else _relative(task.target, self._root)
        identity = source.origin or path
        name = "/".join(identity.split("/")[1:]) if source.origin else path
        plain = Repository(identity, name, path, source.web)
        seen = Seen(plain, files, task.observation, self._configuration)
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
    hidden: dict[str, Hidden] = {}
    for layer in stated:
        for name, value in layer.stated.items():
            if name not in attributes and name not in hidden:
                attributes[name], origins[name] = value, layer.origin
        for name in layer.lacking:
            if name not in attributes:
                hidden.setdefault(name, Hidden(f"repo.{name}", layer.reason, layer.permission))
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


def _relative(target: str, root: str) -> str:
    """Return a local path as it stands from the configuration's folder; the folder itself by name."""
    path = Path(target)
    if "://" in target or not exists(path):
        return target
    relative = Path(os.path.relpath(resolve(path), resolve(Path(root)))).as_posix()
    # The folder itself, or one around it, has no way that leads to it by name.
    return resolve(path).name if set(relative.split("/")) <= {".", ".."} else relative
