"""checker.yml: where it lies and what it says."""

import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from pathlib import Path

from checker.errors import UsageError
from checker.files import globs
from checker.model.audit import Repository
from checker.model.debt import Owed
from checker.model.notice import Subscription
from checker.model.policy import Mistake
from checker.model.team import Catalog, Team
from checker.model.value import dataclass

NAME = "checker.yml"
DEBT = ".checker/debt.yml"
"""Where debt is recorded, beside the configuration, unless that names another file."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the configuration says about the repositories that some patterns match."""

    repositories: tuple[str, ...]
    attributes: Mapping[str, str | bool]


@dataclass(frozen=True, slots=True)
class Configuration:
    """What checker.yml says. *folder* is where it lies and where relative names start.

    *targets* are ready for use from anywhere; *catalog* is who else is asked about teams. *debt* is
    what *debt_file* ("": the usual one) records.
    """

    folder: Path = Path()
    organization: str = ""
    targets: tuple[str, ...] = ()
    policy: tuple[str, ...] = ()
    teams: tuple[Team, ...] = ()
    catalog: Catalog = field(default_factory=Catalog)
    history: str = ""
    outputs: Mapping[str, str] = field(default_factory=dict)
    repositories: tuple[Entry, ...] = ()
    debt_file: str = ""
    debt: tuple[Owed, ...] = ()
    notifications: tuple[Subscription, ...] = ()

    @property
    def debt_path(self) -> Path:
        """The file of recorded debt, there or not."""
        return self.folder / (self.debt_file or DEBT)

    def reports(self) -> tuple[str, ...]:
        """Return the reports to write as FORMAT=PATH, with paths that hold from anywhere."""
        return tuple(f"{name}={self.folder / path}" for name, path in self.outputs.items())

    @property
    def knows_teams(self) -> bool:
        """Tell whether it says anything about teams."""
        return bool(self.teams) or self.catalog != Catalog()

    def attributes_of(self, repository: Repository) -> Mapping[str, str | bool]:
        """Return what the entries that match a repository's id, name or path say; later ones win."""
        names = {repository.id, repository.name, repository.path} - {""}
        found: dict[str, str | bool] = {}
        for entry in self.repositories:
            if any(globs.matches(name, pattern) for pattern in entry.repositories for name in names):
                found.update(entry.attributes)
        return found


def find(start: Path) -> Configuration:
    """Return the configuration of the folder *start* or the nearest one above; empty without one.

    Raises UsageError with every mistake in it, one a line.
    """
    path = locate(start)
    if path is None:
        return _with_debt(Configuration(start))
    configuration, mistakes = load(path)
    if configuration is None or mistakes:
        raise UsageError("\n".join(map(str, mistakes)), f"correct {path}")
    return _with_debt(configuration)


def _with_debt(configuration: Configuration) -> Configuration:
    """Add what is recorded in the file that the configuration names, or in the usual one."""
    path = configuration.debt_path
    if not path.is_file():
        return configuration
    from checker.packs.debt import read_debt

    debt, mistakes = read_debt(path, configuration.debt_file or DEBT)
    if mistakes:
        raise UsageError("\n".join(map(str, mistakes)), f"correct {path}")
    return replace(configuration, debt=debt)


def locate(start: Path, top: Path | None = None) -> Path | None:
    """Return the nearest configuration file in *start* or above, up to *top*; None without one."""
    for folder in _upwards(start):
        if (folder / NAME).is_file():
            return folder / NAME
        if folder == top:
            break
    return None


def _upwards(start: Path) -> Iterator[Path]:
    """Yield a folder and those above it, up to one where strangers could put a file."""
    folder = start.resolve()
    yield folder
    for parent in folder.parents:
        if os.name == "posix" and parent.stat().st_mode & stat.S_IWOTH:
            return
        yield parent


def load(path: Path) -> tuple[Configuration | None, tuple[Mistake, ...]]:
    """Return what a configuration file says, None where it does not parse, and every mistake."""
    from checker.packs.catalog import read_configuration

    return read_configuration(path)


def config_schema() -> dict[str, object]:
    """Return the JSON Schema of checker.yml."""
    from checker.packs.catalog import CONFIGURATION
    from checker.packs.schema import generate

    return generate(CONFIGURATION, "config", "Standards Checker configuration")
