"""Public repositories that benchmarks read: lists of `owner/name` at a commit, their clones and work trees.

    subjects = read(Path("subjects.yml"))      # [{name: owner/name, commit: HASH, …}, …] → [Subject]
    store = Store(cache, clones=None)          # `clones`: a folder of clones that are there already
    store.repository(subject)                  # → its Git directory (bare), holding the commit
    store.work_tree(subject)                   # → a work tree at the commit, origin https://github.com/owner/name

Clones come from github.com into `cache/clones/owner/name.git`, unless `clones` holds `owner/name`,
`owner/name.git` or `owner+name/repo`. `Missing` says why there is none; whoever asks tells it and goes on.
Nothing of a repository is run, and no hook of anybody's.
"""

import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec
import yaml

from benchmarks import children

_CLONE_SECONDS = 1800
_OPTIONS = (
    *("-c", f"core.hooksPath={os.devnull}", "-c", "core.fsmonitor=false"),
    # A connection over which hardly anything comes for a minute is given up.
    *("-c", "http.lowSpeedLimit=1000", "-c", "http.lowSpeedTime=60"),
)
_QUIET = {"GIT_LFS_SKIP_SMUDGE": "1", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}


class Missing(Exception):
    """A repository or its commit cannot be had; the message says why."""


class Subject(msgspec.Struct, frozen=True):
    """A repository at one commit. `about` is everything else that its list says of it."""

    name: str
    commit: str
    about: Mapping[str, str] = {}

    @property
    def url(self) -> str:
        """Where anybody finds it."""
        return f"https://github.com/{self.name}"


def read(path: Path) -> list[Subject]:
    """Return the subjects of a YAML list of maps with `name`, `commit` and what else it says of each."""
    # Everything is text: a hash may look like a number.
    entries: list[dict[str, str]] = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
    return [Subject(entry.pop("name"), entry.pop("commit"), entry) for entry in entries]


class Store:
    """Clones and work trees, kept in `cache`; `clones` is a folder of clones that are there already."""

    def __init__(self, cache: Path, clones: Path | None = None) -> None:
        self._cache = cache
        self._clones = clones

    def repository(self, subject: Subject) -> Path:
        """Return a Git directory that holds the commit, cloned unless there is one; raises Missing."""
        found = next(self._present(subject), None)
        if found is None and self._clones:
            raise Missing(f"{subject.name}: no clone in {self._clones}")
        return self._with_commit(found or self._cloned(subject), subject)

    def work_tree(self, subject: Subject) -> Path:
        """Return a work tree at the commit that borrows its objects from the clone; raises Missing."""
        folder = self._cache / "trees" / subject.commit[:12] / subject.name
        if not (folder / ".git" / "complete").is_file():
            shutil.rmtree(folder, ignore_errors=True)
            folder.parent.mkdir(parents=True, exist_ok=True)
            git("clone", "--quiet", "--shared", "--no-checkout", self.repository(subject), folder)
            git("-C", folder, "remote", "set-url", "origin", subject.url)
            git("-C", folder, "checkout", "--quiet", "--detach", subject.commit)
            (folder / ".git" / "complete").touch()
        return folder

    def _present(self, subject: Subject) -> Iterator[Path]:
        owner, _, name = subject.name.partition("/")
        folders = [self._cache / "clones" / owner / f"{name}.git"]
        if self._clones:
            folders += [
                self._clones / owner / name,
                self._clones / owner / f"{name}.git",
                self._clones / f"{owner}+{name}" / "repo",
            ]
        return (folder for folder in folders if folder.is_dir())

    def _cloned(self, subject: Subject) -> Path:
        owner, _, name = subject.name.partition("/")
        folder = self._cache / "clones" / owner / f"{name}.git"
        partial = folder.with_suffix(".partial")
        shutil.rmtree(partial, ignore_errors=True)
        partial.parent.mkdir(parents=True, exist_ok=True)
        git("clone", "--quiet", "--bare", subject.url, partial)
        return partial.rename(folder)

    @staticmethod
    def _with_commit(repository: Path, subject: Subject) -> Path:
        # Git would look for a repository in the folders above, and find ours.
        if not any((repository / part).exists() for part in (".git", "HEAD")):
            raise Missing(f"{subject.name}: {repository} is no Git repository")
        if git("-C", repository, "rev-parse", "--is-shallow-repository").strip() == "true":
            raise Missing(f"{subject.name}: {repository} is shallow; `git fetch --unshallow` completes it")
        try:
            git("-C", repository, "cat-file", "-e", f"{subject.commit}^{{commit}}")
        except Missing:
            raise Missing(f"{subject.name}: {repository} does not hold commit {subject.commit}") from None
        return repository


def git(*arguments: str | Path) -> str:
    """Run Git and return what it prints; raises Missing with its own words when it fails."""
    variables = children.environment(**_QUIET)
    try:
        return children.run(
            ["git", *_OPTIONS, *arguments], seconds=_CLONE_SECONDS, variables=variables
        ).stdout
    except children.Failed as failed:
        raise Missing(str(failed)) from None
