"""What one ecosystem file says; `docs/ecosystems.md` explains it to who adds one."""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

Kind = Literal["code", "infrastructure", "data"]
Check = Literal[
    "test", "lint", "format", "types", "coverage", "dependencies", "secrets", "sast", "infrastructure"
]


class Language(Struct, frozen=True, forbid_unknown_fields=True):
    """A programming language; *endings* are those of its files, without the dot."""

    endings: tuple[str, ...]


class Manifest(Struct, frozen=True, forbid_unknown_fields=True):
    """Files that declare dependencies; *reader* names the function for it, "" where they are only found."""

    files: tuple[str, ...]
    reader: str = ""


class PackageManager(Struct, frozen=True, forbid_unknown_fields=True):
    """One kind of packages: who declares and locks them, and what update bots call it."""

    languages: tuple[str, ...]
    manifests: tuple[Manifest, ...] = ()
    locks: tuple[str, ...] = ()
    dependabot: tuple[str, ...] = ()
    renovate: tuple[str, ...] = ()


class Tool(Struct, frozen=True, forbid_unknown_fields=True):
    """A tool that CI may run, and how it is called.

    *commands* are patterns of command lines: words in order, `*` stands for any words between. *actions* are
    beginnings of the names of GitHub Actions, *hooks* ids of pre-commit hooks. *word*: the name is also a
    plain word, so it counts only where a command stands.
    """

    checks: tuple[Check, ...]
    commands: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    hooks: tuple[str, ...] = ()
    word: bool = False


class Ecosystem(Struct, frozen=True, forbid_unknown_fields=True):
    """All that is known about one ecosystem.

    *technologies* are names with the files that show them; *kind* says what its files are.
    """

    ecosystem: str
    title: str
    kind: Kind
    languages: Mapping[str, Language] = {}
    technologies: Mapping[str, tuple[str, ...]] = {}
    packages: Mapping[str, PackageManager] = {}
    tools: Mapping[str, Tool] = {}
