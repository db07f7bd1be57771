"""Made-up hollow repositories: every file that one looks for exists, and nothing in it works.

Tests assert nothing, owners and contacts are placeholders, policies are headings, workflows run nothing or
swallow the failure of what they run. Each ecosystem combines other ways of being hollow. Their texts stand in
hollow.yml.
"""

import os
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import yaml

from benchmarks import children
from benchmarks.subjects import Missing

_PEOPLE = (("Ada Example", "ada@example.com"), ("Grace Example", "grace@example.com"))
_DAYS_BETWEEN = 9
_GIT_SECONDS = 60


class Kind(msgspec.Struct, frozen=True):
    """An ecosystem: the commands of its tests and of its linter, and its own files."""

    ecosystem: str
    test: str
    lint: str
    files: Mapping[str, str]

    @property
    def name(self) -> str:
        """The name of its repository, as a subject's."""
        return f"hollow/{self.ecosystem.strip('.').replace('/', '-').lower()}"


class _Texts(msgspec.Struct, frozen=True):
    """What hollow.yml holds: files of every kind, and those of which each kind takes one."""

    alike: Mapping[str, str]
    license: Sequence[str]
    security: Sequence[str]
    codeowners: Sequence[str]
    dependabot: Sequence[str]
    workflow: str
    steps: Sequence[str]
    kinds: Sequence[Kind]


_TEXTS = msgspec.convert(yaml.safe_load(Path(__file__).with_suffix(".yml").read_text("utf-8")), _Texts)
KINDS = _TEXTS.kinds


def files(kind: Kind) -> Mapping[str, str]:
    """Return the files of a kind; its place among the kinds says which ways of being hollow it has."""
    place = KINDS.index(kind)
    steps = _TEXTS.steps[place % len(_TEXTS.steps)].format(test=kind.test, lint=kind.lint)
    return {
        **_TEXTS.alike,
        **kind.files,
        "LICENSE": _TEXTS.license[place % len(_TEXTS.license)],
        "SECURITY.md": _TEXTS.security[place % len(_TEXTS.security)],
        ".github/CODEOWNERS": _TEXTS.codeowners[place % len(_TEXTS.codeowners)],
        ".github/dependabot.yml": _TEXTS.dependabot[place % len(_TEXTS.dependabot)],
        ".github/workflows/ci.yml": _TEXTS.workflow + steps,
    }


def made(kind: Kind, folder: Path, now: datetime) -> Path:
    """Make the repository of a kind: commits of two people up to *now*, and a version; raises Missing."""
    folder.mkdir(parents=True)
    _git(folder, now, "init", "--quiet", "--initial-branch=main")
    everything = sorted(files(kind).items())
    for number, (path, text) in enumerate(everything):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        when = now - timedelta(days=(len(everything) - number) * _DAYS_BETWEEN)
        _git(folder, when, "add", "--all")
        author = _PEOPLE[number % len(_PEOPLE)]
        _git(folder, when, "commit", "--quiet", "--message", f"Add {path}", author=author)
    _git(folder, now, "tag", "v1.0.0")
    return folder


def _git(folder: Path, when: datetime, *arguments: str, author: tuple[str, str] = _PEOPLE[0]) -> None:
    name, email = author
    identity = {
        f"GIT_{role}_{key}": value
        for role in ("AUTHOR", "COMMITTER")
        for key, value in (("NAME", name), ("EMAIL", email), ("DATE", when.isoformat()))
    }
    config = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    variables = children.environment(**identity, **config)
    try:
        children.run(["git", "-C", folder, *arguments], seconds=_GIT_SECONDS, variables=variables)
    except children.Failed as failed:
        raise Missing(str(failed)) from None
