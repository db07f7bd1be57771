"""checker.yml: where it lies, whether it may be believed, and what it says."""

from pathlib import Path

from msgspec.structs import replace

from checker.errors import UsageError
from checker.filesystem.probe import PathKind
from checker.filesystem.write import work_tree
from checker.model.policy import Mistake
from checker.policy.access import DISK, Access, Confined, UnreadableSettings
from checker.policy.debt import read_debt
from checker.policy.settings import trust
from checker.policy.settings.catalog import CONFIGURATION, read_configuration
from checker.policy.settings.configuration import DEBT, NAME, Configuration
from checker.policy.settings.confinement import ADVICE


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
    return read_configuration(path, access, confined)


def _with_debt(configuration: Configuration, access: Access) -> Configuration:
    """Add what is recorded in the file that the configuration names, or in the usual one."""
    path = configuration.debt_path
    access = Confined(access, configuration.folder) if configuration.confined else access
    if "debt" in configuration.leaks or access.kind(path) is not PathKind.FILE:
        return configuration
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

    return generate(CONFIGURATION, "config", "Standards Checker configuration")
