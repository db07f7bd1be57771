"""The values that checker.yml stands for."""

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct, field

from checker.errors import UsageError
from checker.files import globs
from checker.model.audit import Repository
from checker.model.debt import Owed
from checker.model.digest import Subscription
from checker.model.teaching import Teaching
from checker.model.team import Catalog, Team
from checker.policy.access import DISK, Access, Confined
from checker.policy.settings.confinement import ADVICE

NAME = "checker.yml"
DEBT = ".checker/debt.yml"
"""Where debt is recorded, beside the configuration, unless that names another file."""


class RepositoryEntry(Struct, frozen=True):
    """What the configuration says about the repositories that some patterns match."""

    repositories: tuple[str, ...]
    attributes: Mapping[str, str | bool]


class Configuration(Struct, frozen=True):
    """What checker.yml says. *folder* is where it lies and where relative names start.

    *targets* are ready for use from anywhere; *catalog* is who else is asked about teams. *debt* is
    what *debt_file* ("": the usual one) records. A *confined* one lies in a Git work tree: it may be a
    stranger's and holds for its folder only. *leaks* are the keys that lead elsewhere, each with why; they
    are left out here, and `check` refuses what would use them.
    """

    folder: Path = Path()
    organization: str = ""
    targets: tuple[str, ...] = ()
    policy: tuple[str, ...] = ()
    teams: tuple[Team, ...] = ()
    catalog: Catalog = field(default_factory=Catalog)
    history: str = ""
    outputs: Mapping[str, str] = field(default_factory=dict)
    repositories: tuple[RepositoryEntry, ...] = ()
    debt_file: str = ""
    debt: tuple[Owed, ...] = ()
    notifications: tuple[Subscription, ...] = ()
    recognize: tuple[Teaching, ...] = ()
    confined: bool = False
    leaks: Mapping[str, str] = field(default_factory=dict)

    @property
    def access(self) -> Access:
        """What the policies that it names are read through."""
        return Confined(DISK, self.folder) if self.confined else DISK

    def check(self, *keys: str) -> None:
        """Raise UsageError where one of these keys, which is about to be used, leads out of the folder."""
        for key in keys:
            if key in self.leaks:
                raise UsageError(f"{self.folder / NAME}: {key}: {self.leaks[key]}", ADVICE)

    @property
    def debt_path(self) -> Path:
        """The file of recorded debt, there or not."""
        return self.folder / (self.debt_file or DEBT)

    def reports(self) -> tuple[str, ...]:
        """Return the reports to write as FORMAT=PATH, with paths that hold from anywhere.

        Raises UsageError where one would be written outside of the folder of a confined configuration.
        """
        self.check("outputs")
        return tuple(f"{name}={self.folder / path}" for name, path in self.outputs.items())

    @property
    def knows_teams(self) -> bool:
        """Tell whether checker.yml lists teams or configures their sources."""
        return bool(self.teams) or self.catalog != Catalog()

    def attributes_of(self, repository: Repository) -> Mapping[str, str | bool]:
        """Return what the entries that match a repository's id, name or path say; later ones win."""
        names = repository.names
        found: dict[str, str | bool] = {}
        for entry in self.repositories:
            if any(globs.matches(name, pattern) for pattern in entry.repositories for name in names):
                found.update(entry.attributes)
        return found
