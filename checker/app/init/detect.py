"""What is there already, where somebody wants to start."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

from checker.app.init import pre_commit_hook
from checker.collectors import Checkout
from checker.collectors.registry import collect
from checker.errors import CheckerError, UsageError
from checker.files import Files
from checker.filesystem.probe import is_file, is_folder
from checker.git import default_branch, open_source
from checker.git.repository import git_folder_around, locate
from checker.model.audit import Repository
from checker.model.facts import Facts
from checker.policy.settings import config

_PACKS = {
    "actions": {"github-actions", "github-action"},
    "containers": {"docker", "docker-compose"},
    "go": {"Go", "go-module"},
    "iac": {"terraform", "opentofu", "kubernetes", "helm", "kustomize"},
    "javascript": {"JavaScript", "TypeScript", "npm"},
    "python": {"Python", "python-package"},
    "rust": {"Rust", "cargo"},
}
"""The packs that are about some technologies, and how the collectors call these."""
_FACTS = ("languages.names", "technologies")
_FORGES = ("github.com", "github.")


class DetectedFolder(Struct, frozen=True):
    """A folder, and what was found there.

    *is_top*: it is the top of a repository. *origin* is its host/owner/name, *branch* its default one; both
    "" where unknown. *above* is a configuration that held here so far.
    """

    folder: Path
    is_top: bool = False
    origin: str = ""
    branch: str = ""
    languages: tuple[str, ...] = ()
    technologies: tuple[str, ...] = ()
    above: Path | None = None

    @property
    def owner(self) -> str:
        """Who the repository belongs to, "" where unknown."""
        return self.origin.split("/")[1] if self.origin.count("/") > 1 else ""

    @property
    def may_be_on_github(self) -> bool:
        """Tell whether GitHub may run its workflows: nobody says that it is elsewhere."""
        return not self.origin or self.origin.startswith(_FORGES) or is_folder(self.folder / ".github")

    @property
    def uses_hooks(self) -> bool:
        """Tell whether pre-commit is in use."""
        return is_file(self.folder / pre_commit_hook.PATH)

    @property
    def packs(self) -> tuple[str, ...]:
        """The packs that are about what it is made with."""
        found = {*self.languages, *self.technologies}
        return tuple(name for name, signs in _PACKS.items() if found & signs)


def survey(folder: Path) -> DetectedFolder:
    """Look around in a folder; what cannot be read counts as not there.

    Raises UsageError inside of a Git folder, whose files are Git's own.
    """
    above = config.locate(folder.parent)
    if around := git_folder_around(folder):
        raise UsageError(
            f"{folder} lies in the Git folder {around}: nothing is written there",
            "go to a folder with checked out files, or name one: checker init DIRECTORY",
        )
    place = locate(folder)
    if place is None or place.work_tree is None:
        return DetectedFolder(folder, above=above)
    try:
        with open_source(str(folder), staged=True) as source:
            checkout = Checkout(Repository("", ""), Files(source.tree), None, datetime.now(UTC))
            facts = collect(checkout, frozenset(_FACTS))
            languages, technologies = (_listed(facts, path) for path in _FACTS)
            branch = default_branch.name(place)
            return DetectedFolder(
                folder=folder,
                is_top=True,
                origin=source.origin,
                branch=branch,
                languages=languages,
                technologies=technologies,
                above=above,
            )
    except CheckerError:
        return DetectedFolder(folder, True, above=above)


def _listed(facts: Facts, path: str) -> tuple[str, ...]:
    value = facts.values.get(path, ())
    return tuple(map(str, value)) if isinstance(value, Sequence) else ()
