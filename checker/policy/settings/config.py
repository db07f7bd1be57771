"""checker.yml: where it lies and what it says."""

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from checker.errors import UsageError
from checker.files import globs
from checker.filesystem.probe import PathKind
from checker.filesystem.write import work_tree
from checker.model.audit import Repository
from checker.model.debt import Owed
from checker.model.digest import Subscription
from checker.model.policy import Mistake
from checker.model.team import Catalog, Team
from checker.policy.access import DISK, Access, Confined, UnreadableSettings
from checker.policy.settings import trust
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


def find(start: Path, access: Access = DISK) -> Configuration:
    """Return the configuration of the folder *start* or the nearest one above; empty without one.

    Its files are read through *access*.
    Raises UsageError with every mistake in it, one a line, and for a file that strangers could have put
    there: outside of a Git work tree it has to be the user's or root's, and nobody else may write to it.
    """
    path = locate(start, access)
    if path is None:  # recorded debt has a usual place, which in a clone is a stranger's as well
        folder = access.located(start)
        return _with_debt(Configuration(folder, confined=is_confined(folder)), access)
    confined = is_confined(path.parent)
    if confined and access.is_link(path):
        raise UsageError(f"{path} is a symbolic link, and links are not followed there", ADVICE)
    if not confined or trust.is_shared(path.parent):
        trust.check(path)
    return _loaded(path, access, confined)


def trusted(path: Path, access: Access = DISK) -> Configuration:
    """Return the configuration in a file that the user vouches for: it may lead anywhere.

    Raises UsageError with every mistake in it, one a line.
    """
    try:
        place = access.located(path.absolute().parent) / path.name
    except UnreadableSettings as error:
        raise UsageError(f"{path}: {error}") from error
    if access.kind(place) is not PathKind.FILE:
        raise UsageError(f"{path}: there is no such configuration file", "check --config and CHECKER_CONFIG")
    return _loaded(place, access, confined=False)


def _loaded(path: Path, access: Access, confined: bool) -> Configuration:
    configuration, mistakes = load(path, access, confined=confined)
    if configuration is None or mistakes:
        raise UsageError("\n".join(map(str, mistakes)), f"correct {path}")
    return _with_debt(configuration, access)


def load(
    path: Path, access: Access = DISK, *, confined: bool = False
) -> tuple[Configuration | None, tuple[Mistake, ...]]:
    """Return what a configuration file says, None where it does not parse, and every mistake."""
    from checker.policy.settings.catalog import read_configuration

    return read_configuration(path, access, confined)


def _with_debt(configuration: Configuration, access: Access) -> Configuration:
    """Add what is recorded in the file that the configuration names, or in the usual one."""
    path = configuration.debt_path
    access = Confined(access, configuration.folder) if configuration.confined else access
    if "debt" in configuration.leaks or access.kind(path) is not PathKind.FILE:
        return configuration
    from checker.policy.debt import read_debt

    debt, mistakes = read_debt(path, configuration.debt_file or DEBT, access)
    if mistakes:
        raise UsageError("\n".join(map(str, mistakes)), f"correct {path}")
    return replace(configuration, debt=debt)


def locate(start: Path, access: Access = DISK) -> Path | None:
    """Return the nearest configuration file in *start* or above; None without one."""
    try:
        folder = access.located(start)
    except UnreadableSettings as error:
        raise UsageError(f"{start}: {error}") from error
    found = (above / NAME for above in (folder, *folder.parents))
    return next((path for path in found if access.kind(path) is PathKind.FILE or access.is_link(path)), None)


def is_confined(folder: Path) -> bool:
    """Tell whether a folder lies in the work tree or the Git folder of a repository, whoever's it is."""
    bare = all(DISK.kind(folder / name) is not PathKind.ABSENT for name in ("HEAD", "objects", "refs"))
    return bare or work_tree(folder) is not None


def config_schema() -> dict[str, object]:
    """Return the JSON Schema of checker.yml."""
    from checker.policy.json_schema import generate
    from checker.policy.settings.catalog import CONFIGURATION

    return generate(CONFIGURATION, "config", "Standards Checker configuration")
