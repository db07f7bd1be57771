"""Which file is the README of a repository."""

from collections.abc import Sequence

from checker.files import Files
from checker.model.tree import PathClass, TreeEntry
from checker.prose.page import FORMATS

_OWN = frozenset((PathClass.SOURCE, PathClass.TEST))
_ENDINGS = (*FORMATS, "txt")
_PLACES = ("", ".github", "docs", "doc")


def readme_of(files: Files) -> str:
    """Return the path of the README that stands for the repository, "" if there is none."""
    named = files.index.named("readme", *(f"readme.{ending}" for ending in _ENDINGS))
    best = best_readme([entry for entry in named if is_readme(entry)])
    return best.path if best else ""


def is_readme(entry: TreeEntry) -> bool:
    """Tell whether forges show this file as the README."""
    folder, _, name = entry.path.lower().rpartition("/")
    stem, dot, ending = name.rpartition(".")
    own = entry.path_class in _OWN and not entry.is_submodule and folder in _PLACES
    return own and (name == "readme" or (bool(dot) and stem == "readme" and ending in _ENDINGS))


def best_readme(readmes: Sequence[TreeEntry]) -> TreeEntry | None:
    """Return the README that stands for the repository: files before links, the top first."""

    def rank(entry: TreeEntry) -> tuple[bool, int, bool, str]:
        folder, _, name = entry.path.rpartition("/")
        return not entry.is_file, _PLACES.index(folder.lower()), "." not in name, entry.path

    return min(readmes, key=rank, default=None)
