"""What one ecosystem file says; `docs/ecosystems.md` explains it to who adds one."""

from collections.abc import Mapping
from datetime import date
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


class FileFormat(Struct, frozen=True, forbid_unknown_fields=True):
    """What a file is that has the ending of a language and is not written in it.

    *contents*: for each ending, a regular expression (RE2, `^` begins a line) of what its first lines hold.
    """

    contents: Mapping[str, str]


class Language(Struct, frozen=True, forbid_unknown_fields=True):
    """A programming language.

    *endings* are those of its files, without the dot. Where several languages or formats share an ending,
    *contents* says by which lines each is known, as in `FileFormat`: the most matches decide, then a file
    that stands in *beside* (names with `*`, anywhere in the repository), then the language that has the
    ending in *endings*.

    *glue*: most repositories hold a little of it, whatever they are for. *folders*: places of the product
    that elsewhere hold helper scripts (`bin`). *tests*: a regular expression of tests that stand in its
    sources.
    """

    endings: tuple[str, ...] = ()
    contents: Mapping[str, str] = {}
    beside: tuple[str, ...] = ()
    glue: bool = False
    folders: tuple[str, ...] = ()
    tests: str = ""


class TechnologyContent(Struct, frozen=True, forbid_unknown_fields=True):
    """Lines by which a technology is known in files with these *endings*: each expression has to match (RE2).

    *tests*: they show tests of a technology that is there, and none of its own.
    """

    endings: tuple[str, ...]
    lines: tuple[str, ...]
    tests: bool = False


class License(Struct, frozen=True, forbid_unknown_fields=True):
    """How manifests of this ecosystem declare the license of the project.

    *files* are names with `*`. Where they stand in a document, *keys* lead to the values (`package.license`,
    `*` for each item of a list), else *pattern* (a regular expression of lines, RE2) finds them as its first
    group: a license, or a list of quoted ones. *all*: every match declares one, else only the first does.
    *any*: several values mean that each of them is granted (OR), else all apply (AND). *otherwise*: it
    counts where the others of the same file say nothing.
    """

    files: tuple[str, ...]
    keys: tuple[str, ...] = ()
    pattern: str = ""
    all: bool = False
    any: bool = True
    otherwise: bool = False


class Manifest(Struct, frozen=True, forbid_unknown_fields=True):
    """Files that declare dependencies, and what reads them.

    A file is a name, which may hold one `*` (`*.csproj`), and may follow folders (`meta/main.yml`).
    *reader* is `module.function` of `checker.collectors.dependencies`, "" where files are only found. Where
    others share the name (`Makefile`), *beside* is a file that stands in the same folder where it is meant;
    at the top the reader tells by itself. *inline*: they are sources that may declare what they need, and
    are read where nothing else declares it.
    """

    files: tuple[str, ...]
    reader: str = ""
    beside: str = ""
    inline: bool = False


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

    @property
    def manifest_names(self) -> tuple[str, ...]:
        """The names that say by themselves that a file declares dependencies."""
        return tuple(
            name for each in self.manifests if not (each.beside or each.inline) for name in each.files
        )


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
    The inputs of an action count as options (`exit-code: 1` is `--exit-code 1`).

    *bundles* are other tools that it runs, by the variable that turns each on or off: all of them run but
    those that are off, unless some are turned on, which are then the only ones.

    *variables* of the environment set options: each is the value of an option (`TRIVY_EXIT_CODE: --exit-
    code`), or holds options itself (`MAVEN_ARGS: ""`).
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
    bundles: Mapping[str, str] = {}
    variables: Mapping[str, str] = {}


class Publisher(Struct, frozen=True, forbid_unknown_fields=True):
    """What publishes to a registry; patterns as in `Tool`.

    *trusted*: the registry takes OpenID Connect tokens. *idle* are options with which
    nothing is published (`--dry-run`), and variables (`NAME=VALUE`).
    """

    registry: str
    commands: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    idle: tuple[str, ...] = ()
    trusted: bool = False


