"""What one ecosystem file says; `docs/ecosystems.md` explains it to who adds one."""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

Kind = Literal["code", "infrastructure", "data"]
Check = Literal[
    "test",
    "lint",
    "format",
    "types",
    "coverage",
    "dependencies",
    "secrets",
    "sast",
    "infrastructure",
    "containers",
]


class Language(Struct, frozen=True, forbid_unknown_fields=True):
    """A programming language; *endings* are those of its files, without the dot."""

    endings: tuple[str, ...]


class Manifest(Struct, frozen=True, forbid_unknown_fields=True):
    """Files that declare dependencies, and what reads them.

    A file is a name, which may begin with `*` (`*.csproj`), and may follow folders (`meta/main.yml`).
    *reader* is `module.function` of `checker.collectors.dependencies`, "" where files are only found.
    """

    files: tuple[str, ...]
    reader: str = ""


class Addresses(Struct, frozen=True, forbid_unknown_fields=True):
    """Where manifests give web addresses of the project itself; *files* as in `Manifest`.

    *keys* lead to them in a document (`package.homepage`; everything below counts), *pattern* finds them in
    the lines of any other text, as its first group.
    """

    files: tuple[str, ...]
    keys: tuple[str, ...] = ()
    pattern: str = ""


class PackageManager(Struct, frozen=True, forbid_unknown_fields=True):
    """One kind of packages: which files declare and lock them, and what update bots call it.

    *registries* are files that say where packages come from, and declare none. *dependabot* are values of
    `package-ecosystem`, *renovate* names of managers; a package manager without either has no update bot.
    """

    languages: tuple[str, ...] = ()
    manifests: tuple[Manifest, ...] = ()
    locks: tuple[str, ...] = ()
    registries: tuple[str, ...] = ()
    dependabot: tuple[str, ...] = ()
    renovate: tuple[str, ...] = ()
    addresses: tuple[Addresses, ...] = ()


class Tool(Struct, frozen=True, forbid_unknown_fields=True):
    """A tool that CI may run, and how it is called.

    *commands* are patterns of simple commands, `actions` and `hooks` the beginnings of the names of GitHub
    Actions and the ids of pre-commit hooks, *steps* what other CI systems call the step that runs it (a task,
    an orb's command, a pipe, a plug-in, a template, as `PipelineStep.uses` spells it). *word*: the name is
    also a plain word, so it counts only where a command stands.

    A pattern is a list of words. The first is a program's bare name (no folder, version, `.exe` or `.bat`;
    `gradlew` and `mvnw` are spelled out). The others must follow in order; options (words that begin with
    `-`) between them are passed over, what follows the last is free. A word may hold `*` for any characters
    (`*:test`), and `*` alone stands for any words, also none (`mvn * verify`).

    A call checks nothing where it has one of the options in *idle* (`--collect-only`, `-DskipTests`): a word,
    or words in order (`-x test`), with `*` as above. Its failure is swallowed where it has one of *lenient*
    (`--exit-zero`). A tool that fails only when it is told to names what tells it in *strict* (`--exit-code
    1`); `never` there: it never fails by itself. *coverage* are options with which it also measures coverage.
    """

    checks: tuple[Check, ...]
    commands: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    hooks: tuple[str, ...] = ()
    word: bool = False
    idle: tuple[str, ...] = ()
    lenient: tuple[str, ...] = ()
    strict: tuple[str, ...] = ()
    coverage: tuple[str, ...] = ()


class Publisher(Struct, frozen=True, forbid_unknown_fields=True):
    """What publishes to a registry; patterns as in `Tool`.

    *trusted*: the registry takes OpenID Connect tokens. *idle* are options with which
    nothing is published (`--dry-run`).
    """

    registry: str
    commands: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    idle: tuple[str, ...] = ()
    trusted: bool = False


class Ecosystem(Struct, frozen=True, forbid_unknown_fields=True):
    """All that is known about one ecosystem.

    *technologies* are names with the files that show them; *kind* says what its files are. *harmless* are
    patterns (as in `Tool`) of commands that can neither check nor publish anything: builds, installations,
    printing.
    """

    ecosystem: str
    title: str
    kind: Kind
    languages: Mapping[str, Language] = {}
    technologies: Mapping[str, tuple[str, ...]] = {}
    packages: Mapping[str, PackageManager] = {}
    tools: Mapping[str, Tool] = {}
    publish: tuple[Publisher, ...] = ()
    harmless: tuple[str, ...] = ()