_OF_TOOLS = ("actions.checks", "actions.enforces_tests", "actions.runs_tests", "actions.tools", "testing")
_OF_PACKAGES = ("dependencies", "manifests")


class Credit(Struct, frozen=True, forbid_unknown_fields=True):
    """Where manifests name who maintains a package, as people must there.

    *files* are names (`*.cabal`) or, with a slash, paths; *keys* lead to texts, to tables with `name` and
    `email`, or to lists of both (`project.maintainers`); *pattern* is a RE2 expression whose groups, joined
    by a blank, are one name.
    """

    files: tuple[str, ...]
    keys: tuple[str, ...] = ()
    pattern: str = ""


class Ecosystem(Struct, frozen=True, forbid_unknown_fields=True):
    """All that is known about one ecosystem.

    *kind* says what its files are. *technologies* are names with the files that show them; *contents* show
    technologies by what files hold. *formats* share an ending with a language. *products* are files that say
    by themselves that this ecosystem is what the product is made in. *neutral* are endings of files that say
    nothing about what a repository is for.

    *tests* are test files; *testable*: tests are expected although it is no code. *licenses* say where
    manifests declare one, *license_names* what this ecosystem calls licenses (in lower case) in place of
    SPDX. *fixes* are texts by the id of the rule they mend, in the words of this ecosystem. *harmless* are
    patterns (as in `Tool`) of commands that can neither check nor publish anything: builds, installations,
    printing. *credentials* are patterns of commands that use the Git credentials which a checkout leaves on
    disk: they push, or fetch what was not checked out.

    *facts* are those that a collector of its own gives (or the beginnings of their names), which all its
    languages and technologies feed beside what tools and packages do; *feeds* are those of single
    technologies instead.

    Files are named by globs: one without a slash matches the last name anywhere, one with a slash the whole
    path from the top or, with `**/`, from any folder.
    """

    ecosystem: str
    title: str
    kind: Kind
    languages: Mapping[str, Language] = {}
    formats: Mapping[str, FileFormat] = {}
    technologies: Mapping[str, tuple[str, ...]] = {}
    contents: Mapping[str, TechnologyContent] = {}
    products: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    testable: bool = False
    licenses: tuple[License, ...] = ()
    license_names: Mapping[str, str] = {}
    fixes: Mapping[str, str] = {}
    neutral: tuple[str, ...] = ()
    packages: Mapping[str, PackageManager] = {}
    tools: Mapping[str, Tool] = {}
    publish: tuple[Publisher, ...] = ()
    credits: tuple[Credit, ...] = ()
    harmless: tuple[str, ...] = ()
    credentials: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    feeds: Mapping[str, tuple[str, ...]] = {}

    @property
    def fed(self) -> tuple[str, ...]:
        """The facts that its languages and technologies feed: its own, and those that its sections allow."""
        tested = any("test" in tool.checks for tool in self.tools.values())
        return (*self.facts, *(_OF_TOOLS if tested else ()), *(_OF_PACKAGES if self.packages else ()))


class KnownActions(Struct, frozen=True, forbid_unknown_fields=True):
    """What actions of GitHub, and steps of other CI systems, do where no tool or publisher names them.

    *harmless* are the beginnings of the names of those that take no command of the repository: they check
    out, set up, cache, upload, tell people, label or deploy. *commands* are those that run a command which
    their inputs spell out: `{input}` stands for the value of an input (in lower case), and a word that names
    inputs of which none is given is left out. *command_inputs* are inputs that hold a command, whatever has
    them. What is harmless loses to any other match, as everywhere. *steps* are, by CI system, the full names
    of steps of its own that run nothing of a repository. *credentials* are the beginnings of the names of
    those that use the Git credentials which a checkout leaves on disk.

    All of it was true on *as_of*, as *source* says.
    """

    as_of: date
    source: str
    harmless: tuple[str, ...] = ()
    credentials: tuple[str, ...] = ()
    commands: Mapping[str, str] = {}
    command_inputs: tuple[str, ...] = ()
    steps: Mapping[str, tuple[str, ...]] = {}
